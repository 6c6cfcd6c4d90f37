//! The printable extract of one revision: one sheet in both languages side by side, with the
//! official row, from when to when it held, the fingerprint of the record, and a code that leads back.

use anyhow::Result;
use serde::Serialize;

use super::Site;
use super::frame::Page;
use super::history::{DecisionView, held};
use super::index::{Index, Line};
use super::official::ColumnView;
use super::part::{Part, Phrase};
use super::qr::Qr;
use super::seen::Shown;
use super::value::Speaker;
use crate::base::lang::Lang;
use crate::base::output::Output;

#[derive(Serialize)]
struct ExtractPage<'s> {
    sides: Vec<Side<'s>>,
    /// The official row: both languages of a column beside each other.
    columns: Vec<Vec<ColumnView>>,
    sha256: String,
    address: String,
    qr: Option<Qr>,
}

/// One language of an extract.
#[derive(Serialize)]
struct Side<'s> {
    lang: &'static str,
    register: String,
    number: String,
    name: Part,
    revision: String,
    recorded: Part,
    /// As known when it was published, and as known now.
    then: Vec<Phrase>,
    now: Vec<Phrase>,
    decisions: Vec<DecisionView>,
    seal: Phrase,
    basis: String,
    entry: String,
    /// What such a sheet is not, where the content says so for this register.
    note: &'s str,
}

/// Writes the extracts of all revisions of an entry.
pub(super) fn write(
    site: &Site<'_>,
    index: &Index<'_>,
    line: &Line<'_>,
    shown: &Shown<'_>,
    output: &Output<'_>,
) -> Result<()> {
    let revisions = line.entry.timeline().revisions().len();
    (0..revisions).try_for_each(|at| extract(site, index, line, shown, at, output))
}

fn extract(
    site: &Site<'_>,
    index: &Index<'_>,
    line: &Line<'_>,
    shown: &Shown<'_>,
    at: usize,
    output: &Output<'_>,
) -> Result<()> {
    let record = &line.entry.timeline().revisions()[at].record;
    let sides = Lang::ALL.map(|lang| {
        let speaker = Speaker { site, index, lang };
        speaker.side(line, shown, at)
    });
    let [(kk, kk_columns), (ru, ru_columns)] = sides;
    let columns = kk_columns.into_iter().zip(ru_columns).map(|(kk, ru)| vec![kk, ru]);
    let path = index.tail(&format!("{}/r{}/", line.entry.number(), at + 1));
    let address = site.links.whole(&path);
    let view = ExtractPage {
        columns: columns.collect(),
        sha256: record.sha256.to_string(),
        qr: Qr::of(&address),
        address,
        sides: vec![kk, ru],
    };
    let page = Page { template: "extract", ..Page::default() };
    let html = site.render(Lang::Kk, &page, &view)?;
    output.put(format!("{path}index.html"), &html)?;
    Ok(())
}

impl<'s> Speaker<'s> {
    fn side(&self, line: &Line<'_>, shown: &Shown<'_>, at: usize) -> (Side<'s>, Vec<ColumnView>) {
        let said = self.said();
        let timeline = line.entry.timeline();
        let revision = &timeline.revisions()[at];
        let seen = &shown.revisions[at];
        let official = self.official(seen, revision.record.facts.loaded);
        let day = self.site.checked.law.zone.civil(revision.recorded_at);
        let known_then = timeline.with_revision(at);
        let held = |known| self.held_words(timeline, known, &held(timeline, known)[at]);
        let side = Side {
            lang: self.lang.code(),
            register: self.index.register.law.file.title.get(self.lang).clone(),
            number: line.number(said),
            name: Part::text(&**revision.record.facts.title.get(self.lang)),
            revision: self.revision_words(at),
            recorded: Part::date(said.date(day), day),
            then: held(known_then),
            now: held(timeline.now()),
            decisions: self.decisions(timeline, revision, seen),
            seal: self.signed(line, at),
            basis: official.basis,
            entry: line.href(self),
            note: self.text("extract").map_or("", |text| text.lead.as_str()),
        };
        (side, official.columns)
    }
}
