//! Compressed copies: what has one, what it says, and that it is made once.

use std::io::Read as _;

use super::*;

/// A text that gains by compression.
fn long(word: &str) -> String {
    word.repeat(2_000)
}

fn site(word: &str) -> Files {
    let noise: Vec<u8> = (0..200u64).flat_map(|n| Digest::of(&n.to_le_bytes()).0).collect();
    let mut site = files(&[
        ("index.html", &long(word)),
        ("kk/kept.html", &long("kept ")),
        ("short.txt", "short"),
        ("search/0", &long("shard ")),
        ("table.xlsx", &long("packed ")),
    ]);
    site.insert("noise".to_owned(), noise);
    site
}

fn publish(place: &Place, files: &Files) -> Summary {
    let mut publication = place.begin().unwrap();
    stage(&publication, files).unwrap();
    publication.precompress().unwrap();
    let summary = publication.commit().unwrap();
    place.assert_alone();
    summary
}

fn decoded(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    if name.strip_suffix(".gz").is_some() {
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    } else {
        brotli::Decompressor::new(bytes, 4096).read_to_end(&mut text).unwrap();
    }
    text
}

/// The copies of a site, by name; each is smaller than its file and says the same.
fn copies(place: &Place) -> Files {
    let tree = place.tree();
    let is_copy = |name: &str| super::super::copies::original(name) != name;
    let copies: Files = tree.clone().into_iter().filter(|(name, _)| is_copy(name)).collect();
    for (name, bytes) in &copies {
        let file = &tree[&name[..name.len() - 3]];
        assert!(bytes.len() < file.len() && decoded(name, bytes) == *file, "{name}");
    }
    copies
}

#[test]
fn files_that_gain_have_copies_and_the_manifest_does_not_know() {
    let (place, plain) = (Place::new(), Place::new());
    publish(&place, &site("old "));
    plain.publish(&site("old "));
    let names: Vec<_> = copies(&place).into_keys().collect();
    let expected = ["index.html", "kk/kept.html", "search/0"];
    let expected = expected.map(|name| [format!("{name}.br"), format!("{name}.gz")]).concat();
    assert_eq!(names, expected);
    for path in [STATUS, MANIFEST, "api/v1/manifest/0.json"] {
        assert_eq!(place.tree()[path], plain.tree()[path]);
    }
}

#[test]
fn a_copy_that_still_says_the_same_is_taken_over() {
    let place = Place::new();
    publish(&place, &site("old "));
    let kept = ["kk/kept.html.gz", "kk/kept.html.br"].map(|name| place.out().join(name));
    let before = kept.each_ref().map(|path| trace(path));
    let old = copies(&place);
    publish(&place, &site("new "));
    assert_eq!(kept.each_ref().map(|path| trace(path)), before);
    let new = copies(&place);
    assert_ne!(old["index.html.br"], new["index.html.br"]);

    // As if made on an empty place: nothing of the way there is left.
    let fresh = Place::new();
    publish(&fresh, &site("new "));
    assert_eq!(copies(&fresh), new);
}

#[test]
fn a_copy_that_says_something_else_is_made_anew() {
    let place = Place::new();
    publish(&place, &site("old "));
    let before = copies(&place);
    fs::write(place.out().join("index.html.gz"), &before["kk/kept.html.gz"]).unwrap();
    fs::write(place.out().join("index.html.br"), "no copy at all").unwrap();
    fs::remove_file(place.out().join("search/0.br")).unwrap();
    publish(&place, &site("old "));
    assert_eq!(copies(&place), before);
    // Without the wish for copies they go.
    place.publish(&site("old "));
    assert!(copies(&place).is_empty());
}
