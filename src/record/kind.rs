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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Any text is judged without a panic, by every kind.
        #[test]
        fn any_text(value in any::<String>()) {
            let _ = (iin_bin::check(&value), phone::check(&value), email::check(&value));
            let _ = (url::check(&value), decimal::check(&value), percent::check(&value));
            let _ = (money::check(&value), year::check(&value), date_time::check(&value));
            let _ = text::check(&value);
        }

        /// However a number is spaced, the stored form is the same and is itself a number.
        #[test]
        fn phones_have_one_stored_form(local in 0u32..10_000_000, gaps in prop::collection::vec(0usize..4, 10)) {
            let digits = format!("717{local:07}");
            let spaced = digits.chars().zip(gaps).fold("+7".to_owned(), |mut text, (digit, gap)| {
                text.push_str(["", " ", "-", " ("][gap]);
                text.push(digit);
                text
            });
            let stored = phone::check(&spaced).unwrap();
            prop_assert_eq!(&stored, &format!("+7{digits}"));
            prop_assert_eq!(phone::check(&stored).unwrap(), stored);
        }

        /// Exact decimals: what arithmetic gives is accepted, and percentages end at 100.
        #[test]
        fn decimals(whole in 0u64..1_000_000, cents in 0u32..100) {
            let value = format!("{whole}.{cents:02}");
            prop_assert_eq!(decimal::check(&value), Ok(()));
            prop_assert_eq!(money::check(&value), Ok(()));
            let within = whole < 100 || (whole == 100 && cents == 0);
            prop_assert_eq!(percent::check(&value).is_ok(), within);
        }
    }
}
