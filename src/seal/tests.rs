//! Vectors made by the national software, found beside the repository; skipped where absent.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::base::date::Instant;
use crate::base::digest::Digest;

use super::certificate::Certificate;
use super::crl::Crl;
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
fn profile(changes: Value) -> Profile {
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
    let verdict = detached(&profile(json!({})), cms, content, "2026-08-12T00:00:00Z");
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
    let verdict = detached(&profile(json!({})), cms, content, "2026-08-12T00:00:00Z");
    check(&verdict, reason::DIGEST_MISMATCH);
}

#[test]
fn an_expired_list_leaves_it_open() {
    let Some(_) = folder() else { return };
    let (cms, content) = ("cms/legal_entity_detached.der", "cms/legal_entity_document.txt");
    let old = profile(json!({ "crls": [CRL_14] }));
    let verdict = detached(&old, cms, content, "2026-07-20T00:00:00Z");
    check(&verdict, reason::CRL_EXPIRED);
    assert_eq!(verdict.status, Status::Indeterminate);
    let none = profile(json!({ "crls": [] }));
    check(&detached(&none, cms, content, "2026-07-20T00:00:00Z"), reason::NO_CRL);
    let delta = profile(json!({ "crls": ["crl/nca_gost2022_d_test.10.2025-04-29.delta.crl"] }));
    check(&detached(&delta, cms, content, "2026-07-20T00:00:00Z"), reason::CRL_DELTA);
    assert_eq!(delta.refused_crls[0].1, "crl-delta");
}

#[test]
fn a_natural_person_is_no_signer_of_the_authority() {
    let Some(_) = folder() else { return };
    let (cms, content) = ("cms/individual_detached.der", "cms/individual_document.txt");
    let when = "2026-08-12T00:00:00Z";
    let verdict = detached(&profile(json!({})), cms, content, when);
    check(&verdict, reason::ROLE);
    assert_eq!(verdict.role, Some(Role::NaturalPerson));
    let person = json!({ "roles": ["natural_person"], "authority_bin": null });
    check(&detached(&profile(person), cms, content, when), reason::OK);
    let bin = json!({ "roles": ["natural_person"] });
    check(&detached(&profile(bin), cms, content, when), reason::BIN);
}

#[test]
fn attached_content_is_taken_only_where_it_may_be() {
    let Some(_) = folder() else { return };
    let profile = profile(json!({ "roles": [], "authority_bin": null }));
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
        let profile = profile(json!({ "roles": roles }));
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
    let profile = profile(json!({}));
    let judge =
        |when| detached(&profile, "generated/entry.head_revoked.cms", "generated/entry.json", when);
    check(&judge("2026-05-08T14:59:06Z"), reason::REVOKED);
    check(&judge("2026-05-08T14:59:05Z"), reason::OK);
    check(&judge("2026-05-08T00:00:00Z"), reason::NOT_YET_VALID);
    check(&judge("2036-05-08T00:00:00Z"), reason::EXPIRED);
}

#[test]
fn production_certificates() {
    let Some(_) = folder() else { return };
    let cases = [
        ("root_gost_2022", "root_gost_2022", true),
        ("root_rsa_2020", "root_rsa_2020", true),
        ("root_gost_2020", "root_gost_2020", true),
        ("root_gost", "root_gost", true),
        ("root_rsa", "root_rsa", true),
        ("nca_gost_2022", "root_gost_2022", true),
        ("nca_rsa_2022", "root_rsa_2020", true),
        ("nca_gost", "root_gost", true),
        ("nca_rsa", "root_rsa", true),
        ("ucgo_gost", "root_gost_2020", true),
        ("btsd_gost", "root_gost_2020", true),
        ("tsa_gost_2025", "nca_gost_2022", true),
        ("nca_gost", "root_gost_2020", false),
        ("nca_gost_2022", "nca_gost_2022", false),
    ];
    for (leaf, issuer, expected) in cases {
        let (leaf_der, issuer_der) =
            (der(&format!("ca/prod/{leaf}.der")), der(&format!("ca/prod/{issuer}.der")));
        let leaf_cert = Certificate::parse(&leaf_der).unwrap();
        let issuer_cert = Certificate::parse(&issuer_der).unwrap();
        assert_eq!(leaf_cert.is_signed_by(&issuer_cert.key), expected, "{leaf} {issuer}");
        let mut all = written();
        all["anchors"] = pins(&[&format!("ca/prod/{issuer}.der")]);
        all["issuers"] = json!([]);
        let when =
            if leaf == "tsa_gost_2025" { "2026-08-12T00:00:00Z" } else { "2024-08-12T00:00:00Z" };
        let verdict = Judge::new(&load(&all)).certificate(&leaf_der, at(when));
        let reached = if expected && leaf == issuer { reason::OK } else { reason::NO_CRL };
        check(&verdict, if expected { reached } else { reason::UNTRUSTED });
    }
}

#[test]
fn lists_are_signed_by_the_issuer_of_their_generation() {
    let Some(folder) = folder() else { return };
    let issuers = [
        ISSUER,
        "ca/test-gost2004-2020root/nca_gost_test.cer",
        "ca/test-rsa-2020root/nca_rsa_test.cer",
    ];
    let issuers: Vec<Vec<u8>> = issuers.iter().map(|path| der(path)).collect();
    let issuers: Vec<Certificate<'_>> =
        issuers.iter().map(|der| Certificate::parse(der).unwrap()).collect();
    let mut count = 0;
    for entry in fs::read_dir(folder.join("crl")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let bytes = read(&format!("crl/{name}"));
        match Crl::parse(&bytes, &issuers) {
            Ok(_) => assert!(!name.contains("delta"), "{name}"),
            Err(refused) => {
                assert!(name.contains("delta"), "{name} {refused:?}");
                assert_eq!(refused.reason, reason::CRL_DELTA);
            }
        }
        if !name.contains("delta") {
            assert_eq!(Crl::parse(&bytes, &[]).unwrap_err().reason, reason::CRL_SIGNATURE);
        }
        count += 1;
    }
    assert_eq!(count, 5);
}

#[test]
fn leaf_certificates() {
    let Some(folder) = folder() else { return };
    let profile = profile(json!({}));
    let judge = Judge::new(&profile);
    let mut count = 0;
    for entry in fs::read_dir(folder.join("certs/gost2015-2026")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let bytes = der(&format!("certs/gost2015-2026/{name}"));
        let verdict = judge.certificate(&bytes, at("2026-08-12T00:00:00Z"));
        let superseded = ["legal_valid_employee.cer", "legal_valid_infosystem.cer"];
        let revoked = name.contains("_revoked") || superseded.contains(&name.as_str());
        println!("{name} {:?} {:?} {:?}", verdict.role, verdict.reason, verdict.notes);
        check(&verdict, if revoked { reason::REVOKED } else { reason::OK });
        let role = match name.trim_end_matches(".cer") {
            name if name.starts_with("individual") => Role::NaturalPerson,
            name if name.ends_with("_head") => Role::Head,
            name if name.ends_with("_signright") => Role::RightToSign,
            name if name.ends_with("_employee") => Role::Employee,
            name if name.ends_with("_infosystem") => Role::TreasuryClient,
            _ => Role::InformationSystem,
        };
        assert_eq!(verdict.role, Some(role), "{name}");
        count += 1;
    }
    assert_eq!(count, 12);
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

/// A profile that trusts the demo authority, with one list.
fn demo_profile(demo: &demo::Demo, crl: &[u8], changes: Value) -> Profile {
    let pin =
        |file: &str, der: &[u8]| json!([{ "file": file, "sha256": Digest::of(der).to_string() }]);
    let mut all = json!({
        "id": "demo", "environment": "demo", "authority_bin": demo::AUTHORITY_BIN,
        "anchors": pin("root", &demo.root), "issuers": pin("issuer", &demo.issuer),
        "crls": ["crl"], "roles": ["head"], "algorithms": ["gost-2015-512"],
        "time_stamp": "optional", "time_stamp_anchors": pin("root", &demo.root),
        "missing": "error", "indeterminate": "error", "in_force_from": null, "in_force_to": null
    });
    for (key, value) in changes.as_object().unwrap() {
        all[key.as_str()] = value.clone();
    }
    let read = |file: &str| match file {
        "root" => Some(demo.root.clone()),
        "issuer" => Some(demo.issuer.clone()),
        "crl" => Some(crl.to_vec()),
        _ => None,
    };
    Profile::load(all.to_string().as_bytes(), &read).unwrap()
}

fn long_crl(demo: &demo::Demo, revoked: Option<&str>) -> Vec<u8> {
    demo.crl(at("2026-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z"), revoked.map(at))
}

#[test]
fn demo_signatures_verify_and_are_deterministic() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, None), json!({}));
    let moment = at("2026-03-01T05:06:07Z");
    let cms = demo.sign_detached(b"content", moment);
    assert_eq!(cms, demo::Demo::from_seed("test").sign_detached(b"content", moment));
    assert_ne!(demo.root, demo::Demo::from_seed("other").root);
    let verdict = judge(&profile, &cms, Content::Detached(b"content"), "2026-03-02T00:00:00Z");
    check(&verdict, reason::OK);
    assert_eq!(verdict.role, Some(Role::Head));
    assert_eq!(verdict.subject.bin.as_deref(), Some(demo::AUTHORITY_BIN));
    assert_eq!(verdict.signed_at, Some(moment));
    let other = judge(&profile, &cms, Content::Detached(b"Content"), "2026-03-02T00:00:00Z");
    check(&other, reason::DIGEST_MISMATCH);
    let required = demo_profile(&demo, &long_crl(&demo, None), json!({ "time_stamp": "required" }));
    let bare = judge(&required, &cms, Content::Detached(b"content"), "2026-03-02T00:00:00Z");
    check(&bare, reason::TIME_STAMP_MISSING);
}

#[test]
fn a_stamp_fixes_the_moment_of_judgement() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, Some("2026-05-01T00:00:00Z")), json!({}));
    let cms = |stamped| demo.sign_stamped(b"x", at("2026-03-01T00:00:00Z"), at(stamped));
    let judge = |cms: &[u8], when| judge(&profile, cms, Content::Detached(b"x"), when);
    let before = cms("2026-04-01T00:00:00Z");
    let verdict = judge(&before, "2030-01-01T00:00:00Z");
    check(&verdict, reason::OK);
    assert_eq!(verdict.signed_at, Some(at("2026-04-01T00:00:00Z")));
    check(&judge(&cms("2026-05-01T00:00:00Z"), "2026-04-01T00:00:00Z"), reason::REVOKED);
    // Without the stamp the moment of judgement decides.
    let bare = demo.sign_detached(b"x", at("2026-03-01T00:00:00Z"));
    check(&judge(&bare, "2026-04-30T23:59:59Z"), reason::OK);
    check(&judge(&bare, "2026-05-01T00:00:00Z"), reason::REVOKED);
    // A stamp over another signature is none: noted, not used.
    let mut torn = before.clone();
    let end = torn.len() - 1;
    torn[end] ^= 1;
    let verdict = judge(&torn, "2030-01-01T00:00:00Z");
    check(&verdict, reason::REVOKED);
    assert_eq!(verdict.notes, ["signature-mismatch", "time-stamp-unverified"]);
    assert_eq!(verdict.time_source, Some(TimeSource::SigningTime));
}

#[test]
fn lists_made_after_a_certificate_expired_are_no_evidence() {
    let demo = demo::Demo::from_seed("test");
    let late = demo.crl(at("2046-01-01T00:00:00Z"), at("2047-01-01T00:00:00Z"), None);
    let profile = demo_profile(&demo, &late, json!({}));
    let cms = demo.sign_detached(b"x", at("2026-03-01T00:00:00Z"));
    let judge = |profile, when| judge(profile, &cms, Content::Detached(b"x"), when);
    check(&judge(&profile, "2026-03-01T00:00:00Z"), reason::CRL_EXPIRED);
    // But a revocation that such a list still tells counts.
    let revoked = Some(at("2026-02-01T00:00:00Z"));
    let late = demo.crl(at("2046-01-01T00:00:00Z"), at("2047-01-01T00:00:00Z"), revoked);
    let profile = demo_profile(&demo, &late, json!({}));
    check(&judge(&profile, "2026-03-01T00:00:00Z"), reason::REVOKED);
    check(&judge(&profile, "2026-01-01T00:00:00Z"), reason::CRL_EXPIRED);
}

#[test]
fn profiles_are_strict() {
    let demo = demo::Demo::from_seed("test");
    let pin = json!([{ "file": "root", "sha256": Digest::of(&demo.root).to_string() }]);
    let base = json!({ "id": "p", "environment": "production", "authority_bin": null,
        "anchors": pin, "algorithms": ["gost-2015-512"] });
    let load = |value: &Value| {
        Profile::load(value.to_string().as_bytes(), &|file| {
            (file == "root").then(|| demo.root.clone())
        })
    };
    let error = load(&base).unwrap_err();
    assert_eq!(error, ProfileError::DemoAnchor("root".to_owned()));
    let mut other = base.clone();
    other["environment"] = json!("demo");
    let profile = load(&other).unwrap();
    assert!(profile.in_force(crate::base::date::Date::new(2026, 1, 1).unwrap()));
    other["anchors"][0]["sha256"] = json!("00".repeat(32));
    assert_eq!(load(&other).unwrap_err(), ProfileError::Pin("root".to_owned()));
    other["anchors"][0]["file"] = json!("none");
    assert_eq!(load(&other).unwrap_err(), ProfileError::NoFile("none".to_owned()));
    other["surprise"] = json!(1);
    assert!(matches!(load(&other).unwrap_err(), ProfileError::Json(_)));
}
