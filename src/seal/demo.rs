//! A demonstration authority: a root, an issuing CA, a head of an authorised body and a
//! time-stamping service, in the form of the real ones and marked DEMO in every name.
//!
//! For demonstrations and tests only. The keys follow from a seed that anyone can read, so a
//! signature by them proves nothing; a production profile that trusts them is refused.

mod key;
mod write;

use crate::base::date::{Date, Instant};
use crate::base::digest::Digest;

use super::algorithm::{Algorithm, Hash};
use super::certificate::Certificate;
use super::der::{OCTET_STRING, SEQUENCE, SET, context, encode, only};
use super::oid::{self, Oid};
use key::Key;
use write::Issue;

/// The seed of the authority whose profile `demo` the program carries.
pub const SEED: &str = "tizilim";

/// The BIN of the fictional authorised body.
pub const AUTHORITY_BIN: &str = "700140999997";

const ROOT_NAME: &str = "DEMO НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)";
const ISSUER_NAME: &str = "DEMO ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)";
const STAMPER_NAME: &str = "DEMO TIME-STAMPING AUTHORITY";

/// Bits of keyUsage as written: unused bits, then the bits.
const ISSUING: &[u8] = &[1, 0x06];
const SIGNING: &[u8] = &[3, 0xc8];
const STAMPING: &[u8] = &[6, 0xc0];

/// The keys and certificates of one demonstration.
pub struct Demo {
    /// The root certificate: the anchor of a demo profile.
    pub root: Vec<u8>,
    /// The issuing CA's certificate.
    pub issuer: Vec<u8>,
    /// The head's certificate.
    pub head: Vec<u8>,
    /// The time-stamping service's certificate.
    pub stamper: Vec<u8>,
    issuer_key: Key,
    head_key: Key,
    stamper_key: Key,
}

impl Demo {
    /// The authority that follows from a seed: always the same bytes.
    pub fn from_seed(seed: &str) -> Demo {
        let key = |owner: &str| Key::derive(&format!("{owner} of {seed}"));
        let (root_key, issuer_key) = (key("root"), key("issuer"));
        let (head_key, stamper_key) = (key("head"), key("stamper"));
        let root_name = write::name(&[(oid::COMMON_NAME, ROOT_NAME), (oid::COUNTRY, "KZ")]);
        let issuer_name = write::name(&[(oid::COMMON_NAME, ISSUER_NAME), (oid::COUNTRY, "KZ")]);
        let stamper_name = write::name(&[(oid::COMMON_NAME, STAMPER_NAME), (oid::COUNTRY, "KZ")]);
        let issue = |by: (&[u8], &Key), to: (&[u8], &Key), usage, purposes, authority| {
            let (issuer, issuer_key) = by;
            let (subject, key) = to;
            let validity = (start(), end());
            let issue = Issue { issuer, issuer_key, subject, key, validity };
            issue.certificate(usage, purposes, authority)
        };
        let root_of = (root_name.as_slice(), &root_key);
        let issuer_of = (issuer_name.as_slice(), &issuer_key);
        let head = [oid::EMAIL_PROTECTION, oid::LEGAL_ENTITY, oid::HEAD];
        Demo {
            root: issue(root_of, root_of, ISSUING, &[], true),
            issuer: issue(root_of, issuer_of, ISSUING, &[], true),
            head: issue(issuer_of, (&head_name(), &head_key), SIGNING, &head, false),
            stamper: issue(
                issuer_of,
                (&stamper_name, &stamper_key),
                STAMPING,
                &[oid::TIME_STAMPING],
                false,
            ),
            issuer_key,
            head_key,
            stamper_key,
        }
    }

    /// The issuing CA's list of revoked certificates, without any or with the head's own.
    pub fn crl(
        &self,
        this_update: Instant,
        next_update: Instant,
        head_revoked: Option<Instant>,
    ) -> Vec<u8> {
        let head = Certificate::parse(&self.head).ok();
        let entry = head.zip(head_revoked).map(|(head, date)| (head.serial, date));
        let name = subject_of(&self.issuer);
        write::crl(name, &self.issuer_key, (this_update, next_update), entry)
    }

    /// The files of the profile `demo` by name: whoever holds it believes this authority, and
    /// nobody else does.
    pub fn profile(&self) -> Vec<(String, Vec<u8>)> {
        let pin = |name: &str, der: &[u8]| {
            let sha256 = Digest::of(der).to_string();
            serde_json::json!([{ "file": format!("demo/{name}"), "sha256": sha256 }])
        };
        let profile = serde_json::json!({
            "id": "demo",
            "environment": "demo",
            "authority_bin": AUTHORITY_BIN,
            "anchors": pin("root.cer", &self.root),
            "issuers": pin("issuer.cer", &self.issuer),
            "crls": ["demo/issuer.crl"],
            "roles": ["head", "right_to_sign"],
            "algorithms": ["gost-2015-512"],
            "time_stamp": "optional",
            "time_stamp_anchors": pin("root.cer", &self.root),
            "missing": "warning",
            "indeterminate": "warning",
            "in_force_from": null,
            "in_force_to": null,
        });
        let json = format!("{profile:#}\n").into_bytes();
        let files = [
            ("demo.json", json),
            ("demo/root.cer", self.root.clone()),
            ("demo/issuer.cer", self.issuer.clone()),
            // One list for all years: a demonstration has nobody to make the next one.
            ("demo/issuer.crl", self.crl(start(), end(), None)),
        ];
        files.map(|(name, bytes)| (name.to_owned(), bytes)).into()
    }

    /// The issuing CA's answer about the head's certificate, which was good or revoked.
    pub fn ocsp(&self, at: Instant, head_revoked: Option<Instant>) -> Vec<u8> {
        match (Certificate::parse(&self.issuer), Certificate::parse(&self.head)) {
            (Ok(issuer), Ok(head)) => {
                write::ocsp((&issuer, &self.issuer_key), &head, at, head_revoked)
            }
            _ => Vec::new(),
        }
    }

    /// The head's detached signature over `content`, which claims to have been made at `at`.
    pub fn sign_detached(&self, content: &[u8], at: Instant) -> Vec<u8> {
        let signer = self.head_info(content, at);
        write::message(&oid::DATA, None, &self.head, &encode(SEQUENCE, &[&signer.concat()]))
    }

    /// The same with a time-stamp of `stamped` over it.
    pub fn sign_stamped(&self, content: &[u8], at: Instant, stamped: Instant) -> Vec<u8> {
        let mut signer = self.head_info(content, at);
        let signature = signer.last().and_then(|value| only(value, OCTET_STRING).ok());
        let token = self.token(signature.map_or(&[], |value| value.body), stamped);
        let attribute = write::attribute(&oid::TIME_STAMP_TOKEN, &token);
        signer.push(encode(context(1), &[&attribute]));
        write::message(&oid::DATA, None, &self.head, &encode(SEQUENCE, &[&signer.concat()]))
    }

    fn head_info(&self, content: &[u8], at: Instant) -> Vec<Vec<u8>> {
        let signer = write::Signer { key: &self.head_key, certificate: &self.head, at };
        signer.info(&oid::DATA, content)
    }

    /// A time-stamp token over a signature. Serial number and nonce are negative, as the national
    /// service's may be.
    fn token(&self, signature: &[u8], at: Instant) -> Vec<u8> {
        let info = write::stamp(&Hash::Streebog512.of(signature), at);
        let signer = write::Signer { key: &self.stamper_key, certificate: &self.stamper, at };
        let signer = signer.info(&oid::TST_INFO, &info).concat();
        let signer = encode(SEQUENCE, &[&signer]);
        write::message(&oid::TST_INFO, Some(&info), &self.stamper, &signer)
    }
}

/// All certificates hold from here to there, longer than real ones: a demo register shows years.
fn start() -> Instant {
    Date::new(2020, 1, 1).map_or(Instant::default(), Date::midnight_utc)
}

fn end() -> Instant {
    Date::new(2045, 1, 1).map_or(Instant::default(), Date::midnight_utc)
}

/// A head's subject with the attributes and the order of the real ones. The number is none that
/// could be issued: no one was born on day zero.
fn head_name() -> Vec<u8> {
    write::name(&[
        (oid::COMMON_NAME, "DEMO ҮЛГІ"),
        (oid::SURNAME, "DEMO"),
        (oid::SERIAL_NUMBER, "IIN000000000000"),
        (oid::COUNTRY, "KZ"),
        (oid::ORGANISATION, "DEMO ҮЛГІ МЕМЛЕКЕТТІК ОРГАНЫ"),
        (oid::UNIT, &format!("BIN{AUTHORITY_BIN}")),
        (oid::GIVEN_NAME, "DEMO"),
    ])
}

fn subject_of(der: &[u8]) -> &[u8] {
    Certificate::parse(der).map_or(&[], |certificate| certificate.subject)
}

/// The identifier of the demo's signatures.
fn signature_id() -> Vec<u8> {
    encode(SEQUENCE, &[Algorithm::Gost2015.signature_id()])
}

/// An algorithm identifier with NULL parameters.
fn digest_id(oid: &Oid) -> Vec<u8> {
    encode(SEQUENCE, &[&write::object(oid), &[5, 0]])
}

/// A SET of one value.
fn set_of(value: &[u8]) -> Vec<u8> {
    encode(SET, &[value])
}
