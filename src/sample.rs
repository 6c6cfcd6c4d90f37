//! A fictional repository to try things on: hand-written cases, and as many invented entries as
//! wanted. A pure function of its options; it never touches the disk, git or a clock.

mod commits;
mod data;
mod days;
mod identity;
mod invent;
mod plan;
mod random;
mod record;
mod story;

#[cfg(test)]
mod tests;

use anyhow::{Result, ensure};

use crate::base::date::{Date, Instant};

pub use data::Person;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Entries of the register `trusted`; the entries of `attestation` come on top.
    pub entries: u32,
    /// Revisions of `trusted` in all. Without it 1.3 times the entries, or what the hand-written
    /// cases need when that is more.
    pub revisions: Option<u64>,
    /// Another seed gives other invented entries; the cases stay the same.
    pub seed: u64,
}

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path from the repository's root, with `/`.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// A commit of the main line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Author and committer.
    pub author: Person,
    /// Time of author and committer.
    pub time: Instant,
    /// The whole message.
    pub message: String,
    /// Made on a branch first and brought to the main line by a merge.
    pub reviewed: bool,
    /// Files to write; the other files stay as they are.
    pub files: Vec<File>,
}

/// The decisions recorded by one commit, for whoever seals them.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// The day of the commit.
    pub day: Date,
    /// Which session of that day it is, from 1.
    pub of_day: usize,
    /// Whether no session follows.
    pub is_last: bool,
    /// The records, in the order of their paths within a register.
    pub files: &'a [File],
}

/// A planned repository; its commits are made one at a time.
pub struct Sample {
    recording: commits::Recording,
}

/// The most entries: more are more than the numbers of persons allow.
const MOST_ENTRIES: u32 = 1_000_000;

impl Sample {
    /// Plans the repository.
    pub fn new(options: &Options) -> Result<Sample> {
        ensure!(
            (1..=MOST_ENTRIES).contains(&options.entries),
            "a sample has from 1 to {MOST_ENTRIES} entries"
        );
        let plan = plan::Plan::new(options.entries, options.revisions, options.seed)?;
        let world = invent::World::new(plan, options.seed);
        Ok(Sample { recording: commits::Recording::new(world) })
    }

    /// How many commits there are.
    pub fn commit_count(&self) -> usize {
        self.recording.len()
    }

    /// How many revisions the register `trusted` has.
    pub fn revision_count(&self) -> usize {
        self.recording.revisions(story::Register::Trusted)
    }

    /// How many revisions the other registers have.
    pub fn other_revision_count(&self) -> usize {
        self.recording.revisions(story::Register::Attestation)
    }

    /// The commits in the order of time. `seal` is asked for the files that go with the decisions
    /// of each session.
    pub fn commits<'a>(
        &'a self,
        seal: impl Fn(&Session<'_>) -> Vec<File> + 'a,
    ) -> impl Iterator<Item = Commit> + 'a {
        (0..self.recording.len()).map(move |index| self.recording.commit(index, &seal))
    }
}
