//! The commands of the command line, one file each: the only place that knows both the world and
//! the core.

pub mod sample;
