//! Invented entries: what befalls them, told in steps. The same seed and number give the same
//! story, whatever was asked for before.

mod documents;
mod product;
mod supplier;

use serde_json::{Map, Value, json};

use crate::base::date::Date;

use super::data::{self, Text};
use super::days;
use super::plan::{Fate, Plan};
use super::random::Random;
use super::story::{Kind, Register, Step, Story};

use product::Product;

const GROUNDS: [&str; 5] =
    ["own_request", "false_data", "false_document", "expired_document", "lost_conformity"];

/// Everything that invented entries share.
pub(super) struct World {
    plan: Plan,
    seed: u64,
    /// How many changes each taker before this invented entry has had, by index.
    takers_before: Vec<u32>,
}

/// The days between which the older form, the form of 2024 and the last decisions lie.
fn day(year: i32, month: u32, day: u32) -> Date {
    Date::new(year, month, day).expect("a day of the calendar")
}

impl World {
    pub(super) fn new(plan: Plan, seed: u64) -> World {
        let mut takers = 0;
        let takers_before = plan
            .fates
            .iter()
            .map(|fate| {
                let before = takers;
                takers += u32::from(*fate == Fate::Plain);
                before
            })
            .collect();
        World { plan, seed, takers_before }
    }

    /// How many entries of `trusted` there are.
    pub(super) fn entries(&self) -> u32 {
        self.plan.cases + u32::try_from(self.plan.fates.len()).unwrap_or(u32::MAX)
    }

    /// The story of the entry with this number, from 1.
    pub(super) fn story(&self, number: u32) -> Story {
        if number > self.plan.cases {
            return self.invented(number);
        }
        let position = number as usize - 1;
        let case = &data::cases()[position];
        let mut steps = case.steps.clone();
        if self.plan.fates.is_empty() && super::plan::grows(&steps) {
            let earlier = &data::cases()[..position];
            let taker = earlier.iter().filter(|case| super::plan::grows(&case.steps)).count();
            let last = steps[steps.len() - 1].decided_on;
            note_changes(&mut steps, last, self.plan.changes_of(taker as u64));
        }
        Story { register: Register::Trusted, number: case.number, steps }
    }

    fn invented(&self, number: u32) -> Story {
        let index = (number - self.plan.cases) as usize - 1;
        let fate = self.plan.fates[index];
        let mut random = Random::new(self.seed, number.into());
        let product = Product::new(self, index, number, &mut random);
        let steps = if fate.is_of_old_form() {
            old_steps(fate, &product, &mut random)
        } else {
            let changes = match fate {
                Fate::Plain => self.plan.changes_of(self.takers_before[index].into()),
                _ => 0,
            };
            new_steps(fate, &product, &mut random, changes)
        };
        Story { register: Register::Trusted, number, steps }
    }

    /// The day on which the entry of this index is included: numbers follow the calendar.
    fn included_on(&self, index: usize) -> Date {
        let (old, all) = (self.plan.old, self.plan.fates.len());
        if index < old {
            days::part_way(day(2020, 6, 1), day(2024, 12, 16), index as u64, old as u64)
        } else {
            let (part, whole) = ((index - old) as u64, (all - old) as u64);
            days::part_way(day(2025, 1, 8), day(2026, 9, 9), part, whole)
        }
    }

    /// An earlier entry that stays in the register, for the entry of this index to stand on.
    fn foundation(&self, index: usize, random: &mut Random) -> Option<u32> {
        let earlier = index.checked_sub(self.plan.old).filter(|earlier| *earlier > 0)?;
        let start = index - 1 - random.below(earlier.min(4000));
        (self.plan.old..=start)
            .rev()
            .take(20)
            .find(|at| self.plan.fates[*at] == Fate::Plain && !product::is_electronics(*at))
            .and_then(|at| u32::try_from(at + 1).ok())
            .map(|at| at + self.plan.cases)
    }
}

/// A step recorded on the next working day.
fn step(kind: Kind, decided_on: Date, set: Map<String, Value>) -> Step {
    Step {
        kind,
        purpose: None,
        decided_on,
        effective_on: None,
        recorded_on: days::workday_after(decided_on),
        refers_to: None,
        grounds: Vec::new(),
        reason: Value::Null,
        loaded: false,
        set,
    }
}

fn change(purpose: &str, reason: &str, decided_on: Date, set: Map<String, Value>) -> Step {
    Step {
        purpose: Some(purpose.to_owned()),
        reason: data::words().reasons[reason].clone(),
        ..step(Kind::Change, decided_on, set)
    }
}

fn exclude(ground: &str, decided_on: Date) -> Step {
    Step {
        grounds: vec![ground.to_owned()],
        reason: data::words().reasons[ground].clone(),
        ..step(Kind::Exclude, decided_on, Map::new())
    }
}

/// A correction or an annulment of the step with this index from 1.
fn about(kind: Kind, reason: &str, refers_to: usize, decided_on: Date, effective_on: Date) -> Step {
    Step {
        refers_to: Some(refers_to),
        effective_on: Some(effective_on),
        reason: data::words().reasons[reason].clone(),
        ..step(kind, decided_on, Map::new())
    }
}

fn old_steps(fate: Fate, product: &Product<'_>, random: &mut Random) -> Vec<Step> {
    let mut include = step(Kind::Include, product.included_on, product.old_values());
    if fate == Fate::Loaded {
        include.loaded = true;
        include.recorded_on = days::workday_from(product.included_on.plus_days(35));
        include.set.extend(product.as_row_of_table());
    }
    let mut steps = vec![include];
    match fate {
        Fate::Updated => {
            let on = days::workday_from(day(2025, 1, 20).plus_days(below(random, 25)));
            steps.push(change("update_35", "update", on, product.update(on)));
        }
        Fate::NotUpdated => {
            let on = days::workday_from(day(2025, 2, 24).plus_days(below(random, 40)));
            steps.push(exclude("transitional_not_updated", on));
        }
        Fate::Old
        | Fate::Loaded
        | Fate::Plain
        | Fate::Excluded
        | Fate::Returned
        | Fate::Corrected
        | Fate::Moved
        | Fate::Annulled
        | Fate::Restored => {}
    }
    steps
}

fn new_steps(fate: Fate, product: &Product<'_>, random: &mut Random, changes: u64) -> Vec<Step> {
    let from = product.included_on;
    let later = |part: u32| days::part_way(from.plus_days(7), day(2026, 9, 24), part.into(), 10);
    let (soon, late) = (later(1 + below(random, 3)), later(5 + below(random, 4)));
    let mut steps = vec![step(Kind::Include, from, product.new_values(from))];
    match fate {
        Fate::Excluded => steps.push(exclude(ground(random), late)),
        Fate::Returned => {
            steps.push(exclude(ground(random), soon));
            steps.push(step(Kind::Include, late, product.return_values(late)));
        }
        Fate::Corrected => {
            let mut correction = about(Kind::Correct, "misprint", 1, soon, from);
            let right = steps[0].set.insert("name".to_owned(), product.misprinted());
            correction.set.extend(right.map(|name| ("name".to_owned(), name)));
            steps.push(correction);
        }
        Fate::Moved => {
            let to = days::workday_from(from.plus_days(3));
            let mut correction = about(Kind::Correct, "date", 1, soon, to);
            correction.set.insert("formed_on".to_owned(), json!(to));
            steps.push(correction);
        }
        Fate::Annulled => steps.push(about(Kind::Annul, "annul", 1, soon, from)),
        Fate::Restored => {
            steps.push(exclude("lost_conformity", soon));
            steps.push(about(Kind::Annul, "annul", 2, late, soon));
        }
        Fate::Plain | Fate::Old | Fate::Loaded | Fate::Updated | Fate::NotUpdated => {
            note_changes(&mut steps, from, changes);
        }
    }
    steps
}

/// Appends this many changes of the note, spread over the time that is left.
fn note_changes(steps: &mut Vec<Step>, after: Date, changes: u64) {
    let notes = &data::words().notes;
    for nth in 0..changes {
        let on = days::part_way(after.plus_days(1), day(2026, 9, 24), nth + 1, changes + 1);
        let Text { kk, ru } = &notes[usize::try_from(nth).unwrap_or(0) % notes.len()];
        let note = Map::from_iter([("note".to_owned(), json!({ "kk": kk, "ru": ru }))]);
        steps.push(change("other", "note", on, note));
    }
}

fn ground(random: &mut Random) -> &'static str {
    GROUNDS[random.below(GROUNDS.len())]
}

fn below(random: &mut Random, bound: u32) -> u32 {
    u32::try_from(random.below(bound as usize)).unwrap_or(0)
}
