//! A small invented register on which every theme is tried when it is loaded: each kind of value,
//! each status, a hidden number, a missing language, hostile text. Tests look at its pages.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Theme, write};
use crate::base::commit::{BlobId, Blobs, Change, Commit};
use crate::base::date::{Date, Instant};
use crate::base::digest::Digest;
use crate::base::json::{Limits, parse};
use crate::base::output::{FileLine, Memory, Output};
use crate::history::build::{self, build};
use crate::history::seals::SealFile;
use crate::law::load::load;
use crate::law::{Files, Law};
use crate::publish::origin::Own;
use crate::record::canonical;
use crate::register::{Checked, Head, Input, check};
use crate::seal::{Role, Seal, SealedList, Source, TimeSource, Verdict, Verdicts, reason};

const TEXT: &str = include_str!("specimen.json");
/// No entry of the specimen has more.
const MOST_REVISIONS: usize = 10;

#[derive(Deserialize)]
struct Specimen {
    files: Map<String, Value>,
    records: Vec<Story>,
}

/// What happened to a record.
#[derive(Deserialize)]
struct Story {
    register: String,
    number: u32,
    steps: Vec<Step>,
}

/// One revision: what it sets, and the decision that it adds.
#[derive(Deserialize)]
struct Step {
    on: Date,
    set: Map<String, Value>,
    decision: Value,
}

/// Contents by position.
struct Contents(Vec<String>);

impl Blobs for Contents {
    fn read(&self, id: BlobId) -> std::io::Result<Vec<u8>> {
        Ok(self.0[usize::from(id.0[0])].clone().into_bytes())
    }
}

/// Renders every page of the specimen and throws them away.
pub(super) fn render(theme: &Theme) -> Result<()> {
    let memory = Memory::default();
    site(&checked()?, theme, &Output::new(&memory))
}

/// The whole site of a register, with files of intervals that are large enough to be warned of.
pub(super) fn site(checked: &Checked, theme: &Theme, output: &Output<'_>) -> Result<()> {
    let validity = checked.registers.iter().map(|register| FileLine {
        path: format!("api/v1/{}/validity.json", register.law.id),
        bytes: 2_000_000,
        sha256: Digest::of(b""),
    });
    write(checked, theme, &Own::new(checked), &validity.collect::<Vec<_>>(), output)
}

/// The specimen, checked as any register is.
pub(super) fn checked() -> Result<Checked> {
    let specimen: Specimen = serde_json::from_str(TEXT).context("the specimen")?;
    let bytes = |(path, value): (&String, &Value)| Ok((path.clone(), serde_json::to_vec(value)?));
    let files: Result<_> = specimen.files.iter().map(bytes).collect();
    let (law, findings) = load(&Files::new(files?));
    let Some(law) = law else { bail!("the specimen's law: {findings:?}") };
    let (commits, contents) = commits(&specimen, &law)?;
    let source = build::Source::new(&commits, &contents, &law);
    let histories: std::io::Result<Vec<_>> =
        law.registers.iter().map(|register| build(&source, register)).collect();
    let day = Date::new(2026, 3, 1).context("a day")?;
    let head = Head { commit: None, at: day.midnight_utc(), day };
    let histories = histories?;
    let seals = vec![seals()];
    // Rules only warn about what is not new: the specimen need not follow those of a real register.
    let maintainers = Arc::default();
    let is_new = &|_: &str| false;
    let input = Input { law, head, on: day, histories, seals, maintainers, findings, is_new };
    match check(input) {
        (Some(checked), _) => Ok(checked),
        (None, findings) => bail!("the specimen: {findings:?}"),
    }
}

/// The first entry is sealed by a list, so that a theme is tried on that; the others are not.
fn seals() -> Verdicts {
    let file = |text: &[u8]| Arc::new(SealFile { bytes: text.into(), sha256: Digest::of(text) });
    let mut verdict = Verdict::new(reason::OK);
    verdict.role = Some(Role::Head);
    verdict.signed_at = Some(Instant(1_770_000_000));
    verdict.time_source = Some(TimeSource::SigningTime);
    verdict.serial = Some("4a5b".to_owned());
    verdict.issuer = Some("DEMO <CA>".to_owned());
    verdict.subject.name = Some("DEMO ҮЛГІ".to_owned());
    verdict.subject.organisation = Some("DEMO & ОРГАН".to_owned());
    verdict.subject.bin = Some("700140000019".to_owned());
    let path = "data/registers/specimen/seals/2026-02-02-1.json".to_owned();
    let list = SealedList { path, file: file(b"[]"), signature: file(b"") };
    let source = Some(Source::List(Arc::new(list)));
    let seal = Seal { verdict: Arc::new(verdict), source };
    vec![vec![seal; MOST_REVISIONS]]
}

/// One commit for each revision, in the order of time.
fn commits(specimen: &Specimen, law: &Law) -> Result<(Vec<Commit>, Contents)> {
    let mut contents = Contents(Vec::new());
    let mut dated = Vec::new();
    for story in &specimen.records {
        let register = law.registers.iter().find(|register| register.id == story.register);
        let register = register.with_context(|| format!("no register `{}`", story.register))?;
        let mut record = Map::new();
        let mut decisions = Vec::new();
        for step in &story.steps {
            record.extend(step.set.clone());
            decisions.push(step.decision.clone());
            record.insert("decisions".to_owned(), Value::Array(decisions.clone()));
            let text = serde_json::to_string(&record)?;
            let tree = parse(&text, Limits::RECORD).0.context("a record of the specimen")?;
            let mut id = [0; 20];
            id[0] = u8::try_from(contents.0.len()).context("too many revisions")?;
            contents.0.push(canonical(&tree, register).context("a form of the specimen")?);
            let path = register.record_path(story.number);
            let changes = vec![Change { path, blob: Some(BlobId(id)) }];
            dated.push((step.on, changes));
        }
    }
    dated.sort_by_key(|(on, _)| *on);
    let commit = |(on, changes): (Date, Vec<Change>)| Commit {
        id: on.to_string(),
        at: on.midnight_utc(),
        changes,
        signed: None,
    };
    Ok((dated.into_iter().map(commit).collect(), contents))
}
