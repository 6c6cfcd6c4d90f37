//! Events: one decision each, numbered as published. The line of an event is eternal (format `e1`):
//! clients and logs keep its bytes.

use super::Timeline;
use crate::base::date::Instant;
use crate::base::digest::Digest;
use crate::base::json::escape_into;

/// One decision as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Number among the register's events, from 1.
    pub seq: usize,
    /// The entry's place among the register's timelines.
    pub entry: usize,
    /// The revision that brought the decision, from 0.
    pub revision: usize,
    /// The decision, from 0.
    pub decision: usize,
}

impl Event {
    /// The line of format `e1`, without the newline: keys in this order, no spaces, strings escaped
    /// as in the canonical bytes of a record.
    pub fn line(&self, register: &str, timeline: &Timeline) -> String {
        let revision = &timeline.revisions()[self.revision];
        let decision = &timeline.decisions()[self.decision];
        let before = self.revision.checked_sub(1).map(|before| &timeline.revisions()[before]);
        let mut line = Line(String::with_capacity(700));
        line.key("seq", &self.seq.to_string());
        line.key("register", &quoted(register));
        line.key("number", &timeline.number.to_string());
        line.key("revision", &(self.revision + 1).to_string());
        line.key("kind", &quoted(&decision.name));
        line.key("decision", &decision.number.as_deref().map_or_else(null, quoted));
        line.key("decided_on", &quoted(&decision.decided_on.to_string()));
        line.key("effective_on", &quoted(&decision.effective_on.to_string()));
        line.key("recorded_at", &quoted(&revision.recorded_at.to_string()));
        line.key("notice", &decision.notice);
        line.key("grounds", &list(decision.grounds.iter().map(|ground| quoted(ground))));
        line.key("refers_to", &decision.refers_to.map_or_else(null, |at| (at + 1).to_string()));
        line.key("fields", &list(revision.altered.iter().map(|key| quoted(&format!("/{key}")))));
        line.key("record_sha256", &hash(Some(revision.record.sha256)));
        line.key("previous_sha256", &hash(before.map(|before| before.record.sha256)));
        line.key("seal_sha256", &hash(revision.seal_sha256));
        line.0.push('}');
        line.0
    }

    /// When it became known.
    pub fn recorded_at(&self, timeline: &Timeline) -> Instant {
        timeline.revisions()[self.revision].recorded_at
    }
}

struct Line(String);

impl Line {
    fn key(&mut self, key: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        escape_into(&mut self.0, key);
        self.0.push(':');
        self.0.push_str(value);
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    escape_into(&mut out, text);
    out
}

fn null() -> String {
    "null".to_owned()
}

fn hash(digest: Option<Digest>) -> String {
    digest.map_or_else(null, |digest| quoted(&digest.to_string()))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}
