//! `tizilim fmt`: records in their canonical form, which is what is signed.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use unicode_normalization::UnicodeNormalization as _;

use super::load::Tree;
use super::refused;
use crate::base::json::{Limits, parse};
use crate::cli::Scope;
use crate::law::Law;
use crate::record::canonical;
use crate::world::folder;

/// What `fmt` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change nothing; tell which files would change, with exit code 1
    #[arg(long)]
    pub check: bool,
    /// Files to write; all records of the working tree when none is named
    pub files: Vec<PathBuf>,
}

/// Runs the command. It always works on the files of the folder, never on a commit.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let scope = Scope { worktree: true, ..scope.clone() };
    let tree = Tree::open(&scope)?;
    let (law, _) = crate::law::load::load(tree.law());
    let Some(law) = law else {
        bail!("the law cannot be read; `tizilim check --worktree` tells why");
    };
    let mut out = io::stdout().lock();
    let mut differing = 0;
    for (path, bytes) in folder::files(&scope.repo, &["data/registers"])? {
        if !path.contains("/entries/")
            || path.strip_suffix(".json").is_none()
            || !named(args, &scope, &path)
        {
            continue;
        }
        // A file that cannot be read is left as it is; `check` tells what is wrong in it.
        let Some(text) = formatted(&path, &bytes, &law) else { continue };
        if text.as_bytes() == bytes {
            continue;
        }
        differing += 1;
        writeln!(out, "{path}")?;
        if !args.check {
            let file = scope.repo.join(&path);
            fs::write(&file, text).with_context(|| format!("writing `{}`", file.display()))?;
        }
    }
    Ok(if args.check && differing > 0 { refused() } else { ExitCode::SUCCESS })
}

fn named(args: &Args, scope: &Scope, path: &str) -> bool {
    let full = scope.repo.join(path);
    let is = |file: &PathBuf| file == &full || file.as_os_str() == path || same_file(file, &full);
    args.files.is_empty() || args.files.iter().any(is)
}

fn same_file(a: &std::path::Path, b: &std::path::Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The canonical text of a record; none when it has no shape, names no known form, or has problems
/// that writing it anew would hide.
fn formatted(path: &str, bytes: &[u8], law: &Law) -> Option<String> {
    let composed: String = std::str::from_utf8(bytes).ok()?.nfc().collect();
    let (tree, problems) = parse(&composed, Limits::RECORD);
    let id = path.split('/').nth(2)?;
    let register = law.registers.iter().find(|register| register.id == id)?;
    if problems
        .iter()
        .any(|problem| problem.code != "json-trailing-comma" && problem.code != "byte-order-mark")
    {
        return None;
    }
    canonical(&tree?, register)
}
