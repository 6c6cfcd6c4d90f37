//! Rules over records and timelines, one file each. A rule forbids what is new and warns about what
//! was published before.

use super::{Head, Register};
use crate::base::finding::Finding;
use crate::law::Law;

/// What a rule sees.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// The register under check.
    pub register: &'c Register,
    /// The law at the commit.
    pub law: &'c Law,
    /// The commit.
    pub head: &'c Head,
}

/// A rule: everything it finds in a register.
pub type Rule = fn(&Context<'_>) -> Vec<Finding>;

/// Every rule.
pub const ALL: &[Rule] = &[];

/// Everything that the rules find.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    ALL.iter().flat_map(|rule| rule(context)).collect()
}
