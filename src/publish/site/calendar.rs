//! The form of a calendar: days with reminders before them.

use std::fmt::Write as _;

use crate::base::date::{Date, Instant};
use crate::base::lang::Lang;

/// Days before the day on which a calendar reminds of it.
const REMINDERS: [u32; 3] = [60, 30, 7];

/// Octets on a line.
const LINE: usize = 75;

/// A day on which something is due.
pub(super) struct Term {
    /// The same for the same term in every build.
    pub(super) id: String,
    pub(super) on: Date,
    /// When the data last changed.
    pub(super) changed: Instant,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) href: String,
}

/// The whole text of a calendar.
pub(super) fn write(title: &str, lang: Lang, terms: &[Term]) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, &format!("PRODID:-//Tizilim//{}", lang.code().to_uppercase()));
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, "METHOD:PUBLISH");
    line(&mut out, &format!("X-WR-CALNAME:{}", escape(title)));
    if terms.is_empty() {
        no_terms(&mut out);
    }
    for term in terms {
        let title = escape(&term.title);
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", escape(&term.id)));
        line(&mut out, &format!("DTSTAMP:{}", compact(&term.changed.to_string())));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", compact(&term.on.to_string())));
        let next = term.on.plus_days(1).to_string();
        line(&mut out, &format!("DTEND;VALUE=DATE:{}", compact(&next)));
        line(&mut out, &format!("SUMMARY;LANGUAGE={}:{title}", lang.code()));
        line(&mut out, &format!("DESCRIPTION:{}", escape(&term.text)));
        line(&mut out, &format!("URL:{}", term.href));
        line(&mut out, "TRANSP:TRANSPARENT");
        for days in REMINDERS {
            line(&mut out, "BEGIN:VALARM");
            line(&mut out, "ACTION:DISPLAY");
            line(&mut out, &format!("TRIGGER:-P{days}D"));
            line(&mut out, &format!("DESCRIPTION:{title}"));
            line(&mut out, "END:VALARM");
        }
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// A calendar must have a component. One without terms says so with a time zone: whoever follows it
/// forgets the terms that are no more, as no answer at all would not tell.
fn no_terms(out: &mut String) {
    line(out, "BEGIN:VTIMEZONE");
    line(out, "TZID:UTC");
    line(out, "BEGIN:STANDARD");
    line(out, "DTSTART:19700101T000000");
    line(out, "TZOFFSETFROM:+0000");
    line(out, "TZOFFSETTO:+0000");
    line(out, "END:STANDARD");
    line(out, "END:VTIMEZONE");
}

/// A date or moment without its marks.
fn compact(text: &str) -> String {
    text.replace(['-', ':'], "")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                let _ = write!(out, "\\{letter}"); // writing to a string cannot fail
            }
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line, folded where it is too long; a letter is never cut.
fn line(out: &mut String, text: &str) {
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(letter);
        length += letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_and_nothing_is_lost() {
        let mut out = String::new();
        let text = "Ә".repeat(100);
        line(&mut out, &text);
        assert!(out.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(out.replace("\r\n ", "").trim_end(), text);
    }

    #[test]
    fn a_calendar_without_terms_has_a_component() {
        let text = write("", Lang::Kk, &[]);
        assert!(text.contains("BEGIN:VTIMEZONE\r\nTZID:UTC\r\n") && !text.contains("VEVENT"));
    }

    #[test]
    fn a_term_reminds_three_times() {
        let term = Term {
            id: "a@b".to_owned(),
            on: "2026-01-31".parse().unwrap(),
            changed: Instant(0),
            title: "a; b,c\\d\ne".to_owned(),
            text: String::new(),
            href: String::new(),
        };
        let text = write("", Lang::Kk, &[term]);
        assert!(text.contains("SUMMARY;LANGUAGE=kk:a\\; b\\,c\\\\d\\ne\r\n"), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20260131\r\nDTEND;VALUE=DATE:20260201\r\n"));
        assert!(text.contains("DTSTAMP:19700101T000000Z"), "{text}");
        assert_eq!(text.matches("TRIGGER:-P").count(), 3);
    }
}
