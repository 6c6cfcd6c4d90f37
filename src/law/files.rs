//! Files of one commit or folder, laid over the defaults that the binary carries.

use std::collections::BTreeMap;

use crate::base::digest::Digest;

/// Files by path from the repository's root, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// These files alone.
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Files {
        Files(files)
    }

    /// These files over other ones: a file of the same path hides the one beneath.
    #[must_use]
    pub fn over(self, beneath: Files) -> Files {
        let mut files = beneath.0;
        files.extend(self.0);
        Files(files)
    }

    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// The files below a folder (given without a slash at the end), by the rest of their path.
    pub fn below<'f>(&'f self, folder: &str) -> impl Iterator<Item = (&'f str, &'f [u8])> {
        let prefix = format!("{folder}/");
        let length = prefix.len();
        self.0
            .range(prefix.clone()..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .map(move |(path, bytes)| (&path[length..], bytes.as_slice()))
    }

    /// A hash over every path and its bytes: equal files, equal hash.
    pub fn digest(&self) -> Digest {
        let mut text = String::new();
        for (path, bytes) in &self.0 {
            text.push_str(path);
            text.push('\0');
            text.push_str(&Digest::of(bytes).to_string());
        }
        Digest::of(text.as_bytes())
    }
}
