//! Publication as its callers see it; what it refuses and how it survives stand in files of
//! their own.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::base::output::Output;

mod copies;
mod crash;
mod ground;
mod refusal;

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// A folder with a repository, a home and room for a site.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Place {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("repository/.git")).unwrap();
        fs::create_dir_all(root.path().join("home")).unwrap();
        fs::create_dir(root.path().join("srv")).unwrap();
        Place { root }
    }

    fn path(&self, tail: &str) -> PathBuf {
        self.root.path().join(tail)
    }

    /// Where the tests publish: alone in its folder, so that nothing else may stay there.
    fn out(&self) -> PathBuf {
        self.path("srv/public")
    }

    fn guard(&self) -> Guard {
        let repository = self.path("repository");
        Guard { home: Some(self.path("home")), git: repository.join(".git"), repository }
    }

    fn begin(&self) -> Result<Publication> {
        Publication::begin(&self.out(), &self.guard())
    }

    fn publish(&self, files: &Files) -> Summary {
        let publication = self.begin().unwrap();
        stage(&publication, files).unwrap();
        let summary = publication.commit().unwrap();
        self.assert_alone();
        summary
    }

    /// Nothing staged, nothing set aside: at most the ground of the next site, and its mark.
    fn assert_alone(&self) {
        assert!(!self.is_unfinished(), "{:?}", listing(&self.staging()));
    }

    /// The staging folder.
    fn staging(&self) -> PathBuf {
        self.path("srv/.public.tizilim-new")
    }

    /// Whether a build has left something that the next start must clear.
    fn is_unfinished(&self) -> bool {
        let beside = listing(&self.path("srv"));
        assert!(beside.iter().all(|name| name == "public" || name == ".public.tizilim-new"));
        self.staging().exists() && listing(&self.staging()) != [".gitignore", "ground", "lock"]
    }

    fn tree(&self) -> Files {
        tree(&self.out())
    }
}

/// The names in a folder, sorted.
fn listing(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every file under a folder.
fn tree(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap();
            (path.to_owned(), fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn files(pairs: &[(&str, &str)]) -> Files {
    pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// Stages the files from many threads, those under `search/` as streams, then half of the manifest
/// as a shard, the manifest, a signature and the status, as a build does.
fn stage(publication: &Publication, files: &Files) -> io::Result<()> {
    let output = Output::new(publication);
    files.par_iter().try_for_each(|(path, bytes)| {
        if !path.starts_with("search/") {
            return output.put(path, bytes);
        }
        let pieces = bytes.chunks(700);
        output.stream(path, |file| pieces.into_iter().try_for_each(|it| file.write_all(it)))?;
        Ok(())
    })?;
    let lines = output.selected(|_| true);
    let (sharded, rest) = lines.split_at(lines.len() / 2);
    output.put("api/v1/manifest/0.json", json!({ "files": sharded }).to_string().as_bytes())?;
    let shards = output.selected(|path| path.contains("t/0"));
    let manifest = json!({ "files": rest, "shards": shards }).to_string();
    output.put(MANIFEST, manifest.as_bytes())?;
    output.put("api/v1/manifest.json.sig", b"signature")?;
    let status = json!({
        "commit": "0", "published_at": "2025-03-14T00:00:00Z", "expires_at": null,
        "registers": {}, "manifest_sha256": Digest::of(manifest.as_bytes()), "log": {},
    });
    output.put(STATUS, status.to_string().as_bytes())
}

/// Moves the times of all files back, as if the site were an hour old.
fn age(out: &Path) {
    let hour = Duration::from_hours(1);
    for path in tree(out).keys() {
        let file = File::options().write(true).open(out.join(path)).unwrap();
        let late = Duration::from_secs(u64::from(path == STATUS));
        file.set_modified(SystemTime::UNIX_EPOCH + 400_000 * hour + late).unwrap();
    }
}

/// What must stay of an unchanged file.
fn trace(file: &Path) -> (u64, i64, i64) {
    let found = fs::metadata(file).unwrap();
    (found.ino(), found.mtime(), found.mtime_nsec())
}

#[test]
fn the_first_site_makes_its_folder_and_those_above() {
    let place = Place::new();
    let out = place.path("srv/a/b/public");
    let publication = Publication::begin(&out, &place.guard()).unwrap();
    stage(&publication, &files(&[("ru/index.html", "x"), ("search/ru/0.json", "{}")])).unwrap();
    let summary = publication.commit().unwrap();
    // Four more: the shard, the manifest, its signature, the status.
    assert_eq!(summary, Summary { files: 6, written: 6, linked: 0, removed: 0 });
    let tree = tree(&out);
    assert_eq!(tree.len(), 6);
    assert_eq!(tree["search/ru/0.json"], b"{}");
    assert_eq!(listing(&place.path("srv/a/b")), ["public"]);
}

#[test]
fn an_empty_folder_is_taken() {
    let place = Place::new();
    fs::create_dir(place.out()).unwrap();
    assert_eq!(place.publish(&files(&[("a.txt", "a")])).files, 5);
}

#[test]
fn a_link_to_the_folder_stays_a_link() {
    let place = Place::new();
    place.publish(&files(&[("a.txt", "a")]));
    let link = place.path("current");
    std::os::unix::fs::symlink(place.out(), &link).unwrap();
    let publication = Publication::begin(&link, &place.guard()).unwrap();
    stage(&publication, &files(&[("a.txt", "b")])).unwrap();
    publication.commit().unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(place.tree()["a.txt"], b"b");
    place.assert_alone();
}

#[test]
fn unchanged_files_keep_inode_and_time_and_gone_ones_disappear() {
    let place = Place::new();
    let kept = [("ru/kept.html", "kept"), ("search/ru/0.json", "kept too")];
    let before = [("ru/changed.html", "one"), ("kk/gone.html", "gone"), ("z/gone", "gone")];
    let after = [("ru/changed.html", "two"), ("ru/new.html", "new")];
    place.publish(&files(&[kept.as_slice(), &before].concat()));
    age(&place.out());
    let traces = |place: &Place| kept.map(|(path, _)| trace(&place.out().join(path)));
    let old = (traces(&place), trace(&place.out().join("ru/changed.html")));

    let summary = place.publish(&files(&[kept.as_slice(), &after].concat()));
    assert_eq!(traces(&place), old.0);
    assert_ne!(trace(&place.out().join("ru/changed.html")), old.1);
    // The signature, which no manifest lists, is the same again; the shard is not.
    assert_eq!(summary, Summary { files: 8, written: 5, linked: 3, removed: 2 });
    let tree = place.tree();
    assert_eq!(tree["ru/changed.html"], b"two");
    assert!(!tree.contains_key("kk/gone.html"));
    assert!(!place.out().join("z").exists());
}

#[test]
fn a_file_is_taken_over_to_another_path() {
    let place = Place::new();
    place.publish(&files(&[("v1/a", "a"), ("v1/b", "b")]));
    age(&place.out());
    let before = trace(&place.out().join("v1/a"));
    let line = |path: &str, text: &str| FileLine {
        path: path.to_owned(),
        bytes: text.len() as u64,
        sha256: Digest::of(text.as_bytes()),
    };
    let publication = place.begin().unwrap();
    assert!(publication.keep(&[(&line("v1/a", "a"), "v2/a")]).unwrap());
    assert!(!publication.keep(&[(&line("v1/b", "c"), "v2/b")]).unwrap());
    assert!(publication.keep(&[(&line("v1/b", "b"), "../b")]).is_ok_and(|kept| !kept));
    stage(&publication, &files(&[("c", "c")])).unwrap();
    let summary = publication.commit().unwrap();
    assert_eq!(trace(&place.out().join("v2/a")), before);
    assert!(!place.out().join("v1").exists() && !place.out().join("v2/b").exists());
    assert_eq!(summary.removed, 2);
}

#[test]
fn the_same_site_again_is_linked_whole() {
    let place = Place::new();
    let site = files(&[("a.txt", "a"), ("search/0", "b")]);
    place.publish(&site);
    let before = place.tree();
    // Written within one tick of the clock, so that it is the bytes that tell.
    assert_eq!(place.publish(&site), Summary { files: 6, written: 0, linked: 6, removed: 0 });
    assert_eq!(place.tree(), before);
}

#[test]
fn a_file_edited_after_publication_is_written_anew() {
    let place = Place::new();
    let site = files(&[("a.txt", "true"), ("search/0", "true"), ("c.txt", "true")]);
    place.publish(&site);
    let before = place.tree();
    age(&place.out());
    for path in ["a.txt", "search/0", "api/v1/manifest.json.sig"] {
        let length = fs::read(place.out().join(path)).unwrap().len();
        fs::write(place.out().join(path), "f".repeat(length)).unwrap();
    }
    fs::remove_file(place.out().join("c.txt")).unwrap();
    assert_eq!(place.publish(&site).written, 4);
    assert_eq!(place.tree(), before);
}

#[test]
fn a_manifest_that_the_status_does_not_vouch_for_is_not_believed() {
    let place = Place::new();
    place.publish(&files(&[("a.txt", "old")]));
    let manifest = place.out().join(MANIFEST);
    let forged = fs::read_to_string(&manifest).unwrap();
    let forged = forged.replace(&Digest::of(b"old").to_string(), &Digest::of(b"new").to_string());
    fs::write(&manifest, forged).unwrap();
    age(&place.out());
    place.publish(&files(&[("a.txt", "new")]));
    assert_eq!(place.tree()["a.txt"], b"new");
}

#[test]
fn the_mode_of_the_folder_is_kept() {
    let place = Place::new();
    fs::create_dir(place.out()).unwrap();
    fs::set_permissions(place.out(), fs::Permissions::from_mode(0o750)).unwrap();
    place.publish(&files(&[("a.txt", "a")]));
    assert_eq!(fs::metadata(place.out()).unwrap().mode() & 0o777, 0o750);
}

#[test]
fn a_build_that_gives_up_changes_nothing() {
    let place = Place::new();
    place.publish(&files(&[("a.txt", "a"), ("b.txt", "b"), ("search/0", "c")]));
    let before = (place.tree(), trace(&place.out().join("a.txt")));
    let publication = place.begin().unwrap();
    stage(&publication, &files(&[("a.txt", "a"), ("b.txt", "changed")])).unwrap();
    assert!(publication.put("a.txt", b"again", &Digest::of(b"again")).is_err());
    drop(publication);
    assert_eq!((place.tree(), trace(&place.out().join("a.txt"))), before);
    place.assert_alone();
}

#[test]
fn a_stream_that_is_not_finished_is_not_published() {
    let place = Place::new();
    let publication = place.begin().unwrap();
    publication.begin("big.json").unwrap().write_all(b"half").unwrap();
    stage(&publication, &files(&[("a.txt", "a")])).unwrap();
    assert_eq!(publication.commit().unwrap().files, 5);
    assert!(!place.tree().contains_key("big.json"));
    place.assert_alone();
}

#[test]
fn large_streams_are_compared_to_the_last_byte() {
    let place = Place::new();
    let mut site = files(&[]);
    site.insert("search/0".to_owned(), vec![7; 200_000]);
    place.publish(&site);
    let before = trace(&place.out().join("search/0"));
    place.publish(&site);
    assert_eq!(trace(&place.out().join("search/0")), before);

    let place_of = |name: &str| place.path(name);
    fs::write(place_of("one"), vec![7; 200_000]).unwrap();
    let mut other = vec![7; 200_000];
    other[199_999] = 8;
    fs::write(place_of("other"), &other).unwrap();
    assert!(!same_files(&place_of("one"), &place_of("other")).unwrap());
    fs::write(place_of("other"), &other[..199_999]).unwrap();
    assert!(!same_files(&place_of("one"), &place_of("other")).unwrap());
    assert!(same_files(&place_of("one"), &place_of("one")).unwrap());
}
