//! Search. For each language tantivy builds an index in which a document is an entry; its postings
//! are walked into small static shards that a browser ranks exactly as tantivy does.
//!
//! # What is indexed
//!
//! One field of words and one of codes. A word is indexed by its stem; in names also by the stem
//! and the exact form together, so that a name that has the very word stands before one that has
//! another form of it. The frequency of a term in a document is the weight of the heaviest text in
//! which it occurs: a register's names are too short for counting occurrences to say anything, and
//! bounds stay tight. Documents are numbered by their length, shortest first, registers whose act
//! is no longer in force after all others: the length of a document follows from its number, and
//! the best documents of a common word stand at the beginning of its list.
//!
//! # Files, below `search/<lang>/`
//!
//! Each is deflated (zlib). `meta.bin` names the folder of the others, which changes with the
//! content, and holds everything that every query needs. Where that folder is gone, because there
//! was a publication since, a browser reads `meta.bin` again.
//!
//! * `w…` terms in order, with their lists; of a common term only the first block of its list. The
//!   exact forms of a stem share its list: what a document has of them is its class.
//! * `b…` further blocks of common terms.
//! * `l…` what results show, four documents in a file, and the texts that were searched.
//! * `c/…` columns: one value for each document, for filters, facets and orders.
//! * `r/…` first terms of shards, where there are too many of them for `meta.bin`.

pub mod answer;
mod codec;
pub mod document;
pub mod index;
pub mod native;
pub mod plan;
pub mod published;
mod shards;
pub mod words;

pub use shards::{Sink, deflated, export, write};
