//! How many revisions each entry gets, and what befalls it: decided before any record is made, so
//! that the whole has exactly the number of revisions that was asked for.

use anyhow::{Result, ensure};

use super::data;
use super::story::Kind;

/// What befalls an invented entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Admitted in 2020–2024 and never moved to the form of 2024.
    Old,
    /// Loaded from an older table, never updated.
    Loaded,
    /// Admitted under the older form and updated in time.
    Updated,
    /// Admitted under the older form and excluded because it was not updated.
    NotUpdated,
    /// Admitted under the form of 2024; the foundation on which others may stand.
    Plain,
    /// Excluded.
    Excluded,
    /// Excluded and included again.
    Returned,
    /// Its values are corrected.
    Corrected,
    /// The date of its inclusion is corrected.
    Moved,
    /// Its inclusion is annulled.
    Annulled,
    /// Its exclusion is annulled.
    Restored,
}

impl Fate {
    /// The revisions of such an entry.
    pub(super) fn revisions(self) -> u64 {
        match self {
            Fate::Old | Fate::Loaded | Fate::Plain => 1,
            Fate::Updated
            | Fate::NotUpdated
            | Fate::Excluded
            | Fate::Corrected
            | Fate::Moved
            | Fate::Annulled => 2,
            Fate::Returned | Fate::Restored => 3,
        }
    }

    /// Whether the entry was admitted before the form of 2024.
    pub(super) fn is_of_old_form(self) -> bool {
        matches!(self, Fate::Old | Fate::Loaded | Fate::Updated | Fate::NotUpdated)
    }
}

/// The whole sample in numbers.
#[derive(Debug)]
pub(super) struct Plan {
    /// Entries taken from the cases, which are numbered from 1.
    pub(super) cases: u32,
    /// Fates of the invented entries, which follow the cases.
    pub(super) fates: Vec<Fate>,
    /// How many of the invented entries belong to the older form; they come first.
    pub(super) old: usize,
    /// Further changes, dealt out evenly to those who can take them.
    pub(super) changes: u64,
    /// How many entries can take further changes.
    pub(super) takers: u64,
}

/// The papers of an entry have numbers for this many decisions.
const MOST_CHANGES_OF_ONE: u64 = 200;

impl Plan {
    /// Plans `entries` entries with `revisions` revisions in all; without a number, 1.3 times the
    /// entries or what the cases need, whichever is more.
    pub(super) fn new(entries: u32, revisions: Option<u64>, seed: u64) -> Result<Plan> {
        let cases = entries.min(u32::try_from(data::cases().len())?);
        let of_cases: u64 =
            data::cases().iter().take(cases as usize).map(|case| case.steps.len() as u64).sum();
        let invented = (entries - cases) as usize;
        let least = of_cases + invented as u64;
        let wanted = revisions.unwrap_or_else(|| least.max(u64::from(entries) * 13 / 10));
        ensure!(wanted >= least, "{entries} entries have at least {least} revisions");
        let (fates, spent) = fates(invented, seed, wanted - least);
        let takers = if invented == 0 {
            data::cases().iter().take(cases as usize).filter(|case| grows(&case.steps)).count()
        } else {
            fates.iter().filter(|fate| **fate == Fate::Plain).count()
        };
        let plan = Plan {
            cases,
            old: invented / 10,
            fates,
            changes: wanted - least - spent,
            takers: takers as u64,
        };
        ensure!(
            plan.changes <= plan.takers * MOST_CHANGES_OF_ONE,
            "{entries} entries cannot have more than {} revisions",
            least + spent + plan.takers * MOST_CHANGES_OF_ONE
        );
        Ok(plan)
    }

    /// How many further changes the taker of this index (from 0) gets.
    pub(super) fn changes_of(&self, taker: u64) -> u64 {
        (taker + 1) * self.changes / self.takers - taker * self.changes / self.takers
    }
}

/// Whether further changes can follow these steps of a case.
pub(super) fn grows(steps: &[super::story::Step]) -> bool {
    steps.last().is_some_and(|last| {
        let formed_new = steps.iter().any(|step| step.set.get("form").is_some_and(|f| f == "2024"));
        let settled = last.decided_on.parts() < (2026, 7, 1);
        matches!(last.kind, Kind::Include | Kind::Change) && formed_new && settled
    })
}

/// The fates of so many invented entries, and the revisions that they take beyond one each.
fn fates(invented: usize, seed: u64, budget: u64) -> (Vec<Fate>, u64) {
    let old = invented / 10;
    // No fate begins so late that its end would lie after the last commit.
    let settled = invented - invented / 10;
    let offset = usize::try_from(seed % 1000).unwrap_or(0);
    let mut spent = 0;
    let fates = (0..invented).map(|index| {
        let fate = if index < old {
            old_fate((index * 37 + offset) % 100)
        } else if index < settled {
            new_fate((index * 617 + offset) % 1000)
        } else {
            Fate::Plain
        };
        let extra = fate.revisions() - 1;
        if spent + extra > budget {
            return if fate.is_of_old_form() { Fate::Old } else { Fate::Plain };
        }
        spent += extra;
        fate
    });
    (fates.collect(), spent)
}

/// Of a hundred entries of the older form, the fate of this one.
fn old_fate(place: usize) -> Fate {
    match place {
        0..25 => Fate::NotUpdated,
        25..75 => Fate::Updated,
        75..85 => Fate::Loaded,
        _ => Fate::Old,
    }
}

/// Of a thousand entries of the form of 2024, the fate of this one.
fn new_fate(place: usize) -> Fate {
    match place {
        0..70 => Fate::Excluded,
        70..105 => Fate::Returned,
        105..125 => Fate::Corrected,
        125..140 => Fate::Moved,
        140..148 => Fate::Annulled,
        148..155 => Fate::Restored,
        _ => Fate::Plain,
    }
}
