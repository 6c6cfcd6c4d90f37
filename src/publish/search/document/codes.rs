//! Codes by which an entry is found whole: its number, its holder's, keys, documents, decisions.

use super::Told;
use super::texts::with_node;
use crate::base::json::Node;
use crate::law::site::Documents;
use crate::law::{Field, Kind};

/// Every code of an entry, by the place of its kind.
pub(super) fn codes(told: &Told<'_>) -> Vec<(usize, String)> {
    let shape = &told.entries.shape;
    let mut codes = vec![(shape.code("number"), told.entry.number().to_string())];
    codes.extend(told.official().map(|number| (shape.code("number"), number.to_owned())));
    codes.extend(told.holder_id().map(|id| (shape.code("holder"), id.to_owned())));
    let keys = told.law.file.roles.keys.iter().zip(&told.record.facts.keys);
    for ((name, pointer), values) in keys {
        let Some(field) = told.record.form.public_field(pointer) else { continue };
        let hidden = |value: &str| field.kind == Kind::IinBin && told.entries.privacy.hides(value);
        let shown = values.iter().filter(|value| !hidden(value));
        codes.extend(shown.map(|value| (shape.code(name), value.to_string())));
    }
    let kind = shape.code("document");
    codes.extend(numbers(told).into_iter().map(|number| (kind, number)));
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Numbers of public documents and of decisions with their notices.
fn numbers(told: &Told<'_>) -> Vec<String> {
    let mut numbers = Vec::new();
    let documents = told.entries.checked.law.site.documents == Documents::Full;
    for field in told.record.form.fields.iter().filter(|field| field.is_public()) {
        let told_of = match field.kind {
            Kind::Document => documents,
            Kind::Decision => true,
            _ => false,
        };
        if told_of {
            let pointers = pointers(field);
            let found = with_node(told, &format!("/{}", field.key), |node| {
                let nodes = pointers.iter().flat_map(|pointer| node.select(pointer));
                nodes.filter_map(Node::text).map(str::to_owned).collect::<Vec<_>>()
            });
            numbers.extend(found.into_iter().flatten());
        }
    }
    numbers
}

/// Where in a field the public numbers of documents or decisions stand, and of the notices of these.
fn pointers(field: &Field) -> Vec<String> {
    let mut pointers = Vec::new();
    let items = if field.many { "/*" } else { "" };
    for part in field.fields.iter().filter(|part| part.is_public()) {
        if part.key == "number" {
            pointers.push(format!("{items}/number"));
        }
        let inner = part.fields.iter().any(|inner| inner.key == "number" && inner.is_public());
        if part.key == "notice" && inner {
            pointers.push(format!("{items}/{}/number", part.key));
        }
    }
    pointers
}
