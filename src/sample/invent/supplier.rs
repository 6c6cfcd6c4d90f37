//! Invented holders. A holder has from one to twelve entries, and its entries are spread over the
//! years.

use serde_json::{Map, Value, json};

use super::super::data::{self, Text, fill};
use super::super::identity;
use super::super::random::Random;

/// How many entries the suppliers of one group have; a group has 50 entries in all.
const GROUP: [usize; 20] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 8, 12];
const GROUP_ENTRIES: usize = 50;

/// An invented holder, by index.
#[derive(Clone, Copy)]
pub(super) struct Supplier {
    index: u32,
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    LegalEntity,
    SoleProprietor,
    NaturalPerson,
}

impl Supplier {
    /// The holder of the invented entry with this index, of so many. Entries of one group lie a
    /// whole round apart, hence far from each other in time.
    pub(super) fn of(index: usize, entries: usize, seed: u64) -> Supplier {
        let groups = entries.div_ceil(GROUP_ENTRIES);
        let (mut place, group) = (index / groups, index % groups);
        let mut member = 0;
        while place >= GROUP[member] {
            place -= GROUP[member];
            member += 1;
        }
        Supplier { index: u32::try_from(group * GROUP.len() + member).unwrap_or(0), seed }
    }

    /// A holder that no entry had at first: the successor of this one.
    pub(super) fn successor(self, entries: usize) -> Supplier {
        let all = entries.div_ceil(GROUP_ENTRIES) * GROUP.len();
        Supplier { index: self.index + u32::try_from(all).unwrap_or(0), ..self }
    }

    /// The applicant's values, without a salt.
    pub(super) fn applicant(self) -> Value {
        let mut random = self.random();
        let (kind, id) = match self.kind() {
            Kind::LegalEntity => ("legal_entity", identity::bin(self.index)),
            Kind::SoleProprietor => ("sole_proprietor", identity::iin(self.index)),
            Kind::NaturalPerson => ("natural_person", identity::iin(self.index)),
        };
        let website = (self.index.is_multiple_of(3)).then(|| format!("https://{}/", self.domain()));
        json!({
            "kind": kind,
            "id": id,
            "name": self.name(&mut random),
            "contacts": {
                "address": address(&mut random),
                "phones": [phone(&mut random)],
                "emails": [format!("info@{}", self.domain())],
                "website": website,
            },
        })
    }

    /// One support service of this kind, or two.
    pub(super) fn support(self, kind: &str) -> Value {
        let mut random = self.random();
        let services = 1 + usize::from(self.index.is_multiple_of(7));
        let service = |nth: usize| {
            let email = format!("help{}@{}", nth + 1, self.domain());
            json!({
                "kind": kind,
                "address": address(&mut random),
                "phones": [phone(&mut random)],
                "emails": [email],
            })
        };
        (0..services).map(service).collect()
    }

    fn kind(self) -> Kind {
        match self.index % 40 {
            0 | 21 => Kind::SoleProprietor,
            1 => Kind::NaturalPerson,
            _ => Kind::LegalEntity,
        }
    }

    fn random(self) -> Random {
        Random::new(self.seed, (1 << 40) + u64::from(self.index))
    }

    fn domain(self) -> String {
        format!("supplier{}.example", self.index + 1)
    }

    fn name(self, random: &mut Random) -> Text {
        let words = data::words();
        if self.kind() == Kind::LegalEntity {
            let (first, second) = (random.pick(&words.companies), random.pick(&words.trades));
            let joined = |first: &str, second: &str| format!("{first} {second}-{}", self.index + 1);
            let name =
                Text { kk: joined(&first.kk, &second.kk), ru: joined(&first.ru, &second.ru) };
            // Nine of ten are of the first form.
            let form = if self.index % 10 == 3 { 1 + random.below(2) } else { 0 };
            return fill(&words.legal_forms[form], "name", &name);
        }
        let (family, given) = (random.pick(&words.surnames), random.pick(&words.given_names));
        let name = Text {
            kk: format!("{} {}", family.kk, given.kk),
            ru: format!("{} {}", family.ru, given.ru),
        };
        let frame = match self.kind() {
            Kind::NaturalPerson => &words.natural_person,
            Kind::LegalEntity | Kind::SoleProprietor => &words.sole_proprietor,
        };
        fill(frame, "name", &name)
    }
}

/// A real city, an invented street, house 0.
fn address(random: &mut Random) -> Text {
    let words = data::words();
    let (city, street) = (random.pick(&words.cities), random.pick(&words.streets));
    Text {
        kk: format!("{}, {}, 0", city.kk, street.kk),
        ru: format!("{}, {}, 0", city.ru, street.ru),
    }
}

fn phone(random: &mut Random) -> String {
    format!("+7 (7172) 00-00-{:02}", random.below(100))
}

/// The values of a holder under the keys of a record.
pub(super) fn fields(supplier: Supplier, support: Option<&str>) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("applicant".to_owned(), supplier.applicant());
    if let Some(kind) = support {
        fields.insert("support".to_owned(), supplier.support(kind));
    }
    fields
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn each_supplier_has_one_to_twelve_entries() {
        for entries in [1, 49, 50, 51, 960, 9_960] {
            let mut counts = BTreeMap::<u32, usize>::new();
            for index in 0..entries {
                *counts.entry(Supplier::of(index, entries, 1).index).or_default() += 1;
            }
            assert!(counts.values().all(|count| (1..=12).contains(count)), "{entries}");
            assert_eq!(counts.values().sum::<usize>(), entries);
        }
    }
}
