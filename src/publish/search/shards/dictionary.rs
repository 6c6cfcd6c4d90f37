//! Terms in order, with their lists, in shards of some kilobytes.
//!
//! A shard holds its terms one after another: how many UTF-16 units it shares with the term before, the
//! rest after its length, then three times the number of documents and a correction, then the list.
//! With a stem stand its exact forms: after their number, each as what it shares with the stem, the
//! rest, documents and correction; then classes, see [`super::classes`]. A form has no list of its
//! own, so that a common word is one list and not two.
//!
//! A list of up to [`INLINE`] documents is one block. A longer one names its first further file,
//! and for each block its first document, how many there are and, of stems, the highest frequency
//! of the stem and of each form; the first block stands here, the others in files of their own. A
//! block holds the distances of documents, then their classes, if there is more than one; codes and
//! endings have none.

use anyhow::{Context as _, Result};
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{SegmentReader, TERMINATED};

use super::Sink;
use super::classes::{Classed, Classes};
use crate::publish::search::codec::{put, put_text, shared};
use crate::publish::search::index::{self, Indexed, MARK};

/// Stands before codes.
pub(in crate::publish::search) const CODES: char = '\u{1}';
/// Stands before stems written backwards: they have no lists.
pub(in crate::publish::search) const TAILS: char = '\u{2}';
/// The longest list that is not divided.
pub(in crate::publish::search) const INLINE: usize = 512;
/// Documents in the first blocks of a longer list; the last number counts for all that follow.
const BLOCKS: [usize; 3] = [256, 1024, 6144];
/// Bytes of a shard before it is deflated, and of lists what [`heavy`] says.
const SHARD: usize = 6 << 10;

/// What the index was found to hold.
pub(super) struct Found {
    /// Words in all documents together.
    pub(super) tokens: u64,
    /// The length of documents, from which document on.
    pub(super) norms: Vec<(u32, u32)>,
    /// From which text on terms are in each shard.
    pub(super) firsts: Vec<String>,
}

/// Writes every shard and block.
pub(super) fn write(indexed: &Indexed, sink: &mut Sink<'_>) -> Result<Found> {
    let fields = index::fields(&indexed.index)?;
    let searcher = indexed.index.reader()?.searcher();
    let mut shards = Shards {
        sink,
        documents: indexed.order.len() as u64,
        bytes: Vec::new(),
        heavy: 0,
        last: String::new(),
        firsts: Vec::new(),
        blocks: 0,
    };
    let mut norms: Vec<(u32, u32)> = Vec::new();
    let mut tokens = 0;
    if let Some(segment) = searcher.segment_readers().first() {
        let lengths = segment.get_fieldnorms_reader(fields.words)?;
        for document in 0..segment.max_doc() {
            let length = lengths.fieldnorm(document);
            if norms.last().is_none_or(|(_, last)| *last != length) {
                norms.push((document, length));
            }
        }
        tokens = segment.inverted_index(fields.words)?.total_num_tokens();
        shards.codes(segment, fields.codes)?;
        shards.tails(segment, fields.words)?;
        shards.words(segment, fields.words)?;
        shards.flush()?;
    }
    Ok(Found { tokens, norms, firsts: shards.firsts })
}

/// Shards in the making.
struct Shards<'s, 'k> {
    sink: &'s mut Sink<'k>,
    documents: u64,
    bytes: Vec<u8>,
    /// What its lists add to the size that a shard may have.
    heavy: usize,
    last: String,
    firsts: Vec<String>,
    blocks: usize,
}

/// A document and the frequency or class of a term in it.
pub(super) type Posting = (u32, u32);

/// A stem, its exact forms and their lists.
#[derive(Default)]
struct Stem {
    term: String,
    forms: Vec<String>,
    classes: Classes,
}

impl Shards<'_, '_> {
    fn codes(&mut self, segment: &SegmentReader, field: Field) -> Result<()> {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let code = std::str::from_utf8(term).context("a term is no text")?;
            let list = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            let list: Vec<_> = postings(list).collect();
            let mut bytes = self.counted(list.len())?;
            self.list(&mut bytes, &list, None)?;
            self.add(&format!("{CODES}{code}"), &bytes)?;
        }
        Ok(())
    }

    /// A stem stands right before its exact forms.
    fn words(&mut self, segment: &SegmentReader, field: Field) -> Result<()> {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        let mut held: Option<Stem> = None;
        while let Some((term, info)) = terms.next() {
            let term = std::str::from_utf8(term).context("a term is no text")?;
            let list = inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            if let Some((_, form)) = term.split_once(MARK) {
                let held = held.as_mut().context("a form without a stem")?;
                held.forms.push(form.to_owned());
                held.classes.add(postings(list));
                continue;
            }
            let mut next = Stem { term: term.to_owned(), ..Stem::default() };
            next.classes.add(postings(list));
            if let Some(done) = held.replace(next) {
                self.stem(&done)?;
            }
        }
        held.map_or(Ok(()), |last| self.stem(&last))
    }

    fn stem(&mut self, held: &Stem) -> Result<()> {
        let Stem { term: stem, forms, classes } = held;
        let mut bytes = self.counted(classes.counts[0] as usize)?;
        put(&mut bytes, u32::try_from(forms.len())?);
        for (form, count) in forms.iter().zip(&classes.counts[1..]) {
            let same = shared(stem, form);
            put(&mut bytes, u32::try_from(form[..same].encode_utf16().count())?);
            put_text(&mut bytes, &form.as_bytes()[same..]);
            bytes.extend(self.counted(*count as usize)?);
        }
        let classed = classes.finish();
        classed.put(&mut bytes);
        self.list(&mut bytes, &classed.list, Some((&classed, forms.len() + 1)))?;
        self.add(stem, &bytes)
    }

    /// Three times the number of documents and a correction.
    fn counted(&self, documents: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let correction = correction(documents as u64, self.documents);
        put(&mut out, u32::try_from(documents * 3)? + correction);
        Ok(out)
    }

    /// Stems backwards, for words whose beginning is mistyped.
    fn tails(&mut self, segment: &SegmentReader, field: Field) -> Result<()> {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        let mut tails: Vec<String> = Vec::new();
        while terms.advance() {
            let term = std::str::from_utf8(terms.key()).context("a term is no text")?;
            if is_tail(term) {
                tails.push(std::iter::once(TAILS).chain(term.chars().rev()).collect());
            }
        }
        tails.sort_unstable();
        for tail in &tails {
            self.add(tail, &[])?;
        }
        Ok(())
    }

    fn add(&mut self, key: &str, list: &[u8]) -> Result<()> {
        if self.bytes.len() + self.heavy + list.len() + heavy(list) > SHARD {
            self.flush()?;
        }
        self.heavy += heavy(list);
        if self.bytes.is_empty() {
            self.firsts.push(separator(&self.last, key).to_owned());
            put(&mut self.bytes, 0);
            put_text(&mut self.bytes, key.as_bytes());
        } else {
            let same = shared(&self.last, key);
            put(&mut self.bytes, u32::try_from(key[..same].encode_utf16().count())?);
            put_text(&mut self.bytes, &key.as_bytes()[same..]);
        }
        self.bytes.extend_from_slice(list);
        key.clone_into(&mut self.last);
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if !self.bytes.is_empty() {
            let number = self.firsts.len() - 1;
            (self.sink)(&super::path("w", number), &self.bytes)?;
            self.bytes.clear();
        }
        self.heavy = 0;
        Ok(())
    }

    fn list(
        &mut self,
        out: &mut Vec<u8>,
        list: &[Posting],
        classed: Option<(&Classed, usize)>,
    ) -> Result<()> {
        let classes = classed.is_some_and(|(classed, _)| classed.classes.len() > 1);
        if list.len() <= INLINE {
            block(out, list, 0, classes);
            return Ok(());
        }
        let blocks = divided(list);
        put(out, u32::try_from(self.blocks)?);
        put(out, u32::try_from(blocks.len())?);
        let mut before = 0;
        for part in &blocks {
            put(out, part[0].0 - before);
            put(out, u32::try_from(part.len())?);
            for most in
                classed.map(|(classed, forms)| classed.most(part, forms)).unwrap_or_default()
            {
                put(out, most);
            }
            before = part[0].0;
        }
        for (at, part) in blocks.iter().enumerate() {
            if at == 0 {
                block(out, part, part[0].0, classes);
                continue;
            }
            let mut bytes = Vec::new();
            block(&mut bytes, part, part[0].0, classes);
            (self.sink)(&super::path("b", self.blocks), &bytes)?;
            self.blocks += 1;
        }
        Ok(())
    }
}

/// The documents of a term and its frequency in each.
fn postings(mut list: impl Postings) -> impl Iterator<Item = Posting> {
    std::iter::from_fn(move || {
        let document = list.doc();
        let posting = (document != TERMINATED).then(|| (document, list.term_freq()));
        list.advance();
        posting
    })
}

/// What a list counts beyond its bytes: texts deflate well, the lists of common words hardly do.
fn heavy(list: &[u8]) -> usize {
    if list.len() > 64 { list.len() * 2 } else { 0 }
}

/// Whether a term is a stem that may be meant by a mistyped word.
pub(in crate::publish::search) fn is_tail(term: &str) -> bool {
    !term.contains(MARK) && term.chars().count() >= 4
}

fn divided(list: &[Posting]) -> Vec<&[Posting]> {
    let mut rest = list;
    let mut blocks = Vec::new();
    for at in 0.. {
        let size = BLOCKS[at.min(BLOCKS.len() - 1)];
        // A short remainder is not worth a file.
        let size = if rest.len() < size + size / 4 { rest.len() } else { size };
        let (block, left) = rest.split_at(size);
        blocks.push(block);
        rest = left;
        if rest.is_empty() {
            break;
        }
    }
    blocks
}

fn block(out: &mut Vec<u8>, list: &[Posting], first: u32, classes: bool) {
    let mut before = first;
    for (document, _) in list {
        put(out, document - before);
        before = *document;
    }
    if classes {
        for (_, class) in list {
            put(out, *class);
        }
    }
}

/// What separates a term from the term before it: no more of it than differs. It is greater than
/// the last term of the shard before, not only than its first.
fn separator<'k>(last: &str, key: &'k str) -> &'k str {
    let same = shared(last, key);
    let end = key[same..].chars().next().map_or(key.len(), |letter| same + letter.len_utf8());
    &key[..end]
}

/// How far the logarithm of the index is from the one that a browser rounds: 0, 1 or 2 for one unit
/// below, none, one above.
fn correction(found: u64, documents: u64) -> u32 {
    #[expect(clippy::cast_precision_loss, reason = "as the index computes it")]
    let rare = ((documents - found) as f32 + 0.5) / (found as f32 + 0.5);
    let ours = (1.0 + rare).ln();
    #[expect(clippy::cast_possible_truncation, reason = "as a browser rounds it")]
    let theirs = f64::from(1.0 + rare).ln() as f32;
    (ours.to_bits() + 1).saturating_sub(theirs.to_bits()).min(2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_separator_is_above_the_last_term_before(a: String, b: String) {
            prop_assume!(a < b);
            let separator = separator(&a, &b);
            prop_assert!(a.as_str() < separator && separator <= b.as_str());
        }

        #[test]
        fn corrections_are_small(found in 1_u64..1_000_000, more in 0_u64..1_000_000) {
            prop_assert!(correction(found, found + more) <= 2);
        }
    }

    #[test]
    fn long_lists_are_divided_without_loss() {
        let list: Vec<Posting> = (0..20_000).map(|at| (at * 2, 1)).collect();
        let blocks = divided(&list);
        assert_eq!(blocks.concat(), list);
        assert_eq!(blocks[0].len(), 256);
    }
}
