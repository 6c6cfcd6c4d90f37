//! A register signed by other software with another chain: keys, certificates, the list of revoked
//! ones and every signature are OpenSSL's, with RSA.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{FIRST, Repo, sha256};

const BIN: &str = "700140000019";
/// Purposes of a certificate: mail, a legal entity, its head.
const HEAD: &str = "emailProtection,1.2.398.3.3.4.1.2,1.2.398.3.3.4.1.2.1";
const EMPLOYEE: &str = "emailProtection,1.2.398.3.3.4.1.2,1.2.398.3.3.4.1.2.5";

/// Older than anything in the sample.
const YEARS: &str = "-startdate 20100101000000Z -enddate 20350101000000Z";

/// An authority in a folder, made by OpenSSL.
struct Authority<'r> {
    repo: &'r Repo,
}

impl Authority<'_> {
    fn openssl(&self, words: &str) {
        let folder = self.repo.beside("authority");
        let run = Command::new("openssl").args(words.split(' ')).current_dir(folder).output();
        let run = run.unwrap();
        assert!(run.status.success(), "{words}: {}", String::from_utf8_lossy(&run.stderr));
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.repo.beside("authority").join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.repo.beside("authority").join(name)).unwrap()
    }

    fn new(repo: &Repo) -> Authority<'_> {
        std::fs::create_dir(repo.beside("authority")).unwrap();
        let authority = Authority { repo };
        authority.write("serial", "01\n");
        authority.write("crlnumber", "01\n");
        authority.write("index", "");
        authority.write(
            "ca.conf",
            "[ca]\ndefault_ca = own\n[own]\ndatabase = index\nserial = serial\ncrlnumber = crlnumber\n\
             new_certs_dir = .\ncertificate = ca.pem\nprivate_key = ca.key\ndefault_md = sha256\n\
             policy = any\nunique_subject = no\npreserve = yes\n[any]\ncommonName = optional\norganizationName = optional\n\
             organizationalUnitName = optional\nserialNumber = optional\ncountryName = optional\n\
             [crl]\nauthorityKeyIdentifier = keyid\n[req]\ndistinguished_name = name\n[name]\n\
             [root]\nbasicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign,cRLSign\n\
             subjectKeyIdentifier = hash\n",
        );
        authority.openssl(
            "req -newkey rsa:2048 -nodes -keyout ca.key -out ca.csr -config ca.conf -subj /CN=DEMO-CA",
        );
        authority.openssl(&format!(
            "ca -selfsign -batch -notext -config ca.conf -extensions root -in ca.csr -out ca.pem {YEARS}"
        ));
        authority
    }

    /// A certificate with these purposes, and its key, under a name.
    fn certify(&self, name: &str, purposes: &str) {
        self.write(
            &format!("{name}.ext"),
            &format!(
                "basicConstraints = CA:false\nkeyUsage = critical,digitalSignature,nonRepudiation\n\
                 extendedKeyUsage = {purposes}\nauthorityKeyIdentifier = keyid\nsubjectKeyIdentifier = hash\n"
            ),
        );
        let subject = format!("/CN=DEMO-{name}/serialNumber=IIN000000000000/O=DEMO/OU=BIN{BIN}");
        self.openssl(&format!(
            "req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -config ca.conf -subj {subject}"
        ));
        self.openssl(&format!(
            "ca -batch -notext -config ca.conf -extfile {name}.ext -in {name}.csr -out {name}.pem {YEARS}"
        ));
    }

    fn crl(&self) {
        self.openssl("ca -gencrl -config ca.conf -crlexts crl -out crl.pem -crldays 3650");
    }

    fn sign(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        std::fs::write(self.repo.beside("authority").join("content"), bytes).unwrap();
        self.openssl(&format!(
            "cms -sign -binary -cades -md sha256 -nosmimecap -in content -signer {name}.pem \
             -inkey {name}.key -outform DER -out signature"
        ));
        self.read("signature")
    }

    fn trust(&self) {
        self.openssl("x509 -in ca.pem -outform DER -out ca.cer");
        let pin = json!([{ "file": "ca.cer", "sha256": sha256(&self.read("ca.cer")) }]);
        let profile = json!({
            "id": "demo", "environment": "demo", "authority_bin": BIN, "anchors": pin, "issuers": [],
            "crls": ["ca.crl"], "roles": ["head"], "algorithms": ["rsa-sha256"],
            "time_stamp": "optional", "time_stamp_anchors": [], "missing": "note",
            "indeterminate": "error", "in_force_from": null, "in_force_to": null,
        });
        self.repo.write("data/trust/demo.json", profile.to_string());
        self.repo.write("data/trust/ca.cer", self.read("ca.cer"));
        self.repo.write("data/trust/ca.crl", self.read("crl.pem"));
        self.repo.commit("whom to trust");
    }
}

fn verdict(repo: &Repo, number: u32) -> Value {
    let out = repo.beside("out");
    let run = repo.run(&["build", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let path = out.join(format!("api/v1/trusted/entries/{number}.json"));
    let entry: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    entry["seal"].clone()
}

fn refused(repo: &Repo) -> String {
    let (_, findings) = repo.check(&[]);
    let found = findings.iter().find(|finding| finding["code"] == "seal-invalid");
    found.map(|finding| finding["message"].to_string()).unwrap_or_default()
}

#[test]
fn records_and_lists_signed_by_openssl() {
    let repo = Repo::sample();
    let authority = Authority::new(&repo);
    authority.certify("head", HEAD);
    authority.certify("employee", EMPLOYEE);
    authority.crl();
    authority.trust();
    let record = repo.read(FIRST).into_bytes();
    let own = format!("{FIRST}.p7s");
    repo.write(&own, authority.sign("head", &record));
    let second = FIRST.replace("000001", "000002");
    let list = json!([{ "path": second, "sha256": sha256(repo.read(&second).as_bytes()) }]);
    let list = serde_json::to_string_pretty(&list).unwrap() + "\n";
    let path = "data/registers/trusted/seals/2026-09-30-9.json";
    repo.write(path, &list);
    repo.write(&format!("{path}.p7s"), authority.sign("head", list.as_bytes()));
    repo.commit("sealed by other software");
    for number in [1, 2] {
        let seal = verdict(&repo, number);
        assert_eq!(
            (&seal["status"], &seal["signer_role"]),
            (&json!("valid"), &json!("head")),
            "{seal}"
        );
    }

    // Whoever may not sign, and whoever has no key of this chain.
    repo.write(&own, authority.sign("employee", &record));
    assert!(refused_after(&repo, "an employee").contains("role"), "{}", refused(&repo));
    repo.write(&own, authority.sign("head", b"something else"));
    assert!(refused_after(&repo, "another text").contains("digest-mismatch"));

    // Revoked before the revision was recorded; the list of today says so.
    repo.write(&own, authority.sign("head", &record));
    repo.commit("signed by the head again");
    let index = String::from_utf8(authority.read("index")).unwrap();
    let (from, to) = ("V\t350101000000Z\t\t", "R\t350101000000Z\t200201000000Z\t");
    let revoked: Vec<String> = index
        .lines()
        .map(
            |line| {
                if line.contains("DEMO-head") { line.replace(from, to) } else { line.to_owned() }
            },
        )
        .collect();
    let revoked = revoked.join("\n") + "\n";
    assert_ne!(index, revoked);
    authority.write("index", &revoked);
    authority.crl();
    authority.trust();
    assert!(refused(&repo).contains("revoked"), "{}", refused(&repo));
}

fn refused_after(repo: &Repo, message: &str) -> String {
    repo.commit(message);
    refused(repo)
}

/// The same answer from OpenSSL itself: the file in the register is an ordinary CMS.
#[test]
fn openssl_reads_what_it_signed() {
    let repo = Repo::empty();
    let authority = Authority::new(&repo);
    authority.certify("head", HEAD);
    authority.sign("head", b"content");
    authority.openssl(
        "cms -verify -binary -inform DER -in signature -content content -CAfile ca.pem -purpose any -out copy",
    );
    assert_eq!(authority.read("copy"), b"content");
    assert!(Path::new(&repo.beside("authority/signature")).exists());
}
