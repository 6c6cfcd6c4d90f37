//! Values on a day: each top-level field as the last include or change that altered it left it,
//! with corrections counted as set by the decision that they correct.

use super::{Setting, Timeline, View};
use crate::base::date::Date;
use crate::record::Record;

impl<'t> View<'t> {
    /// The revision (counted from 0) that holds the value of a field on a day; none before any
    /// decision that set it has taken effect.
    pub fn value_revision(&self, key: &str, day: Date) -> Option<usize> {
        self.setting(key, |base| self.effective_on(base).is_some_and(|from| from <= day))
    }

    /// The revision that holds the value of a field once everything known has taken effect.
    pub(super) fn final_revision(&self, key: &str) -> Option<usize> {
        self.setting(key, |_| true)
    }

    /// The last counting setting in the order of the decisions that count as having set it; among
    /// corrections of one decision, the last.
    fn setting(&self, key: &str, effective: impl Fn(usize) -> bool) -> Option<usize> {
        let counts = |setting: &&Setting| {
            let via = setting.via.is_none_or(|correction| self.counts(correction));
            via && self.counts(setting.base) && effective(setting.base) && setting.fields.has(key)
        };
        let settings = self.timeline.settings.iter().filter(counts);
        settings.max_by_key(|setting| (setting.base, setting.via)).map(|setting| setting.revision)
    }

    /// The revision (counted from 0) whose value of a field is shown for a day. Where no value has
    /// taken effect yet, that is the one to come; where none ever will, the last one known.
    pub fn shown_revision(&self, key: &str, day: Date) -> usize {
        let held = self.value_revision(key, day).or_else(|| self.final_revision(key));
        held.unwrap_or_else(|| self.known.revision(self.timeline))
    }

    /// The record's values on a day, by key, in the order of the edition of that day.
    pub fn values(&self, day: Date) -> Vec<(&'t str, &'t str)> {
        let timeline: &'t Timeline = self.timeline;
        let record = |key: &str| &timeline.revisions[self.shown_revision(key, day)].record;
        let form: &'t crate::law::Form = &record("form").form;
        let fields = form.fields.iter().map(|field| field.key.as_str());
        fields.map(|key| (key, record(key).raw(key).unwrap_or("null"))).collect()
    }

    /// Days on which a revision's value of a field is the one in force, as a test for a day.
    pub fn carries(&self, key: &'t str, has: impl Fn(&Record) -> bool) -> impl Fn(Date) -> bool {
        let timeline: &'t Timeline = self.timeline;
        let holding: Vec<_> =
            timeline.revisions.iter().map(|revision| has(&revision.record)).collect();
        move |day| self.value_revision(key, day).is_some_and(|revision| holding[revision])
    }
}
