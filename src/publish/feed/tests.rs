//! A small register in memory, published whole, and what must hold of every file of it.

mod register;

use std::collections::BTreeMap;

use crate::base::digest::Digest;
use crate::base::output::{Memory, Output};
use crate::law::site::Audience;
use crate::register::Checked;
use register::{IIN, SALT, checked};

fn publish(checked: &Checked, audience: Audience) -> BTreeMap<String, Vec<u8>> {
    let memory = Memory::default();
    let output = Output::new(&memory);
    super::write(checked, audience, &output).unwrap();
    super::manifest::finish(checked, &output).unwrap();
    memory.into_files()
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[&format!("api/v1/{path}")].clone()).unwrap()
}

#[test]
fn every_feed_of_the_small_register() {
    let files = publish(&checked(&serde_json::json!({})), Audience::Public);
    if let Ok(out) = std::env::var("FEED_OUT") {
        for (path, bytes) in &files {
            let path = std::path::Path::new(&out).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}
