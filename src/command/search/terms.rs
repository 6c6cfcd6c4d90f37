//! `tizilim search --terms TEXT`: how words are understood.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use crate::base::lang::Lang;
use crate::cli::Scope;
use crate::command::load::{Tree, over_defaults};
use crate::publish::search::words::Analysis;

#[derive(Serialize)]
struct Term<'t> {
    token: &'t str,
    exact: &'t str,
    folded: &'t str,
    stem: &'t str,
    stop: bool,
}

/// Prints the words of a text. Without a repository the rules are those that the program carries.
pub(super) fn run(scope: &Scope, lang: Lang, text: &str) -> Result<ExitCode> {
    let files = match Tree::open(scope) {
        Ok(tree) => tree.law().clone(),
        Err(_) => over_defaults(BTreeMap::new()),
    };
    let analysis = Analysis::load(&files)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for word in analysis.words(lang, text) {
        let term = Term {
            token: word.token,
            exact: &word.exact,
            folded: &word.folded,
            stem: &word.stem,
            stop: word.stop,
        };
        serde_json::to_writer(&mut out, &term)?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
