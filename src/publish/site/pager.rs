//! The way through the pages of something that is too long for one.

use serde::Serialize;

use super::links::page_tail;
use super::value::Speaker;
use super::ways::Choice;
use super::words::{fill, thousands};

/// The way through the pages of a list, of a month.
#[derive(Debug, Serialize)]
pub(super) struct Pager {
    label: String,
    previous: String,
    next: String,
    /// An empty text is a gap.
    pages: Vec<Choice>,
}

impl Speaker<'_> {
    pub(super) fn page_of(&self, page: usize, pages: usize) -> String {
        fill(&self.said().page_of, &[("n", &thousands(page)), ("m", &thousands(pages))])
    }

    /// The way through the pages of a list; none where there is but one.
    pub(super) fn pager(&self, rest: &str, page: usize, pages: usize) -> Option<Pager> {
        if pages < 2 {
            return None;
        }
        let href = |page: usize| self.href(&page_tail(rest, page));
        let number = |at: usize| Choice {
            text: thousands(at),
            count: String::new(),
            href: href(at),
            is_current: at == page,
        };
        let gap = || Choice {
            text: String::new(),
            count: String::new(),
            href: String::new(),
            is_current: false,
        };
        let mut shown: Vec<Choice> = Vec::new();
        let mut last = 0;
        for at in (1..=pages).filter(|at| *at == 1 || *at == pages || at.abs_diff(page) <= 2) {
            if at > last + 1 {
                shown.push(gap());
            }
            shown.push(number(at));
            last = at;
        }
        Some(Pager {
            label: self.page_of(page, pages),
            previous: if page > 1 { href(page - 1) } else { String::new() },
            next: if page < pages { href(page + 1) } else { String::new() },
            pages: shown,
        })
    }
}
