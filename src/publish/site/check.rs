//! What the script of the page that checks many lines is told: where the files are, which registers
//! there are and by what they can be asked, and the words of the answers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Site;
use super::index::top;
use crate::base::date::Date;
use crate::base::lang::Lang;
use crate::law::register::Status;
use crate::law::site::Iin;
use crate::publish::keys::Key;
use crate::register::Register;

#[derive(Serialize)]
struct Script<'s> {
    root: &'s str,
    lang: &'s str,
    other: &'s str,
    /// The day of the data.
    day: Date,
    /// Whether numbers of individuals are hidden.
    mask: bool,
    /// From which second of 1970 on, how many hours east of Greenwich.
    zone: Vec<(Option<i64>, i64)>,
    registers: Vec<RegisterRow<'s>>,
    words: BTreeMap<&'s str, &'s str>,
}

#[derive(Serialize)]
struct RegisterRow<'s> {
    id: &'s str,
    /// Whether it is asked without being named.
    asked: bool,
    count: usize,
    /// The field that holds the name of an entry.
    title: &'s str,
    /// Whether entries are found by their holder.
    holder: bool,
    keys: Vec<&'s str>,
    /// The register's own names of decisions, in words.
    kinds: BTreeMap<&'s str, &'s str>,
}

/// The data of the page in a language, as JSON.
pub(super) fn script(site: &Site<'_>, lang: Lang) -> String {
    let law = &site.checked.law;
    let said = site.said(lang);
    let mut words: BTreeMap<_, _> = site
        .theme
        .words
        .get(lang)
        .check
        .iter()
        .map(|(key, word)| (key.as_str(), word.as_str()))
        .collect();
    words.extend([
        ("months", said.months.as_str()),
        ("date", &said.date),
        ("not_known", &said.not_known),
        ("held_from", &said.held_from),
        ("held_between", &said.held_between),
    ]);
    let script = Script {
        root: site.links.root(),
        lang: lang.code(),
        other: lang.other().code(),
        day: site.checked.head.day,
        mask: law.site.iin == Iin::Mask,
        zone: law.zone.offsets.iter().map(|offset| (offset.from_unix, offset.hours)).collect(),
        registers: site.checked.registers.iter().map(|register| row(register, lang)).collect(),
        words,
    };
    serde_json::to_string(&script).unwrap_or_default()
}

fn row(register: &Register, lang: Lang) -> RegisterRow<'_> {
    let law = &register.law;
    let keys = Key::all(register);
    RegisterRow {
        id: &law.id,
        asked: law.file.status == Status::InForce,
        count: register.entries().len(),
        title: top(&law.file.roles.title),
        holder: keys.iter().any(Key::is_holder),
        keys: keys.iter().filter(|key| !key.is_holder()).map(|key| key.name).collect(),
        kinds: law
            .file
            .decisions
            .keys()
            .map(|kind| (kind.as_str(), label(register, kind, lang)))
            .collect(),
    }
}

/// A kind of decision as the latest form calls it.
fn label<'r>(register: &'r Register, kind: &'r str, lang: Lang) -> &'r str {
    let form = register.law.latest_form();
    let field = form.and_then(|form| form.field("/decisions/kind"));
    let label = field.and_then(|field| field.value_label(kind));
    label.map_or(kind, |label| label.get(lang))
}
