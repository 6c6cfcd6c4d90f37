//! What the public may see of an entry: of each revision, and of the values in force. It is worked
//! out once, for the pages in both languages and for the extracts.

use super::Site;
use super::index::Line;
use crate::base::json::Node;
use crate::history::Revision;
use crate::law::Form;
use crate::record::public::Public;

/// Values as the public may see them, and the edition by which they are read.
#[derive(Clone, Debug)]
pub(super) struct Seen<'c> {
    pub(super) form: &'c Form,
    pub(super) public: Public<'c>,
}

impl<'c> Seen<'c> {
    /// A top-level value.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'c>> {
        self.public.tree.get(key)
    }

    /// Every value that a pointer leads to.
    pub(super) fn select(&self, pointer: &str) -> Vec<&Node<'c>> {
        self.public.tree.select(pointer)
    }
}

/// The values of an entry, for its pages.
#[derive(Debug)]
pub(super) struct Shown<'c> {
    /// By revision.
    pub(super) revisions: Vec<Seen<'c>>,
    /// The values in force, where they are not those of the latest revision.
    now: Option<Seen<'c>>,
}

impl<'c> Shown<'c> {
    /// The values of an entry.
    pub(super) fn of(site: &Site<'c>, line: &Line<'c>) -> Shown<'c> {
        let timeline = line.entry.timeline();
        let revision = |revision: &'c Revision| {
            let record = &revision.record;
            let public = site.privacy.object(&record.form, record.raw_fields());
            Seen { form: &record.form, public }
        };
        let latest = line.entry.record();
        let values = timeline.view(timeline.now()).values(site.checked.head.day);
        let moved = !latest.raw_fields().eq(values.iter().copied());
        let now = moved.then(|| {
            let form = values.iter().find(|(key, _)| *key == "form");
            let forms = &line.entry.register().law.forms;
            let form = form.and_then(|(_, raw)| forms.get(raw.trim_matches('"')));
            let form = form.unwrap_or(&latest.form);
            Seen { form, public: site.privacy.object(form, values) }
        });
        Shown { revisions: timeline.revisions().iter().map(revision).collect(), now }
    }

    /// The values of the latest revision.
    pub(super) fn latest(&self) -> &Seen<'c> {
        &self.revisions[self.revisions.len() - 1]
    }

    /// The values in force on the day of the commit.
    pub(super) fn now(&self) -> &Seen<'c> {
        self.now.as_ref().unwrap_or_else(|| self.latest())
    }
}
