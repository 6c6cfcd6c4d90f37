//! Vectors made by the national software, found beside the repository; skipped where absent.

mod authorities;
mod demonstration;
mod engine;
mod hostile;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::base::date::Instant;
use crate::base::digest::Digest;

use super::verdict::{Reason, reason};
use super::*;

const ROOT: &str = "ca/test-gost2015/root_test_gost_2022.cer";
const ISSUER: &str = "ca/test-gost2015/nca_gost2022_test.cer";
const CRL_166: &str = "crl/nca_gost2022_test.166.2026-08-11.crl";
const CRL_14: &str = "crl/nca_gost2022_test.14.2025-04-29.crl";

/// The folder of vectors, or a word that the test was skipped.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/signing/vectors");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no vectors at {}", folder.display());
    None
}

fn read(path: &str) -> Vec<u8> {
    fs::read(folder().unwrap().join(path)).unwrap()
}

fn der(path: &str) -> Vec<u8> {
    armour::unwrap(&read(path))
}

fn at(text: &str) -> Instant {
    chrono::DateTime::parse_from_rfc3339(text).map(|time| Instant(time.timestamp())).unwrap()
}

fn pin(path: &str) -> Value {
    json!({ "file": path, "sha256": Digest::of(&der(path)).to_string() })
}

fn pins(paths: &[&str]) -> Value {
    paths.iter().map(|path| pin(path)).collect()
}

/// A profile of the test authority with production time-stamps, before changes.
fn written() -> Value {
    json!({
        "id": "test", "environment": "demo", "authority_bin": "123456789021",
        "anchors": pins(&[ROOT]), "issuers": pins(&[ISSUER, "ca/prod/nca_gost_2022.der"]),
        "crls": [CRL_166], "roles": ["head"],
        "algorithms": ["gost-2015-512", "gost-2004", "rsa-sha256"],
        "time_stamp": "optional", "time_stamp_anchors": pins(&["ca/prod/root_gost_2022.der"]),
        "missing": "error", "indeterminate": "error",
        "in_force_from": "2024-01-01", "in_force_to": null
    })
}

fn load(written: &Value) -> Profile {
    Profile::load(written.to_string().as_bytes(), &|path| Some(read(path))).unwrap()
}

/// The test profile with some members replaced.
fn profile(changes: &Value) -> Profile {
    let mut all = written();
    for (key, value) in changes.as_object().unwrap() {
        all[key.as_str()] = value.clone();
    }
    load(&all)
}

fn judge(profile: &Profile, signature: &[u8], content: Content<'_>, when: &str) -> Verdict {
    let evidence = Evidence { signature, content, ocsp: None, at: at(when) };
    Judge::new(profile).signature(evidence)
}

fn detached(profile: &Profile, cms: &str, content: &str, when: &str) -> Verdict {
    judge(profile, &read(cms), Content::Detached(&read(content)), when)
}

fn check(verdict: &Verdict, expected: Reason) {
    assert_eq!((verdict.reason, verdict.status), (expected.code, expected.status), "{verdict:#?}");
}

#[test]
fn head_with_a_time_stamp_is_valid() {
    let Some(_) = folder() else { return };
    let (cms, content) = ("cms/legal_entity_detached.der", "cms/legal_entity_document.txt");
    let verdict = detached(&profile(&json!({})), cms, content, "2026-08-12T00:00:00Z");
    check(&verdict, reason::OK);
    assert_eq!(verdict.role, Some(Role::Head));
    assert_eq!(verdict.subject.bin.as_deref(), Some("123456789021"));
    assert_eq!(verdict.subject.iin.as_deref(), Some("123456789011"));
    assert_eq!(verdict.subject.name.as_deref(), Some("ТЕСТОВ ТЕСТ"));
    assert_eq!(verdict.signed_at, Some(at("2026-07-20T09:10:09Z")));
    assert_eq!(verdict.time_source, Some(TimeSource::TimeStamp));
    assert_eq!(
        verdict.serial.as_deref(),
        Some("303eebdf17969f3ededed9bd9828fb1355aabbe4e")
            .map(|_| "303eebdf17969f3edede9bd9828fb1355aabbe4e")
    );
    assert_eq!(verdict.algorithm, Some(Algorithm::Gost2015));
    assert!(verdict.notes.is_empty());
}

#[test]
fn another_document_is_a_digest_mismatch() {
    let Some(_) = folder() else { return };
    let (cms, content) = ("cms/legal_entity_detached.der", "cms/individual_document.txt");
    let verdict = detached(&profile(&json!({})), cms, content, "2026-08-12T00:00:00Z");
    check(&verdict, reason::DIGEST_MISMATCH);
}

#[test]
fn an_expired_list_leaves_it_open() {
    let Some(_) = folder() else { return };
    let (cms, content) = ("cms/legal_entity_detached.der", "cms/legal_entity_document.txt");
    let old = profile(&json!({ "crls": [CRL_14] }));
    let verdict = detached(&old, cms, content, "2026-07-20T00:00:00Z");
    check(&verdict, reason::CRL_EXPIRED);
    assert_eq!(verdict.status, Status::Indeterminate);
    let none = profile(&json!({ "crls": [] }));
    check(&detached(&none, cms, content, "2026-07-20T00:00:00Z"), reason::NO_CRL);
    let delta = profile(&json!({ "crls": ["crl/nca_gost2022_d_test.10.2025-04-29.delta.crl"] }));
    check(&detached(&delta, cms, content, "2026-07-20T00:00:00Z"), reason::CRL_DELTA);
    assert_eq!(delta.refused_crls[0].1, "crl-delta");
}

#[test]
fn a_natural_person_is_no_signer_of_the_authority() {
    let Some(_) = folder() else { return };
    let (cms, content) = ("cms/individual_detached.der", "cms/individual_document.txt");
    let when = "2026-08-12T00:00:00Z";
    let verdict = detached(&profile(&json!({})), cms, content, when);
    check(&verdict, reason::ROLE);
    assert_eq!(verdict.role, Some(Role::NaturalPerson));
    let person = json!({ "roles": ["natural_person"], "authority_bin": null });
    check(&detached(&profile(&person), cms, content, when), reason::OK);
    let bin = json!({ "roles": ["natural_person"] });
    check(&detached(&profile(&bin), cms, content, when), reason::BIN);
}

#[test]
fn attached_content_is_taken_only_where_it_may_be() {
    let Some(_) = folder() else { return };
    let profile = profile(&json!({ "roles": [], "authority_bin": null }));
    for who in ["individual", "legal_entity"] {
        let cms = read(&format!("cms/{who}_attached.der"));
        let content = read(&format!("cms/{who}_document.txt"));
        let judge = |content| judge(&profile, &cms, content, "2026-08-12T00:00:00Z");
        check(&judge(Content::Any(None)), reason::OK);
        check(&judge(Content::Any(Some(&content))), reason::OK);
        check(&judge(Content::Any(Some(b"other"))), reason::CONTENT_DIFFERS);
        check(&judge(Content::Detached(&content)), reason::NOT_DETACHED);
        let apart = super::detached(&cms).unwrap();
        let again = super::judge::integrity(&apart, Content::Detached(&content));
        check(&again, reason::NO_PROFILE);
        assert!(apart.len() < cms.len() && super::detached(&apart).unwrap() == apart);
    }
}

#[test]
fn generated_signatures() {
    let Some(_) = folder() else { return };
    let rows = [
        ("entry.head_valid.cms", json!(["head"]), reason::OK),
        ("entry.head_revoked.cms", json!(["head"]), reason::REVOKED),
        ("entry.signright_valid.cms", json!(["head"]), reason::ROLE),
        ("entry.signright_valid.cms", json!(["head", "right_to_sign"]), reason::OK),
        ("entry.individual_valid.cms", json!(["head", "right_to_sign"]), reason::ROLE),
        ("neg_signature_bit.cms", json!(["head"]), reason::SIGNATURE),
        ("neg_rfc4491_byte_order.cms", json!(["head"]), reason::SIGNATURE),
        ("neg_trailing_byte.cms", json!(["head"]), reason::MALFORMED),
    ];
    for (file, roles, expected) in rows {
        let profile = profile(&json!({ "roles": roles }));
        let cms = format!("generated/{file}");
        let verdict = detached(&profile, &cms, "generated/entry.json", "2026-09-01T06:00:00Z");
        check(&verdict, expected);
        if expected == reason::REVOKED {
            assert_eq!(verdict.revoked_at, Some(at("2026-05-08T14:59:06Z")));
        }
        if expected == reason::OK {
            assert_eq!(verdict.signed_at, Some(at("2026-09-01T06:00:00Z")));
            assert_eq!(verdict.time_source, Some(TimeSource::SigningTime));
        }
    }
}

#[test]
fn revocation_counts_from_its_date() {
    let Some(_) = folder() else { return };
    let profile = profile(&json!({}));
    let judge =
        |when| detached(&profile, "generated/entry.head_revoked.cms", "generated/entry.json", when);
    check(&judge("2026-05-08T14:59:06Z"), reason::REVOKED);
    check(&judge("2026-05-08T14:59:05Z"), reason::OK);
    check(&judge("2026-05-08T00:00:00Z"), reason::NOT_YET_VALID);
    check(&judge("2036-05-08T00:00:00Z"), reason::EXPIRED);
}

#[test]
fn answers_of_the_test_stamping_service_are_read() {
    let Some(_) = folder() else { return };
    let token = read("tsp/tsp_token.bin");
    let message = cms::Message::parse(&token).unwrap();
    let content = message.content.unwrap();
    let checked = message.check(content, &oid::TST_INFO);
    println!("{:?}", checked.as_ref().map(|checked| checked.algorithm));
    assert!(checked.is_ok_and(|checked| checked.bound));
    check(&integrity(&token, Content::Any(None)), reason::CONTENT_TYPE);
}

#[test]
fn the_oracle_of_the_national_library() {
    let Some(_) = folder() else { return };
    let text = String::from_utf8(read("kalkan-oracle/test_gost512.vectors")).unwrap();
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap();
        line.to_owned()
    };
    let hex = |name: &str| -> Vec<u8> {
        let digits = field(name);
        (0..digits.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap())
            .collect()
    };
    let message = field("msg").into_bytes();
    assert_eq!(algorithm::Hash::Streebog512.of(&message), hex("digest"));
    let spki = hex("spki");
    let info = der::only(&spki, der::SEQUENCE).unwrap();
    let key = algorithm::PublicKey::parse(&info).unwrap();
    let id = Algorithm::Gost2015.signature_id();
    let signature = hex("sig");
    assert!(key.verifies(id, &message, &signature));
    let mut reversed = signature.clone();
    reversed.reverse();
    assert!(!key.verifies(id, &message, &reversed));
    assert!(!key.verifies(id, b"other", &signature));
    assert!(!key.verifies(id, &message, &signature[..127]));
}
