//! `tizilim seal`: the full report of one electronic signature or certificate.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use clap::{Args as ClapArgs, ValueEnum};

use crate::base::date::Instant;
use crate::seal::{self, Content, Evidence, Judge, Profile, Status, TimeSource, Verdict, armour};

/// What is asked.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The signature: CMS in DER, PEM or base64, with its content inside or apart
    #[arg(required_unless_present = "certificate", conflicts_with = "certificate")]
    signature: Option<PathBuf>,
    /// What was signed, where it is apart from the signature
    #[arg(long, value_name = "FILE")]
    content: Option<PathBuf>,
    /// Whom to trust; without it only the signature itself is checked
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// A stored answer of the issuer's status service (default: SIGNATURE.ocsp where it exists)
    #[arg(long, value_name = "FILE")]
    ocsp: Option<PathBuf>,
    /// The moment to judge at where no time-stamp proves one (default: now)
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    at: Option<Instant>,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Writes the signature in the form that a register keeps: detached DER
    #[arg(long, value_name = "OUT")]
    normalise: Option<PathBuf>,
    /// Judges a certificate instead: path, role, revocation
    #[arg(long, value_name = "FILE", requires = "profile")]
    certificate: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Judges and prints; 0 when valid, 1 for any other answer, 2 (an error) when a file is missing.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let profile = args.profile.as_deref().map(load).transpose()?;
    let at = args.at.unwrap_or_else(now);
    let verdict = match (&args.signature, &args.certificate, &profile) {
        (_, Some(file), Some(profile)) => {
            Judge::new(profile).certificate(&armour::unwrap(&read(file)?), at)
        }
        (Some(file), _, profile) => signature(args, file, profile.as_ref(), at)?,
        (None, _, _) => return Err(anyhow!("neither a signature nor a certificate was named")),
    };
    let text = match args.format {
        Format::Human => human(&verdict),
        Format::Json => format!("{}\n", json(&verdict)),
    };
    std::io::stdout().write_all(text.as_bytes()).context("writing the answer")?;
    Ok(if verdict.status == Status::Valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn signature(
    args: &Args,
    file: &Path,
    profile: Option<&Profile>,
    at: Instant,
) -> anyhow::Result<Verdict> {
    let signature = armour::unwrap(&read(file)?);
    let content = args.content.as_deref().map(read).transpose()?;
    if let Some(out) = &args.normalise
        && let Ok(detached) = seal::detached(&signature)
    {
        fs::write(out, detached).with_context(|| format!("writing `{}`", out.display()))?;
    }
    let content = Content::Any(content.as_deref());
    let Some(profile) = profile else { return Ok(seal::integrity(&signature, content)) };
    let mut beside = file.as_os_str().to_owned();
    beside.push(".ocsp");
    let ocsp = match &args.ocsp {
        Some(file) => Some(read(file)?),
        None => fs::read(beside).ok(),
    };
    let evidence = Evidence { signature: &signature, content, ocsp: ocsp.as_deref(), at };
    Ok(Judge::new(profile).signature(evidence))
}

fn load(file: &Path) -> anyhow::Result<Profile> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let profile = Profile::load(&read(file)?, &|path| fs::read(folder.join(path)).ok());
    profile.with_context(|| format!("reading the trust profile `{}`", file.display()))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("reading `{}`", file.display()))
}

#[expect(clippy::disallowed_methods, reason = "the command line is where `now` is resolved")]
fn now() -> Instant {
    Instant(chrono::Utc::now().timestamp())
}

fn moment(text: &str) -> Result<Instant, String> {
    let parsed = chrono::DateTime::parse_from_rfc3339(text);
    parsed
        .map(|time| Instant(time.timestamp()))
        .map_err(|_| "a moment looks like 2026-08-12T00:00:00Z".to_owned())
}

fn json(verdict: &Verdict) -> serde_json::Value {
    serde_json::json!({
        "status": verdict.status,
        "reason": verdict.reason,
        "signer": {
            "role": verdict.role,
            "name": verdict.subject.name,
            "iin": verdict.subject.iin,
            "bin": verdict.subject.bin,
        },
        "signed_at": verdict.signed_at,
        "time_source": verdict.time_source,
        "certificate": { "serial": verdict.serial, "issuer": verdict.issuer },
        "algorithm": verdict.algorithm,
    })
}

fn human(verdict: &Verdict) -> String {
    let mut text = format!("{}: {}\n", verdict.status.word(), verdict.reason);
    let source = verdict.time_source.map(|source| match source {
        TimeSource::TimeStamp => " (proven by a time-stamp)",
        TimeSource::SigningTime => " (the signer's own claim)",
    });
    let time = verdict.signed_at.map(|time| format!("{time}{}", source.unwrap_or_default()));
    let lines = [
        ("signer", verdict.subject.name.as_deref().map(plain)),
        ("role", verdict.role.map(|role| role.name().to_owned())),
        ("IIN", verdict.subject.iin.clone()),
        ("BIN", verdict.subject.bin.clone()),
        ("organisation", verdict.subject.organisation.as_deref().map(plain)),
        ("signed at", time),
        ("revoked at", verdict.revoked_at.map(|time| time.to_string())),
        ("certificate", verdict.serial.clone()),
        ("issued by", verdict.issuer.as_deref().map(plain)),
        ("time-stamp", verdict.time_stamp_fault.map(|fault| format!("not used: {fault}"))),
        ("algorithm", verdict.algorithm.map(|algorithm| algorithm.name().to_owned())),
    ];
    let notes = verdict.notes.iter().map(|note| ("note", Some((*note).to_owned())));
    for (label, value) in lines.into_iter().chain(notes) {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {label:<13} {value}");
        }
    }
    text
}

/// Text from a certificate without control characters, which could write over the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
