//! Bytes that an attacker may hand in: thousands of changed messages, none of which may panic,
//! hang or come out valid.

use serde_json::json;

use super::super::verdict::reason;
use super::super::*;
use super::demonstration::{demo_profile, long_crl};
use super::{at, check, folder, judge, profile, read};

/// A small generator of pseudo-random numbers (xorshift), the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    /// Changes a message in one of the ways in which parsers break.
    fn change(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        let place = self.roll(changed.len());
        let span = self.roll(40).min(changed.len() - place);
        match self.roll(7) {
            0 => changed[place] ^= 1 << self.roll(8),
            1 => changed[place] = [0, 0x7f, 0x80, 0x84, 0xff, 0x30, 0x1f][self.roll(7)],
            2 => changed.truncate(place),
            3 => drop(changed.drain(place..place + span)),
            4 => {
                let copy = changed[place..place + span].to_vec();
                let to = self.roll(changed.len());
                changed.splice(to..to, copy);
            }
            5 => changed[place..place + span].fill(0xff),
            _ => changed.insert(place, 0x80),
        }
        changed
    }
}

/// What nobody signed may change: the version numbers, the lists of the head, unsigned attributes.
/// Everything else must be noticed, so a changed message that stays valid is compared with the
/// original in what it says.
fn survives(original: &Verdict, changed: &Verdict) -> bool {
    let said = |verdict: &Verdict| {
        (verdict.subject.clone(), verdict.role, verdict.serial.clone(), verdict.algorithm)
    };
    changed.status != Status::Valid || said(original) == said(changed)
}

#[test]
fn changed_messages_of_the_national_software() {
    let Some(_) = folder() else { return };
    let everyone = json!({ "roles": [], "authority_bin": null });
    let profile = profile(&everyone);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for (cms, content) in [
        ("cms/legal_entity_detached.der", "cms/legal_entity_document.txt"),
        ("cms/individual_attached.der", "cms/individual_document.txt"),
        ("generated/entry.head_valid.cms", "generated/entry.json"),
    ] {
        let (cms, content) = (read(cms), read(content));
        let judge =
            |cms: &[u8]| judge(&profile, cms, Content::Any(Some(&content)), "2026-09-01T06:00:00Z");
        let original = judge(&cms);
        check(&original, reason::OK);
        for _ in 0..2000 {
            let changed = dice.change(&cms);
            assert!(survives(&original, &judge(&changed)));
        }
    }
}

#[test]
fn changed_lists_certificates_tokens_and_answers() {
    let Some(_) = folder() else { return };
    let mut dice = Dice(0x1234_5678_9abc_def1);
    let crl = read("crl/nca_gost2022_test.14.2025-04-29.crl");
    let issuer = read("ca/test-gost2015/nca_gost2022_test.cer");
    let issuer = armour::unwrap(&issuer);
    let parsed = [certificate::Certificate::parse(&issuer).unwrap()];
    let token = read("tsp/tsp_token.bin");
    for _ in 0..3000 {
        let changed = dice.change(&crl);
        assert!(changed == crl || crl::Crl::parse(&changed, &parsed).is_err());
        let _ = certificate::Certificate::parse(&dice.change(&issuer));
        let _ = stamp::verify(&dice.change(&token), b"");
    }
}

#[test]
fn every_signed_bit_counts() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, None), &json!({}));
    let cms = demo.sign_detached(b"x", at("2026-03-01T00:00:00Z"));
    let judge = |cms: &[u8]| judge(&profile, cms, Content::Detached(b"x"), "2026-03-01T00:00:00Z");
    let original = judge(&cms);
    check(&original, reason::OK);
    let mut unsigned = 0;
    for index in 0..cms.len() {
        let mut changed = cms.clone();
        changed[index] ^= 1 << (index % 8);
        let verdict = judge(&changed);
        assert!(survives(&original, &verdict), "{index}");
        unsigned += usize::from(verdict.status == Status::Valid);
    }
    println!("{unsigned} of {} bytes may change without notice", cms.len());
    assert_eq!(unsigned, 0);
}

#[test]
fn no_input_at_all_and_garbage() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, None), &json!({}));
    let judge = |cms: &[u8]| judge(&profile, cms, Content::Any(None), "2026-03-01T00:00:00Z");
    for bytes in [&[][..], &[0x30], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0; 64]] {
        check(&judge(bytes), reason::MALFORMED);
    }
    check(&judge(&[0x30, 0x80, 0, 0]), reason::NOT_DER);
    // A megabyte of opening brackets.
    let deep = [0x30, 0x83, 0x0f, 0xff, 0xff].repeat(200_000);
    check(&judge(&deep), reason::MALFORMED);
}

/// The numbers of a signature at the edges of their range.
#[test]
fn degenerate_numbers_are_refused() {
    let demo = demo::Demo::from_seed("test");
    let head = certificate::Certificate::parse(&demo.head).unwrap();
    let order: Vec<u8> = {
        let order = gost::TC26_512_A.order();
        order.to_le_bytes().as_slice().to_vec()
    };
    let (zero, most) = (vec![0; 64], vec![0xff; 64]);
    let id = Algorithm::Gost2015.signature_id();
    for r in [&zero, &order, &most] {
        for s in [&zero, &order, &most] {
            assert!(!head.key.verifies(id, b"x", &[r.as_slice(), s].concat()));
        }
    }
    for length in [0, 1, 64, 127, 129, 256] {
        assert!(!head.key.verifies(id, b"x", &vec![1; length]));
    }
    let point = der::only(head.key.bits, der::OCTET_STRING).unwrap().body.to_vec();
    assert!(gost::TC26_512_A.point(&point).is_some());
    let mut off = point.clone();
    off[0] ^= 1;
    assert!(gost::TC26_512_A.point(&off).is_none());
    assert!(gost::TC26_512_A.point(&point[1..]).is_none());
    // A coordinate that is right only modulo the prime.
    assert!(gost::TC26_512_A.point(&[zero, most].concat()).is_none());
}

/// A weaker digest named beside a strong key, in the head, by the signer or by both.
#[test]
fn mixed_algorithms_are_refused() {
    let demo = demo::Demo::from_seed("test");
    let profile = demo_profile(&demo, &long_crl(&demo, None), &json!({}));
    let cms = demo.sign_detached(b"x", at("2026-03-01T00:00:00Z"));
    let (strong, weak) = (oid::STREEBOG_512, oid::GOST_34_311);
    let places: Vec<usize> =
        (0..cms.len()).filter(|index| cms[*index..].starts_with(strong.bytes())).collect();
    // In the head, in the parameters of the certificate's key, and by the signer.
    let [head, _, signer] = places[..] else { panic!("{places:?}") };
    for changes in [&[head][..], &[signer], &[head, signer]] {
        let mut changed = cms.clone();
        for place in changes {
            changed[*place..place + 8].copy_from_slice(weak.bytes());
        }
        let verdict = judge(&profile, &changed, Content::Detached(b"x"), "2026-03-01T00:00:00Z");
        check(&verdict, reason::ALGORITHM_UNKNOWN);
    }
    let rsa_only =
        demo_profile(&demo, &long_crl(&demo, None), &json!({ "algorithms": ["rsa-sha256"] }));
    let verdict = judge(&rsa_only, &cms, Content::Detached(b"x"), "2026-03-01T00:00:00Z");
    check(&verdict, reason::ALGORITHM);
}
