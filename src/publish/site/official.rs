//! The row of the official form, column by column, in the edition under which the values stand.

use serde::Serialize;

use super::seen::Seen;
use super::value::{Item, Speaker};
use crate::law::Form;
use crate::law::field::Asked;
use crate::law::form::Column;

/// The row of the official form.
#[derive(Debug, Serialize)]
pub(super) struct Official {
    pub(super) basis: String,
    pub(super) columns: Vec<ColumnView>,
}

/// A column of the official form with what stands in it.
#[derive(Debug, Serialize)]
pub(super) struct ColumnView {
    ordinal: String,
    label: String,
    #[serde(rename = "value", serialize_with = "super::value::value")]
    items: Vec<Item>,
    /// Why there is nothing.
    empty: String,
}

impl Speaker<'_> {
    /// The row of the official form in the edition of these values.
    pub(super) fn official(&self, seen: &Seen<'_>, loaded: bool) -> Official {
        let column = |column: &Column| {
            let items: Vec<Item> = column
                .of
                .iter()
                .filter_map(|pointer| Some((seen.form.field(pointer)?, pointer)))
                .flat_map(|(field, pointer)| {
                    seen.select(pointer)
                        .into_iter()
                        .flat_map(|node| self.items(field, node, pointer))
                        .collect::<Vec<_>>()
                })
                .collect();
            ColumnView {
                ordinal: column.ordinal.clone(),
                label: column.label.get(self.lang).clone(),
                empty: if items.is_empty() {
                    self.why_empty(seen.form, column, loaded)
                } else {
                    String::new()
                },
                items,
            }
        };
        Official {
            basis: seen.form.legal_basis.clone(),
            columns: seen.form.columns.iter().map(column).collect(),
        }
    }

    /// Not asked by the edition, not known of a loaded row, or simply empty.
    fn why_empty(&self, form: &Form, column: &Column, loaded: bool) -> String {
        let said = self.said();
        let asked = |pointer: &String| {
            form.field(pointer).is_some_and(|field| field.asked != Asked::NotAsked)
        };
        let word = match (column.of.iter().any(asked), loaded) {
            (false, _) => &said.not_asked,
            (true, true) => &said.not_known,
            (true, false) => &said.empty,
        };
        word.clone()
    }
}
