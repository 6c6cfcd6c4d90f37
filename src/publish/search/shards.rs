//! From an index to the files that a browser reads. See the module above for what they are.

mod classes;
mod columns;
mod dictionary;
mod meta;
mod store;

use std::io;

use anyhow::{Context as _, Result};
use tantivy::directory::RamDirectory;

use super::document::{Entries, Source};
use super::index::{self, Indexed};
use super::words::Analysis;
use crate::base::digest::Digest;
use crate::base::lang::Lang;
use crate::base::output::Output;
use crate::law::site::Audience;
use crate::record::public::Privacy;
use crate::register::Checked;

pub(super) use dictionary::{CODES, INLINE, TAILS, is_tail};
pub(super) use meta::Meta;
pub(super) use store::STORED;

/// Where files go: the path below `search/<lang>/`, the bytes before they are deflated.
pub type Sink<'s> = dyn FnMut(&str, &[u8]) -> io::Result<()> + 's;

/// Raised whenever the files of the same entries come out otherwise: browsers keep files of one
/// version for a year. A test of the index holds it to what the files are.
const FORM: u32 = 2;

/// Writes the files of both languages. `law` is the hash of all files that entries are indexed and
/// shown by.
pub fn write(
    checked: &Checked,
    law: &Digest,
    analysis: &Analysis,
    output: &Output<'_>,
) -> Result<()> {
    let privacy = Privacy::new(&checked.law.site, Audience::Public);
    let version = version(checked, law);
    for lang in Lang::ALL {
        let source = Entries::new(checked, privacy, lang);
        let indexed = index::build(&source, analysis, lang, RamDirectory::default())?;
        let folder = format!("search/{}/", lang.code());
        let mut sink = |path: &str, bytes: &[u8]| {
            // Most files of a day are those of the day before, in a folder of another name.
            let name = format!("{folder}{}", path.strip_prefix(&version).unwrap_or(path));
            let origin = Digest::of(bytes);
            output.put_made(&format!("{folder}{path}"), &name, origin, || deflate(bytes))
        };
        export(&indexed, &source, analysis, &version, &mut sink)
            .with_context(|| format!("the search of `{}`", lang.code()))?;
    }
    Ok(())
}

/// The folder of what was made from this commit and this law in this form.
fn version(checked: &Checked, law: &Digest) -> String {
    let head = &checked.head;
    let told = format!("{:?} {} {law} {FORM}", head.commit, head.at);
    Digest::of(told.as_bytes()).to_string()[..8].to_owned()
}

/// Writes every file of one language; `version` names the folder of all but `meta.bin`.
pub fn export(
    indexed: &Indexed,
    source: &dyn Source,
    analysis: &Analysis,
    version: &str,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let mut below = |path: &str, bytes: &[u8]| sink(&format!("{version}/{path}"), bytes);
    let found = dictionary::write(indexed, &mut below)?;
    let columns = store::write(indexed, source, &mut below)?;
    columns::write(columns, &mut below)?;
    let meta = Meta::new(indexed, source.shape(), version, found, analysis)?;
    let meta = meta.divided(&mut below)?;
    sink("meta.bin", &serde_json::to_vec(&meta)?)?;
    Ok(())
}

/// The path of a numbered file of a kind: folders stay small.
pub(super) fn path(kind: &str, number: usize) -> String {
    format!("{kind}{}/{}.bin", number >> 8, number & 255)
}

/// Hands on files as they are published.
pub fn deflated(
    mut sink: impl FnMut(&str, &[u8]) -> io::Result<()>,
) -> impl FnMut(&str, &[u8]) -> io::Result<()> {
    move |path, bytes| sink(path, &deflate(bytes))
}

/// One way of deflating on every machine: the bytes are published.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 9)
}
