//! What a query asks: clauses of terms, found in an index. The twin of `static/search/22-search.js`.

mod code;
mod meant;
mod parse;

use anyhow::Result;

use super::index::{exact_key, key};
use super::words::{Analysis, Word};
use crate::base::lang::Lang;

pub(super) use parse::Part;

/// A document and its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its number in the index.
    pub document: u32,
    /// How well it fits.
    pub score: f32,
}

/// Terms that a document must all have.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Keys of the terms, as in shards.
    pub keys: Vec<String>,
    /// How much it counts beside others.
    pub boost: f32,
    /// What it counts, however frequent it is.
    pub score: Option<f32>,
}

/// Leaves of which a document must have one.
pub type Clause = Vec<Leaf>;

/// An index that knows its terms and can rank.
pub trait Terms {
    /// In how many documents a term is.
    fn count(&self, key: &str) -> Result<u32>;

    /// The first terms with a beginning that are wanted, in order, and in how many documents each
    /// is. Stems written backwards stand behind `TAILS` of the shards.
    fn beginning(
        &self,
        start: &str,
        most: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<(String, u32)>>;

    /// Every document that is in `need` clauses and in none of `nots`, in any order.
    fn hits(&self, clauses: &[Clause], nots: &[Clause], need: usize) -> Result<Vec<Hit>>;
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What must be met.
    pub clauses: Vec<Clause>,
    /// What must not be met.
    pub nots: Vec<Clause>,
    /// Exact forms that must follow one another in a text.
    pub phrases: Vec<Vec<String>>,
    /// The status that is wanted.
    pub status: Option<String>,
    /// How many words are nowhere.
    pub missing: usize,
    /// The query with mistyped words mended, where that was needed.
    pub corrected: Option<String>,
}

impl Plan {
    /// Adds what must be met, or that it cannot be.
    fn ask(&mut self, leaves: Clause) {
        if leaves.is_empty() {
            self.missing += 1;
        } else {
            self.clauses.push(leaves);
        }
    }
}

/// How a query is understood.
#[derive(Clone, Copy)]
pub struct Reader<'r> {
    /// The index.
    pub terms: &'r dyn Terms,
    /// Kinds of codes.
    pub codes: &'r [String],
    /// Words and synonyms.
    pub analysis: &'r Analysis,
    /// The language of the index.
    pub lang: Lang,
    /// No synonyms, beginnings or corrections.
    pub literal: bool,
}

/// Words of a query beyond this many are not asked for.
const MOST_WORDS: usize = 16;

impl Reader<'_> {
    /// Understands a query; `mend` says whether mistyped words are mended.
    pub fn plan(&self, query: &str, mend: bool) -> Result<Plan> {
        let mut plan = Plan::default();
        let query = parse::query(query);
        let mut free: Vec<Word<'_>> = Vec::new();
        for part in parse::parts(&query, self.codes) {
            if part.name == Some("status") && parse::is_status(part.text) {
                plan.status = Some(part.text.to_owned());
                continue;
            }
            self.part(&part, &mut plan, &mut free)?;
        }
        free.truncate(MOST_WORDS);
        self.free(&free, &mut plan, &query, mend)?;
        Ok(plan)
    }

    fn part<'q>(&self, part: &Part<'q>, plan: &mut Plan, free: &mut Vec<Word<'q>>) -> Result<()> {
        let words = self.analysis.words(self.lang, part.said());
        let coded = part.kind.is_some() || parse::has_digit(part.said());
        let mut found = if coded { self.codes(part.said(), part.kind)? } else { Clause::default() };
        if part.not {
            if !found.is_empty() {
                plan.nots.push(found);
                return Ok(());
            }
            for word in &words {
                let mut leaves = self.word(&word.stem, &word.exact)?;
                leaves.truncate(1);
                plan.nots.extend((!leaves.is_empty()).then_some(leaves));
            }
        } else if !found.is_empty() || part.kind.is_some() {
            if let ([word], None) = (words.as_slice(), part.kind) {
                found.extend(self.word(&word.stem, &word.exact)?);
            }
            plan.ask(found);
        } else {
            if part.quoted && !words.is_empty() {
                plan.phrases.push(words.iter().map(|word| word.exact.clone()).collect());
            }
            free.extend(words);
        }
        Ok(())
    }

    fn free(&self, free: &[Word<'_>], plan: &mut Plan, query: &str, mend: bool) -> Result<()> {
        let useful = free.iter().any(|word| !word.stop);
        let runs = if self.literal { Vec::new() } else { self.analysis.synonyms(self.lang, free) };
        let mut fixed = query.to_owned();
        let mut at = 0;
        while let Some(word) = free.get(at) {
            let run = runs.iter().find(|run| run.start == at && !run.phrases.is_empty());
            if let Some(run) = run {
                let leaves = self.run(&free[at..run.end], &run.phrases)?;
                if !leaves.is_empty() {
                    plan.clauses.push(leaves);
                    at = run.end;
                    continue;
                }
            }
            at += 1;
            if word.stop && (useful || !plan.clauses.is_empty()) {
                continue;
            }
            let mut leaves = self.word(&word.stem, &word.exact)?;
            if leaves.is_empty() && at == free.len() && !self.literal {
                leaves = self.begun(word)?;
            }
            if leaves.is_empty()
                && mend
                && let Some((stem, exact)) = self.meant(word)?
            {
                leaves = self.word(&stem, &exact)?;
                fixed = fixed.replace(word.token, &exact);
                plan.corrected = Some(fixed.clone());
            }
            plan.ask(leaves);
        }
        Ok(())
    }

    /// A stem, and its exact form beside it.
    fn word(&self, stem: &str, exact: &str) -> Result<Clause> {
        let keys = [key(stem).to_owned(), exact_key(stem, exact)];
        let mut leaves = Clause::new();
        for key in keys {
            if self.terms.count(&key)? > 0 {
                leaves.push(Leaf { keys: vec![key], boost: 1.0, score: None });
            } else if leaves.is_empty() {
                break;
            }
        }
        Ok(leaves)
    }

    /// A run of words and the other ways to say it.
    fn run(&self, words: &[Word<'_>], ways: &[Vec<String>]) -> Result<Clause> {
        let own: Vec<_> = words.iter().filter(|word| !word.stop).collect();
        let mut leaves = match (own.as_slice(), words) {
            ([_], [word]) => self.word(&word.stem, &word.exact)?,
            ([], _) => Clause::new(),
            (own, _) => {
                let stems: Vec<_> = own.iter().map(|word| word.stem.as_str()).collect();
                self.together(&stems, 1.0)?.into_iter().collect()
            }
        };
        for way in ways {
            let stems: Vec<_> = way.iter().map(String::as_str).collect();
            leaves.extend(self.together(&stems, 0.5)?);
        }
        Ok(leaves)
    }

    fn together(&self, stems: &[&str], boost: f32) -> Result<Option<Leaf>> {
        let keys: Vec<_> = stems.iter().map(|stem| key(stem).to_owned()).collect();
        for key in &keys {
            if self.terms.count(key)? == 0 {
                return Ok(None);
            }
        }
        Ok(Some(Leaf { keys, boost, score: None }))
    }

    /// The most frequent words that begin so.
    fn begun(&self, word: &Word<'_>) -> Result<Clause> {
        let start = key(&word.stem);
        if start.encode_utf16().count() < 2 {
            return Ok(Clause::new());
        }
        let mut terms = self.terms.beginning(start, 256, &super::published::is_stem)?;
        terms.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let leaf = |(key, _)| Leaf { keys: vec![key], boost: 1.0, score: None };
        Ok(terms.into_iter().take(16).map(leaf).collect())
    }
}
