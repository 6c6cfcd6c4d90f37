//! From checked registers to files. The stages beneath do not know each other, and none of them
//! checks again what the register has checked.

pub mod feed;
