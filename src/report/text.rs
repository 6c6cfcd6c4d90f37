//! Findings for people: code, message, the line of the file with carets, basis and help.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::Source;
use super::catalogue::{Catalogue, fill, visible};
use crate::base::finding::{Finding, Place, Severity};

/// So many findings of one code in one file are shown: the fifty-first teaches nothing, and one
/// cause (a wrong encoding, a renamed key) can make thousands.
const MOST: usize = 50;

/// So many notes of one code are shown in all: a clerk looks for what must be mended, which notes
/// must not bury.
const MOST_NOTES: usize = 5;

pub(super) fn write(
    findings: &[Finding],
    catalogue: &Catalogue,
    source: Source<'_>,
    colour: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    // What matters most comes last, right above the sum: that is where a terminal stands.
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    let notes: Vec<_> = of(Severity::Note).collect();
    let (few, more) = notes_shown(&notes);
    let graver = of(Severity::Warning).chain(of(Severity::Error));
    let shown: Vec<_> = few.into_iter().chain(graver).collect();
    for about_file in shown.chunk_by(|one, next| path(one) == path(next)) {
        let path = about_file.first().and_then(|finding| path(finding));
        let text = path.and_then(source);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in about_file {
            let count = counts.entry(finding.code).or_default();
            *count += 1;
            if *count <= MOST {
                let block = block(finding, catalogue, text.as_deref(), &renderer);
                writeln!(out, "{block}\n")?;
            }
        }
        for (code, count) in counts.into_iter().filter(|(_, count)| *count > MOST) {
            let number = (count - MOST).to_string();
            let path = path.unwrap_or(".").to_owned();
            let arguments = [("n", number), ("code", code.to_owned()), ("path", path)];
            writeln!(out, "{}\n", fill(&catalogue.words().more, &arguments))?;
        }
    }
    for (code, count) in more {
        let arguments = [("n", count.to_string()), ("code", code.to_owned())];
        writeln!(out, "{}", fill(&catalogue.words().more_notes, &arguments))?;
    }
    writeln!(out, "{}", summary(findings, catalogue))
}

/// The first notes of each code, and how many more there are of it.
fn notes_shown<'f>(notes: &[&'f Finding]) -> (Vec<&'f Finding>, BTreeMap<&'f str, usize>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for note in notes {
        let count = counts.entry(note.code).or_default();
        *count += 1;
        if *count <= MOST_NOTES {
            shown.push(*note);
        }
    }
    counts.retain(|_, count| *count > MOST_NOTES);
    for count in counts.values_mut() {
        *count -= MOST_NOTES;
    }
    (shown, counts)
}

fn path(finding: &Finding) -> Option<&str> {
    finding.place.as_ref().map(|place| place.path.as_str())
}

fn summary(findings: &[Finding], catalogue: &Catalogue) -> String {
    let count = |severity| {
        findings.iter().filter(|finding| finding.severity == severity).count().to_string()
    };
    let arguments = [
        ("errors", count(Severity::Error)),
        ("warnings", count(Severity::Warning)),
        ("notes", count(Severity::Note)),
    ];
    fill(&catalogue.words().summary, &arguments)
}

fn block(
    finding: &Finding,
    catalogue: &Catalogue,
    text: Option<&str>,
    renderer: &Renderer,
) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let level = level.with_name(catalogue.severity(finding.severity));
    let title = level.primary_title(catalogue.message(finding)).id(finding.code);
    let place = finding.place.as_ref().map(|place| shown_place(place, text));
    let basis = finding.basis.as_deref().map(|basis| {
        let name = catalogue.words().basis.as_str();
        Element::from(Level::NOTE.with_name(name).message(visible(basis)))
    });
    let help = catalogue.help(finding).map(|help| {
        Element::from(Level::HELP.with_name(catalogue.words().help.as_str()).message(help))
    });
    renderer.render(&[title.elements(place.into_iter().chain(basis).chain(help))])
}

/// The line with carets under what is meant, or the place alone for a whole file and for one whose
/// text is not at hand.
fn shown_place<'p>(place: &'p Place, text: Option<&'p str>) -> Element<'p> {
    let whole =
        place.pointer.is_empty() && place.width == 0 && (place.line, place.column) == (1, 1);
    let number = place.line as usize;
    let line = text.filter(|_| !whole).and_then(|text| text.split('\n').nth(number.max(1) - 1));
    let Some(line) = line else {
        let origin = Origin::path(place.path.as_str()).line(number);
        return origin.char_column(place.column as usize).into();
    };
    let line = line.strip_suffix('\r').unwrap_or(line);
    let offset = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let start = (place.column as usize).max(1) - 1;
    let meant = offset(start)..offset(start + place.width as usize);
    let snippet = Snippet::source(line).line_start(number).path(place.path.as_str());
    snippet.annotation(AnnotationKind::Primary.span(meant)).into()
}
