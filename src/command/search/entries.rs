//! Entries that fit a query, best first.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde::Serialize;

use super::kept::{self, Found};
use super::{Args, Format};
use crate::base::lang::{Lang, PerLang};
use crate::cli::Scope;
use crate::command::load::{Tree, over_defaults};
use crate::command::{check, refused};
use crate::publish::search::answer::{Answer, Search};
use crate::publish::search::native::Native;
use crate::publish::search::plan::Terms;
use crate::publish::search::published::{Published, Shown};
use crate::publish::search::words::Analysis;
use crate::world::cache;

#[derive(Serialize)]
struct Row<'r> {
    register: &'r str,
    number: u32,
    name: PerLang<&'r str>,
    registration: &'static str,
    score: f32,
}

/// Runs the command.
pub(super) fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let query = args.query.join(" ");
    let tree = Tree::open(scope);
    if let Some(folder) = &args.published {
        let folder = folder.join("search").join(args.lang.code());
        if !folder.is_dir() {
            bail!("`{}` has no published search", folder.display());
        }
        let files = tree.map_or_else(|_| over_defaults(BTreeMap::new()), |tree| tree.law().clone());
        let analysis = Analysis::load(&files)?;
        let fetch = |path: &str| cache::read_within(&folder, path);
        let published = Published::open(&fetch)?;
        return tell(&published, &published, &analysis, args, &query);
    }
    let tree = tree?;
    let analysis = Analysis::load(tree.law())?;
    let kept = match kept::find(scope, args.lang, &analysis, &tree)? {
        Found::Kept(kept) => kept,
        Found::Refused(loaded) => {
            check::print(&loaded, check::Printed::DEFAULT, &mut io::stderr().lock())?;
            return Ok(refused());
        }
    };
    let native = Native::new(&kept.index)?;
    let fetch = |path: &str| kept.read(path);
    let published = Published::open(&fetch)?;
    tell(&native, &published, &analysis, args, &query)
}

fn tell(
    terms: &dyn Terms,
    published: &Published<'_>,
    analysis: &Analysis,
    args: &Args,
    query: &str,
) -> Result<ExitCode> {
    let search = Search { terms, published, analysis, lang: args.lang, literal: args.literal };
    let answer = search.answer(query)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for hit in answer.hits.iter().take(args.limit) {
        let shown = published.shown(hit.document)?;
        match args.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &row(&shown, args.lang, hit.score))?;
                writeln!(out)?;
            }
            Format::Human => writeln!(out, "{}", human(&shown))?,
        }
    }
    out.flush()?;
    if args.format == Format::Human {
        sum(&answer)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn row(shown: &Shown, lang: Lang, score: f32) -> Row<'_> {
    let own: &str = &shown.name;
    let other = if shown.other.is_empty() { own } else { &shown.other };
    let name = match lang {
        Lang::Kk => PerLang { kk: own, ru: other },
        Lang::Ru => PerLang { kk: other, ru: own },
    };
    let Shown { register, number, registration, .. } = shown;
    Row { register, number: *number, name, registration, score }
}

fn human(shown: &Shown) -> String {
    let Shown { register, number, name, holder, registration, .. } = shown;
    let mut line = format!("{register}/{number}  {name}");
    for more in [holder.as_str(), registration] {
        if !more.is_empty() {
            line.push_str(" · ");
            line.push_str(more);
        }
    }
    line
}

fn sum(answer: &Answer) -> io::Result<()> {
    let mut err = io::stderr().lock();
    if let Some(corrected) = &answer.corrected {
        writeln!(err, "searched for: {corrected}")?;
    }
    writeln!(err, "{} found", answer.hits.len())
}
