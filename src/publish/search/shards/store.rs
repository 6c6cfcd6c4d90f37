//! What results show, in the order of documents: a line each, its parts divided by tabs.

use anyhow::Result;

use super::Sink;
use super::columns::Columns;
use crate::base::date::Date;
use crate::history::Registration;
use crate::publish::search::document::{Document, Role, Shape, Source};
use crate::publish::search::index::Indexed;

/// Documents in one file.
pub(in crate::publish::search) const STORED: usize = 4;

/// Writes every line, and keeps what columns tell of each document.
pub(super) fn write(
    indexed: &Indexed,
    source: &dyn Source,
    sink: &mut Sink<'_>,
) -> Result<Columns> {
    let mut columns = Columns::default();
    let mut lines = String::new();
    for (at, places) in indexed.order.chunks(STORED).enumerate() {
        lines.clear();
        for place in places {
            let document = source.document(*place as usize);
            line(&mut lines, &document, source.shape());
            columns.add(&document, source.shape());
        }
        sink(&super::path("l", at), lines.as_bytes())?;
    }
    Ok(columns)
}

/// Register, number, status, facets, dates, official number, other name, holder's number; then each
/// text after its role and weight.
fn line(out: &mut String, document: &Document, shape: &Shape) {
    let status = Registration::ALL.iter().position(|known| *known == document.registration);
    let facets = facets(document, shape);
    let facets: Vec<_> = facets.iter().map(u32::to_string).collect();
    let date = |date: Option<Date>| date.map_or_else(String::new, |date| date.to_string());
    let parts = [
        document.register.to_string(),
        document.number.to_string(),
        status.unwrap_or_default().to_string(),
        facets.join(","),
        date(document.from),
        date(document.to),
        document.official.clone(),
        document.other.clone(),
        document.holder_id.clone(),
    ];
    out.push_str(&parts.join("\t"));
    for text in &document.texts {
        out.push('\t');
        out.push(role(text.role));
        out.push(char::from(b'0' + u8::try_from(text.weight.min(70)).unwrap_or(70)));
        out.push_str(&text.text);
    }
    out.push('\n');
}

fn role(role: Role) -> char {
    match role {
        Role::Title => 't',
        Role::Former => 'f',
        Role::Holder => 'h',
        Role::Other => 'o',
    }
}

/// The place of each facet's value among those of its register, from 1; 0 for none.
pub(super) fn facets(document: &Document, shape: &Shape) -> Vec<u32> {
    let known = shape.registers.get(document.register).map_or(&[][..], |shape| &shape.facets);
    let place = |(value, facet): (&String, &super::super::document::Facet)| {
        let place = facet.values.iter().position(|(known, _)| known == value);
        place.and_then(|place| u32::try_from(place + 1).ok()).unwrap_or_default()
    };
    document.facets.iter().zip(known).map(place).collect()
}
