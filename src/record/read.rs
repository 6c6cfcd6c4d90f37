//! From the bytes of a file to a record, or to every problem in them, in one pass.

use super::check::Checker;
use super::{Flawless, Record, decision, extract};
use crate::base::digest::Digest;
use crate::base::finding::{Finding, Place, Severity, Standing};
use crate::base::json::{self, Limits, Node, Span, position};
use crate::law::{Law, RegisterLaw};

/// The file of a record: where it stands and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct RecordFile<'a> {
    /// Path from the repository's root.
    pub path: &'a str,
    /// The number that the path says.
    pub number: u32,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// What came of reading a file.
#[derive(Debug)]
pub struct Reading {
    /// The record, if its form could read it.
    pub record: Option<Record>,
    /// Everything there is to say about the file.
    pub findings: Vec<Finding>,
}

/// Reads a record by the form that it names.
pub fn read(
    file: RecordFile<'_>,
    register: &RegisterLaw,
    law: &Law,
    flawless: Option<&Flawless>,
) -> Reading {
    let text = match std::str::from_utf8(file.bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = String::from_utf8_lossy(&file.bytes[..error.valid_up_to()]);
            let (line, column) = position(&valid, u32::MAX);
            let place = Place { line, column, ..Place::file(file.path) };
            return Reading { record: None, findings: vec![Finding::error("not-utf8", place)] };
        }
    };
    let (tree, problems) = json::parse(text, Limits::RECORD);
    let sha256 = Digest::of(file.bytes);
    let is_flawless = flawless.is_some_and(|known| known.has(&register.id, &sha256));
    let mut reader = Reader { path: file.path, text, sha256, is_flawless, findings: Vec::new() };
    for problem in problems {
        let place = reader.place(problem.span, problem.pointer);
        reader.findings.push(Finding::error(problem.code, place).with("met", problem.met));
    }
    let record = tree.and_then(|tree| reader.record(&tree, file, register, law));
    if let Some(flawless) = flawless.filter(|_| record.is_some() && reader.findings.is_empty()) {
        flawless.note(&register.id, &sha256);
    }
    let forbids = |finding: &Finding| {
        finding.severity == Severity::Error && finding.standing == Standing::Always
    };
    let readable = !reader.findings.iter().any(forbids);
    Reading { record: record.filter(|_| readable), findings: reader.findings }
}

/// The text of a file and the findings about it so far.
pub(super) struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    sha256: Digest,
    /// Whether an earlier run has found nothing in this very text.
    is_flawless: bool,
    pub(super) findings: Vec<Finding>,
}

impl Reader<'_> {
    /// The place of a span in this file.
    pub(super) fn place(&self, span: Span, pointer: impl Into<String>) -> Place {
        let (line, column) = position(self.text, span.start);
        // A caret line under the first line of a long value is enough to see what is meant.
        let meant = span.of(self.text).lines().next().unwrap_or_default();
        let width = u32::try_from(meant.chars().count()).unwrap_or(u32::MAX);
        Place { path: self.path.to_owned(), pointer: pointer.into(), line, column, width }
    }

    fn record(
        &mut self,
        tree: &Node<'_>,
        file: RecordFile<'_>,
        register: &RegisterLaw,
        law: &Law,
    ) -> Option<Record> {
        if !matches!(tree.value, json::Value::Object(_)) {
            let place = self.place(tree.span, "");
            self.findings.push(wrong_type(place, "object", tree));
            return None;
        }
        let form = self.form(tree, register)?;
        if !self.is_flawless {
            Checker { reader: self, form: &form, law, loaded: false }.record(tree);
            let expected = canonical(tree, register)?;
            if expected != self.text {
                let place = self.first_difference(&expected);
                self.findings.push(Finding::error("not-canonical", place));
            }
        }
        let number = tree.get("number").and_then(Node::integer).and_then(|it| it.try_into().ok());
        if let Some(node) = tree.get("number").filter(|_| number != Some(file.number)) {
            let place = self.place(node.span, "/number");
            let finding = Finding::error("number-path", place).with("expected", file.number);
            self.findings.push(finding);
        }
        let decisions = decision::read(self, tree, &form, register);
        Some(Record {
            text: self.text.into(),
            number: number?,
            sha256: self.sha256,
            fields: extract::spans(tree, &form),
            facts: extract::facts(tree, &form, register),
            form,
            decisions: decisions?,
        })
    }

    fn form(
        &mut self,
        tree: &Node<'_>,
        register: &RegisterLaw,
    ) -> Option<std::sync::Arc<crate::law::Form>> {
        let Some(node) = tree.get("form") else {
            let place = self.place(Span { end: tree.span.start + 1, ..tree.span }, "/form");
            self.findings.push(Finding::error("missing-key", place).with("met", "form"));
            return None;
        };
        let Some(id) = node.text() else {
            let place = self.place(node.span, "/form");
            self.findings.push(wrong_type(place, "string", node));
            return None;
        };
        let form = register.forms.get(id);
        if form.is_none() {
            let known: Vec<_> = register.forms.keys().map(String::as_str).collect();
            let place = self.place(node.span, "/form");
            let finding = Finding::error("unknown-form", place).with("met", id);
            self.findings.push(finding.with("expected", known.join(", ")));
        }
        form.cloned()
    }

    /// Where the text first departs from its canonical form.
    fn first_difference(&self, expected: &str) -> Place {
        let same = self.text.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
        let start = u32::try_from(same.min(self.text.len())).unwrap_or(u32::MAX);
        self.place(Span { start, end: start }, "")
    }
}

/// A finding that a value is of another JSON type than its field.
pub(super) fn wrong_type(place: Place, expected: &str, met: &Node<'_>) -> Finding {
    Finding::error("wrong-type", place).with("expected", expected).with("met", met.type_name())
}

/// The canonical bytes of a record; none when it names no known form.
pub fn canonical(tree: &Node<'_>, register: &RegisterLaw) -> Option<String> {
    let form = register.forms.get(tree.get("form")?.text()?)?;
    let order = |path: &[&str]| {
        let mut fields = &form.fields;
        let mut bilingual = false;
        for key in path {
            let field = fields.iter().find(|field| field.key == **key)?;
            fields = &field.fields;
            bilingual = field.kind.is_bilingual();
        }
        let keys = fields.iter().map(|field| field.key.as_str());
        Some(if bilingual { vec!["kk", "ru"] } else { keys.collect() })
    };
    Some(json::pretty(tree, &order))
}
