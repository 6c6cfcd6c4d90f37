//! What the page of an entry says about its signature: in plain words, and no more than the site
//! publishes. Where signatures are not published it never says that anyone can check them.

use serde::Serialize;

use super::index::Line;
use super::part::{Part, Phrase, phrase};
use super::seen::Shown;
use super::value::Speaker;
use super::words::{Said, fill};
use crate::base::date::Instant;
use crate::law::site::Seals;
use crate::seal::{Role, Seal, Source, Status, TimeSource, Verdict};

/// The panel about the seal of the latest revision, and a line about each earlier one.
#[derive(Debug, Default, Serialize)]
pub(super) struct SealView {
    /// Names the shape.
    status: &'static str,
    /// Which revision was signed, where there are several.
    revision: String,
    /// The answer in a sentence.
    answer: String,
    role: String,
    when: Phrase,
    /// What the certificate shows, where signatures are published.
    name: String,
    organisation: String,
    bin: String,
    serial: String,
    issuer: String,
    /// The list that was signed instead of the record alone.
    by_list: String,
    /// Files for whoever checks, each with what it is.
    files: Vec<Part>,
    /// What can be done with them, or why there are none.
    note: String,
    earlier: Vec<String>,
}

impl Speaker<'_> {
    /// The panel of an entry.
    pub(super) fn seal(&self, line: &Line<'_>, shown: &Shown<'_>) -> SealView {
        let said = self.said();
        let last = line.entry.timeline().revisions().len() - 1;
        let seal = line.entry.seal(last);
        let verdict = &seal.verdict;
        let mut view = SealView {
            status: verdict.status.word(),
            revision: if last > 0 { self.revision_words(last) } else { String::new() },
            answer: answer(said, verdict.status).to_owned(),
            earlier: (0..last).rev().map(|at| self.earlier(line, at)).collect(),
            ..SealView::default()
        };
        if verdict.status != Status::Valid {
            return view;
        }
        view.role = verdict.role.map(|role| role_name(said, role)).unwrap_or_default();
        view.when = self.when(verdict);
        if self.site.checked.law.site.seals == Seals::Published {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            view.name = text(&verdict.subject.name);
            view.organisation = text(&verdict.subject.organisation);
            view.bin = text(&verdict.subject.bin);
            view.serial = text(&verdict.serial);
            view.issuer = text(&verdict.issuer);
        }
        self.files(line, &seal, shown.latest().public.is_whole, &mut view);
        view
    }

    /// What an extract says of the signature of its revision: whether it is valid, whose, when.
    pub(super) fn signed(&self, line: &Line<'_>, at: usize) -> Phrase {
        let said = self.said();
        let verdict = line.entry.seal(at).verdict;
        let mut words = Phrase::from(Part::text(answer(said, verdict.status)));
        if verdict.status != Status::Valid {
            return words;
        }
        let mut parts: Vec<Phrase> = Vec::new();
        let published = self.site.checked.law.site.seals == Seals::Published;
        let name = verdict.subject.name.clone().filter(|_| published);
        let role = verdict.role.map(|role| role_name(said, role));
        parts.extend(name.into_iter().chain(role).map(|part| Part::text(part).into()));
        parts.extend(Some(self.when(&verdict)).filter(|when| !when.plain().is_empty()));
        for (at, part) in parts.into_iter().enumerate() {
            words.push(Part::text(if at == 0 { " " } else { ", " }));
            words.extend(part);
        }
        words
    }

    fn earlier(&self, line: &Line<'_>, at: usize) -> String {
        let said = self.said();
        let answer = answer(said, line.entry.seal(at).verdict.status);
        let revision = fill(&said.revision, &[("n", &(at + 1).to_string())]);
        fill(&said.seal_earlier, &[("revision", &revision), ("answer", answer)])
    }

    /// When it was signed and how that is known.
    fn when(&self, verdict: &Verdict) -> Phrase {
        let said = self.said();
        let (Some(at), Some(source)) = (verdict.signed_at, verdict.time_source) else {
            return Phrase::default();
        };
        let pattern = match source {
            TimeSource::TimeStamp => &said.seal_time_proven,
            TimeSource::SigningTime => &said.seal_time_claimed,
        };
        phrase(pattern, &[("date", self.moment(at))])
    }

    fn moment(&self, at: Instant) -> Part {
        let day = self.site.checked.law.zone.civil(at);
        Part::date(self.said().date(day), day)
    }

    /// The files to check with. Without them nobody outside can check, and the page says so.
    fn files(&self, line: &Line<'_>, seal: &Seal, whole: bool, view: &mut SealView) {
        let said = self.said();
        let register = &self.index.register.law.id;
        let link = |words: &str, path: String| Part::link(words, self.site.links.file(&path));
        if let Some(Source::List(list)) = &seal.source {
            view.by_list = fill(&said.seal_by_list, &[("name", list.name())]);
        }
        match self.site.checked.law.site.seals {
            Seals::Published => {}
            Seals::OnRequest => return said.seal_on_request.clone_into(&mut view.note),
            Seals::Verdict => return said.seal_verdict.clone_into(&mut view.note),
        }
        let timeline = line.entry.timeline();
        let revision = timeline.revisions().len();
        let record = format!("api/v1/{register}/entries/{}/r{revision}.json", timeline.number);
        if whole {
            view.files.push(link(&said.seal_record_file, record.clone()));
        }
        match &seal.source {
            Some(Source::List(list)) => {
                let path = format!("api/v1/{register}/seals/{}.json", list.name());
                view.files.push(link(&said.seal_list_file, path.clone()));
                view.files.push(link(&said.seal_file, format!("{path}.p7s")));
            }
            Some(Source::Own(_)) if whole => {
                view.files.push(link(&said.seal_file, format!("{record}.p7s")));
            }
            _ => {}
        }
        let note = if whole { &said.seal_open } else { &said.seal_masked };
        note.clone_into(&mut view.note);
    }
}

fn answer(said: &Said, status: Status) -> &str {
    match status {
        Status::Valid => &said.seal_valid,
        Status::Invalid => &said.seal_invalid,
        Status::Indeterminate => &said.seal_indeterminate,
        Status::Missing => &said.seal_missing,
    }
}

/// The capacity of a signer; the words stand in this order.
fn role_name(said: &Said, role: Role) -> String {
    let place = match role {
        Role::Head => 0,
        Role::RightToSign => 1,
        Role::RightToSignFinancial => 2,
        Role::Personnel => 3,
        Role::Employee => 4,
        Role::InformationSystem => 5,
        Role::TreasuryClient => 6,
        Role::NaturalPerson => 7,
    };
    said.seal_roles.split('|').nth(place).unwrap_or_default().to_owned()
}
