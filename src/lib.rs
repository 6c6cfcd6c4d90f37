//! Publishes a public register from signed records in git.

pub mod base;
pub mod history;
pub mod law;
pub mod publish;
pub mod record;
pub mod register;
