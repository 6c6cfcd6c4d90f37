//! Signatures of commits by maintainers' SSH keys. They show who edited a register; they are no
//! seals, which only the authorised body can make.
//!
//! The keys are a file in the form of OpenSSH's `allowed_signers`, so that `git verify-commit`
//! can check the same commits without this program.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, LineEnding, PublicKey, SshSig};

use crate::base::date::Instant;

use super::armour;

/// The namespace under which git signs.
const GIT: &str = "git";

/// What is said of a commit's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitVerdict {
    /// A maintainer with this name signed it while his key was in force.
    Valid(String),
    /// It is no signature of a maintainer over this commit, for this stable reason.
    Invalid(&'static str),
    /// It is of a kind that is not checked here: another program's, or another kind of key.
    NotChecked,
}

impl CommitVerdict {
    /// The word of the feeds.
    pub fn word(&self) -> &'static str {
        match self {
            CommitVerdict::Valid(_) => "valid",
            CommitVerdict::Invalid(_) => "invalid",
            CommitVerdict::NotChecked => "not_checked",
        }
    }
}

/// The keys of maintainers and when each was in force.
#[derive(Clone, Debug, Default)]
pub struct Signers(Vec<Signer>);

#[derive(Clone, Debug)]
struct Signer {
    name: String,
    key: KeyData,
    namespaces: Option<Vec<String>>,
    after: Option<Instant>,
    before: Option<Instant>,
}

/// Why a file of signers cannot be used: the line, from 1, and what is wrong in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignersError {
    /// Line from 1.
    pub line: usize,
    /// Stable kebab-case word.
    pub reason: &'static str,
}

impl Signers {
    /// Reads lines of `principal [options] key-type key [comment]`. Options that are not known
    /// here could forbid a key, so they are errors; so is `cert-authority`.
    pub fn parse(text: &str) -> Result<Signers, SignersError> {
        let mut signers = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let signer = Signer::parse(line);
            signers.push(signer.map_err(|reason| SignersError { line: index + 1, reason })?);
        }
        Ok(Signers(signers))
    }
}

impl Signer {
    fn parse(line: &str) -> Result<Signer, &'static str> {
        let mut words = words(line)?.into_iter();
        let name = words.next().ok_or("no-principal")?;
        let mut word = words.next().ok_or("no-key")?;
        let (mut namespaces, mut after, mut before) = (None, None, None);
        if !is_key_type(&word) {
            for option in options(&word)? {
                let (option, value) = option.split_once('=').ok_or("unknown-option")?;
                let value = value.trim_matches('"');
                match option.to_ascii_lowercase().as_str() {
                    "namespaces" => {
                        namespaces = Some(value.split(',').map(str::to_owned).collect());
                    }
                    "valid-after" => after = Some(moment(value)?),
                    "valid-before" => before = Some(moment(value)?),
                    _ => return Err("unknown-option"),
                }
            }
            word = words.next().ok_or("no-key")?;
        }
        let digits = words.next().ok_or("no-key")?;
        let key = PublicKey::from_openssh(&format!("{word} {digits}")).map_err(|_| "bad-key")?;
        let key = key.key_data().clone();
        Ok(Signer { name, key, namespaces, after, before })
    }

    fn is_in_force(&self, at: Instant) -> bool {
        self.after.is_none_or(|after| after <= at) && self.before.is_none_or(|before| at < before)
    }

    fn may_sign_commits(&self) -> bool {
        self.namespaces.as_ref().is_none_or(|names| names.iter().any(|name| name == GIT))
    }
}

/// Whether a commit is signed by a maintainer. `payload` is the commit object without its
/// signature, `at` the moment at which the commit was recorded.
///
/// The key is looked up before the signature is computed: one by an unknown key proves nothing.
pub fn verify_commit(
    payload: &[u8],
    signature: &str,
    signers: &Signers,
    at: Instant,
) -> CommitVerdict {
    if !signature.trim_start().starts_with("-----BEGIN SSH SIGNATURE-----") {
        return CommitVerdict::NotChecked;
    }
    let Some(parsed) = parse(signature.trim()) else {
        return CommitVerdict::Invalid("malformed");
    };
    if parsed.algorithm() != Algorithm::Ed25519 {
        return CommitVerdict::NotChecked;
    }
    let known: Vec<&Signer> =
        signers.0.iter().filter(|signer| signer.key == *parsed.public_key()).collect();
    if known.is_empty() {
        return CommitVerdict::Invalid("unknown-key");
    }
    let key = PublicKey::from(parsed.public_key().clone());
    if key.verify(GIT, payload, &parsed).is_err() {
        return CommitVerdict::Invalid("signature-mismatch");
    }
    let entitled = known.iter().find(|signer| signer.may_sign_commits() && signer.is_in_force(at));
    match entitled {
        Some(signer) => CommitVerdict::Valid(signer.name.clone()),
        None => CommitVerdict::Invalid("key-not-in-force"),
    }
}

/// Reads a signature that is written in the one way there is. What frames a signature is not signed,
/// and ssh-key lets odd versions and lengths pass: so it is written again and compared.
fn parse(signature: &str) -> Option<SshSig> {
    let parsed = SshSig::from_pem(signature).ok()?;
    let again = parsed.to_pem(LineEnding::LF).ok()?;
    let same = armour::unwrap(again.as_bytes()) == armour::unwrap(signature.as_bytes());
    (same && parsed.version() == SshSig::VERSION).then_some(parsed)
}

fn is_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-"].iter().any(|prefix| word.starts_with(prefix))
}

/// Words between blanks; a blank between quotes belongs to its word.
fn words(line: &str) -> Result<Vec<String>, &'static str> {
    split(line, |character| character == ' ' || character == '\t')
}

/// Options between commas; a comma between quotes belongs to its option.
fn options(word: &str) -> Result<Vec<String>, &'static str> {
    split(word, |character| character == ',')
}

fn split(text: &str, is_gap: fn(char) -> bool) -> Result<Vec<String>, &'static str> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in text.chars() {
        quoted ^= character == '"';
        if !quoted && is_gap(character) {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts.retain(|part| !part.is_empty());
    if quoted { Err("open-quote") } else { Ok(parts) }
}

/// `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, with or without `Z`. OpenSSH takes a time without it in the
/// zone of the machine; a register has none, so both mean UTC here.
fn moment(text: &str) -> Result<Instant, &'static str> {
    let digits = text.strip_suffix('Z').unwrap_or(text);
    let time = match digits.len() {
        8 => NaiveDate::parse_from_str(digits, "%Y%m%d").map(|day| day.and_time(NaiveTime::MIN)),
        12 => NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M"),
        14 => NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S"),
        _ => return Err("bad-time"),
    };
    time.map(|time| Instant(time.and_utc().timestamp())).map_err(|_| "bad-time")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A commit signed by git 2.39 and OpenSSH 9.2 with a key made for this.
    const PAYLOAD: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\
        author DEMO <demo@tizilim.example> 1772323200 +0000\n\
        committer DEMO <demo@tizilim.example> 1772323200 +0000\n\
        \n\
        A signed commit\n";
    const SIGNATURE: &str = "-----BEGIN SSH SIGNATURE-----\n\
        U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgs/ZuSMuNNweFuAKEJ7fsRT+5wK\n\
        OtfqdW5cchodPtuYgAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5\n\
        AAAAQCf4bfInpYKHNqlJNkuY8Z7zNTBgNEmvEAjdHriXaYUvV1itXbBI0TdFvx/45wiW8g\n\
        Iq72JtWg+4Un/BaOO2Pwc=\n\
        -----END SSH SIGNATURE-----\n";
    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILP2bkjLjTcHhbgChCe37EU/ucCjrX6nVuXHIaHT7bmI";

    fn verdict(signers: &str) -> CommitVerdict {
        let signers = Signers::parse(signers).unwrap();
        verify_commit(PAYLOAD.as_bytes(), SIGNATURE, &signers, Instant(1_772_323_200))
    }

    #[test]
    fn a_maintainer_signs_while_his_key_is_in_force() {
        let valid = CommitVerdict::Valid("demo@tizilim.example".to_owned());
        let out = CommitVerdict::Invalid("key-not-in-force");
        let line = |options: &str| verdict(&format!("demo@tizilim.example {options}{KEY} demo\n"));
        assert_eq!(line(""), valid);
        assert_eq!(line("namespaces=\"git,file\",valid-after=\"20260301Z\" "), valid);
        assert_eq!(line("valid-after=\"20260302\" "), out);
        assert_eq!(line("valid-before=\"202603010000Z\" "), out);
        assert_eq!(line("valid-before=\"20260301000001Z\" "), valid);
        assert_eq!(line("namespaces=\"file\" "), out);
        assert_eq!(verdict("# nobody\n"), CommitVerdict::Invalid("unknown-key"));
    }

    #[test]
    fn anything_else_is_no_signature_of_a_maintainer() {
        let signers = Signers::parse(&format!("demo {KEY}")).unwrap();
        let at = Instant(1_772_323_200);
        let verdict = |payload: &str, signature: &str| {
            verify_commit(payload.as_bytes(), signature, &signers, at)
        };
        let changed = PAYLOAD.replace("signed", "forged");
        assert_eq!(verdict(&changed, SIGNATURE), CommitVerdict::Invalid("signature-mismatch"));
        let torn = SIGNATURE.replace("SUNPAA", "");
        assert_eq!(verdict(PAYLOAD, &torn[..90]), CommitVerdict::Invalid("malformed"));
        let pgp = "-----BEGIN PGP SIGNATURE-----\n";
        assert_eq!(verdict(PAYLOAD, pgp), CommitVerdict::NotChecked);
        let mut bytes = SIGNATURE.as_bytes().to_vec();
        for index in 0..bytes.len() {
            let before = bytes[index];
            bytes[index] = if before == b'A' { b'B' } else { b'A' };
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(!matches!(verdict(PAYLOAD, &text), CommitVerdict::Valid(_)), "{index}");
            bytes[index] = before;
        }
    }

    #[test]
    fn a_file_of_signers_is_read_strictly() {
        let error = |text: &str| Signers::parse(text).map(drop).unwrap_err();
        let wrong = |reason| SignersError { line: 2, reason };
        assert_eq!(error(&format!("\ndemo cert-authority {KEY}")), wrong("unknown-option"));
        assert_eq!(error(&format!("\ndemo valid-after=\"soon\" {KEY}")), wrong("bad-time"));
        assert_eq!(error("\ndemo ssh-ed25519"), wrong("no-key"));
        assert_eq!(error("\ndemo ssh-ed25519 AAAA"), wrong("bad-key"));
        assert_eq!(error("\n\"demo"), wrong("open-quote"));
    }
}
