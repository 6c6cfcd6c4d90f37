//! Findings as workflow commands: GitHub shows each beside the line it is about.

use std::io::{self, Write};

use super::Catalogue;
use crate::base::finding::{Finding, Severity};

pub(super) fn write(
    findings: &[Finding],
    catalogue: &Catalogue,
    out: &mut dyn Write,
) -> io::Result<()> {
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(out, "::{command} ")?;
        if let Some(place) = &finding.place {
            let path = property(&place.path);
            write!(out, "file={path},line={},col={},", place.line, place.column)?;
        }
        let words = catalogue.words();
        let basis = finding.basis.as_ref().map(|basis| format!("{}: {basis}", words.basis));
        let help = catalogue.help(finding).map(|help| format!("{}: {help}", words.help));
        let message = catalogue.message(finding);
        let lines: Vec<_> = [Some(message), basis, help].into_iter().flatten().collect();
        writeln!(out, "title={}::{}", property(finding.code), data(&lines.join("\n")))?;
    }
    Ok(())
}

/// The text after `::`, in which a line break or a per cent sign would end or change the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before `::`, which a comma or a colon would end as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
