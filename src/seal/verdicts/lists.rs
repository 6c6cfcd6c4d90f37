//! The lists of the last commit: those that can seal anything, and what is wrong with the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::digest::Digest;
use crate::base::finding::{Finding, Place};
use crate::history::build::History;
use crate::history::seals::{List, SealFile};

use super::super::list::{self, Fault, Row};

/// A list with the signature over it.
#[derive(Debug)]
pub struct SealedList {
    /// Its path.
    pub path: String,
    /// Its bytes.
    pub file: Arc<SealFile>,
    /// The signature.
    pub signature: Arc<SealFile>,
}

impl SealedList {
    /// Its name without the folder and the ending: the date and a number.
    pub fn name(&self) -> &str {
        name(&self.path)
    }
}

fn name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.strip_suffix(".json").unwrap_or(file)
}

/// Signed lists by the hashes of the records that they name.
pub(super) struct Lists(HashMap<Digest, Vec<Named>>);

/// A path that a list names, and the list.
type Named = (Box<str>, Arc<SealedList>);

impl Lists {
    /// Reads every list of the last commit.
    pub(super) fn read(history: &History, draft: bool) -> (Lists, Vec<Finding>) {
        let mut known: HashMap<Digest, &str> = HashMap::new();
        for timeline in &history.timelines {
            let digests = timeline.revisions().iter().map(|revision| revision.record.sha256);
            known.extend(digests.map(|digest| (digest, timeline.path.as_str())));
        }
        let mut lists = Lists(HashMap::new());
        let mut findings = Vec::new();
        for list in history.seals.lists() {
            let (rows, faults) = list::read(&list.file.bytes);
            findings.extend(faults.into_iter().map(|fault| faulty(fault, list.path)));
            findings.extend(misnamed(list.path));
            findings.extend(strangers(&rows, &list, &known, &history.passed_over));
            let Some(signature) = list.signature else {
                let place = Place::file(list.path);
                let finding = if draft { Finding::note } else { Finding::warning };
                findings.push(finding("seal-list-unsigned", place));
                continue;
            };
            lists.take(rows, &list, signature);
        }
        (lists, findings)
    }

    fn take(&mut self, rows: Vec<Row>, list: &List<'_>, signature: &Arc<SealFile>) {
        let list = Arc::new(SealedList {
            path: list.path.to_owned(),
            file: Arc::clone(list.file),
            signature: Arc::clone(signature),
        });
        for row in rows {
            let Some(digest) = Digest::from_hex(&row.sha256) else { continue };
            let named = self.0.entry(digest).or_default();
            named.push((row.path.into_boxed_str(), Arc::clone(&list)));
        }
    }

    /// The lists that name these bytes at this path, by path of the list.
    pub(super) fn naming<'l>(
        &'l self,
        path: &'l str,
        bytes: &Digest,
    ) -> impl Iterator<Item = &'l Arc<SealedList>> {
        let named = self.0.get(bytes).map(Vec::as_slice).unwrap_or_default();
        named.iter().filter(move |(named, _)| **named == *path).map(|(_, list)| list)
    }
}

fn faulty(fault: Fault, path: &str) -> Finding {
    let place = Place::file(path);
    match fault {
        Fault::Form(met) => Finding::error("seal-list-form", place).with("met", met),
        Fault::Order(met) => Finding::error("seal-list-order", place).with("met", met),
        Fault::Bytes => Finding::rule("seal-list-bytes", place),
    }
}

/// Names say when: `<date>-<n>.json`.
fn misnamed(path: &str) -> Option<Finding> {
    let fits = name(path).rsplit_once('-').is_some_and(|(date, number)| {
        date.parse::<Date>().is_ok() && number.parse::<u32>().is_ok_and(|number| number > 0)
    });
    (!fits).then(|| Finding::rule("seal-list-name", Place::file(path)))
}

/// Rows about bytes that no record of this register ever had: the record has been altered in the
/// history, or the list is of another register.
fn strangers(
    rows: &[Row],
    list: &List<'_>,
    known: &HashMap<Digest, &str>,
    passed_over: &BTreeSet<Digest>,
) -> Vec<Finding> {
    let mut told = BTreeMap::new();
    for row in rows {
        let digest = Digest::from_hex(&row.sha256);
        let met = digest.is_some_and(|digest| {
            known.get(&digest) == Some(&row.path.as_str()) || passed_over.contains(&digest)
        });
        if !met {
            let finding = Finding::error("seal-list-row", Place::file(list.path));
            told.entry(&row.path).or_insert_with(|| finding.with("met", &row.path));
        }
    }
    told.into_values().collect()
}
