//! The kinds of values, one file each: a text is of the kind, or there is a complaint with a code.

pub mod code;
pub mod date_time;
pub mod decimal;
pub mod email;
pub mod iin_bin;
pub mod money;
pub mod percent;
pub mod phone;
pub mod text;
pub mod url;
pub mod year;

use crate::base::finding::Severity;

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Stable code, as in `content/<lang>/findings.json`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What was met, where that is less than the whole value.
    pub met: Option<String>,
}

impl Complaint {
    /// The value is not of its kind.
    pub fn error(code: &'static str) -> Complaint {
        Complaint { code, severity: Severity::Error, met: None }
    }

    /// The value is odd.
    pub fn warning(code: &'static str) -> Complaint {
        Complaint { severity: Severity::Warning, ..Complaint::error(code) }
    }

    /// About this part of the value.
    #[must_use]
    pub fn about(mut self, met: impl Into<String>) -> Complaint {
        self.met = Some(met.into());
        self
    }
}
