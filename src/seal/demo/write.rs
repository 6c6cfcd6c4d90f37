//! Writes certificates, lists, tokens and signed messages as the national software does.

use crate::base::date::Instant;

use super::super::algorithm::Hash;
use super::super::certificate::Certificate;
use super::super::der::{
    BIT_STRING, BOOLEAN, ENUMERATED, GENERALIZED_TIME, INTEGER, OBJECT, OCTET_STRING, PRINTABLE,
    SEQUENCE, SET, UTC_TIME, UTF8, context, encode,
};
use super::super::oid::{self, Oid};
use super::key::Key;
use super::{digest_id, set_of, signature_id};

const TRUE: &[u8] = &[BOOLEAN, 1, 0xff];

/// Who certifies whom, and for how long.
pub(super) struct Issue<'a> {
    pub(super) issuer: &'a [u8],
    pub(super) issuer_key: &'a Key,
    pub(super) subject: &'a [u8],
    pub(super) key: &'a Key,
    pub(super) validity: (Instant, Instant),
}

impl Issue<'_> {
    /// The certificate.
    pub(super) fn certificate(&self, usage: &[u8], purposes: &[Oid], authority: bool) -> Vec<u8> {
        let (from, to) = self.validity;
        let validity = encode(SEQUENCE, &[&utc(from), &utc(to)]);
        let extensions = encode(SEQUENCE, &[&self.extensions(usage, purposes, authority).concat()]);
        let tbs = encode(
            SEQUENCE,
            &[
                &encode(context(0), &[&[INTEGER, 1, 2]]),
                &encode(INTEGER, &[&self.key.name()]),
                &signature_id(),
                self.issuer,
                &validity,
                self.subject,
                &self.key.public(),
                &encode(context(3), &[&extensions]),
            ],
        );
        signed(&tbs, self.issuer_key)
    }

    fn extensions(&self, usage: &[u8], purposes: &[Oid], authority: bool) -> Vec<Vec<u8>> {
        let mut list = Vec::new();
        if authority {
            let flags = encode(SEQUENCE, &[TRUE]);
            list.push(extension(&oid::BASIC_CONSTRAINTS, true, &flags));
        }
        if !purposes.is_empty() {
            let names: Vec<Vec<u8>> = purposes.iter().map(object).collect();
            // A time-stamping certificate has to be for that alone, and to say so critically.
            let critical = purposes.len() == 1;
            let value = encode(SEQUENCE, &[&names.concat()]);
            list.push(extension(&oid::EXTENDED_KEY_USAGE, critical, &value));
        }
        list.push(extension(&oid::KEY_USAGE, true, &encode(BIT_STRING, &[usage])));
        let own = encode(OCTET_STRING, &[&self.key.name()]);
        list.push(extension(&oid::SUBJECT_KEY, false, &own));
        let above = encode(SEQUENCE, &[&encode(0x80, &[&self.issuer_key.name()])]);
        list.push(extension(&oid::AUTHORITY_KEY, false, &above));
        list
    }
}

/// A list of revoked certificates with at most one.
pub(super) fn crl(
    issuer: &[u8],
    key: &Key,
    (this_update, next_update): (Instant, Instant),
    revoked: Option<(&[u8], Instant)>,
) -> Vec<u8> {
    let entries = revoked.map_or(Vec::new(), |(serial, date)| {
        encode(SEQUENCE, &[&encode(SEQUENCE, &[&encode(INTEGER, &[serial]), &utc(date)])])
    });
    let number = extension(&oid::CRL_NUMBER, false, &[INTEGER, 1, 1]);
    let extensions = encode(context(0), &[&encode(SEQUENCE, &[&number])]);
    let tbs = encode(
        SEQUENCE,
        &[
            &[INTEGER, 1, 1],
            &signature_id(),
            issuer,
            &utc(this_update),
            &utc(next_update),
            &entries,
            &extensions,
        ],
    );
    signed(&tbs, key)
}

/// Who signs a message, and when by his own words.
pub(super) struct Signer<'a> {
    pub(super) key: &'a Key,
    pub(super) certificate: &'a [u8],
    pub(super) at: Instant,
}

impl Signer<'_> {
    /// The fields of a `SignerInfo` over this content; the signature is the last one.
    pub(super) fn info(&self, content_type: &Oid, content: &[u8]) -> Vec<Vec<u8>> {
        let (issuer, serial) = Certificate::parse(self.certificate)
            .map_or((&[][..], &[][..]), |own| (own.issuer, own.serial));
        let hash = encode(OCTET_STRING, &[&Hash::Sha256.of(self.certificate)]);
        let hint = encode(SEQUENCE, &[&encode(SEQUENCE, &[&encode(SEQUENCE, &[&hash])])]);
        let digest = encode(OCTET_STRING, &[&Hash::Streebog512.of(content)]);
        let mut attributes = [
            attribute(&oid::CONTENT_TYPE, &object(content_type)),
            attribute(&oid::SIGNING_TIME, &utc(self.at)),
            attribute(&oid::SIGNING_CERTIFICATE_V2, &hint),
            attribute(&oid::MESSAGE_DIGEST, &digest),
        ];
        attributes.sort_unstable();
        let set = attributes.concat();
        vec![
            vec![INTEGER, 1, 1],
            encode(SEQUENCE, &[issuer, &encode(INTEGER, &[serial])]),
            digest_id(&oid::STREEBOG_512),
            encode(context(0), &[&set]),
            signature_id(),
            encode(OCTET_STRING, &[&self.key.sign(&encode(SET, &[&set]))]),
        ]
    }
}

/// A signed message with one signer and his certificate.
pub(super) fn message(
    content_type: &Oid,
    content: Option<&[u8]>,
    certificate: &[u8],
    signer: &[u8],
) -> Vec<u8> {
    let inside =
        content.map_or(Vec::new(), |bytes| encode(context(0), &[&encode(OCTET_STRING, &[bytes])]));
    let version = if content_type.bytes() == oid::DATA.bytes() { 1 } else { 3 };
    let data = encode(
        SEQUENCE,
        &[
            &[INTEGER, 1, version],
            &set_of(&digest_id(&oid::STREEBOG_512)),
            &encode(SEQUENCE, &[&object(content_type), &inside]),
            &encode(context(0), &[certificate]),
            &set_of(signer),
        ],
    );
    encode(SEQUENCE, &[&object(&oid::SIGNED_DATA), &encode(context(0), &[&data])])
}

/// What a time-stamp says about a digest; serial number and nonce are negative.
pub(super) fn stamp(digest: &[u8], at: Instant) -> Vec<u8> {
    let imprint = [digest_id(&oid::STREEBOG_512), encode(OCTET_STRING, &[digest])].concat();
    encode(
        SEQUENCE,
        &[
            &[INTEGER, 1, 1],
            &object(&oid::STAMP_POLICY),
            &encode(SEQUENCE, &[&imprint]),
            &[INTEGER, 2, 0x9a, 0x31],
            &generalized(at),
            &[INTEGER, 2, 0xc5, 0x02],
        ],
    )
}

/// An issuer's own answer about one certificate.
pub(super) fn ocsp(
    (issuer, key): (&Certificate<'_>, &Key),
    leaf: &Certificate<'_>,
    at: Instant,
    revoked: Option<Instant>,
) -> Vec<u8> {
    let id = encode(
        SEQUENCE,
        &[
            &digest_id(&oid::SHA_256),
            &encode(OCTET_STRING, &[&Hash::Sha256.of(leaf.issuer)]),
            &encode(OCTET_STRING, &[&Hash::Sha256.of(issuer.key.bits)]),
            &encode(INTEGER, &[leaf.serial]),
        ],
    );
    let status = revoked.map_or(vec![0x80, 0], |since| encode(0xa1, &[&generalized(since)]));
    let single = encode(SEQUENCE, &[&id, &status, &generalized(at)]);
    let responder = encode(context(1), &[issuer.subject]);
    let list = encode(SEQUENCE, &[&single]);
    let data = encode(SEQUENCE, &[&responder, &generalized(at), &list]);
    let basic = encode(OCTET_STRING, &[&signed(&data, key)]);
    let response = encode(SEQUENCE, &[&object(&oid::OCSP_BASIC), &basic]);
    encode(SEQUENCE, &[&[ENUMERATED, 1, 0], &encode(context(0), &[&response])])
}

/// A name of attributes in this order, countries and numbers as printable strings.
pub(super) fn name(attributes: &[(Oid, &str)]) -> Vec<u8> {
    let sets: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(attribute, text)| {
            let plain = [oid::COUNTRY, oid::SERIAL_NUMBER].map(|oid| oid.bytes().to_vec());
            let tag = if plain.iter().any(|p| p == attribute.bytes()) { PRINTABLE } else { UTF8 };
            let value = encode(tag, &[text.as_bytes()]);
            set_of(&encode(SEQUENCE, &[&object(attribute), &value]))
        })
        .collect();
    encode(SEQUENCE, &[&sets.concat()])
}

/// An attribute with one value.
pub(super) fn attribute(kind: &Oid, value: &[u8]) -> Vec<u8> {
    encode(SEQUENCE, &[&object(kind), &set_of(value)])
}

/// An object identifier.
pub(super) fn object(oid: &Oid) -> Vec<u8> {
    encode(OBJECT, &[oid.bytes()])
}

fn extension(id: &Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { TRUE } else { &[] };
    encode(SEQUENCE, &[&object(id), flag, &encode(OCTET_STRING, &[value])])
}

/// A time before 2050, as certificates write it.
fn utc(moment: Instant) -> Vec<u8> {
    let digits: String = moment.to_string().chars().filter(char::is_ascii_digit).skip(2).collect();
    encode(UTC_TIME, &[digits.as_bytes(), b"Z"])
}

/// A time with all digits of its year.
fn generalized(moment: Instant) -> Vec<u8> {
    let digits: String = moment.to_string().chars().filter(char::is_ascii_digit).collect();
    encode(GENERALIZED_TIME, &[digits.as_bytes(), b"Z"])
}

/// A body with its signature beside it.
fn signed(body: &[u8], key: &Key) -> Vec<u8> {
    let signature = encode(BIT_STRING, &[&[0], &key.sign(body)]);
    encode(SEQUENCE, &[body, &signature_id(), &signature])
}
