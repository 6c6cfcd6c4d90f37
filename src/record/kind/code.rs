//! Codes: of the form that the field demands, and known to the list it names.

use super::Complaint;
use crate::base::finding::Severity;
use crate::law::{CodeList, Field};

/// What is wrong with a code, if anything. A code that an incomplete list does not have is only
/// noted: the list, not the record, may be at fault.
pub fn check(text: &str, field: &Field, list: Option<&CodeList>) -> Option<Complaint> {
    if field.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
        return Some(Complaint::error("code-form"));
    }
    // A value of a key is part of a path of the feed, whatever the field's own pattern.
    let path_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if text.is_empty() || !text.bytes().all(path_safe) || text.starts_with('.') {
        return Some(Complaint::error("code-form"));
    }
    let list = list.filter(|list| list.get(text).is_none())?;
    let severity = if list.complete { Severity::Error } else { Severity::Note };
    let code = if list.complete { "code-unknown" } else { "code-not-listed" };
    Some(Complaint { code, severity, met: None })
}
