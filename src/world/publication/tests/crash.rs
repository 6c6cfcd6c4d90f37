//! Builds killed at any moment: the published folder holds one site whole, and the next start
//! clears the rest away.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use super::*;

const FILES: usize = 300;
/// At least so many kills, and on until each moment was hit; a builder that is never hit in one of
/// them ends the test with an error.
const KILLS: usize = 40;
const KILLS_AT_MOST: usize = 2000;
/// Set only by the parent test: where the builder publishes.
const PLACE: &str = "TIZILIM_TEST_PLACE";
/// What the builder says before it stages a site, and before it commits it.
const STAGING: &str = "staging ";
const COMMITTING: &str = "committing ";

/// Two sites of 300 files: a half is the same in both, a quarter differs, a quarter is in one only.
fn site(letter: char) -> Files {
    (0..FILES)
        .map(|number| {
            let folder = ["ru", "kk", "search", "log/tile"][number % 7 % 4];
            match number % 4 {
                0 | 1 => (format!("{folder}/{number}/index.html"), format!("same {number}")),
                2 => (format!("{folder}/{number}.html"), format!("{letter} {number}")),
                _ => (format!("{folder}/{letter}/{number}"), format!("{number} of {letter}")),
            }
        })
        .map(|(path, text)| (path, text.into_bytes()))
        .collect()
}

/// The two sites as they look when published.
fn published(place: &Place) -> [Files; 2] {
    ['A', 'B'].map(|letter| {
        place.publish(&site(letter));
        place.tree()
    })
}

/// Not a test of its own: the process that the test below starts and kills.
#[test]
fn builder() {
    let Some(root) = std::env::var_os(PLACE) else { return };
    let root = PathBuf::from(root);
    let repository = root.join("repository");
    let guard = Guard { home: None, git: repository.join(".git"), repository };
    // Bounded, so that it ends by itself should its parent be killed.
    for letter in ['A', 'B'].into_iter().cycle().take(1000) {
        println!("\n{STAGING}{letter}");
        let publication = Publication::begin(&root.join("srv/public"), &guard).unwrap();
        stage(&publication, &site(letter)).unwrap();
        println!("{COMMITTING}{letter}");
        publication.commit().unwrap();
    }
}

fn start_builder(place: &Place) -> Child {
    let name = concat!(module_path!(), "::builder");
    let name = name.split_once("::").map(|(_, name)| name).unwrap();
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(PLACE, place.root.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills the builder a while after it has said something for the nth time, and returns the last
/// thing it said. It must not have ended by itself.
fn kill(mut builder: Child, nth: usize, delay: Duration) -> String {
    let lines = BufReader::new(builder.stdout.take().unwrap()).lines();
    let mut said = lines
        .map_while(Result::ok)
        .filter(|line| line.starts_with(STAGING) || line.starts_with(COMMITTING));
    let heard = said.nth(nth);
    std::thread::sleep(delay);
    let ended = builder.try_wait().unwrap();
    builder.kill().unwrap();
    builder.wait().unwrap();
    let (Some(heard), None) = (heard, ended) else {
        let mut message = String::new();
        builder.stderr.take().unwrap().read_to_string(&mut message).unwrap();
        panic!("the builder ended by itself: {message}");
    };
    said.last().unwrap_or(heard)
}

/// From 1 µs to 65 ms, as often short as long: some moments last much longer than others.
fn delay(random: u64) -> Duration {
    Duration::from_micros((1 << (random % 16)) + (random >> 32) % (1 << (random % 16)))
}

#[test]
fn killed_at_random_moments() {
    let place = Place::new();
    let sites = published(&place);
    let random = RandomState::new();
    // Kills that left a staging folder behind: while staging, before the exchange, after it.
    let mut hits = [0; 3];
    for round in 0..KILLS_AT_MOST {
        if round >= KILLS && !hits.contains(&0) {
            break;
        }
        let random = random.hash_one(round);
        let said = kill(start_builder(&place), round % 4, delay(random));
        let before = place.tree();
        let Some(found) = sites.iter().position(|site| *site == before) else {
            panic!("neither site is whole after kill {round}, {said}");
        };
        if place.is_unfinished() {
            let is_new = said.ends_with(["A", "B"][found]);
            hits[usize::from(said.starts_with(COMMITTING)) * (1 + usize::from(is_new))] += 1;
        }
        // Recovery, and only that.
        drop(place.begin().unwrap());
        assert_eq!(place.tree(), before);
        place.assert_alone();
    }
    assert!(!hits.contains(&0), "a moment was never hit: {hits:?}");
    assert_eq!(published(&place), sites);
}

/// Puts the staging folder into a state of the table in `staging.rs`, then recovers.
fn recovered(state: impl Fn(&Place, &Path)) -> (Files, [Files; 2]) {
    let place = Place::new();
    let sites = published(&place);
    let staging = place.staging();
    fs::remove_dir_all(&staging).unwrap();
    fs::create_dir(&staging).unwrap();
    state(&place, &staging);
    drop(place.begin().unwrap());
    place.assert_alone();
    let found = place.tree();
    assert_eq!(published(&place), sites);
    (found, sites)
}

fn mark(staging: &Path) {
    fs::write(staging.join("lock"), "").unwrap();
}

fn half_a_site(folder: &Path) {
    fs::create_dir_all(folder.join("ru")).unwrap();
    fs::write(folder.join("ru/index.html"), "half").unwrap();
}

#[test]
fn killed_before_the_lock() {
    let (found, [_, b]) = recovered(|_, _| {});
    assert_eq!(found, b);
}

#[test]
fn killed_while_staging() {
    let (found, [_, b]) = recovered(|_, staging| {
        mark(staging);
        half_a_site(&staging.join("site"));
        half_a_site(&staging.join("parts"));
    });
    assert_eq!(found, b);
}

#[test]
fn killed_between_two_renames() {
    let (found, [_, b]) = recovered(|place, staging| {
        mark(staging);
        half_a_site(&staging.join("site"));
        fs::rename(place.out(), staging.join("old")).unwrap();
    });
    assert_eq!(found, b);
}

#[test]
fn killed_between_two_renames_and_the_folder_made_anew() {
    let (found, [_, b]) = recovered(|place, staging| {
        mark(staging);
        fs::rename(place.out(), staging.join("old")).unwrap();
        fs::create_dir(place.out()).unwrap();
    });
    assert_eq!(found, b);
}

/// A file system without exchange: the same change in two steps.
#[test]
fn two_renames_publish_too() {
    let place = Place::new();
    let [a, b] = published(&place);
    let publication = place.begin().unwrap();
    stage(&publication, &site('A')).unwrap();
    let staging = &publication.staging;
    let set_aside = place.path("srv/.public.tizilim-new/old");
    staging::replace(&staging.site(), &place.out(), &set_aside).unwrap();
    assert_eq!([place.tree(), tree(&set_aside)], [a.clone(), b]);
    drop(publication);
    place.assert_alone();
    assert_eq!(place.tree(), a);
}

/// The second step fails: what ends every build moves the old site back.
#[test]
fn a_failed_second_rename_is_undone() {
    let place = Place::new();
    let [_, b] = published(&place);
    let publication = place.begin().unwrap();
    let set_aside = place.path("srv/.public.tizilim-new/old");
    staging::replace(&place.path("nothing"), &place.out(), &set_aside).unwrap_err();
    assert!(!place.out().exists());
    drop(publication);
    place.assert_alone();
    assert_eq!(place.tree(), b);
}

#[test]
fn killed_after_two_renames() {
    let (found, [_, b]) = recovered(|_, staging| {
        mark(staging);
        half_a_site(&staging.join("old"));
    });
    assert_eq!(found, b);
}

/// What is set aside is the only whole site while something foreign stands in its place.
#[test]
fn nothing_set_aside_is_lost_to_a_foreign_folder() {
    let place = Place::new();
    let [_, b] = published(&place);
    let staging = place.staging();
    mark(&staging);
    fs::rename(place.out(), staging.join("old")).unwrap();
    fs::create_dir(place.out()).unwrap();
    fs::write(place.out().join("index.html"), "down for maintenance").unwrap();
    assert!(place.begin().is_err());
    assert_eq!(tree(&staging.join("old")), b);
    fs::remove_dir_all(place.out()).unwrap();
    drop(place.begin().unwrap());
    assert_eq!(place.tree(), b);
    place.assert_alone();
}
