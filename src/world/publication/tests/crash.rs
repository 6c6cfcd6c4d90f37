//! Builds killed at any moment: the published folder holds one site whole, and the next start
//! clears the rest away.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use super::*;

const FILES: usize = 300;
const KILLS: usize = 40;
/// Set only by the parent test: where the builder publishes.
const PLACE: &str = "TIZILIM_TEST_PLACE";
const STARTED: &str = "publishing";

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
    println!("\n{STARTED}");
    // Bounded, so that it ends by itself should its parent be killed.
    for letter in ['A', 'B'].into_iter().cycle().take(1000) {
        let publication = Publication::begin(&root.join("srv/public"), &guard).unwrap();
        stage(&publication, &site(letter)).unwrap();
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

/// Kills the builder after a while; it must not have ended by itself.
fn kill(mut builder: Child, delay: Duration) {
    let lines = BufReader::new(builder.stdout.take().unwrap()).lines();
    let started = lines.map_while(Result::ok).any(|line| line == STARTED);
    std::thread::sleep(delay);
    let ended = builder.try_wait().unwrap();
    builder.kill().unwrap();
    builder.wait().unwrap();
    if !started || ended.is_some() {
        let mut message = String::new();
        builder.stderr.take().unwrap().read_to_string(&mut message).unwrap();
        panic!("the builder ended by itself: {message}");
    }
}

#[test]
fn killed_at_random_moments() {
    let place = Place::new();
    let sites = published(&place);
    let random = RandomState::new();
    let mut leftovers = 0;
    for round in 0..KILLS {
        kill(start_builder(&place), Duration::from_micros(random.hash_one(round) % 60_000));
        let before = place.tree();
        assert!(sites.contains(&before), "mixed after kill {round}");
        leftovers += listing(&place.path("srv")).len() - 1;
        // Recovery, and only that.
        drop(place.begin().unwrap());
        assert_eq!(place.tree(), before);
        place.assert_alone();
    }
    // A test that never killed in the middle would prove nothing.
    assert!(leftovers > 0);
    assert_eq!(published(&place), sites);
}

/// Puts the staging folder into a state of the table in `staging.rs`, then recovers.
fn recovered(state: impl Fn(&Place, &Path)) -> (Files, [Files; 2]) {
    let place = Place::new();
    let sites = published(&place);
    let staging = place.path("srv/.public.tizilim-new");
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
    let staging = place.path("srv/.public.tizilim-new");
    fs::create_dir(&staging).unwrap();
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
