//! The index of one language: one segment, made by one thread, documents in the order of results.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use tantivy::directory::{Directory, RamDirectory};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::{DocIdMapping, SingleSegmentIndexWriter, merge_indices};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{Index, IndexSettings, TantivyDocument};

use super::document::{Document, Role, Source};
use super::words::{Analysis, Cache};
use crate::base::lang::Lang;

/// Stands between a stem and an exact form, a code and its kind.
pub(super) const MARK: char = '\0';
/// Memory of the writer before it would ask for another segment; there is but one, which grows.
const BUDGET: usize = 64 << 20;
/// Documents beyond which there is more than one writer, one after another: some 150 MB each.
const PART: usize = 1 << 17;
/// Longer words are cut: nobody types more, and keys of shards stay small.
const LONGEST: usize = 60;

/// The two fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Stems, and stems with exact forms.
    pub words: Field,
    /// Codes with their kinds.
    pub codes: Field,
}

/// An index and the order of its documents.
pub struct Indexed {
    /// One segment.
    pub index: Index,
    /// The place in the source of each document of the index.
    pub order: Vec<u32>,
    /// The first document of a register whose act is no longer in force.
    pub revoked: u32,
    /// The language.
    pub lang: Lang,
}

/// The schema, and how its fields are divided into terms.
fn schema() -> (Schema, TokenizerManager) {
    let mut schema = Schema::builder();
    let options = |tokenizer: &str, option, norms| {
        let indexing = TextFieldIndexing::default();
        let indexing = indexing.set_tokenizer(tokenizer).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(norms))
    };
    schema.add_text_field("words", options("lines", IndexRecordOption::WithFreqs, true));
    schema.add_text_field("codes", options("lines", IndexRecordOption::Basic, false));
    let tokenizers = TokenizerManager::new();
    tokenizers.register("lines", TextAnalyzer::from(Lines::default()));
    (schema.build(), tokenizers)
}

/// The fields of an index that this program made.
pub fn fields(index: &Index) -> Result<Fields> {
    fields_of(&index.schema())
}

fn fields_of(schema: &Schema) -> Result<Fields> {
    Ok(Fields { words: schema.get_field("words")?, codes: schema.get_field("codes")? })
}

/// Opens what [`build`] wrote.
pub fn open(directory: impl Into<Box<dyn Directory>>) -> Result<Index> {
    let mut index = Index::open(directory)?;
    index.set_tokenizers(schema().1);
    Ok(index)
}

/// Builds the index of a language in an empty directory.
pub fn build(
    source: &dyn Source,
    analysis: &Analysis,
    lang: Lang,
    directory: impl Into<Box<dyn Directory>>,
) -> Result<Indexed> {
    let mut entries = Entries::new(source, analysis, lang);
    if source.len() <= PART { entries.at_once(directory) } else { entries.parted(directory, PART) }
}

fn writer(
    directory: impl Into<Box<dyn Directory>>,
    ordered: bool,
) -> Result<SingleSegmentIndexWriter<TantivyDocument>> {
    let (schema, tokenizers) = schema();
    let settings = IndexSettings { manual_doc_id_mapping: !ordered, ..IndexSettings::default() };
    let builder = Index::builder().schema(schema).tokenizers(tokenizers).settings(settings);
    Ok(builder.single_segment_index_writer(directory, BUDGET)?)
}

/// Whether a register is revoked, the id of a length: documents are in this order.
type Key = (bool, u8);

/// Documents as the index takes them.
struct Entries<'s> {
    source: &'s dyn Source,
    analysis: &'s Analysis,
    lang: Lang,
    cache: Cache,
    lengths: Vec<u32>,
}

impl<'s> Entries<'s> {
    fn new(source: &'s dyn Source, analysis: &'s Analysis, lang: Lang) -> Entries<'s> {
        let lengths = (0..=u8::MAX).map(FieldNormReader::id_to_fieldnorm).collect();
        Entries { source, analysis, lang, cache: Cache::default(), lengths }
    }

    fn terms(&mut self, at: usize) -> (Key, Terms) {
        let document = self.source.document(at);
        let codes = self.source.codes(at);
        let terms = Terms::of(&document, &codes, self.analysis, self.lang, &mut self.cache);
        let norm = self.lengths.partition_point(|length| *length <= terms.length) - 1;
        let revoked = self.source.shape().registers[document.register].revoked;
        ((revoked, u8::try_from(norm).unwrap_or(u8::MAX)), terms)
    }

    /// All documents as they come; they are put in order when they are written.
    fn at_once(&mut self, directory: impl Into<Box<dyn Directory>>) -> Result<Indexed> {
        let mut writer = writer(directory, false)?;
        let fields = fields_of(&schema().0)?;
        let mut keys = Vec::with_capacity(self.source.len());
        for at in 0..self.source.len() {
            let (key, terms) = self.terms(at);
            keys.push(key);
            writer.add_document(terms.added(fields)).context("indexing an entry")?;
        }
        let (order, revoked) = ordered(&keys)?;
        let mapping = DocIdMapping::new_permutation(order.clone())?;
        let index = writer.finalize_with_doc_id_mapping(&mapping)?;
        Ok(Indexed { index, order, revoked, lang: self.lang })
    }

    /// A writer's memory grows with its documents, written parts are small: so the order is found
    /// first, parts are written in it, and merged one behind another.
    fn parted(&mut self, directory: impl Into<Box<dyn Directory>>, part: usize) -> Result<Indexed> {
        let fields = fields_of(&schema().0)?;
        let keys: Vec<Key> = (0..self.source.len()).map(|at| self.terms(at).0).collect();
        let (order, revoked) = ordered(&keys)?;
        let mut parts = Vec::new();
        for places in order.chunks(part) {
            let mut writer = writer(RamDirectory::default(), true)?;
            for place in places {
                let (_, terms) = self.terms(*place as usize);
                writer.add_document(terms.added(fields)).context("indexing an entry")?;
            }
            parts.push(writer.finalize()?);
        }
        let mut index = merge_indices(&parts, directory)?;
        index.set_tokenizers(schema().1);
        Ok(Indexed { index, order, revoked, lang: self.lang })
    }
}

/// The places in the order of the index, and the first of a register that is no longer in force.
fn ordered(keys: &[Key]) -> Result<(Vec<u32>, u32)> {
    let mut order: Vec<u32> = (0..u32::try_from(keys.len())?).collect();
    order.sort_by_key(|at| keys[*at as usize]);
    let revoked = order.partition_point(|at| !keys[*at as usize].0);
    Ok((order, u32::try_from(revoked)?))
}

/// The terms of a document, as the fields take them.
struct Terms {
    words: String,
    codes: String,
    length: u32,
}

impl Terms {
    fn added(self, fields: Fields) -> TantivyDocument {
        let mut added = TantivyDocument::default();
        added.add_text(fields.words, self.words);
        added.add_text(fields.codes, self.codes);
        added
    }

    fn of(
        document: &Document,
        found_by: &[(usize, String)],
        analysis: &Analysis,
        lang: Lang,
        cache: &mut Cache,
    ) -> Terms {
        let mut weights: BTreeMap<String, u32> = BTreeMap::new();
        let mut add = |key: String, weight: u32| {
            let held = weights.entry(key).or_default();
            *held = weight.max(*held);
        };
        for text in &document.texts {
            let exactly = text.role != Role::Other;
            for word in analysis.words_with(cache, lang, &text.text) {
                if word.stop && !exactly {
                    continue;
                }
                if exactly {
                    add(exact_key(&word.stem, &word.exact), text.weight);
                }
                add(key(&word.stem).to_owned(), text.weight);
            }
        }
        let mut words = String::new();
        let mut length = 0;
        for (key, weight) in &weights {
            // A term is as frequent as its line is often written.
            for _ in 0..*weight {
                words.push_str(key);
                words.push('\n');
            }
            length += weight;
        }
        let mut codes = String::new();
        for (kind, code) in found_by {
            let plain = plain_code(code);
            if !plain.is_empty() {
                codes.push_str(&code_key(&plain, *kind));
                codes.push('\n');
            }
        }
        Terms { words, codes, length }
    }
}

/// The term of a stem.
pub(super) fn key(stem: &str) -> &str {
    let end = stem.char_indices().nth(LONGEST).map_or(stem.len(), |(at, _)| at);
    &stem[..end]
}

/// The term of an exact form beside its stem.
pub(super) fn exact_key(stem: &str, exact: &str) -> String {
    format!("{}{MARK}{}", key(stem), key(exact))
}

/// The term of a code of a kind.
pub(super) fn code_key(plain: &str, kind: usize) -> String {
    format!("{plain}{MARK}{kind}")
}

/// A code without what people leave out or add: letters and digits alone, lower-cased.
pub fn plain_code(code: &str) -> String {
    let plain = code.chars().filter(|letter| letter.is_alphanumeric());
    plain.flat_map(char::to_lowercase).take(LONGEST).collect()
}

/// One term a line.
#[derive(Clone, Default)]
struct Lines {
    token: Token,
}

struct LineStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Lines {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        self.token.reset();
        LineStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        // Lines are short: looking for their ends byte by byte is the fastest way.
        let end = self.rest.bytes().position(|byte| byte == b'\n').unwrap_or(self.rest.len());
        let line = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        if self.token.text != line {
            self.token.text.clear();
            self.token.text.push_str(line);
        }
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests;
