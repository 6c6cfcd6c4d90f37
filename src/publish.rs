//! From checked registers to files. Stages here read the same values and know nothing of each other.

pub mod site;
