//! `tizilim build`: check, then the site and the feeds, in one step.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};

use super::check::{self, Printed};
use super::load::{self, Loaded};
use super::progress::Progress;
use super::refused;
use crate::base::digest::Digest;
use crate::base::output::{Groups, Output};
use crate::cli::Scope;
use crate::law::Files;
use crate::law::site::Audience;
use crate::publish::feed::{self, Feeds};
use crate::publish::origin::Own;
use crate::publish::search::{self, words::Analysis};
use crate::publish::site;
use crate::register::Checked;
use crate::world::cache;
use crate::world::git::Repository;
use crate::world::publication::{Guard, Publication, Summary};

/// What `build` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the site is written; only a folder that tizilim made is replaced
    #[arg(long, value_name = "DIR", default_value = "public")]
    pub out: PathBuf,
    /// Who it is for: `operator` masks nothing and gets feeds only
    #[arg(long, value_enum, default_value = "public")]
    pub audience: For,
    /// Lay `.gz` and `.br` copies beside the files, for hosts that hand them out as they lie
    #[arg(long)]
    pub precompress: bool,
    #[command(flatten)]
    /// How findings are printed.
    pub printed: Printed,
}

/// Who a publication is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum For {
    /// Anyone
    Public,
    /// The procurement operator
    Operator,
}

/// Runs the command.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let started = Instant::now();
    let progress = Progress::new("reading the main line");
    let mut loaded = load::load(scope, None, &progress)?;
    let Some(checked) = loaded.checked.take() else {
        drop(progress);
        check::print(&loaded, args.printed, &mut io::stderr().lock())?;
        return Ok(refused());
    };
    progress.now("writing");
    let audience = match args.audience {
        For::Public => Audience::Public,
        For::Operator => Audience::Operator,
    };
    let out =
        if args.out.is_absolute() { args.out.clone() } else { std::path::absolute(&args.out)? };
    let entries = count(&checked);
    let wanted = Wanted { audience, out: &out, precompress: args.precompress };
    let summary = publish(&checked, loaded, wanted, &scope.repo)?;
    // The program ends here: to free a register piece by piece takes longer than to leave it.
    std::mem::forget(checked);
    drop(progress);
    let mut err = io::stderr().lock();
    writeln!(
        err,
        "{entries} entries, {} files ({} unchanged) in {} · {:.1} s",
        summary.files,
        summary.linked,
        args.out.display(),
        started.elapsed().as_secs_f32(),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Entries of all registers.
pub(super) fn count(checked: &Checked) -> usize {
    checked.registers.iter().map(|register| register.entries().len()).sum()
}

/// Where a publication goes, and what is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'w> {
    pub(super) audience: Audience,
    pub(super) out: &'w Path,
    pub(super) precompress: bool,
}

/// Writes the whole publication beside `out` and puts it there in one step. What was read is given
/// away: of a large register the packs of git and the list of changes would weigh on the memory.
pub(super) fn publish(
    checked: &Checked,
    loaded: Loaded,
    wanted: Wanted<'_>,
    repository: &Path,
) -> Result<Summary> {
    // A folder without git has no place for a cache.
    let caches = loaded.tree.repository().map(Repository::git_dir);
    let git = caches.clone().unwrap_or_else(|| repository.join(".git"));
    let guard = Guard { home: home(), repository: repository.to_path_buf(), git };
    let law = loaded.tree.law();
    let digest = law.digest();
    let made_by = made_by(&digest, wanted.audience)?;
    let cache = cache_of(wanted.audience);
    let groups = || Groups::new(made_by, caches.as_deref().and_then(|git| cache::read(git, cache)));
    let begin = || Publication::begin(wanted.out, &guard);
    let (means, (groups, publication)) =
        rayon::join(|| Means::load(law, digest), || rayon::join(groups, begin));
    let (means, mut publication) = (means?, publication?);
    drop(loaded);
    {
        let output = Output::remembering(&publication, &groups);
        write(checked, wanted.audience, &means, &output)?;
        feed::manifest::finish(checked, &output).context("writing the manifest")?;
    }
    if wanted.precompress {
        publication.precompress()?;
    }
    let (summary, remembered) = rayon::join(|| publication.commit(), || groups.into_bytes());
    let summary = summary?;
    if let Some(git) = caches {
        cache::write(&git, cache, &remembered);
    }
    Ok(summary)
}

/// What a publication is made with, apart from the register.
struct Means {
    theme: site::Theme,
    analysis: Analysis,
    /// The hash of all of it.
    law: Digest,
}

impl Means {
    fn load(files: &Files, law: Digest) -> Result<Means> {
        Ok(Means {
            theme: site::Theme::load(files).context("reading the theme")?,
            analysis: Analysis::load(files).context("reading the words of the search")?,
            law,
        })
    }
}

/// Writes everything but the manifest, side by side: an index is made by one thread, one step after
/// the other, and the rows of a feed are written by one. Nothing of the three looks at what another
/// has written so far.
fn write(checked: &Checked, audience: Audience, means: &Means, output: &Output<'_>) -> Result<()> {
    let own = Own::new(checked);
    let feeds = Feeds::new(checked, audience, &own);
    let validity = feeds.validity(output).context("writing the intervals")?;
    let feeds = || feeds.write(output).context("writing the feeds");
    if audience == Audience::Operator {
        return feeds();
    }
    let Means { theme, analysis, law } = means;
    let pages =
        || site::write(checked, theme, &own, &validity, output).context("writing the pages");
    let search = || search::write(checked, law, analysis, output).context("writing the search");
    let ((fed, written), indexed) = rayon::join(|| rayon::join(feeds, pages), search);
    fed.and(written).and(indexed)
}

/// What all files are made from beside the entries: the program, the law with words and theme, and
/// who they are for.
fn made_by(law: &Digest, audience: Audience) -> Result<Digest> {
    let program = cache::program().context("reading the program")?;
    Ok(Digest::of(format!("{program} {law} {audience:?}").as_bytes()))
}

/// Which files of the last publication were made from what.
fn cache_of(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "groups-public",
        Audience::Operator => "groups-operator",
    }
}

#[expect(clippy::disallowed_methods, reason = "only to refuse to write over it")]
fn home() -> Option<PathBuf> {
    std::env::var("HOME").ok().map(PathBuf::from)
}
