//! The third site and those after it, which are made out of the one before the published one.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::*;

/// What the files of a site must come to, whatever was there before.
fn alone(files: &Files) -> Files {
    let place = Place::new();
    place.publish(files);
    place.tree()
}

/// Two sites, so that the next is made out of the first of them.
fn grounded(first: &Files, second: &Files) -> Place {
    let place = Place::new();
    place.publish(first);
    age(&place.out());
    place.publish(second);
    assert_eq!(listing(&place.staging()), [".gitignore", "ground", "lock"]);
    place
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Names that are a file in one site and a folder in another are among them.
    #[test]
    fn any_site_after_any_others_is_whole(
        sites in vec(btree_map("[ab]{1,2}", ("[xy]?", "[12]?"), 0..5), 3..6),
    ) {
        let place = Place::new();
        for site in sites {
            let files = site.into_iter().map(|(name, (inner, text))| {
                let path = if inner.is_empty() { name } else { format!("{name}/{inner}") };
                (path, text.into_bytes())
            });
            let files = files.collect();
            place.publish(&files);
            prop_assert_eq!(place.tree(), alone(&files));
        }
    }
}

#[test]
fn what_stays_is_the_very_file() {
    let site = files(&[("ru/1/index.html", "kept"), ("search/ru/0", "kept too")]);
    let place = grounded(&site, &site);
    age(&place.out());
    let traces = || ["ru/1/index.html", "search/ru/0"].map(|path| trace(&place.out().join(path)));
    let before = traces();
    assert_eq!(place.publish(&site), Summary { files: 6, written: 0, linked: 6, removed: 0 });
    assert_eq!(traces(), before);
}

#[test]
fn nothing_that_somebody_put_there_is_published() {
    let site = files(&[("ru/1/index.html", "true"), ("kk/1.html", "true")]);
    let place = grounded(&site, &site);
    let ground = place.staging().join("ground");
    fs::write(ground.join("ru/1/stray.html"), "stray").unwrap();
    fs::create_dir(ground.join("empty")).unwrap();
    std::os::unix::fs::symlink(place.path("home"), ground.join("link")).unwrap();
    fs::remove_file(ground.join("kk/1.html")).unwrap();
    fs::write(ground.join("kk/1.html"), "fals").unwrap();
    place.publish(&site);
    assert_eq!(place.tree(), alone(&site));
    assert!(!place.out().join("empty").exists() && !place.out().join("link").exists());
    assert!(place.path("home").exists());
}

/// A file that becomes a folder, and all threads want to write into it.
#[test]
fn a_folder_is_made_by_many_at_once() {
    let root = tempfile::tempdir().unwrap();
    for round in 0..500 {
        let folder = root.path().join(round.to_string());
        fs::write(&folder, "file").unwrap();
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    start.wait();
                    crate::world::publication::ground::ensure_folder(&folder).unwrap();
                });
            }
        });
        assert!(folder.is_dir());
    }
}

#[test]
fn a_second_file_of_one_path_is_an_error() {
    let site = files(&[("a.txt", "a")]);
    let place = grounded(&site, &site);
    let before = place.tree();
    let publication = place.begin().unwrap();
    stage(&publication, &site).unwrap();
    for bytes in [b"a", b"b"] {
        let again = publication.put("a.txt", bytes, &Digest::of(bytes));
        assert_eq!(again.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }
    drop(publication);
    assert_eq!(place.tree(), before);
    assert!(!place.staging().exists());
}

#[test]
fn copies_of_before_do_not_stay() {
    let site = files(&[("a.txt", &"a".repeat(5000))]);
    let place = Place::new();
    for is_packed in [true, true, false] {
        let mut publication = place.begin().unwrap();
        stage(&publication, &site).unwrap();
        if is_packed {
            publication.precompress().unwrap();
        }
        publication.commit().unwrap();
        assert_eq!(place.out().join("a.txt.gz").exists(), is_packed);
    }
    place.assert_alone();
}

/// Whoever needs the room takes it.
#[test]
fn without_the_ground_nothing_is_missing() {
    let site = files(&[("a.txt", "a")]);
    let place = grounded(&site, &files(&[("b.txt", "b")]));
    fs::remove_dir_all(place.staging()).unwrap();
    place.publish(&site);
    assert_eq!(place.tree(), alone(&site));
}

/// Through such a link the published files look as if they were in the ground already.
#[test]
fn a_link_in_the_place_of_a_folder_is_noticed() {
    let site = files(&[("kk/1.html", "true"), ("ru/1.html", "true")]);
    let place = grounded(&site, &site);
    age(&place.out());
    let folder = place.staging().join("ground/kk");
    fs::remove_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(place.out().join("kk"), &folder).unwrap();
    let publication = place.begin().unwrap();
    stage(&publication, &site).unwrap();
    assert!(publication.commit().is_err());
    assert_eq!(place.tree(), alone(&site));
    place.publish(&site);
    assert_eq!(place.tree(), alone(&site));
}
