//! `tizilim serve`: a preview of the working tree on this machine, rebuilt on change, with
//! the pages that are open read again.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result};

use super::check::{self, Printed};
use super::progress::Progress;
use super::{build, load, sample};
use crate::base::digest::Digest;
use crate::cli::Scope;
use crate::law::site::Audience;
use crate::world::server::Preview;
use crate::world::watch::Watch;

/// Where the embedded register grows when it is asked for.
const DEMO: &str = ".demo";

/// What `serve` can be told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub addr: String,
    /// Grow the embedded fictional register into `.demo` and show that
    #[arg(long)]
    pub demo: bool,
    #[command(flatten)]
    /// How findings are printed.
    pub printed: Printed,
}

/// Runs the command until it is interrupted.
pub fn run(scope: &Scope, args: &Args) -> Result<ExitCode> {
    let mut scope = Scope { worktree: true, ..scope.clone() };
    if args.demo {
        scope.repo = demo(&scope.repo)?;
    }
    let out = preview_folder(&scope.repo)?;
    let shown = rebuild(&scope, args, &out)?;
    if !shown && !out.is_dir() {
        return Ok(super::refused());
    }
    let preview = Preview::bind(&args.addr, &out)?;
    writeln!(io::stdout().lock(), "http://{}/", preview.address())?;
    let mut watch = Watch::begin(&scope.repo, &["data", "content", "themes"])?;
    thread::scope(|threads| -> Result<()> {
        for _ in 0..4 {
            threads.spawn(|| preview.run());
        }
        while watch.wait()? {
            match rebuild(&scope, args, &out) {
                Ok(true) => preview.rebuilt(),
                // Findings are printed; what is shown is still the build before.
                Ok(false) => {}
                // A fault of the moment, such as a half-written file, must not end the preview.
                Err(error) => writeln!(io::stderr().lock(), "error: {error:#}")?,
            }
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the preview; when findings forbid it, the one before stays.
fn rebuild(scope: &Scope, args: &Args, out: &Path) -> Result<bool> {
    let progress = Progress::new("reading");
    let mut loaded = load::load(scope, None, &progress)?;
    progress.now("writing");
    let mut err = io::stderr().lock();
    let Some(checked) = loaded.checked.take() else {
        drop(progress);
        check::print(&loaded, args.printed, &mut err)?;
        return Ok(false);
    };
    let entries = build::count(&checked);
    let wanted = build::Wanted { audience: Audience::Public, out, precompress: false };
    let summary = build::publish(&checked, loaded, wanted, &scope.repo)?;
    drop(progress);
    writeln!(err, "{entries} entries, {} files, {} written", summary.files, summary.written)?;
    Ok(true)
}

/// The embedded register with a history of its own, grown once.
fn demo(root: &Path) -> Result<PathBuf> {
    let folder = root.join(DEMO);
    if !folder.join(".git").is_dir() {
        sample::run(&sample::Args::embedded(&folder)).context("growing the embedded register")?;
    }
    Ok(folder)
}

/// A folder of its own for each repository, outside of it.
fn preview_folder(repository: &Path) -> Result<PathBuf> {
    let full = repository
        .canonicalize()
        .with_context(|| format!("looking for `{}`", repository.display()))?;
    let name = Digest::of(full.to_string_lossy().as_bytes()).to_string();
    let folder = std::env::temp_dir().join(format!("tizilim-preview-{}", &name[..16]));
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("making the folder `{}`", folder.display()))?;
    Ok(folder.join("site"))
}
