//! Code lists, `data/codes/<list>.json`: an edition, and whether the list is complete.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::lang::PerLang;

/// A list of codes with names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeListFile {
    /// Name of the list.
    pub title: PerLang<String>,
    /// Which edition of the list this is.
    pub edition: String,
    /// Whether a code that is absent here does not exist.
    pub complete: bool,
    /// Where the codes come from.
    pub source: String,
    /// How sure the source is.
    pub confidence: String,
    /// The codes.
    pub codes: Vec<Code>,
}

/// One code. A name can be unknown in a language, which is shown as such and never guessed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code as written in records.
    pub code: String,
    /// Its Kazakh name, where the source gives one.
    #[serde(default)]
    pub kk: Option<String>,
    /// Its Russian name, where the source gives one.
    #[serde(default)]
    pub ru: Option<String>,
    /// How sure the source of this row is.
    #[serde(default)]
    pub confidence: Option<String>,
}

/// A list by code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    /// Name of the list.
    pub title: PerLang<String>,
    /// Which edition of the list this is.
    pub edition: String,
    /// Whether a code that is absent here does not exist.
    pub complete: bool,
    codes: BTreeMap<String, Code>,
}

impl From<CodeListFile> for CodeList {
    fn from(file: CodeListFile) -> CodeList {
        let codes = file.codes.into_iter().map(|code| (code.code.clone(), code)).collect();
        CodeList { title: file.title, edition: file.edition, complete: file.complete, codes }
    }
}

impl CodeList {
    /// The row of a code.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.get(code)
    }
}
