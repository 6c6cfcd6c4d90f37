//! Numbers of a register: over the years, by what entries share, and why they left.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::frame::Page;
use super::index::Line;
use super::part::{Part, Phrase, phrase};
use super::tally::{GroundRow, Tally};
use super::value::Speaker;
use super::ways::Division;
use super::words::thousands;
use crate::base::date::Date;
use crate::base::output::Output;
use crate::history::Span;

/// Size of the chart in pixels, with room for each year: no wider than it must be, so that its words
/// can still be read where it is drawn smaller.
const STEP: usize = 52;
const HEIGHT: usize = 200;

#[derive(Serialize)]
struct StatisticsPage {
    title: String,
    years: Vec<YearRow>,
    bars: Vec<Bar>,
    /// Of the chart.
    width: usize,
    /// Up to which day the last year is counted.
    until: Phrase,
    grounds: Vec<GroundRow>,
    tallies: Vec<Tally>,
    divisions: Vec<Division>,
}

#[derive(Serialize)]
struct YearRow {
    year: String,
    entered: String,
    left: String,
    standing: String,
}

/// A bar of the chart, in its units.
#[derive(Serialize)]
struct Bar {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    middle: usize,
    /// Where the number stands.
    above: usize,
    label: String,
    value: String,
}

/// What happened in a year.
#[derive(Clone, Copy, Default)]
struct Year {
    entered: usize,
    left: usize,
    standing: usize,
}

/// Writes the numbers of a register in a language.
pub(super) fn write(speaker: Speaker<'_>, output: &Output<'_>) -> Result<()> {
    let said = speaker.said();
    let years = speaker.per_year();
    let today = speaker.site.checked.head.day;
    let row = |(year, numbers): (&i32, &Year)| YearRow {
        year: year.to_string(),
        entered: thousands(numbers.entered),
        left: thousands(numbers.left),
        standing: thousands(numbers.standing),
    };
    let view = StatisticsPage {
        title: said.statistics_title.clone(),
        years: years.iter().rev().map(row).collect(),
        bars: bars(&years),
        width: STEP * years.len(),
        until: phrase(&said.years_until, &[("date", Part::date(said.date(today), today))]),
        grounds: speaker.grounds_of_exclusion(),
        tallies: speaker.tallies(),
        divisions: speaker.divisions("-"),
    };
    let register = speaker.index.register.law.short_title().get(speaker.lang);
    let page = Page {
        template: "statistics",
        tail: speaker.index.tail("statistics/"),
        title: said.statistics_title.clone(),
        description: format!("{}. {register}", said.statistics_title),
        crumbs: vec![speaker.crumb()],
        section: speaker.index.register.law.id.clone(),
        state: speaker.state(),
        is_echo: false,
    };
    speaker.site.put(output, speaker.lang, &page, &view)
}

impl Speaker<'_> {
    /// Intervals as known now, up to the day of the data.
    fn per_year(&self) -> BTreeMap<i32, Year> {
        let year = |date: Date| date.parts().0;
        let today = self.site.checked.head.day;
        let last = year(today);
        let mut years: BTreeMap<i32, Year> = BTreeMap::new();
        let begun = |span: &Span| span.from <= today;
        let intervals = self.index.lines.iter().flat_map(|line| &line.intervals);
        for span in intervals.map(|interval| interval.span).filter(begun) {
            years.entry(year(span.from)).or_default().entered += 1;
            if let Some(to) = span.to.filter(|to| *to <= today) {
                years.entry(year(to)).or_default().left += 1;
            }
        }
        // Whoever was excluded before the inclusion left without having stood here.
        let forestalled = self.index.lines.iter().filter_map(Line::forestalled_by);
        let mut forestalled: Vec<i32> =
            forestalled.filter(|it| it.on <= today).map(|it| year(it.on)).collect();
        forestalled.sort_unstable();
        let first = years.keys().next().copied().unwrap_or(last);
        let mut standing = 0;
        for year in first..=last {
            let numbers = years.entry(year).or_default();
            standing = standing + numbers.entered - numbers.left;
            numbers.standing = standing;
        }
        for year in forestalled {
            years.entry(year).or_default().left += 1;
        }
        years
    }
}

/// The years as bars, the highest as high as the chart.
fn bars(years: &BTreeMap<i32, Year>) -> Vec<Bar> {
    let highest = years.values().map(|year| year.standing).max().unwrap_or_default().max(1);
    let bar = |(at, (year, numbers)): (usize, (&i32, &Year))| {
        let height = (HEIGHT - 48) * numbers.standing / highest;
        let y = HEIGHT - 24 - height;
        Bar {
            x: at * STEP + STEP / 8,
            y,
            width: STEP * 3 / 4,
            height,
            middle: at * STEP + STEP / 2,
            above: y - 6,
            label: year.to_string(),
            value: thousands(numbers.standing),
        }
    };
    years.iter().enumerate().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_within_the_chart() {
        let year = |standing| Year { entered: 0, left: 0, standing };
        let years = BTreeMap::from([(2024, year(3)), (2025, year(0)), (2026, year(12_000))]);
        let bars = bars(&years);
        assert_eq!(bars.len(), 3);
        for bar in &bars {
            assert!(bar.x + bar.width <= STEP * years.len() && bar.y + bar.height <= HEIGHT - 24);
            assert!(bar.above >= 12, "{}", bar.label);
        }
        assert_eq!(bars[2].height, HEIGHT - 48);
        assert_eq!(bars[2].value, "12\u{a0}000");
    }
}
