//! An independent judge: OpenSSL with the GOST engine (Debian `libengine-gost-openssl`) verifies
//! what the demo signs, in the standard layout. Skipped where it is not installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::super::der::{BIT_STRING, OBJECT, OCTET_STRING, SEQUENCE, encode, only};
use super::super::{certificate, cms, demo};
use super::at;

fn openssl(arguments: &[&str], folder: &Path) -> Option<bool> {
    let run = Command::new("openssl").args(arguments).current_dir(folder).output().ok()?;
    Some(run.status.success())
}

/// The key with the Russian identifiers of the same curve and digest; the point is the same.
fn russian_key(bits: &[u8]) -> Vec<u8> {
    let key = encode(OBJECT, &[&[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01, 0x02]]);
    let curve = encode(OBJECT, &[&[0x2a, 0x85, 0x03, 0x07, 0x01, 0x02, 0x01, 0x02, 0x01]]);
    let digest = encode(OBJECT, &[&[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x02, 0x03]]);
    let parameters = encode(SEQUENCE, &[&curve, &digest]);
    let identifier = encode(SEQUENCE, &[&key, &parameters]);
    encode(SEQUENCE, &[&identifier, &encode(BIT_STRING, &[&[0], bits])])
}

#[test]
fn the_engine_accepts_what_the_demo_signs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if openssl(&["engine", "gost"], folder) != Some(true) {
        println!("skipped: no OpenSSL with the GOST engine");
        return;
    }
    let demo = demo::Demo::from_seed("test");
    let head = certificate::Certificate::parse(&demo.head).unwrap();
    fs::write(folder.join("key"), russian_key(head.key.bits)).unwrap();
    for round in 0..20_u8 {
        let signed = demo.sign_detached(&[round], at("2026-03-01T00:00:00Z"));
        let message = cms::Message::parse(&signed).unwrap();
        let mut signature = message.signer.signature.to_vec();
        fs::write(folder.join("message"), message.signer.signed_bytes().unwrap()).unwrap();
        let verify = |signature: &[u8]| {
            fs::write(folder.join("signature"), signature).unwrap();
            let key = ["-verify", "key", "-keyform", "DER", "-signature", "signature", "message"];
            let all = [&["dgst", "-engine", "gost", "-md_gost12_512"][..], &key].concat();
            openssl(&all, folder)
        };
        assert_eq!(verify(&signature), Some(false), "the Kazakh layout is not the standard one");
        signature.reverse();
        assert_eq!(verify(&signature), Some(true));
        assert!(only(head.key.bits, OCTET_STRING).is_ok());
    }
}
