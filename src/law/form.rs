//! One edition of a register's form: `data/registers/<register>/forms/<edition>.json`.

use serde::Deserialize;

use super::field::{Field, FieldFile};
use crate::base::date::Date;
use crate::base::lang::PerLang;

/// A form as its file writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    /// Id of the edition, the name of its file.
    pub id: String,
    /// The act, its edition and the appendix.
    pub legal_basis: String,
    /// First day in force, `null` when unknown.
    pub in_force_from: Option<Date>,
    /// Day from which it is no longer in force, `null` when it still is or when unknown.
    pub in_force_to: Option<Date>,
    /// How sure the two dates are.
    pub confidence: String,
    /// What may be missing in rows loaded from an earlier table.
    #[serde(default)]
    pub loaded_rows: Option<LoadedRows>,
    /// The fields in the order of the record.
    pub fields: Vec<FieldFile>,
    /// The official columns.
    pub columns: Vec<Column>,
}

/// Rows loaded from an earlier table know less than the form asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadedRows {
    /// The field that is filled in such a row.
    pub marker: String,
    /// Pointers to fields that may then be empty.
    pub may_be_empty: Vec<String>,
    /// Whether one language may then be missing.
    pub one_language: bool,
}

/// A column of the official form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Number printed above it, such as `4` or `4.1`.
    pub ordinal: String,
    /// Its caption.
    pub label: PerLang<String>,
    /// Pointers to what stands in it.
    pub of: Vec<String>,
}

/// A form, ready to use.
#[derive(Clone, Debug)]
pub struct Form {
    /// Id of the edition.
    pub id: String,
    /// The act, its edition and the appendix.
    pub legal_basis: String,
    /// First day in force, when known.
    pub in_force_from: Option<Date>,
    /// Day from which it is no longer in force, when known.
    pub in_force_to: Option<Date>,
    /// How sure the two dates are.
    pub confidence: String,
    /// What may be missing in rows loaded from an earlier table.
    pub loaded_rows: Option<LoadedRows>,
    /// The fields in the order of the record.
    pub fields: Vec<Field>,
    /// The official columns.
    pub columns: Vec<Column>,
}

impl Form {
    /// The field at a pointer of keys, such as `/applicant/name`; `*` is passed over.
    pub fn field(&self, pointer: &str) -> Option<&Field> {
        self.find(pointer, |_| true)
    }

    /// The field at a pointer, if it and everything around it is public.
    pub fn public_field(&self, pointer: &str) -> Option<&Field> {
        self.find(pointer, Field::is_public)
    }

    fn find(&self, pointer: &str, wanted: impl Fn(&Field) -> bool) -> Option<&Field> {
        let mut fields = &self.fields;
        let mut found = None;
        for part in pointer.split('/').skip(1).filter(|part| *part != "*") {
            let field = fields.iter().find(|field| field.key == part && wanted(field))?;
            fields = &field.fields;
            found = Some(field);
        }
        found
    }
}
