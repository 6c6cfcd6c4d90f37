//! What every query needs, in one small file.

use std::io;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Sink;
use super::dictionary::Found;
use crate::base::lang::Lang;
use crate::publish::search::codec::put_text;
use crate::publish::search::document::Shape;
use crate::publish::search::index::Indexed;
use crate::publish::search::words::Analysis;

/// Shards beyond which their first terms stand in files of their own.
const FLAT: usize = 600;
/// First terms in one such file.
const GROUP: usize = 256;

/// `meta.bin`.
#[derive(Debug, Deserialize, Serialize)]
pub(in crate::publish::search) struct Meta {
    /// The folder of all other files.
    pub(in crate::publish::search) v: String,
    /// How many documents there are.
    pub(in crate::publish::search) n: u32,
    /// How many words they have together.
    pub(in crate::publish::search) tokens: u64,
    /// The first document of a register whose act is no longer in force.
    pub(in crate::publish::search) revoked: u32,
    /// From which document on documents have which length.
    pub(in crate::publish::search) norms: Vec<(u32, u32)>,
    /// Kinds of codes, those that count most first.
    pub(in crate::publish::search) codes: Vec<String>,
    /// Id, title, and facets: key, label, values, their labels.
    pub(in crate::publish::search) registers: Vec<RegisterMeta>,
    /// How many shards there are.
    pub(in crate::publish::search) shards: usize,
    /// How many shards there are in a group, if `firsts` are those of groups; 0 otherwise.
    pub(in crate::publish::search) group: usize,
    /// From which text on terms are in each shard or group.
    pub(in crate::publish::search) firsts: Vec<String>,
    /// What the browser needs to know of words.
    pub(in crate::publish::search) words: Box<RawValue>,
}

/// A register.
#[derive(Debug, Deserialize, Serialize)]
pub(in crate::publish::search) struct RegisterMeta {
    pub(in crate::publish::search) id: String,
    pub(in crate::publish::search) title: String,
    pub(in crate::publish::search) facets: Vec<FacetMeta>,
}

/// A facet.
#[derive(Debug, Deserialize, Serialize)]
pub(in crate::publish::search) struct FacetMeta {
    pub(in crate::publish::search) name: String,
    pub(in crate::publish::search) label: String,
    pub(in crate::publish::search) values: Vec<(String, String)>,
}

/// The rules of words that one language needs: every first query carries them.
fn words(analysis: &Analysis, lang: Lang) -> io::Result<Box<RawValue>> {
    let mut rules: Value = serde_json::from_str(analysis.published())?;
    let foreign = match lang {
        Lang::Kk => "russian",
        Lang::Ru => "kazakh",
    };
    match rules.get_mut(foreign) {
        Some(Value::Object(rules)) => rules.values_mut().for_each(empty),
        Some(rules) => empty(rules),
        None => {}
    }
    Ok(RawValue::from_string(rules.to_string())?)
}

/// A value of the same shape that says nothing.
fn empty(value: &mut Value) {
    match value {
        Value::String(text) => text.clear(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter_mut().for_each(empty);
        }
        Value::Array(items) => items.clear(),
        _ => {}
    }
}

impl Meta {
    pub(super) fn new(
        indexed: &Indexed,
        shape: &Shape,
        version: &str,
        found: Found,
        analysis: &Analysis,
    ) -> io::Result<Meta> {
        let registers = shape.registers.iter().map(|register| RegisterMeta {
            id: register.id.clone(),
            title: register.title.clone(),
            facets: register
                .facets
                .iter()
                .map(|facet| FacetMeta {
                    name: facet.name.clone(),
                    label: facet.label.clone(),
                    values: facet.values.clone(),
                })
                .collect(),
        });
        Ok(Meta {
            v: version.to_owned(),
            n: u32::try_from(indexed.order.len()).unwrap_or(u32::MAX),
            tokens: found.tokens,
            revoked: indexed.revoked,
            norms: found.norms,
            codes: shape.codes.clone(),
            registers: registers.collect(),
            shards: found.firsts.len(),
            group: 0,
            firsts: found.firsts,
            words: words(analysis, indexed.lang)?,
        })
    }

    /// With so many shards that their first terms would weigh on every query, these go into files.
    pub(super) fn divided(mut self, sink: &mut Sink<'_>) -> io::Result<Meta> {
        if self.firsts.len() <= FLAT {
            return Ok(self);
        }
        let firsts = std::mem::take(&mut self.firsts);
        for (at, group) in firsts.chunks(GROUP).enumerate() {
            let mut bytes = Vec::new();
            for first in group {
                put_text(&mut bytes, first.as_bytes());
            }
            sink(&super::path("r", at), &bytes)?;
            self.firsts.push(group[0].clone());
        }
        self.group = GROUP;
        Ok(self)
    }
}
