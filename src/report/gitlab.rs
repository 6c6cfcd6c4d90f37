//! Findings as a Code Quality report: GitLab shows those that a merge request brings or mends.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Catalogue;
use crate::base::digest::Digest;
use crate::base::finding::{Finding, Severity, Standing};

#[derive(Serialize)]
struct Issue<'f> {
    description: String,
    check_name: &'f str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'f>,
}

#[derive(Serialize)]
struct Location<'f> {
    path: &'f str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub(super) fn write(
    findings: &[Finding],
    catalogue: &Catalogue,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let issues: Vec<_> = findings
        .iter()
        .map(|finding| {
            let place = finding.place.as_ref();
            Issue {
                description: catalogue.message(finding),
                check_name: finding.code,
                fingerprint: fingerprint(finding, &mut seen),
                severity: severity(finding),
                location: Location {
                    // The format wants a path; the settings stand for the whole repository.
                    path: place.map_or("data/site.json", |place| place.path.as_str()),
                    lines: Lines { begin: place.map_or(1, |place| place.line) },
                },
            }
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn severity(finding: &Finding) -> &'static str {
    match (finding.severity, finding.standing) {
        (Severity::Error, Standing::Always) => "blocker",
        (Severity::Error, Standing::WhenNew) => "major",
        (Severity::Warning, _) => "minor",
        (Severity::Note, _) => "info",
    }
}

/// Says whether two reports speak of the same problem, so it leaves out what moves without a
/// reason: line, column, language. Values are left out too, since a hash of an individual's number
/// gives the number away. Equal findings are told apart by their order.
fn fingerprint(finding: &Finding, seen: &mut BTreeMap<String, usize>) -> String {
    let place = finding.place.as_ref();
    let (path, pointer) =
        place.map_or(("", ""), |place| (place.path.as_str(), place.pointer.as_str()));
    let key = [finding.code, path, pointer].join("\0");
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    Digest::of(format!("{key}\0{count}").as_bytes()).to_string()
}
