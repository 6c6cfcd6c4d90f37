//! The index of a repository, kept in its git folder until another commit is searched.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tantivy::Index;
use tantivy::directory::{MmapDirectory, RamDirectory};

use crate::base::lang::Lang;
use crate::cli::Scope;
use crate::command::load::{self, Tree};
use crate::command::progress::Progress;
use crate::law::site::Audience;
use crate::publish::search::document::Entries;
use crate::publish::search::words::Analysis;
use crate::publish::search::{deflated, export, index};
use crate::record::public::Privacy;
use crate::register::Checked;
use crate::world::cache;

/// An index, and the files that are published from it.
pub(super) struct Kept {
    /// The index.
    pub(super) index: Index,
    files: Files,
}

enum Files {
    Folder(PathBuf),
    Memory(BTreeMap<String, Vec<u8>>),
}

/// What came of looking for it.
pub(super) enum Found {
    /// Here it is.
    Kept(Kept),
    /// Findings forbid it.
    Refused(Box<load::Loaded>),
}

impl Kept {
    /// A file below `search/<lang>/`.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match &self.files {
            Files::Folder(folder) => cache::read_within(&folder.join("files"), path),
            Files::Memory(files) => {
                files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
            }
        }
    }

    fn open(folder: PathBuf) -> Result<Kept> {
        let index = index::open(MmapDirectory::open(folder.join("index"))?)?;
        Ok(Kept { index, files: Files::Folder(folder) })
    }
}

/// The index of a state in a language: kept, or made now.
pub(super) fn find(scope: &Scope, lang: Lang, analysis: &Analysis, tree: &Tree) -> Result<Found> {
    let beginning = format!("search-{}-", lang.code());
    let tip = tree.tip().filter(|_| !scope.worktree);
    // The rules of words and texts are within the program: another program may index otherwise.
    let program = cache::program().ok().map(|program| program.to_string()[..12].to_owned());
    let name = tip.zip(program).map(|(tip, program)| format!("{beginning}{program}-{}", tip.id));
    let git = tree.repository().map(crate::world::git::Repository::git_dir);
    let place = git.as_deref().zip(name.as_deref());
    if let Some(folder) = place.and_then(|(git, name)| cache::folder(git, name))
        && let Ok(kept) = Kept::open(folder)
    {
        return Ok(Found::Kept(kept));
    }
    let progress = Progress::new("reading the main line");
    let mut loaded = load::load(scope, None, &progress)?;
    let Some(checked) = loaded.checked.take() else { return Ok(Found::Refused(Box::new(loaded))) };
    drop(loaded);
    progress.now("indexing");
    if let Some((git, name)) = place {
        let fill = |folder: &Path| fill(&checked, analysis, lang, folder);
        if let Some(folder) = cache::make_folder(git, &beginning, name, fill)? {
            return Kept::open(folder).map(Found::Kept);
        }
    }
    in_memory(&checked, analysis, lang).map(Found::Kept)
}

fn entries(checked: &Checked, lang: Lang) -> Entries<'_> {
    let privacy = Privacy::new(&checked.law.site, Audience::Public);
    Entries::new(checked, privacy, lang)
}

fn fill(checked: &Checked, analysis: &Analysis, lang: Lang, folder: &Path) -> Result<()> {
    let below = folder.join("index");
    cache::write_within(&below, "made", b"")?;
    let source = entries(checked, lang);
    let directory = MmapDirectory::open(&below).context("the folder of the index")?;
    let indexed = index::build(&source, analysis, lang, directory)?;
    let files = folder.join("files");
    let sink = |path: &str, bytes: &[u8]| cache::write_within(&files, path, bytes);
    export(&indexed, &source, analysis, "kept", &mut deflated(sink))
}

fn in_memory(checked: &Checked, analysis: &Analysis, lang: Lang) -> Result<Kept> {
    let source = entries(checked, lang);
    let indexed = index::build(&source, analysis, lang, RamDirectory::default())?;
    let mut files = BTreeMap::new();
    let mut sink = |path: &str, bytes: &[u8]| {
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(())
    };
    export(&indexed, &source, analysis, "kept", &mut deflated(&mut sink))?;
    Ok(Kept { index: indexed.index, files: Files::Memory(files) })
}
