//! Invented products: names, codes, models and documents of one entry.

use serde_json::{Map, Value, json};

use crate::base::date::Date;

use super::super::data::{self, Text, fill};
use super::super::days;
use super::super::random::Random;
use super::World;
use super::documents::Dossier;
use super::supplier::{self, Supplier};

/// A product and everything that its record says about it.
pub(super) struct Product<'a> {
    index: usize,
    number: u32,
    kind: &'a data::Product,
    brand: Text,
    supplier: Supplier,
    successor: Supplier,
    requires: Vec<Value>,
    note: Value,
    percent: usize,
    /// The day of the inclusion.
    pub(super) included_on: Date,
}

/// Whether the invented entry of this index is a device.
pub(super) fn is_electronics(index: usize) -> bool {
    index % 5 == 3
}

impl<'a> Product<'a> {
    pub(super) fn new(
        world: &World,
        index: usize,
        number: u32,
        random: &mut Random,
    ) -> Product<'a> {
        let words = data::words();
        let kinds = if is_electronics(index) { &words.electronics } else { &words.software };
        let kind = random.pick(kinds);
        let shift = usize::try_from(world.seed % 1000).unwrap_or(0);
        let coined = &words.brands[(index + shift) % words.brands.len()];
        let model = 100 + index / words.brands.len();
        let all = world.plan.fates.len();
        let supplier = Supplier::of(index, all, world.seed);
        let brand =
            Text { kk: format!("{}-{model}", coined.kk), ru: format!("{}-{model}", coined.ru) };
        let note = if random.below(4) == 0 {
            let of = Text {
                kk: format!("«{}» {}", brand.kk, kind.of.kk),
                ru: format!("{} «{}»", kind.of.ru, brand.ru),
            };
            json!(fill(random.pick(&words.product_notes), "of", &of))
        } else {
            Value::Null
        };
        let mut requires = Vec::new();
        if index % 5 == 1 && index > world.plan.old {
            requires.extend(world.foundation(index, random).map(|at| json!({ "number": at })));
            if index % 15 == 1 {
                requires.push(json!({ "name": random.pick(&words.outside) }));
            }
        }
        Product {
            index,
            number,
            kind,
            brand,
            successor: supplier.successor(all),
            supplier,
            requires,
            note,
            percent: random.below(1900),
            included_on: world.included_on(index),
        }
    }

    /// The values of the form of 2020.
    pub(super) fn old_values(&self) -> Map<String, Value> {
        let mut values = self.common("2020");
        let until = self.included_on.plus_days(5 * 365);
        values.extend(supplier::fields(self.supplier, None));
        values.insert("enstru".to_owned(), self.codes(&[]));
        values.insert("tnved".to_owned(), json!(self.kind.tnved));
        values.insert("kpved".to_owned(), json!(self.kind.kpved));
        values.insert("documents".to_owned(), self.documents(self.included_on, until, true));
        values
    }

    /// What an older table knew of it: no documents, and one language.
    pub(super) fn as_row_of_table(&self) -> Map<String, Value> {
        let name = self.name();
        let known = if self.index.is_multiple_of(2) {
            json!({ "kk": name.kk, "ru": null })
        } else {
            json!({ "kk": null, "ru": name.ru })
        };
        let table = format!("DEMO-{}-tizilim.xlsx", self.included_on.parts().0);
        let sha256 = crate::base::digest::Digest::of(table.as_bytes());
        Map::from_iter([
            ("name".to_owned(), known),
            ("documents".to_owned(), json!([])),
            ("origin".to_owned(), json!({ "table": table, "sha256": sha256, "row": self.number })),
        ])
    }

    /// What an entry of the older form gains by its update.
    pub(super) fn update(&self, day: Date) -> Map<String, Value> {
        let mut values = self.new_values(day);
        for unchanged in ["kind", "name", "standalone", "requires", "applicant"] {
            values.shift_remove(unchanged);
        }
        values
    }

    /// The values of the form of 2024 at a decision of this day.
    pub(super) fn new_values(&self, day: Date) -> Map<String, Value> {
        let mut values = self.common("2024");
        let supply: &[&str] = if is_electronics(self.index) || self.index.is_multiple_of(3) {
            &["goods"]
        } else {
            &["goods", "ict_service"]
        };
        values.extend(supplier::fields(self.supplier, Some(self.support_kind())));
        values.insert("requires".to_owned(), json!(self.requires));
        values.insert("models".to_owned(), self.models());
        values.insert("enstru".to_owned(), self.codes(supply));
        values.insert("categories".to_owned(), json!([self.kind.category]));
        values.insert("note".to_owned(), self.note.clone());
        values.insert("documents".to_owned(), self.documents(day, self.valid_until(day), false));
        values
    }

    /// The values of a second inclusion; every other one has another holder.
    pub(super) fn return_values(&self, day: Date) -> Map<String, Value> {
        let mut values = Map::new();
        if self.number.is_multiple_of(2) {
            values.extend(supplier::fields(self.successor, Some(self.support_kind())));
        }
        let until = day.plus_days(3 * 365);
        values.insert("documents".to_owned(), self.documents(day, until, false));
        values
    }

    /// The name with a mistake in it.
    pub(super) fn misprinted(&self) -> Value {
        json!(fill(&data::words().misprint, "name", &self.name()))
    }

    fn common(&self, form: &str) -> Map<String, Value> {
        let kind = if is_electronics(self.index) { "electronics" } else { "software" };
        Map::from_iter([
            ("form".to_owned(), json!(form)),
            ("kind".to_owned(), json!(kind)),
            ("name".to_owned(), json!(self.name())),
            ("standalone".to_owned(), json!(self.requires.is_empty())),
        ])
    }

    /// Kazakh puts the kind of product after the quoted brand, Russian before it.
    fn name(&self) -> Text {
        let ru = &self.kind.name.ru;
        let capital: String = ru.chars().take(1).flat_map(char::to_uppercase).collect();
        let rest: String = ru.chars().skip(1).collect();
        Text {
            kk: format!("«{}» {}", self.brand.kk, self.kind.name.kk),
            ru: format!("{capital}{rest} «{}»", self.brand.ru),
        }
    }

    fn support_kind(&self) -> &'static str {
        if is_electronics(self.index) { "service_centre" } else { "technical_support" }
    }

    fn codes(&self, supply: &[&str]) -> Value {
        self.kind.enstru.iter().map(|code| json!({ "code": code, "supply": supply })).collect()
    }

    fn models(&self) -> Value {
        if !is_electronics(self.index) {
            return json!([]);
        }
        let software = fill(&data::words().embedded, "brand", &self.brand);
        let model = |nth: usize| {
            json!({
                "brand": self.brand.kk,
                "model": format!("{}/{}", self.number, nth + 1),
                "description": null,
                "software": [{ "name": software }],
            })
        };
        (0..self.model_count()).map(model).collect()
    }

    fn model_count(&self) -> usize {
        1 + self.index / 5 % 3
    }

    /// Three years, but for a few whose term is over or ends soon after the last commit.
    fn valid_until(&self, day: Date) -> Date {
        let last = super::day(2026, 9, 30);
        match self.index % 100 {
            7 => last.plus_days(29),
            17 => last.plus_days(45),
            27 if days::between(day, last) > 200 => last.minus_days(20),
            _ => day.plus_days(3 * 365),
        }
    }

    /// The documents of a decision of this day; `is_old_form` for those of 2020.
    fn documents(&self, day: Date, valid_until: Date, is_old_form: bool) -> Value {
        let dossier = Dossier {
            number: self.number,
            is_electronics: is_electronics(self.index),
            is_old_form,
            is_certified: self.index.is_multiple_of(4),
            models: self.model_count(),
            percent: self.percent,
            set: usize::from(day != self.included_on),
            day,
            valid_until,
        };
        dossier.documents()
    }
}
