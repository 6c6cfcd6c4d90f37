//! What the public may see of an entry: of each revision, and of the values in force. It is worked
//! out once, for the pages in both languages and for the extracts.

use super::Site;
use super::index::Line;
use crate::base::json::{Limits, Node, parse};
use crate::law::Form;
use crate::record::public::Public;

/// What may be shown of some values, and the edition by which they are read.
#[derive(Debug)]
struct Told<'f> {
    form: &'f Form,
    public: Public,
}

impl Told<'_> {
    fn seen(&self) -> Seen<'_> {
        let tree = parse(&self.public.json, Limits::RECORD).0;
        Seen { form: self.form, tree, is_whole: self.public.is_whole }
    }
}

/// Values as the public may see them, under the edition by which they are read.
#[derive(Clone, Debug)]
pub(super) struct Seen<'p> {
    pub(super) form: &'p Form,
    tree: Option<Node<'p>>,
    /// Whether the record can be shown as it was signed.
    pub(super) is_whole: bool,
}

impl Seen<'_> {
    /// A top-level value.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'_>> {
        self.tree.as_ref()?.get(key)
    }

    /// Every value that a pointer leads to.
    pub(super) fn select(&self, pointer: &str) -> Vec<&Node<'_>> {
        self.tree.as_ref().map(|tree| tree.select(pointer)).unwrap_or_default()
    }
}

/// The texts of an entry, from which all its pages are made.
#[derive(Debug)]
pub(super) struct Texts<'c> {
    revisions: Vec<Told<'c>>,
    /// The values in force, where they are not those of the latest revision.
    now: Option<Told<'c>>,
}

impl<'c> Texts<'c> {
    /// The texts of an entry.
    pub(super) fn of(site: &Site<'c>, line: &Line<'c>) -> Texts<'c> {
        let timeline = line.entry.timeline();
        let revision = |revision: &'c crate::history::Revision| {
            let record = &revision.record;
            let public = site.privacy.object(&record.form, record.raw_fields());
            Told { form: &record.form, public }
        };
        let latest = line.entry.record();
        let values = timeline.view(timeline.now()).values(site.checked.head.day);
        let moved = !latest.raw_fields().eq(values.iter().copied());
        let now = moved.then(|| {
            let form = values.iter().find(|(key, _)| *key == "form");
            let forms = &line.entry.register().law.forms;
            let form = form.and_then(|(_, raw)| forms.get(raw.trim_matches('"')));
            let form = form.unwrap_or(&latest.form);
            Told { form, public: site.privacy.object(form, values) }
        });
        Texts { revisions: timeline.revisions().iter().map(revision).collect(), now }
    }

    /// The values in them.
    pub(super) fn read(&self) -> Shown<'_> {
        Shown {
            revisions: self.revisions.iter().map(Told::seen).collect(),
            now: self.now.as_ref().map(Told::seen),
        }
    }
}

/// The values of an entry, for its pages.
#[derive(Debug)]
pub(super) struct Shown<'t> {
    /// By revision.
    pub(super) revisions: Vec<Seen<'t>>,
    now: Option<Seen<'t>>,
}

impl<'t> Shown<'t> {
    /// The values of the latest revision.
    pub(super) fn latest(&self) -> &Seen<'t> {
        &self.revisions[self.revisions.len() - 1]
    }

    /// The values in force on the day of the commit.
    pub(super) fn now(&self) -> &Seen<'t> {
        self.now.as_ref().unwrap_or_else(|| self.latest())
    }
}
