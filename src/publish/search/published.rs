//! Reads the files that a browser reads.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25Weight;

use super::codec::Bytes;
use super::index::MARK;
use super::plan::{Clause, Hit, Leaf, Terms};
use super::shards::{CODES, INLINE, Meta, STORED, TAILS, path};
use crate::history::Registration;

/// Hands over the bytes of a file below `search/<lang>/`.
pub type Fetch<'f> = dyn Fn(&str) -> io::Result<Vec<u8>> + Sync + 'f;

/// The published search of one language.
pub struct Published<'f> {
    fetch: &'f Fetch<'f>,
    pub(super) meta: Meta,
    firsts: Vec<String>,
    /// From which document on lengths have which id in the index.
    norms: Vec<(u32, u8)>,
    shards: Mutex<BTreeMap<usize, Arc<Shard>>>,
}

/// What a result shows of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The register's id.
    pub register: String,
    /// The entry's number.
    pub number: u32,
    /// Where it stands.
    pub registration: &'static str,
    /// Its name in the language of the search.
    pub name: String,
    /// Its name in the other language, where that differs.
    pub other: String,
    /// Whoever holds it.
    pub holder: String,
}

/// Terms of a shard in their order.
type Shard = Vec<(String, Option<List>)>;

/// Where a term occurs: a stem shares its list with its exact forms.
#[derive(Debug)]
struct List {
    count: u32,
    /// How often documents of each class have the term.
    often: Vec<u32>,
    blocks: Arc<Blocks>,
}

/// Documents and their classes: the first block, and files, first documents and sizes of others.
#[derive(Debug)]
struct Blocks {
    begun: Vec<(u32, u32)>,
    further: Vec<(usize, u32, u32)>,
}

impl<'f> Published<'f> {
    /// Opens the search of a language.
    pub fn open(fetch: &'f Fetch<'f>) -> Result<Published<'f>> {
        let meta = fetch("meta.bin").context("`meta.bin` of the search")?;
        let meta: Meta = serde_json::from_slice(&inflate(&meta)?).context("`meta.bin`")?;
        let shards = Mutex::default();
        let norms = meta.norms.iter().map(|(first, length)| (*first, norm_id(*length))).collect();
        let mut published = Published { fetch, meta, firsts: Vec::new(), norms, shards };
        published.firsts = published.firsts()?;
        Ok(published)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>> {
        let path = format!("{}/{path}", self.meta.v);
        let bytes = (self.fetch)(&path).with_context(|| format!("`{path}` of the search"))?;
        inflate(&bytes).with_context(|| format!("`{path}` of the search"))
    }

    fn firsts(&self) -> Result<Vec<String>> {
        if self.meta.group == 0 {
            return Ok(self.meta.firsts.clone());
        }
        let mut firsts = Vec::new();
        for at in 0..self.meta.firsts.len() {
            let bytes = self.read(&path("r", at))?;
            let mut bytes = Bytes::new(&bytes);
            while !bytes.is_done() {
                firsts.push(String::from_utf8_lossy(bytes.text()).into_owned());
            }
        }
        Ok(firsts)
    }

    /// The place of the shard in which a term stands, if it is anywhere.
    fn place(&self, key: &str) -> usize {
        self.firsts.partition_point(|first| first.as_str() <= key).saturating_sub(1)
    }

    fn shard(&self, at: usize) -> Result<Arc<Shard>> {
        let held = self.shards.lock().unwrap_or_else(PoisonError::into_inner).get(&at).cloned();
        if let Some(shard) = held {
            return Ok(shard);
        }
        let shard = Arc::new(shard(&self.read(&path("w", at))?));
        let mut shards = self.shards.lock().unwrap_or_else(PoisonError::into_inner);
        shards.insert(at, Arc::clone(&shard));
        Ok(shard)
    }

    fn postings(&self, key: &str) -> Result<Vec<(u32, u32)>> {
        if self.meta.shards == 0 {
            return Ok(Vec::new());
        }
        let shard = self.shard(self.place(key))?;
        let found = shard.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok();
        let Some(list) = found.and_then(|at| shard[at].1.as_ref()) else { return Ok(Vec::new()) };
        let mut postings = list.blocks.begun.clone();
        for (file, first, count) in &list.blocks.further {
            let bytes = self.read(&path("b", *file))?;
            postings.extend(block(&mut Bytes::new(&bytes), *count, *first, list.often.len() > 1));
        }
        let often = |class: u32| list.often.get(class as usize).copied().unwrap_or_default();
        let frequent = postings.into_iter().map(|(document, class)| (document, often(class)));
        Ok(frequent.filter(|(_, frequency)| *frequency > 0).collect())
    }

    fn norm(&self, document: u32) -> u8 {
        let at = self.norms.partition_point(|(first, _)| *first <= document);
        at.checked_sub(1).map_or(0, |at| self.norms[at].1)
    }

    fn scored(&self, leaf: &Leaf) -> Result<BTreeMap<u32, f32>> {
        let mut sums: Option<BTreeMap<u32, f32>> = None;
        for key in &leaf.keys {
            let postings = self.postings(key)?;
            let weight = self.weight(postings.len())?.boost_by(leaf.boost);
            let score = |document, frequency| match leaf.score {
                Some(score) => score,
                None => weight.score(self.norm(document), frequency),
            };
            let scored = postings.into_iter().filter_map(|(document, frequency)| {
                let before = match &sums {
                    Some(sums) => *sums.get(&document)?,
                    None => 0.0,
                };
                Some((document, before + score(document, frequency)))
            });
            sums = Some(scored.collect());
        }
        Ok(sums.unwrap_or_default())
    }

    fn weight(&self, count: usize) -> Result<Bm25Weight> {
        #[expect(clippy::cast_precision_loss, reason = "as the index computes it")]
        let average = self.meta.tokens as f32 / self.meta.n as f32;
        let (count, all) = (u64::try_from(count)?, u64::from(self.meta.n));
        Ok(Bm25Weight::for_one_term_without_explain(count.min(all), all, average))
    }

    /// A column of all documents.
    pub(super) fn column(&self, name: &str) -> Result<Vec<u32>> {
        let bytes = self.read(&format!("c/{name}.bin"))?;
        let count = self.meta.n as usize;
        let mut values = vec![0; count];
        for (at, byte) in bytes.iter().enumerate() {
            values[at % count] |= u32::from(*byte) << (8 * (at / count).min(3));
        }
        Ok(values)
    }

    /// What a result shows of a document.
    pub fn shown(&self, document: u32) -> Result<Shown> {
        let line = self.line(document)?;
        let number = |at: usize| line[at].parse::<usize>().unwrap_or_default();
        let register = self.meta.registers.get(number(0)).context("no such register")?;
        let first = |role: char| {
            let text = line[9..].iter().find(|text| text.starts_with(role));
            text.and_then(|text| text.get(2..)).unwrap_or_default().to_owned()
        };
        let registration = Registration::ALL.get(number(2)).copied();
        Ok(Shown {
            register: register.id.clone(),
            number: u32::try_from(number(1))?,
            registration: registration.map_or("", Registration::word),
            name: first('t'),
            other: line[7].clone(),
            holder: first('h'),
        })
    }

    /// The parts of the line of a document.
    pub(super) fn line(&self, document: u32) -> Result<Vec<String>> {
        let document = document as usize;
        let bytes = self.read(&path("l", document / STORED))?;
        let lines = String::from_utf8(bytes).context("a line is no text")?;
        let line = lines.lines().nth(document % STORED).unwrap_or_default();
        let parts: Vec<_> = line.split('\t').map(str::to_owned).collect();
        if parts.len() < 9 {
            bail!("the line of document {document} is short");
        }
        Ok(parts)
    }
}

impl Terms for Published<'_> {
    fn count(&self, key: &str) -> Result<u32> {
        if self.meta.shards == 0 {
            return Ok(0);
        }
        let shard = self.shard(self.place(key))?;
        let found = shard.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok();
        Ok(found.and_then(|at| shard[at].1.as_ref()).map_or(0, |list| list.count))
    }

    fn beginning(
        &self,
        start: &str,
        most: usize,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<(String, u32)>> {
        let mut found = Vec::new();
        for at in self.place(start)..self.meta.shards {
            let shard = self.shard(at)?;
            for (key, list) in &*shard {
                if !key.starts_with(start) {
                    if key.as_str() > start {
                        return Ok(found);
                    }
                } else if wanted(key) {
                    found.push((key.clone(), list.as_ref().map_or(0, |list| list.count)));
                    if found.len() == most {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(found)
    }

    fn hits(&self, clauses: &[Clause], nots: &[Clause], need: usize) -> Result<Vec<Hit>> {
        let mut totals: BTreeMap<u32, (usize, f32)> = BTreeMap::new();
        for clause in clauses {
            for (document, score) in self.clause(clause)? {
                let total = totals.entry(document).or_default();
                total.0 += 1;
                total.1 += score;
            }
        }
        for clause in nots {
            for document in self.clause(clause)?.keys() {
                totals.remove(document);
            }
        }
        let enough = totals.into_iter().filter(|(_, (found, _))| *found >= need);
        Ok(enough.map(|(document, (_, score))| Hit { document, score }).collect())
    }
}

impl Published<'_> {
    fn clause(&self, clause: &Clause) -> Result<BTreeMap<u32, f32>> {
        let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
        for leaf in clause {
            for (document, score) in self.scored(leaf)? {
                *sums.entry(document).or_default() += score;
            }
        }
        Ok(sums)
    }
}

/// The id of a length that the index knows exactly.
fn norm_id(length: u32) -> u8 {
    let id = (0..=u8::MAX).rev().find(|id| FieldNormReader::id_to_fieldnorm(*id) <= length);
    id.unwrap_or_default()
}

fn shard(bytes: &[u8]) -> Shard {
    let mut bytes = Bytes::new(bytes);
    let mut terms = Vec::new();
    let mut last: Vec<u16> = Vec::new();
    while !bytes.is_done() {
        let same = bytes.number() as usize;
        last.truncate(same);
        last.extend(String::from_utf8_lossy(bytes.text()).encode_utf16());
        let key = String::from_utf16_lossy(&last);
        if key.starts_with(TAILS) {
            terms.push((key, None));
            continue;
        }
        for (key, list) in lists(&mut bytes, &key) {
            terms.push((key, Some(list)));
        }
    }
    terms
}

/// The list of a code, or those of a stem and its exact forms.
fn lists(bytes: &mut Bytes<'_>, key: &str) -> Vec<(String, List)> {
    let count = bytes.number() / 3;
    let mut terms = vec![(key.to_owned(), count, vec![1])];
    if !key.starts_with(CODES) {
        for _ in 0..bytes.number() {
            if bytes.is_done() {
                break;
            }
            let same = key.encode_utf16().take(bytes.number() as usize);
            let mut form = String::from_utf16_lossy(&same.collect::<Vec<_>>());
            form.push_str(&String::from_utf8_lossy(bytes.text()));
            terms.push((format!("{key}{MARK}{form}"), bytes.number() / 3, Vec::new()));
        }
        classes(bytes, &mut terms);
    }
    let forms = if key.starts_with(CODES) { 0 } else { terms.len() };
    let blocks = Arc::new(blocks(bytes, count, forms, terms[0].2.len() > 1));
    let list = |(key, count, often)| (key, List { count, often, blocks: Arc::clone(&blocks) });
    terms.into_iter().map(list).collect()
}

/// How often each class has each term.
fn classes(bytes: &mut Bytes<'_>, terms: &mut [(String, u32, Vec<u32>)]) {
    terms[0].2.clear();
    for class in 0..bytes.number() as usize {
        if bytes.is_done() {
            break;
        }
        terms[0].2.push(bytes.number());
        let mut place = 0;
        loop {
            let step = bytes.number() as usize;
            place += step;
            let Some((_, _, often)) = terms.get_mut(place).filter(|_| step > 0) else { break };
            often.resize(class, 0);
            often.push(bytes.number());
        }
    }
    let classes = terms[0].2.len();
    for (_, _, often) in terms {
        often.resize(classes, 0);
    }
}

fn blocks(bytes: &mut Bytes<'_>, count: u32, forms: usize, classes: bool) -> Blocks {
    if count as usize <= INLINE {
        return Blocks { begun: block(bytes, count, 0, classes), further: Vec::new() };
    }
    let file = bytes.number() as usize;
    let blocks = bytes.number();
    let mut first = 0;
    let mut parts = Vec::new();
    for at in 0..blocks as usize {
        first += bytes.number();
        let size = bytes.number();
        for _ in 0..forms {
            bytes.number();
        }
        parts.push(((file + at).saturating_sub(1), first, size));
        if bytes.is_done() {
            break;
        }
    }
    let begun = parts.first().copied().unwrap_or_default();
    let further = parts.split_off(1.min(parts.len()));
    Blocks { begun: block(bytes, begun.2, begun.1, classes), further }
}

/// Documents and their classes.
fn block(bytes: &mut Bytes<'_>, count: u32, first: u32, classes: bool) -> Vec<(u32, u32)> {
    let mut document = first;
    let mut postings = Vec::new();
    for _ in 0..count {
        if bytes.is_done() {
            break;
        }
        document = document.saturating_add(bytes.number());
        postings.push((document, 0));
    }
    if classes {
        for posting in &mut postings {
            posting.1 = bytes.number();
        }
    }
    postings
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>> {
    match miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes, 64 << 20) {
        Ok(bytes) => Ok(bytes),
        Err(error) => bail!("it does not inflate: {error}"),
    }
}

/// Whether a key is a stem, not an exact form.
pub(super) fn is_stem(key: &str) -> bool {
    !key.contains(MARK)
}
