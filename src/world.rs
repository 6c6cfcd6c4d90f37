//! The world outside: git and disk. Knows bytes, never what a record is.

pub mod fast_import;
