//! Certificates and lists of the national authorities: paths, roles, revocation.

use std::fs;

use serde_json::json;

use super::super::certificate::Certificate;
use super::super::crl::Crl;
use super::super::verdict::reason;
use super::super::*;
use super::{ISSUER, ROOT, at, check, der, folder, load, pins, profile, read, written};

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
        let anchor = pins(&[&format!("ca/prod/{issuer}.der")]);
        all["anchors"] = anchor.clone();
        all["time_stamp_anchors"] = anchor;
        all["issuers"] = json!([]);
        let stamps = leaf == "tsa_gost_2025";
        let when = if stamps { "2026-08-12T00:00:00Z" } else { "2024-08-12T00:00:00Z" };
        let verdict = Judge::new(&load(&all)).certificate(&leaf_der, at(when));
        check(&verdict, if expected { reason::OK } else { reason::UNTRUSTED });
    }
}

#[test]
fn test_authorities_of_three_generations() {
    let Some(_) = folder() else { return };
    for (root, issuer) in [
        (ROOT, ISSUER),
        (
            "ca/test-gost2004-2020root/kuc_gost_test.cer",
            "ca/test-gost2004-2020root/nca_gost_test.cer",
        ),
        ("ca/test-rsa-2020root/kuc_rsa_test.cer", "ca/test-rsa-2020root/nca_rsa_test.cer"),
    ] {
        let judge = |anchor: &str, certificate: &str, when| {
            let profile =
                profile(&json!({ "anchors": pins(&[anchor]), "issuers": [], "crls": [] }));
            Judge::new(&profile).certificate(&der(certificate), at(when))
        };
        let when = "2024-01-01T00:00:00Z";
        check(&judge(root, issuer, when), reason::OK);
        check(&judge(root, root, when), reason::OK);
        check(&judge("ca/prod/root_gost_2022.der", issuer, when), reason::UNTRUSTED);
        check(&judge(root, issuer, "2022-01-01T00:00:00Z"), reason::NOT_YET_VALID);
        check(&judge(root, issuer, "2044-01-01T00:00:00Z"), reason::EXPIRED);
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
    let profile = profile(&json!({}));
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
