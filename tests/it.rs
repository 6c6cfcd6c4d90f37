//! The program as its users meet it: real repositories, the real binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

#[path = "it/harness.rs"]
mod harness;

#[path = "it/again.rs"]
mod again;
#[path = "it/answers.rs"]
mod answers;
#[path = "it/bad_records.rs"]
mod bad_records;
#[path = "it/eligibility.rs"]
mod eligibility;
#[path = "it/histories.rs"]
mod histories;
#[path = "it/hostile.rs"]
mod hostile;
#[path = "it/house.rs"]
mod house;
#[path = "it/invented.rs"]
mod invented;
#[path = "it/maintainers.rs"]
mod maintainers;
#[path = "it/newcomers.rs"]
mod newcomers;
#[path = "it/outside.rs"]
mod outside;
#[path = "it/preview.rs"]
mod preview;
#[path = "it/publication.rs"]
mod publication;
#[path = "it/seals.rs"]
mod seals;
#[path = "it/search.rs"]
mod search;
#[path = "it/words.rs"]
mod words;
