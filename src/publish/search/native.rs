//! The same ranking by tantivy's own queries, over the index from which the shards were made.

use anyhow::Result;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocId, Index, InvertedIndexReader, Score, Searcher, SegmentOrdinal, SegmentReader, Term,
};

use std::sync::{Arc, OnceLock};

use super::index::{self, Fields};
use super::plan::{Clause, Hit, Leaf, Terms};
use super::shards::{CODES, TAILS, is_tail};

/// An index that is searched.
pub struct Native {
    searcher: Searcher,
    fields: Fields,
    tails: OnceLock<Vec<String>>,
}

impl Native {
    /// Over an index that [`index::build`] made.
    pub fn new(index: &Index) -> Result<Native> {
        let fields = index::fields(index)?;
        Ok(Native { searcher: index.reader()?.searcher(), fields, tails: OnceLock::new() })
    }

    fn term(&self, key: &str) -> Term {
        match key.strip_prefix(CODES) {
            Some(code) => Term::from_field_text(self.fields.codes, code),
            None => Term::from_field_text(self.fields.words, key),
        }
    }

    fn inverted(&self, code: bool) -> Result<Option<Arc<InvertedIndexReader>>> {
        let field = if code { self.fields.codes } else { self.fields.words };
        let segment = self.searcher.segment_readers().first();
        Ok(segment.map(|segment| segment.inverted_index(field)).transpose()?)
    }

    fn leaf(&self, leaf: &Leaf) -> Box<dyn Query> {
        let term = |key: &String| -> Box<dyn Query> {
            let option = match leaf.score {
                Some(_) => IndexRecordOption::Basic,
                None => IndexRecordOption::WithFreqs,
            };
            Box::new(TermQuery::new(self.term(key), option))
        };
        let query = match leaf.keys.as_slice() {
            [key] => term(key),
            keys => Box::new(BooleanQuery::intersection(keys.iter().map(term).collect())),
        };
        match leaf.score {
            Some(score) => Box::new(ConstScoreQuery::new(query, score)),
            None => Box::new(BoostQuery::new(query, leaf.boost)),
        }
    }

    fn clause(&self, clause: &Clause) -> Box<dyn Query> {
        match clause.as_slice() {
            [leaf] => self.leaf(leaf),
            leaves => {
                let leaves = leaves.iter().map(|leaf| self.leaf(leaf)).collect();
                Box::new(BooleanQuery::union(leaves))
            }
        }
    }

    /// Stems backwards, in order: read once, when a mistyped word asks for them.
    fn tails(&self) -> Result<&[String]> {
        if let Some(tails) = self.tails.get() {
            return Ok(tails);
        }
        let mut tails = Vec::new();
        if let Some(inverted) = self.inverted(false)? {
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let term = String::from_utf8_lossy(terms.key());
                if is_tail(&term) {
                    tails.push(std::iter::once(TAILS).chain(term.chars().rev()).collect());
                }
            }
        }
        tails.sort_unstable();
        Ok(self.tails.get_or_init(|| tails))
    }
}

impl Terms for Native {
    fn count(&self, key: &str) -> Result<u32> {
        Ok(u32::try_from(self.searcher.doc_freq(&self.term(key))?)?)
    }

    fn beginning(
        &self,
        start: &str,
        most: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<(String, u32)>> {
        if start.starts_with(TAILS) {
            let tails = self.tails()?;
            let from = tails.partition_point(|tail| tail.as_str() < start);
            let begun = tails[from..].iter().take_while(|tail| tail.starts_with(start));
            return Ok(begun.take(most).map(|tail| (tail.clone(), 0)).collect());
        }
        let code = start.strip_prefix(CODES);
        let Some(inverted) = self.inverted(code.is_some())? else { return Ok(Vec::new()) };
        let plain = code.unwrap_or(start);
        let mut terms = inverted.terms().range().ge(plain.as_bytes()).into_stream()?;
        let mut found = Vec::new();
        while found.len() < most && terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            if !term.starts_with(plain) {
                break;
            }
            let key = if code.is_some() { format!("{CODES}{term}") } else { term.to_owned() };
            if wanted(&key) {
                found.push((key, terms.value().doc_freq));
            }
        }
        Ok(found)
    }

    fn hits(&self, clauses: &[Clause], nots: &[Clause], need: usize) -> Result<Vec<Hit>> {
        let occur = if need == clauses.len() { Occur::Must } else { Occur::Should };
        let asked = clauses.iter().map(|clause| (occur, self.clause(clause)));
        let asked: Vec<_> = asked.collect();
        let asked: Box<dyn Query> = if occur == Occur::Must {
            Box::new(BooleanQuery::new(asked))
        } else {
            Box::new(BooleanQuery::with_minimum_required_clauses(asked, need))
        };
        let nots = nots.iter().map(|clause| (Occur::MustNot, self.clause(clause)));
        let whole: Vec<_> = std::iter::once((Occur::Must, asked)).chain(nots).collect();
        Ok(self.searcher.search(&BooleanQuery::new(whole), &Every)?)
    }
}

/// Takes every document with its score.
struct Every;

struct Taken(Vec<Hit>);

impl Collector for Every {
    type Fruit = Vec<Hit>;
    type Child = Taken;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<Taken> {
        Ok(Taken(Vec::new()))
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Vec<Hit>>) -> tantivy::Result<Vec<Hit>> {
        Ok(fruits.concat())
    }
}

impl SegmentCollector for Taken {
    type Fruit = Vec<Hit>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.0.push(Hit { document, score });
    }

    fn harvest(self) -> Vec<Hit> {
        self.0
    }
}
