//! Ways into a register: by status, by each facet, and to the values of each key.

use serde::Serialize;

use super::index::Group;
use super::part::{Part, Phrase};
use super::value::Speaker;
use super::words::thousands;
use crate::history::Registration;

/// Statuses in the order in which people ask for them.
const ORDER: [Registration; 4] = [
    Registration::InRegister,
    Registration::Excluded,
    Registration::Pending,
    Registration::Annulled,
];

/// A way to divide the register: a name, and a list for each value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Division {
    label: String,
    choices: Vec<Choice>,
    /// Where all values stand, when they are too many to name here.
    all: String,
}

/// One list among others.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) count: String,
    pub(super) href: String,
    pub(super) is_current: bool,
}

impl Speaker<'_> {
    /// A value with its label or the name of the code.
    pub(super) fn value_words(&self, group: &Group, value: &str) -> Phrase {
        let Some(field) = self.index.field(&group.pointer) else {
            return Part::text(value).into();
        };
        if let Some(label) = field.value_label(value) {
            return Part::text(label.get(self.lang).as_str()).into();
        }
        let mut words = Phrase::from(Part::text(value));
        if let Some((name, lang)) = self.code_name(field, value) {
            words.push(Part::text(" "));
            words.push(Part::spoken(name, lang, self.lang));
        }
        words
    }

    /// The ways in: by status, by each facet, and to the values of each key.
    pub(super) fn divisions(&self, current: &str) -> Vec<Division> {
        self.divided(current, true)
    }

    /// The same without numbers and with every status: they stay what they are until another value
    /// of a facet comes up.
    pub(super) fn lasting_divisions(&self, current: &str) -> Vec<Division> {
        self.divided(current, false)
    }

    fn divided(&self, current: &str, counted: bool) -> Vec<Division> {
        let choice = |text: &str, count: usize, rest: String| Choice {
            text: text.to_owned(),
            count: if counted { thousands(count) } else { String::new() },
            href: self.href(&rest),
            is_current: rest == current,
        };
        let said = self.said();
        let mut statuses = vec![choice(&said.all_statuses, self.index.lines.len(), String::new())];
        statuses.extend(ORDER.iter().filter_map(|registration| {
            let members = self.index.by_status.get(registration).map_or(0, Vec::len);
            let rest = format!("status/{}/", registration.word());
            let shown = members > 0 || !counted;
            shown.then(|| choice(said.registration(*registration), members, rest))
        }));
        let status = Division { label: said.status.clone(), choices: statuses, all: String::new() };
        let group = |group: &Group| {
            let label = self.index.field(&group.pointer)?.label.get(self.lang).clone();
            let value = |value: &str, members: &[usize]| {
                choice(
                    &self.value_words(group, value).plain(),
                    members.len(),
                    format!("{}/{value}/", group.folder),
                )
            };
            let few = group.is_facet && group.values.len() <= 12;
            let shown = group.values.iter().filter(|_| few);
            let choices = shown.map(|(known, members)| value(known, members)).collect();
            let all = if few { String::new() } else { self.href(&format!("{}/", group.folder)) };
            Some(Division { label, choices, all })
        };
        std::iter::once(status).chain(self.index.groups.iter().filter_map(group)).collect()
    }
}
