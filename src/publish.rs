//! From checked registers to files. The faces of a publication do not know each other, and none of
//! them checks again what the register has checked.

pub mod eligibility;
pub mod feed;
pub mod keys;
pub mod origin;
pub mod search;
pub mod site;

/// For so many days what is published may be relied on.
const DAYS_VALID: u32 = 30;
