//! Parts of an index are the whole.

use std::collections::BTreeMap;

use super::super::document::{RegisterShape, Shape, Text};
use super::super::{deflated, export};
use super::*;
use crate::base::digest::Digest;
use crate::history::Registration;
use crate::law::Files;
use crate::world::embedded;

struct Few(Shape);

impl Source for Few {
    fn shape(&self) -> &Shape {
        &self.0
    }

    fn len(&self) -> usize {
        500
    }

    fn document(&self, at: usize) -> Document {
        let text = format!("Система {} учёта {}", at % 7, "данных ".repeat(at * 13 % 5));
        Document {
            number: u32::try_from(at).unwrap(),
            registration: Registration::InRegister,
            texts: vec![Text { role: Role::Title, weight: 8, text }],
            ..Document::empty(at % 2)
        }
    }

    fn codes(&self, at: usize) -> Vec<(usize, String)> {
        vec![(0, at.to_string())]
    }
}

#[test]
fn parts_come_to_the_same_files() {
    let analysis = Analysis::load(&Files::new(embedded::files())).unwrap();
    let register = |revoked| RegisterShape { revoked, ..RegisterShape::default() };
    let codes = ["number", "holder", "document"].map(str::to_owned).to_vec();
    let source = Few(Shape { registers: vec![register(false), register(true)], codes });
    let files = |indexed: &Indexed| {
        let mut files = BTreeMap::new();
        let mut sink = |path: &str, bytes: &[u8]| {
            files.insert(path.to_owned(), bytes.to_vec());
            Ok(())
        };
        let mut sink = deflated(&mut sink);
        export(indexed, &source, &analysis, "v", &mut sink).unwrap();
        drop(sink);
        files
    };
    let mut entries = Entries::new(&source, &analysis, Lang::Ru);
    let whole = entries.at_once(RamDirectory::default()).unwrap();
    let parted = entries.parted(RamDirectory::default(), 90).unwrap();
    assert_eq!(parted.index.searchable_segments().unwrap().len(), 1);
    let files = [files(&parted), files(&whole)];
    assert_eq!(files[0], files[1]);
    let digest = |(path, bytes): (&String, &Vec<u8>)| format!("{path} {}", Digest::of(bytes));
    let told: Vec<_> = files[0].iter().map(digest).collect();
    let digest = Digest::of(told.join("\n").as_bytes()).to_string();
    assert_eq!(digest[..16], *"e4f66559dae83b95", "raise FORM, unless data alone is other");
}
