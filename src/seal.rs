//! Electronic signatures: is this a signature of the authorised body over exactly these bytes?
//!
//! Nothing here touches the clock, the disk, the environment or the network. Whatever an attacker
//! hands in becomes a [`Verdict`] with a reason; time and memory stay in proportion to the input.

mod algorithm;
pub mod armour;
mod attributes;
mod cache;
mod certificate;
mod cms;
pub mod commit;
mod crl;
pub mod demo;
mod der;
mod field;
mod gost;
mod hint;
mod judge;
pub mod list;
mod maintainers;
mod ocsp;
mod oid;
mod path;
mod profile;
mod role;
mod rsa;
mod stamp;
mod time;
mod trust;
mod verdict;
mod verdicts;

#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use cache::Cache;
pub use commit::CommitVerdict;
pub use judge::{Content, Evidence, Judge, detached, integrity};
pub use maintainers::{Maintainers, judge as judge_commits};
pub use profile::{Environment, Profile, ProfileError, TimeStamps};
pub use role::Role;
pub use trust::Profiles;
pub use verdict::{Reason, Status, Subject, TimeSource, Verdict, reason};
pub use verdicts::{Court, Seal, SealedList, Source, Verdicts, judge};
