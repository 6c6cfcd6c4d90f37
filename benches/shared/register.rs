//! A sample register in git, as benches read it.

use std::path::Path;

use tizilim::base::commit::{Blobs, Commit};
use tizilim::base::date::Instant;
use tizilim::command::sample::to_git;
use tizilim::history::build::{Source, build};
use tizilim::law::{Files, Law};
use tizilim::register::{Checked, Head, Input, check};
use tizilim::world::git::Repository;
use tizilim::world::{embedded, fast_import};

/// Leaves a repository with so many entries in a folder.
pub(crate) fn grow(folder: &Path, entries: u32) {
    let options = tizilim::sample::Options { entries, revisions: None, seed: 1 };
    let sample = tizilim::sample::Sample::new(&options).unwrap();
    let commits = sample.commits(|_| Vec::new()).map(to_git);
    fast_import::write(folder, commits).unwrap();
}

/// The law at the last commit.
pub(crate) fn law(repository: &Repository, commits: &[Commit]) -> Law {
    let tip = repository.resolve(&commits.last().unwrap().id).unwrap();
    let files = repository.files(&tip, |path| path == "data/site.json").unwrap();
    let files = files.into_iter().map(|(path, blob)| (path, repository.read(blob).unwrap()));
    let files = Files::new(files.collect()).over(Files::new(embedded::files()));
    tizilim::law::load::load(&files).0.unwrap()
}

/// The register as a publication has it.
pub(crate) fn checked(law: &Law, commits: &[Commit], blobs: &dyn Blobs, at: Instant) -> Checked {
    let source = Source::new(commits, blobs, law);
    let histories =
        law.registers.iter().map(|register| build(&source, register).unwrap()).collect();
    let day = law.zone.civil(at);
    let head = Head { commit: None, at, day };
    let input = Input {
        law: law.clone(),
        head,
        on: day,
        histories,
        findings: Vec::new(),
        seals: Vec::new(),
        maintainers: std::sync::Arc::default(),
        is_new: &|_| false,
    };
    check(input).0.unwrap()
}
