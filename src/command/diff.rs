//! `tizilim diff REV REV`: field-level differences between two commits.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use super::load::Tree;
use crate::base::commit::{BlobId, Blobs as _};
use crate::base::json::{Limits, Node, Value, compact, escape_into, parse, push_pointer};
use crate::cli::Scope;

/// What `diff` must be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The earlier commit
    pub from: String,
    /// The later commit
    pub to: String,
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let tree = Tree::open(scope)?;
    let (from, to) = (tree.files_at(&args.from)?, tree.files_at(&args.to)?);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let paths: std::collections::BTreeSet<_> = from.keys().chain(to.keys()).collect();
    for path in paths.into_iter().filter(|path| is_record(path)) {
        if from.get(path) != to.get(path) {
            record(&tree, path, [&from, &to], &mut out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn is_record(path: &str) -> bool {
    path.contains("/entries/") && path.strip_suffix(".json").is_some()
}

/// One line for each value that differs: path, pointer, before and after.
fn record(
    tree: &Tree,
    path: &str,
    sides: [&BTreeMap<String, BlobId>; 2],
    out: &mut dyn io::Write,
) -> Result<()> {
    let mut values = [BTreeMap::new(), BTreeMap::new()];
    for (side, leaves) in sides.into_iter().zip(&mut values) {
        let Some(blob) = side.get(path) else { continue };
        let text = String::from_utf8_lossy(&tree.read(*blob)?).into_owned();
        if let (Some(node), _) = parse(&text, Limits::RECORD) {
            collect(&node, &mut String::new(), leaves);
        }
    }
    let [before, after] = values;
    let null = "null".to_owned();
    let pointers: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for pointer in pointers {
        let was = before.get(pointer).unwrap_or(&null);
        let now = after.get(pointer).unwrap_or(&null);
        if was == now {
            continue;
        }
        let mut line = String::from("{\"path\":");
        escape_into(&mut line, path);
        line.push_str(",\"pointer\":");
        escape_into(&mut line, pointer);
        writeln!(out, "{line},\"was\":{was},\"now\":{now}}}")?;
    }
    Ok(())
}

fn collect(node: &Node<'_>, pointer: &mut String, leaves: &mut BTreeMap<String, String>) {
    let length = pointer.len();
    match &node.value {
        Value::Object(members) => {
            for member in members {
                push_pointer(pointer, &member.key);
                collect(&member.node, pointer, leaves);
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                push_pointer(pointer, &index.to_string());
                collect(item, pointer, leaves);
                pointer.truncate(length);
            }
        }
        _ => {
            let mut text = String::new();
            compact(&mut text, node);
            leaves.insert(pointer.clone(), text);
        }
    }
}
