//! The ring: the only part of the program that touches git, the disk and the network. It knows
//! bytes and paths, not records.

pub mod cache;
pub mod embedded;
pub mod fast_import;
pub mod folder;
pub mod git;
pub mod publication;
pub mod server;
pub mod watch;
