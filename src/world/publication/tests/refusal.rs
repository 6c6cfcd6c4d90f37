//! Every place, path and moment that is refused, and that a refusal changes nothing.

use std::sync::atomic::AtomicBool;

use super::*;

/// The message with which publication to `out` is refused.
fn refusal(place: &Place, out: &Path) -> String {
    match Publication::begin(out, &place.guard()) {
        Ok(_) => panic!("`{}` was accepted", out.display()),
        Err(error) => format!("{error:#}"),
    }
}

#[track_caller]
fn refused(place: &Place, out: impl AsRef<Path>, why: &str) {
    let before = listing(&place.path("srv"));
    let message = refusal(place, out.as_ref());
    assert!(message.contains(why), "{message}");
    assert_eq!(listing(&place.path("srv")), before);
}

#[test]
fn root_home_and_repository() {
    let place = Place::new();
    refused(&place, "/", "root of the file system");
    refused(&place, place.path("home"), "home folder");
    refused(&place, place.path("home/../home/."), "home folder");
    refused(&place, place.path(""), "home folder");
    refused(&place, place.path("repository"), "contains the repository");
    fs::create_dir(place.path("srv/data")).unwrap();
    std::os::unix::fs::symlink(place.path("repository"), place.path("srv/link")).unwrap();
    refused(&place, place.path("srv/link"), "contains the repository");
    refused(&place, place.path("srv/link/data/x"), "would replace part of");
    std::os::unix::fs::symlink(place.path("srv/data"), place.path("repository/data")).unwrap();
    refused(&place, place.path("srv/data"), "would replace part of");
    for tail in [".git", ".git/site", "data", "data/registers", "content", "themes/x", "src"] {
        refused(&place, place.path("repository").join(tail), "would replace part of");
    }
    assert!(Publication::begin(&place.path("repository/public"), &place.guard()).is_ok());
    assert!(Publication::begin(&place.path("home/public"), &place.guard()).is_ok());
}

#[test]
fn a_git_directory_elsewhere() {
    let place = Place::new();
    fs::create_dir_all(place.path("srv/git/refs")).unwrap();
    let guard = Guard { git: place.path("srv/git"), ..place.guard() };
    for tail in ["srv", "srv/git", "srv/git/refs/site"] {
        assert!(Publication::begin(&place.path(tail), &guard).is_err(), "{tail}");
    }
}

#[test]
fn files_and_paths_that_lead_nowhere() {
    let place = Place::new();
    fs::write(place.out(), "precious").unwrap();
    refused(&place, place.out(), "is not a folder");
    refused(&place, place.out().join("below"), "could not resolve");
    refused(&place, place.path("srv/missing/../public2"), "does not exist");
    refused(&place, "", "could not resolve");
    std::os::unix::fs::symlink(place.path("srv/nothing"), place.path("srv/link")).unwrap();
    refused(&place, place.path("srv/link"), "symbolic link to nothing");
    assert_eq!(fs::read(place.out()).unwrap(), b"precious");
}

#[test]
fn a_folder_that_tizilim_did_not_make() {
    let place = Place::new();
    let api = place.out().join("api/v1");
    fs::create_dir_all(&api).unwrap();
    refused(&place, place.out(), "not a site made by tizilim");
    fs::write(api.join("manifest.json"), r#"{"files":[]}"#).unwrap();
    fs::write(api.join("status.json"), r#"{"commit":"0","state":"green"}"#).unwrap();
    refused(&place, place.out(), "`api/v1/status.json` has no `published_at`");
    fs::write(api.join("status.json"), "green").unwrap();
    refused(&place, place.out(), "api/v1/status.json");
    assert_eq!(listing(&api), ["manifest.json", "status.json"]);
}

#[test]
fn a_site_with_something_foreign_in_it() {
    let place = Place::new();
    place.publish(&files(&[("a.txt", "a"), ("ru/b.html", "b")]));
    fs::write(place.out().join("thesis.docx"), "precious").unwrap();
    refused(&place, place.out(), "does not explain `thesis.docx`");
    fs::remove_file(place.out().join("thesis.docx")).unwrap();
    fs::rename(place.out().join("ru"), place.path("home/ru")).unwrap();
    std::os::unix::fs::symlink(place.path("home/ru"), place.out().join("ru")).unwrap();
    refused(&place, place.out(), "does not explain `ru`");
}

#[test]
fn a_second_build() {
    let place = Place::new();
    place.publish(&files(&[("a.txt", "a")]));
    let first = place.begin().unwrap();
    stage(&first, &files(&[("a.txt", "b")])).unwrap();
    refused(&place, place.out(), "another build is publishing");
    first.commit().unwrap();
    assert_eq!(place.tree()["a.txt"], b"b");
    assert!(place.begin().is_ok());
    place.assert_alone();
}

/// The lock file comes and goes with each build; whoever waits for it meets every moment of that.
#[test]
fn many_builds_at_once() {
    let place = Place::new();
    let building = AtomicBool::new(false);
    let done = AtomicU64::new(0);
    let attempt = || match place.begin() {
        Ok(publication) => {
            assert!(!building.swap(true, Ordering::SeqCst), "two builds at once");
            building.store(false, Ordering::SeqCst);
            done.fetch_add(1, Ordering::SeqCst);
            drop(publication);
        }
        Err(error) => assert!(error.to_string().contains("another build"), "{error:#}"),
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..500).for_each(|_| attempt()));
        }
    });
    assert!(done.into_inner() > 0);
    assert_eq!(listing(&place.path("srv")), [""; 0]);
}

#[test]
fn a_foreign_folder_where_the_site_is_staged() {
    let place = Place::new();
    let staging = place.path("srv/.public.tizilim-new");
    for (name, why) in [("notes.txt", "did not make"), ("site/x", "no `lock`")] {
        let file = staging.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "precious").unwrap();
        refused(&place, place.out(), why);
        assert_eq!(fs::read(&file).unwrap(), b"precious");
        fs::remove_dir_all(&staging).unwrap();
    }
    fs::write(&staging, "precious").unwrap();
    refused(&place, place.out(), "is not a folder");
    fs::remove_file(&staging).unwrap();
    std::os::unix::fs::symlink(place.path("home"), &staging).unwrap();
    refused(&place, place.out(), "is not a folder");
}

#[test]
fn a_folder_that_became_another_during_the_build() {
    let place = Place::new();
    place.publish(&files(&[("a.txt", "a")]));
    let publication = place.begin().unwrap();
    stage(&publication, &files(&[("a.txt", "b")])).unwrap();
    fs::rename(place.out(), place.path("moved")).unwrap();
    fs::create_dir(place.out()).unwrap();
    fs::write(place.out().join("thesis.docx"), "precious").unwrap();
    let message = format!("{:#}", publication.commit().unwrap_err());
    assert!(message.contains("became another folder"), "{message}");
    assert_eq!(place.tree(), files(&[("thesis.docx", "precious")]));
    place.assert_alone();
}

#[test]
fn a_site_without_manifest_or_status() {
    let place = Place::new();
    let publication = place.begin().unwrap();
    publication.put("a.txt", b"a", &Digest::of(b"a")).unwrap();
    let message = publication.commit().unwrap_err().to_string();
    assert_eq!(message, "the new site has no `api/v1/status.json`");
    assert_eq!(listing(&place.path("srv")), [""; 0]);
}

#[test]
fn paths_that_lead_out_or_mean_different_things() {
    let place = Place::new();
    let publication = place.begin().unwrap();
    let long = "x".repeat(256);
    let bad = ["", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "a\0", &long];
    for path in bad {
        let put = publication.put(path, b"x", &Digest::of(b"x")).unwrap_err();
        let begun = Store::begin(&publication, path).map(|_| ()).unwrap_err();
        for error in [put, begun] {
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{path:?}");
            let shown = format!("`{}`", path.escape_debug());
            assert!(error.to_string().contains(&shown), "{path:?}: {error}");
        }
    }
    let longest = format!("a/{}", "y".repeat(255));
    for path in [longest.as_str(), "...", "ru/тізілім.html", ".well-known/x"] {
        publication.put(path, b"x", &Digest::of(b"x")).unwrap();
    }
}

#[test]
fn one_path_twice() {
    let place = Place::new();
    place.publish(&files(&[("a", "old"), ("b", "old")]));
    let old = Digest::of(b"old");
    let publication = place.begin().unwrap();
    let stream = |path| {
        Store::begin(&publication, path).and_then(|mut file| {
            file.write_all(b"old")?;
            file.finish(&old)
        })
    };
    publication.put("a", b"old", &old).unwrap();
    stream("b").unwrap();
    publication.put("c", b"old", &old).unwrap();
    for path in ["a", "b", "c"] {
        let put = publication.put(path, b"old", &old).unwrap_err();
        let streamed = stream(path).unwrap_err();
        for error in [put, streamed] {
            assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
            assert!(error.to_string().contains(&format!("`{path}`")), "{error}");
        }
    }
    publication.put("c/below", b"old", &old).unwrap_err();
}
