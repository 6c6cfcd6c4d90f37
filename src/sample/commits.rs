//! Commits: revisions in the order in which they were recorded, at most ten in one.

use crate::base::date::{Date, Instant};
use crate::base::lang::PerLang;

use super::data::{self, Text, fill};
use super::days;
use super::invent::World;
use super::story::{Register, Story};
use super::{Commit, File, Session};

/// The most revisions that one commit brings.
const MOST_REVISIONS: usize = 10;
/// Commits of one day begin at 06:00 UTC and leave room until the evening in Kazakhstan.
const MORNING: i64 = 6 * 3600;
const LONGEST_PAUSE: i64 = 300;
const WORKING_SECONDS: i64 = 30_000;

/// One revision to be recorded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    on: Date,
    register: Register,
    number: u32,
    step: u16,
}

/// A commit to be made: a range of events and its time.
struct Batch {
    from: usize,
    to: usize,
    time: Instant,
    first_of_day: bool,
}

/// Everything that is recorded, ready to be made commit by commit.
pub(super) struct Recording {
    world: World,
    events: Vec<Event>,
    batches: Vec<Batch>,
}

impl Recording {
    /// Puts everything that happens into the order of commits.
    pub(super) fn new(world: World) -> Recording {
        let certificates = (1..).zip(data::attestation()).map(|(number, _)| certificate(number));
        let stories = (1..=world.entries()).map(|number| world.story(number));
        let mut events: Vec<Event> = certificates.chain(stories).flat_map(events_of).collect();
        events.sort_unstable();
        let batches = batches(&events);
        Recording { world, events, batches }
    }

    /// How many revisions a register has.
    pub(super) fn revisions(&self, register: Register) -> usize {
        self.events.iter().filter(|event| event.register == register).count()
    }

    /// How many commits there are.
    pub(super) fn len(&self) -> usize {
        self.batches.len() + 1
    }

    /// The commit of this index from 0. `seal` gives the files that go with a session's decisions.
    pub(super) fn commit(&self, index: usize, seal: &impl Fn(&Session<'_>) -> Vec<File>) -> Commit {
        let Some(index) = index.checked_sub(1) else {
            return beginning();
        };
        let batch = &self.batches[index];
        let events = &self.events[batch.from..batch.to];
        let stories: Vec<Story> = events.iter().map(|event| self.story(event)).collect();
        let mut files: Vec<File> = stories
            .iter()
            .zip(events)
            .map(|(story, event)| File {
                path: story.path(),
                bytes: story.revision(event.step.into()),
            })
            .collect();
        let same_day =
            self.batches[..index].iter().rev().take_while(|b| self.day(b) == events[0].on);
        let session = Session {
            day: events[0].on,
            of_day: same_day.count() + 1,
            is_last: index + 1 == self.batches.len(),
            files: &files,
        };
        let seals = seal(&session);
        files.extend(seals);
        let reviewed = batch.first_of_day && (index % 500 == 9 || index == 29);
        let people = &data::words().people;
        Commit {
            author: people[index / 7 % people.len()].clone(),
            time: batch.time,
            message: message(reviewed, &stories, events),
            reviewed,
            files,
        }
    }

    fn day(&self, batch: &Batch) -> Date {
        self.events[batch.from].on
    }

    fn story(&self, event: &Event) -> Story {
        match event.register {
            Register::Trusted => self.world.story(event.number),
            Register::Attestation => certificate(event.number),
        }
    }
}

/// The story of an attestation certificate.
fn certificate(number: u32) -> Story {
    let case = &data::attestation()[number as usize - 1];
    Story { register: Register::Attestation, number: case.number, steps: case.steps.clone() }
}

fn events_of(story: Story) -> impl Iterator<Item = Event> {
    let Story { register, number, steps } = story;
    (0..).zip(steps).map(move |(step, said)| Event { on: said.recorded_on, register, number, step })
}

/// Cuts the events into commits: of one day, of at most ten revisions, of different records.
fn batches(events: &[Event]) -> Vec<Batch> {
    let mut batches = Vec::new();
    for day in events.chunk_by(|one, next| one.on == next.on) {
        let offset = batches.last().map_or(0, |batch: &Batch| batch.to);
        let mut cuts = vec![0];
        for at in 1..day.len() {
            let from = cuts[cuts.len() - 1];
            let record = |event: &Event| (event.register, event.number);
            if at - from == MOST_REVISIONS || record(&day[at]) == record(&day[at - 1]) {
                cuts.push(at);
            }
        }
        cuts.push(day.len());
        let pause = LONGEST_PAUSE.min(WORKING_SECONDS / i64::try_from(cuts.len()).unwrap_or(1));
        let mut time = Instant(day[0].on.midnight_utc().0 + MORNING);
        for cut in cuts.windows(2) {
            let (from, to) = (offset + cut[0], offset + cut[1]);
            batches.push(Batch { from, to, time, first_of_day: cut[0] == 0 });
            time = Instant(time.0 + pause.max(1));
        }
    }
    batches
}

/// The first commit, which holds nothing but the repository's own description.
fn beginning() -> Commit {
    let words = data::words();
    let day = days::workday_from(Date::new(2020, 5, 4).expect("a day of the calendar"));
    let PerLang { kk, ru } = &words.messages.begin;
    Commit {
        author: words.people[0].clone(),
        time: Instant(day.midnight_utc().0 + MORNING),
        message: format!("{kk} / {ru}\n"),
        reviewed: false,
        files: vec![File { path: "data/site.json".to_owned(), bytes: data::SITE.into() }],
    }
}

/// Who did what, in Kazakh and in Russian.
fn message(reviewed: bool, stories: &[Story], events: &[Event]) -> String {
    let messages = &data::words().messages;
    let lines: Vec<String> =
        stories.iter().zip(events).map(|(story, event)| line(story, event.step.into())).collect();
    if let ([line], false) = (&lines[..], reviewed) {
        return format!("{line}\n");
    }
    let frame = if reviewed { &messages.merge } else { &messages.many };
    let count = lines.len().to_string();
    let Text { kk, ru } = fill(frame, "count", &Text { kk: count.clone(), ru: count });
    format!("{kk} / {ru}\n\n{}\n", lines.join("\n"))
}

fn line(story: &Story, step: usize) -> String {
    let messages = &data::words().messages;
    let number = story.number.to_string();
    let number = Text { kk: number.clone(), ru: number };
    let who = fill(&messages.registers[story.register.name()], "number", &number);
    let what = &messages.kinds[Register::Trusted.word(story.steps[step].kind)];
    let paper = story.decision_number(step).map_or_else(String::new, |paper| format!(" ({paper})"));
    format!("{}: {} / {}: {}{paper}", who.kk, what.kk, who.ru, what.ru)
}
