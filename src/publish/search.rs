//! The search of a publication, in either language and however it is typed.

pub mod words;
