//! Signatures of the demo authority: round trips, and time as revocation sees it.

use serde_json::{Value, json};

use crate::base::digest::Digest;

use super::super::verdict::reason;
use super::super::*;
use super::{at, check, judge};

/// A profile that trusts the demo authority, with one list.
pub(super) fn demo_profile(demo: &demo::Demo, crl: &[u8], changes: &Value) -> Profile {
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

pub(super) fn long_crl(demo: &demo::Demo, revoked: Option<&str>) -> Vec<u8> {
    demo.crl(at("2026-01-01T00:00:00Z"), at("2040-01-01T00:00:00Z"), revoked.map(at))
}

#[test]
fn demo_signatures_verify_and_are_deterministic() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, None), &json!({}));
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
    let required =
        demo_profile(&demo, &long_crl(&demo, None), &json!({ "time_stamp": "required" }));
    let bare = judge(&required, &cms, Content::Detached(b"content"), "2026-03-02T00:00:00Z");
    check(&bare, reason::TIME_STAMP_MISSING);
}

#[test]
fn a_stamp_fixes_the_moment_of_judgement() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, Some("2026-05-01T00:00:00Z")), &json!({}));
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
    assert_eq!(verdict.notes, ["time-stamp-unverified"]);
    assert_eq!(verdict.time_stamp_fault, Some("signature-mismatch"));
    assert_eq!(verdict.time_source, Some(TimeSource::SigningTime));
}

#[test]
fn lists_made_after_a_certificate_expired_are_no_evidence() {
    let demo = demo::Demo::from_seed("test");
    let late = demo.crl(at("2046-01-01T00:00:00Z"), at("2047-01-01T00:00:00Z"), None);
    let profile = demo_profile(&demo, &late, &json!({}));
    let cms = demo.sign_detached(b"x", at("2026-03-01T00:00:00Z"));
    let judge = |profile, when| judge(profile, &cms, Content::Detached(b"x"), when);
    check(&judge(&profile, "2026-03-01T00:00:00Z"), reason::CRL_EXPIRED);
    // But a revocation that such a list still tells counts.
    let revoked = Some(at("2026-02-01T00:00:00Z"));
    let late = demo.crl(at("2046-01-01T00:00:00Z"), at("2047-01-01T00:00:00Z"), revoked);
    let profile = demo_profile(&demo, &late, &json!({}));
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

#[test]
fn stored_answers_serve_as_well_as_lists() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, b"", &json!({ "crls": [] }));
    let cms = demo.sign_detached(b"x", at("2026-03-01T00:00:00Z"));
    let other = demo::Demo::from_seed("other");
    let judge = |answer: &[u8]| {
        let content = Content::Detached(b"x");
        let at = at("2026-03-02T00:00:00Z");
        Judge::new(&profile).signature(Evidence {
            signature: &cms,
            content,
            ocsp: Some(answer),
            at,
        })
    };
    let answer = |when, revoked: Option<&str>| demo.ocsp(at(when), revoked.map(at));
    check(&judge(&answer("2026-03-02T00:00:00Z", None)), reason::OK);
    check(&judge(&answer("2030-03-02T00:00:00Z", None)), reason::OK);
    check(&judge(&answer("2026-03-01T23:59:59Z", None)), reason::OCSP);
    check(&judge(&answer("2046-01-01T00:00:00Z", None)), reason::OCSP);
    let revoked = Some("2026-03-02T00:00:00Z");
    check(&judge(&answer("2026-03-05T00:00:00Z", revoked)), reason::REVOKED);
    let later = Some("2026-03-02T00:00:01Z");
    check(&judge(&answer("2026-03-05T00:00:00Z", later)), reason::OK);
    check(&judge(&other.ocsp(at("2026-03-03T00:00:00Z"), None)), reason::OCSP);
    check(&judge(b""), reason::OCSP);
    let good = answer("2026-03-02T00:00:00Z", None);
    for index in 0..good.len() {
        let mut changed = good.clone();
        changed[index] ^= 1 << (index % 8);
        check(&judge(&changed), reason::OCSP);
    }
}

/// The files of the profile `demo` as they lie in the repository.
fn shipped() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/trust")
}

/// The profile that the program carries is that of its own authority, byte for byte. Whoever
/// changes the authority finds the new files where the message says.
#[test]
fn the_shipped_profile_follows_from_the_seed() {
    for (name, bytes) in demo::Demo::from_seed(demo::SEED).profile() {
        if std::fs::read(shipped().join(&name)).ok().as_ref() != Some(&bytes) {
            let expected = std::env::temp_dir().join("tizilim-trust").join(&name);
            std::fs::create_dir_all(expected.parent().unwrap()).unwrap();
            std::fs::write(&expected, bytes).unwrap();
            panic!("data/trust/{name} is not {}", expected.display());
        }
    }
}
