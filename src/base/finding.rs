//! A problem in the data: a value with a stable code, a place and a basis, never an error.
//!
//! A finding holds no sentence. Its code and arguments are turned into words by `report`, from
//! `content/<lang>/findings.json`, so that each finding reads well in every language.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For the reader to know.
    Note,
    /// Wrong, but it does not forbid publication.
    Warning,
    /// It forbids publication.
    Error,
}

impl Severity {
    /// The word shown to people and written to JSON.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Whether an error still forbids publication once the record it is about has been published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its form cannot read the file, its history is broken: it forbids always.
    Always,
    /// A rule: it forbids what is new and warns about what was published before.
    WhenNew,
}

/// Where a finding is: a file, and within it a JSON pointer, a line and a column from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path from the repository's root, with `/`.
    pub path: String,
    /// RFC 6901 pointer; empty for the whole file.
    pub pointer: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
    /// Length in characters of what is meant; 0 when it is a point.
    pub width: u32,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Place {
        Place { path: path.into(), pointer: String::new(), line: 1, column: 1, width: 0 }
    }
}

/// A problem in the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable kebab-case code; its words are in `content/<lang>/findings.json`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it forbids what was published before.
    pub standing: Standing,
    /// Where it is; nothing when it is about the repository as a whole.
    pub place: Option<Place>,
    /// Values for the placeholders of the message, by name.
    pub arguments: Vec<(&'static str, String)>,
    /// The paragraph it rests on, as the form or the rule cites it.
    pub basis: Option<String>,
}

impl Finding {
    /// An error that forbids publication always.
    pub fn error(code: &'static str, place: Place) -> Finding {
        Finding {
            code,
            severity: Severity::Error,
            standing: Standing::Always,
            place: Some(place),
            arguments: Vec::new(),
            basis: None,
        }
    }

    /// An error of a rule, which warns at most about what was published before.
    pub fn rule(code: &'static str, place: Place) -> Finding {
        Finding { standing: Standing::WhenNew, ..Finding::error(code, place) }
    }

    /// A warning.
    pub fn warning(code: &'static str, place: Place) -> Finding {
        Finding { severity: Severity::Warning, ..Finding::rule(code, place) }
    }

    /// A note.
    pub fn note(code: &'static str, place: Place) -> Finding {
        Finding { severity: Severity::Note, ..Finding::rule(code, place) }
    }

    /// With a value for a placeholder of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Finding {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// With the paragraph it rests on.
    #[must_use]
    pub fn because(mut self, basis: impl Into<String>) -> Finding {
        self.basis = Some(basis.into());
        self
    }

    /// The order in which findings are shown: by file, line and column, then code.
    pub fn order(&self) -> (Option<&Place>, &'static str, &[(&'static str, String)]) {
        (self.place.as_ref(), self.code, &self.arguments)
    }
}
