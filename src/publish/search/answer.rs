//! The answer to a query: as typed, then as if typed on another keyboard, then with slips mended.

use std::cmp::Ordering;

use anyhow::Result;

use super::plan::{Hit, Plan, Reader, Terms};
use super::published::Published;
use super::words::Analysis;
use crate::base::lang::Lang;
use crate::history::Registration;

/// Whether the hits have all that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All of it.
    All,
    /// As much of it as any entry has.
    Most,
    /// There are none.
    None,
}

/// Hits, best first, and what they are hits of.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// How much of the query they have.
    pub mode: Mode,
    /// All of them.
    pub hits: Vec<Hit>,
    /// What was searched instead of the query, where it was mended.
    pub corrected: Option<String>,
}

/// What a search needs: an index and the published lines and columns beside it.
#[derive(Clone, Copy)]
pub struct Search<'s> {
    /// The index.
    pub terms: &'s dyn Terms,
    /// Its lines and columns.
    pub published: &'s Published<'s>,
    /// Words and synonyms.
    pub analysis: &'s Analysis,
    /// The language.
    pub lang: Lang,
    /// No synonyms, beginnings, corrections.
    pub literal: bool,
}

impl Search<'_> {
    /// Answers a query.
    pub fn answer(&self, query: &str) -> Result<Answer> {
        let (mut answer, plan) = self.best(query)?;
        self.keep_phrases(&plan, &mut answer.hits)?;
        if answer.hits.is_empty() {
            answer.mode = Mode::None;
        }
        Ok(answer)
    }

    fn best(&self, query: &str) -> Result<(Answer, Plan)> {
        let (mut best, plan) = self.tried(query, false)?;
        if best.mode == Mode::All || plan.missing == 0 || self.literal {
            return Ok((best, plan));
        }
        let spellings = self.analysis.spellings(query);
        for text in self.analysis.layouts(query).into_iter().chain(spellings) {
            let (other, plan) = self.tried(&text, false)?;
            if other.mode == Mode::All {
                return Ok((Answer { corrected: Some(text), ..other }, plan));
            }
        }
        let (other, mended) = self.tried(query, true)?;
        if other.corrected.is_some() && other.mode != Mode::None {
            if other.mode == Mode::All || best.mode == Mode::None {
                return Ok((other, mended));
            }
            best.corrected = other.corrected;
        }
        Ok((best, plan))
    }

    fn tried(&self, query: &str, mend: bool) -> Result<(Answer, Plan)> {
        let reader = Reader {
            terms: self.terms,
            codes: &self.published.meta.codes,
            analysis: self.analysis,
            lang: self.lang,
            literal: self.literal,
        };
        let mut plan = reader.plan(query, mend)?;
        let (mode, hits) = self.matches(&plan)?;
        let corrected = plan.corrected.take();
        Ok((Answer { mode, hits, corrected }, plan))
    }

    fn matches(&self, plan: &Plan) -> Result<(Mode, Vec<Hit>)> {
        let all = plan.clauses.len();
        for need in (1..=all).rev() {
            let mut hits = self.terms.hits(&plan.clauses, &plan.nots, need)?;
            self.filter(plan, &mut hits)?;
            if hits.is_empty() {
                continue;
            }
            hits.sort_by(|a, b| self.order(*a, *b));
            let mode = if need == all && plan.missing == 0 { Mode::All } else { Mode::Most };
            return Ok((mode, hits));
        }
        Ok((Mode::None, Vec::new()))
    }

    /// What is no longer in force comes after everything else.
    fn order(&self, a: Hit, b: Hit) -> Ordering {
        let revoked = |hit: Hit| hit.document >= self.published.meta.revoked;
        let by_score = || b.score.total_cmp(&a.score).then(a.document.cmp(&b.document));
        revoked(a).cmp(&revoked(b)).then_with(by_score)
    }

    fn filter(&self, plan: &Plan, hits: &mut Vec<Hit>) -> Result<()> {
        let Some(status) = &plan.status else { return Ok(()) };
        let column = self.published.column("status")?;
        let wanted = Registration::ALL.iter().position(|known| known.word() == status);
        hits.retain(|hit| column.get(hit.document as usize).map(|at| *at as usize) == wanted);
        Ok(())
    }

    /// The texts themselves tell whether words follow one another.
    fn keep_phrases(&self, plan: &Plan, hits: &mut Vec<Hit>) -> Result<()> {
        if plan.phrases.is_empty() {
            return Ok(());
        }
        let mut kept = Vec::new();
        for hit in &*hits {
            let line = self.published.line(hit.document)?;
            let holds = |phrase: &Vec<String>| {
                line[9..].iter().any(|text| {
                    let text = text.get(2..).unwrap_or_default();
                    let words = self.analysis.words(self.lang, text);
                    let words: Vec<_> = words.into_iter().map(|word| word.exact).collect();
                    words.windows(phrase.len()).any(|run| run == phrase.as_slice())
                })
            };
            if plan.phrases.iter().all(holds) {
                kept.push(*hit);
            }
        }
        *hits = kept;
        Ok(())
    }
}
