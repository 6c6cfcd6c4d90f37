//! The page of an entry: where it stands, what it is, its documents, the official row, its whole
//! history. It holds neither the day nor the commit, so it changes only when the entry does.

use anyhow::Result;
use serde::Serialize;

use super::duty::{Due, Duty};
use super::frame::{Page, State};
use super::history::{RevisionView, held};
use super::index::{Line, top};
use super::links::in_query;
use super::official::Official;
use super::part::{Name, Part, Phrase, Status, Term, phrase};
use super::seal::SealView;
use super::seen::{Seen, Shown};
use super::value::{Item, Row, Rows, Speaker};
use super::words::{fill, thousands};
use crate::base::date::Date;
use crate::base::json::Node;
use crate::base::output::Output;
use crate::history::{Registration, Span};
use crate::law::{Field, Kind};

/// What the template of an entry prints.
#[derive(Serialize)]
struct EntryPage<'s> {
    number: String,
    name: Name,
    status: Status,
    /// What there is to say about where it stands, in sentences.
    standing: Vec<Phrase>,
    /// The document that runs out first, while the entry is in the register.
    due: Option<Due>,
    facts: Rows,
    documents: Vec<DocumentView>,
    renewal: String,
    official: Official,
    required_by: Vec<Item>,
    seal: SealView,
    history: Vec<RevisionView>,
    json: String,
    address: String,
    is_loaded: bool,
    duty: Option<Duty<'s>>,
    citation: String,
    /// Where to write about a mistake; empty when nobody is named.
    report: String,
    /// For the box "as of a date".
    as_of: String,
}

/// A document of an entry.
#[derive(Serialize)]
pub(super) struct DocumentView {
    pub(super) title: String,
    rows: Rows,
    pub(super) term: Option<Term>,
}

/// Writes the page of an entry in a language.
pub(super) fn write(
    speaker: Speaker<'_>,
    line: &Line<'_>,
    shown: &Shown<'_>,
    output: &Output<'_>,
) -> Result<()> {
    let view = speaker.entry(line, shown);
    speaker.site.put(output, speaker.lang, &speaker.entry_frame(line, &view.standing), &view)
}

impl<'s> Speaker<'s> {
    fn entry_frame(&self, line: &Line<'_>, standing: &[Phrase]) -> Page {
        let said = self.said();
        let title = line.words(self.lang, said);
        let status = said.registration(line.registration);
        let standing: Vec<String> = standing.iter().map(Phrase::plain).collect();
        let description = format!("{title}: {status}. {}.", standing.join(". "));
        Page {
            template: "entry",
            tail: self.index.tail(&format!("{}/", line.entry.number())),
            title: format!("{title} – {status}"),
            description,
            crumbs: vec![self.crumb()],
            section: self.index.register.law.id.clone(),
            state: State::lasting(self.changed(line, &said.entry_state)),
            is_echo: false,
        }
    }

    /// When an entry last changed, by which event, in the words of a pattern.
    pub(super) fn changed(&self, line: &Line<'_>, pattern: &str) -> Phrase {
        let at = line.entry.timeline().latest().recorded_at;
        let day = self.site.checked.law.zone.civil(at);
        let seq = Part::text(thousands(line.entry.last_seq()));
        phrase(pattern, &[("date", Part::date(self.said().date(day), day)), ("seq", seq)])
    }

    fn entry(&self, line: &Line<'_>, shown: &Shown<'_>) -> EntryPage<'s> {
        let entry = line.entry;
        let said = self.said();
        let tail = self.index.tail(&format!("{}/", entry.number()));
        let register = &self.index.register.law.id;
        let json = format!("api/v1/{register}/entries/{}.json", entry.number());
        let address = self.site.links.whole(&format!("{}/{tail}", self.lang.code()));
        let renewal = self.index.register.law.file.renewal.as_ref();
        let required_by = entry.required_by().iter().filter_map(|number| {
            let line = self.index.line(*number)?;
            let link = Part::link(line.words(self.lang, said), line.href(self));
            let status = Part::text(format!(" ({})", self.status_words(line)));
            Some(Item::from_iter([link, status]))
        });
        let documents = self.documents(line, shown.now());
        let due = self.due(line, &documents);
        let spans: Vec<_> = line.intervals.iter().map(|interval| interval.span).collect();
        EntryPage {
            number: line.number(said),
            name: Name::of(line.title(), line.only, self.lang),
            status: Status::of(line.registration, said.registration(line.registration)),
            standing: self.standing(line, shown.now()),
            due: due.clone(),
            facts: self.facts(shown.now()),
            documents,
            renewal: renewal
                .map(|renewal| renewal.paragraph.get(self.lang).clone())
                .unwrap_or_default(),
            official: self.official(shown.now(), entry.record().facts.loaded),
            required_by: required_by.collect(),
            seal: self.seal(line, shown),
            history: self.history(line, shown),
            json: self.site.links.file(&json),
            is_loaded: entry.record().facts.loaded,
            duty: self.duty(line, due),
            citation: self.citation(line, &address),
            report: self.report(line, &address),
            address,
            as_of: self.as_of(vec![self.case(line, String::new(), &spans)]),
        }
    }

    /// Where to write about a mistake; a letter names the entry and its page.
    fn report(&self, line: &Line<'_>, address: &str) -> String {
        let href = self.site.checked.law.site.contact_href().unwrap_or_default();
        if !href.starts_with("mailto:") {
            return href;
        }
        let register = self.index.register.law.short_title().get(self.lang);
        let subject = format!("{}, {register}", line.number(self.said()));
        format!("{href}?subject={}&body={}", in_query(&subject), in_query(address))
    }

    /// How to name this page in a document: the entry, its revision, where it stands.
    fn citation(&self, line: &Line<'_>, address: &str) -> String {
        let said = self.said();
        let timeline = line.entry.timeline();
        // Of several versions, the one whose values the page shows.
        let today = self.site.checked.head.day;
        let holds = |spans: &Vec<Span>| spans.iter().any(|span| span.has(today));
        let held = held(timeline, timeline.now()).iter().rposition(holds);
        let at = held.unwrap_or(timeline.revisions().len() - 1);
        let day = self.site.checked.law.zone.civil(timeline.revisions()[at].recorded_at);
        let values = [
            ("number", line.number(said)),
            ("name", line.title().get(self.lang).to_string()),
            ("register", self.index.register.law.file.title.get(self.lang).clone()),
            ("revision", self.revision_words(at)),
            ("date", said.date(day)),
            ("address", format!("{address}#r{}", at + 1)),
        ];
        let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        fill(&said.citation, &values)
    }

    /// Every field that has no place of its own elsewhere on the page.
    fn facts(&self, seen: &Seen<'_>) -> Rows {
        let roles = &self.index.register.law.file.roles;
        let documents = roles.documents.as_deref().map(top);
        let elsewhere = |field: &Field| {
            matches!(field.key.as_str(), "form" | "number")
                || field.kind == Kind::Decision
                || field.key == top(&roles.title)
                || Some(field.key.as_str()) == documents
        };
        let shown = seen.form.fields.iter().filter(|field| !elsewhere(field));
        let row =
            |field: &Field| self.row(field, seen.get(&field.key)?, &format!("/{}", field.key));
        Rows(shown.filter_map(row).collect())
    }

    fn documents(&self, line: &Line<'_>, seen: &Seen<'_>) -> Vec<DocumentView> {
        let law = &self.index.register.law.file;
        let Some(pointer) = law.roles.documents.as_deref() else { return Vec::new() };
        let Some(field) = seen.form.field(pointer) else { return Vec::new() };
        let said = self.said();
        // Nothing is to be renewed for what is not in the register.
        let is_in = line.registration == Registration::InRegister;
        let renewal = law.renewal.as_ref().filter(|_| is_in);
        let days = renewal.map(|renewal| renewal.days_before);
        let path = format!("{pointer}/*");
        let document = |node: &Node<'_>| {
            // The term stands in a line of its own.
            let term = |part: &&Field| part.key != "valid_until";
            let mut rows = self.rows_of(field.fields.iter().filter(term), node, &path);
            let title = if rows.is_empty() { Row::default() } else { rows.remove(0) };
            let until = node.get("valid_until").and_then(Node::text);
            let until: Option<Date> = until.and_then(|until| until.parse().ok());
            let by = |until: Date| days.map(|days| until.minus_days(days));
            DocumentView {
                title: if title.items.is_empty() {
                    field.label.get(self.lang).clone()
                } else {
                    title.items.iter().map(|item| item.words.plain()).collect()
                },
                rows: Rows(rows),
                term: until.map(|until| Term::new(until, by(until), |date| said.date(date))),
            }
        };
        let nodes = seen.select(pointer).into_iter().flat_map(Node::items);
        nodes.map(document).collect()
    }
}
