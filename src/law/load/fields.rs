//! From the fields as a form writes them to fields that can be used: defaults of the structured
//! kinds, patterns, lists, the keys that every record has.

use std::collections::BTreeMap;

use regex::Regex;

use crate::base::lang::PerLang;
use crate::law::field::{Asked, Choice, Field, FieldFile, Kind, Visibility};
use crate::law::register::RegisterFile;
use crate::law::{CodeList, Files};

/// A fault of a form: stable code and what was met.
pub(super) type Fault = (&'static str, String);

/// What a decision must have for the engine to count with it.
const DECISION_KEYS: [&str; 7] =
    ["kind", "number", "decided_on", "effective_on", "notice", "grounds", "refers_to"];
/// Keys that the feed adds to the fields of an entry.
const COMPUTED_KEYS: [&str; 12] = [
    "registration",
    "intervals",
    "seal",
    "requires_resolved",
    "required_by",
    "last_seq",
    "revision",
    "record_sha256",
    "url",
    "admission",
    "events",
    "revisions",
];
/// What a document must have for its term to be watched.
const DOCUMENT_KEYS: [&str; 2] = ["kind", "valid_until"];

pub(super) fn resolve(
    files: &Files,
    written: Vec<FieldFile>,
    register: &RegisterFile,
    lists: &BTreeMap<String, CodeList>,
) -> Result<Vec<Field>, Vec<Fault>> {
    let mut resolver = Resolver { files, register, lists, faults: Vec::new() };
    let mut fields = resolver.fields(written);
    for (index, (key, kind)) in
        [("form", Kind::Text), ("number", Kind::Integer)].into_iter().enumerate()
    {
        if fields.iter().all(|field| field.key != key) {
            fields.insert(index, structural(key, kind));
        }
    }
    if !fields
        .iter()
        .any(|field| field.key == "decisions" && field.kind == Kind::Decision && field.many)
    {
        resolver.fault("form-without-decisions", "decisions");
    }
    for field in fields.iter().filter(|field| COMPUTED_KEYS.contains(&field.key.as_str())) {
        resolver.fault("form-reserved-key", &field.key);
    }
    if resolver.faults.is_empty() { Ok(fields) } else { Err(resolver.faults) }
}

/// A key that every record has, whether its form lists it or not.
fn structural(key: &str, kind: Kind) -> Field {
    Field {
        key: key.to_owned(),
        kind,
        many: false,
        asked: Asked::Required,
        visibility: Visibility::Public,
        label: PerLang { kk: key.to_owned(), ru: key.to_owned() },
        basis: None,
        values: Vec::new(),
        list: None,
        pattern: None,
        place: false,
        fields: Vec::new(),
    }
}

struct Resolver<'r> {
    files: &'r Files,
    register: &'r RegisterFile,
    lists: &'r BTreeMap<String, CodeList>,
    faults: Vec<Fault>,
}

impl Resolver<'_> {
    fn fields(&mut self, written: Vec<FieldFile>) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        for file in written {
            if fields.iter().any(|field| field.key == file.key) {
                self.fault("form-duplicate-field", &file.key);
            }
            fields.push(self.field(file));
        }
        fields
    }

    fn field(&mut self, file: FieldFile) -> Field {
        let own = if file.fields.is_empty() && file.kind.is_group() {
            self.default_fields(file.kind)
        } else {
            file.fields
        };
        let mut fields = self.fields(own);
        match file.kind {
            Kind::Decision => self.complete_decision(&mut fields),
            Kind::Document => self.demand(&fields, &DOCUMENT_KEYS),
            _ => {}
        }
        if file.kind == Kind::Choice && file.values.is_empty() && file.key != "kind" {
            self.fault("form-choice-empty", &file.key);
        }
        let pattern = file.pattern.and_then(|text| match Regex::new(&format!("^(?:{text})$")) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.fault("form-pattern", &error.to_string());
                None
            }
        });
        if let Some(list) = file.list.as_ref().filter(|list| !self.lists.contains_key(*list)) {
            self.fault("form-list", list);
        }
        Field {
            key: file.key,
            kind: file.kind,
            many: file.many,
            asked: file.required,
            visibility: file.visibility,
            label: file.label,
            basis: file.basis,
            values: file.values,
            list: file.list,
            pattern,
            place: file.place,
            fields,
        }
    }

    /// `data/kinds/<kind>.json`: what a structured kind is made of when a form does not say.
    fn default_fields(&mut self, kind: Kind) -> Vec<FieldFile> {
        let name = match kind {
            Kind::Document => "document",
            Kind::Decision => "decision",
            Kind::Person => "person",
            _ => {
                self.fault("form-group-empty", "group");
                return Vec::new();
            }
        };
        let path = format!("data/kinds/{name}.json");
        let bytes = self.files.get(&path).unwrap_or_default();
        serde_json::from_slice(bytes).unwrap_or_else(|error| {
            self.fault("form-kind-defaults", &format!("{path}: {error}"));
            Vec::new()
        })
    }

    /// The names of decisions are those of `register.json`, unless the form labels them itself.
    fn complete_decision(&mut self, fields: &mut [Field]) {
        self.demand(fields, &DECISION_KEYS);
        // Events show these as they are written, for everybody and for ever.
        let shown = fields.iter().filter(|field| DECISION_KEYS.contains(&field.key.as_str()));
        let hidden = |field: &&Field| {
            !field.is_public() || field.fields.iter().any(|part| !part.is_public())
        };
        let hidden: Vec<_> = shown.filter(hidden).map(|field| field.key.clone()).collect();
        for key in hidden {
            self.fault("form-private-decision", &key);
        }
        let Some(kind) = fields.iter_mut().find(|field| field.key == "kind") else { return };
        if kind.values.is_empty() {
            let plain = |name: &String| Choice {
                value: name.clone(),
                label: PerLang { kk: name.clone(), ru: name.clone() },
            };
            kind.values = self.register.decisions.keys().map(plain).collect();
        }
        for choice in &kind.values {
            if !self.register.decisions.contains_key(&choice.value) {
                self.faults.push(("form-decision-name", choice.value.clone()));
            }
        }
    }

    fn demand(&mut self, fields: &[Field], keys: &[&str]) {
        for key in keys {
            if fields.iter().all(|field| field.key != *key) {
                self.fault("form-key-needed", key);
            }
        }
    }

    fn fault(&mut self, code: &'static str, met: &str) {
        self.faults.push((code, met.to_owned()));
    }
}
