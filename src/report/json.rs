//! Findings for scripts: one JSON object a line, always with the same keys.

use std::io::{self, Write};

use serde::Serialize;

use super::Catalogue;
use crate::base::finding::Finding;

#[derive(Serialize)]
struct Written<'f> {
    code: &'f str,
    severity: &'f str,
    path: Option<&'f str>,
    pointer: Option<&'f str>,
    line: Option<u32>,
    column: Option<u32>,
    message: String,
    basis: Option<&'f str>,
    help: Option<String>,
}

pub(super) fn write(
    findings: &[Finding],
    catalogue: &Catalogue,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in findings {
        let place = finding.place.as_ref();
        let written = Written {
            code: finding.code,
            severity: finding.severity.word(),
            path: place.map(|place| place.path.as_str()),
            pointer: place.map(|place| place.pointer.as_str()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            message: catalogue.message(finding),
            basis: finding.basis.as_deref(),
            help: catalogue.help(finding),
        };
        serde_json::to_writer(&mut *out, &written)?;
        writeln!(out)?;
    }
    Ok(())
}
