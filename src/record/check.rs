//! A tree against the fields of a form: keys, types, kinds of values, what must and must not be
//! filled.

mod leaf;

use super::read::{Reader, wrong_type};
use crate::base::finding::{Finding, Severity};
use crate::base::json::{Node, Span, Value, push_pointer};
use crate::base::lang::PerLang;
use crate::law::field::{Asked, Field, Shape};
use crate::law::{Form, Law};

/// Walks a record along its form.
pub(super) struct Checker<'c, 'a> {
    pub(super) reader: &'c mut Reader<'a>,
    pub(super) form: &'c Form,
    pub(super) law: &'c Law,
    /// Whether this row was loaded from an earlier table, which knew less than the form asks.
    pub(super) loaded: bool,
}

/// Where the walk is. Most values are right, so the pointer is put into words only for a finding.
#[derive(Clone, Copy, Debug)]
enum At<'p> {
    Root,
    Key(&'p At<'p>, &'p str),
    Item(&'p At<'p>, usize),
}

impl<'p> At<'p> {
    fn key(&'p self, key: &'p str) -> At<'p> {
        At::Key(self, key)
    }

    fn item(&'p self, index: usize) -> At<'p> {
        At::Item(self, index)
    }

    /// The pointer into the record.
    fn pointer(&self) -> String {
        self.tokens(&|index| Some(index.to_string()))
    }

    /// The path of keys into the form: items add nothing to it.
    fn path(&self) -> String {
        self.tokens(&|_| None)
    }

    fn tokens(&self, item: &dyn Fn(usize) -> Option<String>) -> String {
        match self {
            At::Root => String::new(),
            At::Key(above, key) => {
                let mut pointer = above.tokens(item);
                push_pointer(&mut pointer, key);
                pointer
            }
            At::Item(above, index) => {
                let mut pointer = above.tokens(item);
                if let Some(token) = item(*index) {
                    push_pointer(&mut pointer, &token);
                }
                pointer
            }
        }
    }

    /// Whether this is inside a list.
    fn is_listed(&self) -> bool {
        match self {
            At::Root => false,
            At::Key(above, _) => above.is_listed(),
            At::Item(..) => true,
        }
    }
}

impl Checker<'_, '_> {
    /// Checks the whole record.
    pub(super) fn record(&mut self, tree: &Node<'_>) {
        let filled = |pointer: &str| tree.select(pointer).iter().any(|node| !node.is_empty());
        self.loaded = self.form.loaded_rows.as_ref().is_some_and(|rows| filled(&rows.marker));
        let form = self.form;
        self.object(tree, &form.fields, &At::Root);
    }

    fn object(&mut self, node: &Node<'_>, fields: &[Field], at: &At<'_>) {
        let Value::Object(members) = &node.value else {
            self.wrong_type(node, "object", at);
            return;
        };
        for member in members {
            if fields.iter().all(|field| field.key != member.key) {
                let pointer = at.key(&member.key).pointer();
                let place = self.reader.place(member.key_span, pointer);
                let finding = Finding::error("unknown-key", place).with("met", &member.key);
                self.push(finding, None);
            }
        }
        for field in fields {
            let here = at.key(&field.key);
            if let Some(value) = node.get(&field.key) {
                self.field(value, field, &here);
            } else {
                let open = Span { end: node.span.start + 1, ..node.span };
                let place = self.reader.place(open, here.pointer());
                let finding = Finding::error("missing-key", place).with("met", &field.key);
                self.push(finding, Some(field));
            }
        }
        self.salt(node, fields, at);
    }

    fn field(&mut self, node: &Node<'_>, field: &Field, at: &At<'_>) {
        if node.value == Value::Broken {
            return; // reported by the reader of JSON
        }
        if field.many {
            let Value::Array(items) = &node.value else {
                self.wrong_type(node, "array", at);
                return;
            };
            self.filled(node, field, at);
            for (index, item) in items.iter().enumerate() {
                let here = at.item(index);
                if item.value == Value::Null {
                    self.wrong_type(item, field.kind.shape().type_name(), &here);
                } else {
                    self.value(item, field, &here);
                }
            }
        } else {
            self.filled(node, field, at);
            if node.value != Value::Null {
                self.value(node, field, at);
            }
        }
    }

    /// What the edition asks for is there, and what it does not ask for is not.
    fn filled(&mut self, node: &Node<'_>, field: &Field, at: &At<'_>) {
        let code = match (field.asked, node.is_empty()) {
            (Asked::Required, true) if !self.may_be_empty(&at.path()) => "required",
            (Asked::NotAsked, false) => "not-asked",
            _ => return,
        };
        self.complain(code, node, field, at);
    }

    fn may_be_empty(&self, path: &str) -> bool {
        let rows = self.form.loaded_rows.as_ref().filter(|_| self.loaded);
        rows.is_some_and(|rows| rows.may_be_empty.iter().any(|pointer| pointer == path))
    }

    fn value(&mut self, node: &Node<'_>, field: &Field, at: &At<'_>) {
        match field.kind.shape() {
            Shape::Bilingual => self.bilingual(node, field, at),
            Shape::EntryRef => self.entry_ref(node, field, at),
            Shape::Group => self.object(node, &field.fields, at),
            Shape::Boolean if matches!(node.value, Value::Bool(_)) => {}
            Shape::Integer => match node.value {
                Value::Integer(number) if number >= 0 => {}
                Value::Integer(_) => self.complain("integer-negative", node, field, at),
                _ => self.wrong_type(node, "integer", at),
            },
            shape @ (Shape::Boolean | Shape::String) => match node.text() {
                Some(text) if shape == Shape::String => self.leaf(text, node, field, at),
                _ => self.wrong_type(node, shape.type_name(), at),
            },
        }
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str, at: &At<'_>) {
        if node.value != Value::Broken {
            let place = self.reader.place(node.span, at.pointer());
            self.push(wrong_type(place, expected, node), None);
        }
    }

    fn complain(&mut self, code: &'static str, node: &Node<'_>, field: &Field, at: &At<'_>) {
        let place = self.reader.place(node.span, at.pointer());
        let finding = Finding::error(code, place).with("field", both(&field.label));
        self.push(finding, Some(field));
    }

    fn push(&mut self, finding: Finding, field: Option<&Field>) {
        let basis = field.and_then(|field| field.basis.as_deref());
        let basis = basis.unwrap_or(&self.form.legal_basis).to_owned();
        self.reader.findings.push(finding.because(basis));
    }

    fn report(
        &mut self,
        complaint: super::kind::Complaint,
        node: &Node<'_>,
        field: &Field,
        at: &At<'_>,
    ) {
        let place = self.reader.place(node.span, at.pointer());
        let mut finding = Finding::error(complaint.code, place);
        finding.severity = complaint.severity;
        if complaint.severity != Severity::Error {
            finding.standing = crate::base::finding::Standing::WhenNew;
        }
        let met = complaint.met.or_else(|| node.text().map(str::to_owned)).unwrap_or_default();
        self.push(finding.with("met", met), Some(field));
    }
}

/// A label for a message in any language, state language first.
fn both(label: &PerLang<String>) -> String {
    if label.kk == label.ru { label.kk.clone() } else { format!("{} · {}", label.kk, label.ru) }
}
