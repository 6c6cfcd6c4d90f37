//! The words of the interface in one language, from `content/<lang>/words.json`: those that the
//! templates print, and those that views are made of.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::base::date::Date;
use crate::base::lang::{Lang, PerLang};
use crate::history::Registration;
use crate::law::{DecisionKind, Files};

/// A file of words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// Printed by templates.
    pub(super) page: BTreeMap<String, String>,
    /// Put together with values. `{name}` stands for a value; `one|few|many` are Russian plurals.
    pub(super) said: Said,
    /// Put together by the script of the page that checks many lines, and by the terminal.
    pub(super) check: BTreeMap<String, String>,
    /// Put together by the script of the search.
    pub(super) search: BTreeMap<String, String>,
}

macro_rules! said {
    ($($key:ident),+ $(,)?) => {
        /// Words that views are made of; a file that lacks one or has another is refused.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Said {
            $(pub(super) $key: String,)+
            /// `date` and `months`, read once: most of what is said is a date.
            #[serde(skip)]
            dates: Dates,
        }

        impl Said {
            fn all(&self) -> Vec<(&'static str, &str)> {
                vec![$((stringify!($key), self.$key.as_str())),+]
            }
        }
    };
}

said!(
    months,
    months_alone,
    date,
    month,
    year,
    number,
    official_number,
    yes,
    no,
    iin_mask,
    iin_publish,
    masked,
    not_asked,
    not_known,
    empty,
    only_in_kk,
    only_in_ru,
    entries,
    page_of,
    status,
    pending,
    in_register,
    excluded,
    annulled,
    starts,
    excluded_on,
    leaves_on,
    leaving_on,
    pending_from,
    never_in_annulled,
    never_in_excluded,
    all_statuses,
    changed_enter,
    changed_leave,
    changed_change,
    changed_correct,
    changed_annul,
    kind_enter,
    kind_leave,
    kind_change,
    kind_correct,
    kind_annul,
    with_grounds,
    left_by,
    with_fields,
    changed_from,
    changed_decision,
    changes_from,
    data_state,
    event_state,
    entry_state,
    entries_state,
    holder_of,
    sort_number,
    sort_name,
    sort_date,
    site_description,
    excluded_title,
    changes_title,
    changes_in,
    held_from,
    held_between,
    revision,
    seal_valid,
    seal_indeterminate,
    seal_invalid,
    seal_missing,
    seal_by_list,
    seal_roles,
    seal_time_proven,
    seal_time_claimed,
    seal_earlier,
    seal_record_file,
    seal_list_file,
    seal_file,
    seal_open,
    seal_masked,
    seal_on_request,
    seal_verdict,
    brought_by,
    brought_doubtful,
    brought_unchecked,
    expiring_title,
    expiring_in,
    statistics_title,
    years_until,
    expiring_soon,
    expiring_gone,
    expiring_more,
    as_of_in,
    as_of_out,
    as_of_border,
    days_count,
    days_failed,
    days_weight,
    calendar_of,
    term_title,
    term_text,
    term_documents,
    citation,
);

impl Words {
    /// Reads the words of both languages, which must have the same keys and the same places.
    pub(super) fn load(files: &Files) -> Result<PerLang<Words>> {
        let words = PerLang { kk: read(files, Lang::Kk)?, ru: read(files, Lang::Ru)? };
        same_keys(&words, "page", |words| &words.page)?;
        same_keys(&words, "check", |words| &words.check)?;
        same_keys(&words, "search", |words| &words.search)?;
        for ((key, kk), (_, ru)) in words.kk.said.all().into_iter().zip(words.ru.said.all()) {
            if places(kk) != places(ru) {
                bail!("the languages fill other places in `said.{key}`: `{kk}`, `{ru}`");
            }
        }
        Ok(words)
    }
}

/// The words of answers about a day, for the terminal.
pub fn check_words(files: &Files, lang: Lang) -> Result<BTreeMap<String, String>> {
    Ok(read(files, lang)?.check)
}

/// Both languages have the same words in a section, with the same places.
fn same_keys(
    words: &PerLang<Words>,
    section: &str,
    of: impl Fn(&Words) -> &BTreeMap<String, String>,
) -> Result<()> {
    for lang in Lang::ALL {
        for (key, text) in of(words.get(lang)) {
            let Some(twin) = of(words.get(lang.other())).get(key) else {
                bail!("`{}` has no word `{section}.{key}`", path(lang.other()));
            };
            if places(text) != places(twin) {
                bail!("the languages fill other places in `{section}.{key}`: `{text}`, `{twin}`");
            }
        }
    }
    Ok(())
}

fn path(lang: Lang) -> String {
    format!("content/{}/words.json", lang.code())
}

fn read(files: &Files, lang: Lang) -> Result<Words> {
    let path = path(lang);
    let bytes = files.get(&path).with_context(|| format!("`{path}` is missing"))?;
    let mut words: Words = serde_json::from_slice(bytes).with_context(|| format!("in `{path}`"))?;
    for months in [&words.said.months, &words.said.months_alone] {
        if months.split('|').count() != 12 {
            bail!("`{path}` does not name twelve months: `{months}`");
        }
    }
    words.said.dates = Dates::new(&words.said.date, &words.said.months);
    Ok(words)
}

/// The names in braces, sorted, each once.
fn places(pattern: &str) -> Vec<&str> {
    let names = pieces(pattern).map(|(_, name)| name);
    let mut places: Vec<_> = names.filter(|name| !name.is_empty()).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The pieces of a pattern: what stands before each place, and its name; what stands after the last
/// one has no name.
pub(super) fn pieces(pattern: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = Some(pattern);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((before, after)) = text.split_once('{') else {
            rest = None;
            return Some((text, ""));
        };
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        rest = Some(after);
        Some((before, name))
    })
}

/// A pattern with its places filled. Values are put in as they are, never read as patterns.
pub(super) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 32);
    for (before, name) in pieces(pattern) {
        out.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(value.map_or("", |(_, value)| value));
    }
    out
}

impl Said {
    /// `14 March 2025` as the language writes it.
    pub(super) fn date(&self, date: Date) -> String {
        self.dates.say(date)
    }

    /// `March 2025` as a heading.
    pub(super) fn month(&self, year: i32, month: u32) -> String {
        let name = self.month_name(month);
        fill(&self.month, &[("year", &year.to_string()), ("month", name)])
    }

    /// The name of a month standing alone.
    pub(super) fn month_name(&self, month: u32) -> &str {
        self.months_alone.split('|').nth(month as usize - 1).unwrap_or_default()
    }

    /// A pattern with `{n}`, in the form that the number asks for.
    pub(super) fn count(pattern: &str, n: usize) -> String {
        let forms: Vec<_> = pattern.split('|').collect();
        let form = match (forms.len(), n % 10, n % 100) {
            (3, 1, last) if last != 11 => 0,
            (3, 2..=4, last) if !(12..=14).contains(&last) => 1,
            (3, ..) => 2,
            _ => 0,
        };
        fill(forms[form], &[("n", &thousands(n))])
    }

    /// The word for where an entry stands.
    pub(super) fn registration(&self, registration: Registration) -> &str {
        match registration {
            Registration::Pending => &self.pending,
            Registration::InRegister => &self.in_register,
            Registration::Excluded => &self.excluded,
            Registration::Annulled => &self.annulled,
        }
    }

    /// What changes of a kind are called among others.
    pub(super) fn kind_of_change(&self, kind: DecisionKind) -> &str {
        match kind {
            DecisionKind::Enter => &self.kind_enter,
            DecisionKind::Leave => &self.kind_leave,
            DecisionKind::Change => &self.kind_change,
            DecisionKind::Correct => &self.kind_correct,
            DecisionKind::Annul => &self.kind_annul,
        }
    }

    /// The sentence that tells of a decision.
    pub(super) fn changed(&self, kind: DecisionKind) -> &str {
        match kind {
            DecisionKind::Enter => &self.changed_enter,
            DecisionKind::Leave => &self.changed_leave,
            DecisionKind::Change => &self.changed_change,
            DecisionKind::Correct => &self.changed_correct,
            DecisionKind::Annul => &self.changed_annul,
        }
    }
}

/// How dates are said in words.
#[derive(Debug, Default)]
struct Dates {
    /// What stands before each place, and the place; of the last piece there may be none.
    pieces: Vec<(String, Option<DatePlace>)>,
    months: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
enum DatePlace {
    Year,
    Month,
    Day,
}

impl Dates {
    fn new(pattern: &str, months: &str) -> Dates {
        let piece = |(before, name): (&str, &str)| {
            let place = match name {
                "year" => Some(DatePlace::Year),
                "month" => Some(DatePlace::Month),
                "day" => Some(DatePlace::Day),
                _ => None,
            };
            (before.to_owned(), place)
        };
        Dates {
            pieces: pieces(pattern).map(piece).collect(),
            months: months.split('|').map(str::to_owned).collect(),
        }
    }

    fn say(&self, date: Date) -> String {
        let (year, month, day) = date.parts();
        let mut out = String::with_capacity(48);
        for (before, place) in &self.pieces {
            out.push_str(before);
            match place {
                Some(DatePlace::Year) => out.push_str(&year.to_string()),
                Some(DatePlace::Month) => {
                    let name = self.months.get(month as usize - 1);
                    out.push_str(name.map_or("", String::as_str));
                }
                Some(DatePlace::Day) => out.push_str(&day.to_string()),
                None => {}
            }
        }
        out
    }
}

/// A label inside a sentence: its first letter small, unless it begins an abbreviation.
pub(super) fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    let Some(first) = letters.next() else { return String::new() };
    if letters.clone().next().is_some_and(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(letters).collect()
}

/// Digits in threes, with no-break spaces.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.char_indices() {
        // Four digits stand together, as both languages write them.
        if digits.len() > 4 && index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_plurals_and_one_form_for_kazakh() {
        let ru = "{n} запись|{n} записи|{n} записей";
        for (n, expected) in [
            (0, "0 записей"),
            (1, "1 запись"),
            (2, "2 записи"),
            (5, "5 записей"),
            (11, "11 записей"),
            (14, "14 записей"),
            (21, "21 запись"),
            (104, "104 записи"),
            (111, "111 записей"),
        ] {
            assert_eq!(Said::count(ru, n), expected);
        }
        assert_eq!(Said::count("{n} жазба", 21), "21 жазба");
        assert_eq!(Said::count("{n} жазба", 12_345), "12\u{a0}345 жазба");
    }

    #[test]
    fn values_are_not_read_as_patterns() {
        assert_eq!(fill("№ {n}: {name}", &[("n", "1"), ("name", "{n}")]), "№ 1: {n}");
        assert_eq!(fill("{a", &[]), "");
        assert_eq!(places("{b} {a} {b}"), ["a", "b"]);
    }
}
