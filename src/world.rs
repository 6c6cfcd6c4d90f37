//! The world outside: git, folders, the network of this machine. Only code under `world` touches
//! the disk; it moves bytes and knows no record.

pub mod publication;
