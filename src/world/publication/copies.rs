//! Compressed copies beside the files of a staged site, for hosts that hand them out as they lie.
//!
//! A copy is a file in another coding, not a file of the site: no manifest lists it, so a site has
//! the same manifest with copies and without, and whoever checks one checks what is decoded.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::{STATUS, same_bytes};

/// Smaller files fit into one packet as they are.
const LEAST: u64 = 1024;
/// Files that are compressed already.
const PACKED: [&str; 4] = ["xlsx", "png", "zip", "woff2"];
/// Memory of one thread for reading.
const BUFFER: usize = 1 << 16;

/// The coding of a copy.
#[derive(Clone, Copy)]
enum Coding {
    Gzip,
    Brotli,
}

impl Coding {
    const ALL: [Coding; 2] = [Coding::Gzip, Coding::Brotli];

    fn extension(self) -> &'static str {
        match self {
            Coding::Gzip => ".gz",
            Coding::Brotli => ".br",
        }
    }
}

/// The name of the file that this is a copy of, or the name itself.
pub(super) fn original(name: &str) -> &str {
    let stem = Coding::ALL.into_iter().find_map(|coding| name.strip_suffix(coding.extension()));
    stem.unwrap_or(name)
}

/// Writes the copies of every staged file that gains by it. A copy of the old site that decodes to
/// the very bytes is taken over: decoding is many times faster than compressing.
pub(super) fn write(staged: &Path, old: Option<&Path>) -> io::Result<()> {
    let files = files(staged)?;
    files.par_iter().try_for_each(|path| {
        let source = staged.join(path);
        let length = fs::metadata(&source)?.len();
        if length < LEAST {
            return Ok(());
        }
        Coding::ALL.into_iter().try_for_each(|coding| {
            let name = format!("{path}{}", coding.extension());
            let target = staged.join(&name);
            let taken = old.map(|old| old.join(&name)).is_some_and(|copy| {
                is_copy(coding, &copy, &source).unwrap_or(false)
                    && fs::hard_link(&copy, &target).is_ok()
            });
            if taken { Ok(()) } else { compress(coding, &source, &target, length) }
        })
    })
}

/// The paths of the files worth a copy. The status is asked for again and again, is small, and must
/// never be in two states.
fn files(staged: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(staged) {
        let entry = entry?;
        let inside = entry.path().strip_prefix(staged).ok().and_then(Path::to_str);
        let Some(path) = inside.filter(|_| entry.file_type().is_file()) else { continue };
        let packed = entry.path().extension().is_some_and(|it| PACKED.iter().any(|one| it == *one));
        if !packed && path != STATUS && original(path) == path {
            paths.push(path.to_owned());
        }
    }
    Ok(paths)
}

fn is_copy(coding: Coding, copy: &Path, source: &Path) -> io::Result<bool> {
    if !copy.symlink_metadata()?.is_file() {
        return Ok(false);
    }
    let packed = open(copy)?;
    let decoded: Box<dyn Read> = match coding {
        Coding::Gzip => Box::new(GzDecoder::new(packed)),
        Coding::Brotli => Box::new(brotli::Decompressor::new(packed, BUFFER)),
    };
    same_bytes(BufReader::with_capacity(BUFFER, decoded), open(source)?)
}

/// Writes one copy; one that saves less than a tenth is not worth its place.
fn compress(coding: Coding, source: &Path, target: &Path, length: u64) -> io::Result<()> {
    let mut from = open(source)?;
    let mut into = BufWriter::new(File::create_new(target)?);
    match coding {
        // Without a name and a time in its head: equal files have equal copies.
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(&mut into, Compression::best());
            io::copy(&mut from, &mut encoder)?;
            encoder.finish()?;
        }
        Coding::Brotli => {
            brotli::BrotliCompress(&mut from, &mut into, &parameters(length))?;
        }
    }
    into.flush()?;
    if into.get_ref().metadata()?.len() > length / 10 * 9 {
        fs::remove_file(target)?;
    }
    Ok(())
}

/// Most files are pages of some kilobytes. Beyond quality 6, and with a window wider than the file,
/// preparing the tables would cost more than the compression, for a gain of some percent; below 17
/// bits the library falls back to its largest tables.
fn parameters(length: u64) -> BrotliEncoderParams {
    let window = (u64::BITS - length.leading_zeros()).clamp(17, 22);
    BrotliEncoderParams {
        quality: 6,
        lgwin: i32::try_from(window).unwrap_or(22),
        size_hint: usize::try_from(length).unwrap_or(0),
        ..BrotliEncoderParams::default()
    }
}

fn open(path: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(BUFFER, File::open(path)?))
}
