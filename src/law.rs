//! The law as data: registers, forms by edition, code lists, the site's settings, the time zone.
//! Loaded once from files, checked, and passed on as values. No threshold, date or label is in Rust.

pub mod code_list;
pub mod field;
pub mod files;
pub mod form;
pub mod load;
pub mod register;
pub mod site;
pub mod zone;

use std::collections::BTreeMap;

pub use code_list::CodeList;
pub use field::{Field, Kind};
pub use files::Files;
pub use form::Form;
pub use register::{DecisionKind, RegisterLaw};
pub use site::Site;
pub use zone::Zone;

/// Everything the law and the publisher have decided, at one commit.
#[derive(Clone, Debug)]
pub struct Law {
    /// Settings of the publication.
    pub site: Site,
    /// The registers in the order of the site's settings.
    pub registers: Vec<RegisterLaw>,
    /// Code lists by id.
    pub lists: BTreeMap<String, CodeList>,
    /// Civil time in Kazakhstan.
    pub zone: Zone,
}
