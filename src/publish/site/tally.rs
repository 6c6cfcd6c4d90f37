//! Entries counted by what they share: included, excluded, in the register now; and why they left.
//! Each number of a table has its bar.

use std::collections::BTreeMap;

use serde::Serialize;

use super::index::{Group, Line};
use super::part::Phrase;
use super::value::Speaker;
use super::words::thousands;
use crate::history::Registration;

/// Values of one table: a key may have thousands, of which the most frequent are shown.
const SHOWN: usize = 20;

/// The length of the longest bar, in its own units.
const LONGEST: usize = 100;

/// The values of a facet or key.
#[derive(Serialize)]
pub(super) struct Tally {
    title: String,
    rows: Vec<TallyRow>,
    /// Where all values stand, when there are more than rows.
    all: String,
}

#[derive(Serialize)]
struct TallyRow {
    words: Phrase,
    href: String,
    entered: String,
    left: String,
    standing: String,
    bar: usize,
}

/// A ground of exclusion.
#[derive(Serialize)]
pub(super) struct GroundRow {
    label: String,
    entries: String,
    bar: usize,
}

/// What became of the entries that share a value, up to the day of the data.
#[derive(Clone, Copy, Default)]
struct Count {
    entered: usize,
    left: usize,
    standing: usize,
}

/// The length of a bar beside the longest one.
fn bar(number: usize, most: usize) -> usize {
    LONGEST * number / most.max(1)
}

impl Speaker<'_> {
    /// A table for each facet and key.
    pub(super) fn tallies(&self) -> Vec<Tally> {
        self.index.groups.iter().map(|group| self.tally(group)).collect()
    }

    fn tally(&self, group: &Group) -> Tally {
        let counted = |members: &[usize]| {
            let lines = members.iter().map(|at| &self.index.lines[*at]);
            lines.fold(Count::default(), |sum, line| self.counted(sum, line))
        };
        let values = group.values.iter();
        let mut counts: Vec<(&str, Count)> =
            values.map(|(value, members)| (&**value, counted(members))).collect();
        if counts.len() > SHOWN {
            counts.sort_by_key(|(_, count)| std::cmp::Reverse((count.standing, count.entered)));
        }
        let more = counts.len() > SHOWN;
        counts.truncate(SHOWN);
        let most = counts.iter().map(|(_, count)| count.standing).max().unwrap_or_default();
        let row = |(value, count): &(&str, Count)| TallyRow {
            words: self.value_words(group, value),
            href: self.href(&format!("{}/{value}/", group.folder)),
            entered: thousands(count.entered),
            left: thousands(count.left),
            standing: thousands(count.standing),
            bar: bar(count.standing, most),
        };
        let field = self.index.field(&group.pointer);
        Tally {
            title: field.map_or_else(String::new, |field| field.label.get(self.lang).clone()),
            rows: counts.iter().map(row).collect(),
            all: if more { self.href(&format!("{}/", group.folder)) } else { String::new() },
        }
    }

    fn counted(&self, mut sum: Count, line: &Line<'_>) -> Count {
        let today = self.site.checked.head.day;
        sum.entered += line.intervals.iter().filter(|one| one.span.from <= today).count();
        sum.left += line.exclusions().filter(|leaving| leaving.on <= today).count();
        sum.standing += usize::from(line.registration == Registration::InRegister);
        sum
    }

    /// Why entries left, up to the day of the data.
    pub(super) fn grounds_of_exclusion(&self) -> Vec<GroundRow> {
        let mut grounds: BTreeMap<&str, usize> = BTreeMap::new();
        let today = self.site.checked.head.day;
        let exclusions = self.index.lines.iter().flat_map(Line::exclusions);
        for leaving in exclusions.filter(|leaving| leaving.on <= today) {
            for ground in &leaving.grounds {
                *grounds.entry(ground).or_default() += 1;
            }
        }
        let most = grounds.values().copied().max().unwrap_or_default();
        let field = self.index.field("/decisions/grounds");
        let row = |(ground, entries): (&str, usize)| GroundRow {
            label: field
                .and_then(|field| field.value_label(ground))
                .map_or(ground, |label| label.get(self.lang))
                .to_owned(),
            entries: thousands(entries),
            bar: bar(entries, most),
        };
        grounds.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        assert_eq!([bar(0, 0), bar(0, 7), bar(7, 7), bar(1, 3)], [0, 0, LONGEST, 33]);
    }
}
