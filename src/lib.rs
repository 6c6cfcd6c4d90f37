//! Publishes a public register from signed records in git.

pub mod base;
pub mod seal;
