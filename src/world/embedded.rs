//! The defaults that the binary carries: the law, the words and the theme.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");
static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");
static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// Every default file by path, as a repository would hold it.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (name, folder) in [("data", &DATA), ("content", &CONTENT), ("themes", &THEMES)] {
        collect(name, folder, &mut files);
    }
    files
}

fn collect(name: &str, folder: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in folder.files() {
        let path = format!("{name}/{}", file.path().to_string_lossy());
        files.insert(path, file.contents().to_vec());
    }
    for inner in folder.dirs() {
        collect(name, inner, files);
    }
}
