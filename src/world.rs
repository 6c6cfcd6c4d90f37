//! The ring: the only part of the program that touches git, the disk and the network. It knows
//! bytes and paths, not records.

pub mod embedded;
pub mod folder;
pub mod git;
