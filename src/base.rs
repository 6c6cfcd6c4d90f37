//! Plain words that every stage uses: languages, dates, places, findings, files to write.
//! Nothing here knows what a record is, and nothing here touches the world.

pub mod alphabet;
pub mod commit;
pub mod date;
pub mod digest;
pub mod finding;
pub mod json;
pub mod lang;
pub mod output;
pub mod scan;
pub mod share;
pub mod text;
