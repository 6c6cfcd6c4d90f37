//! Which forms of a stem documents have, and how often: a stem and its exact forms are one list.
//!
//! A class is what documents have in common: the frequency of the stem and of each of its exact
//! forms. There are few classes, so that a document costs one small number beside its distance,
//! and exact forms need no lists of their own.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::dictionary::Posting;
use crate::publish::search::codec::put;

/// A class that is to be extended, the place of a form, its frequency; the stem is at place 0.
type Step = (usize, usize, u32);

/// The lists of a stem and of its forms, put together one after another.
#[derive(Default)]
pub(super) struct Classes {
    steps: Vec<Step>,
    known: BTreeMap<Step, usize>,
    /// Documents in order, the last step of each.
    documents: Vec<(u32, usize)>,
    /// How many documents have the stem, and each form.
    pub(super) counts: Vec<u32>,
}

/// What [`Classes`] come to.
pub(super) struct Classed {
    /// Documents in order, the class of each.
    pub(super) list: Vec<Posting>,
    /// The frequencies of each class that are not 0, by the place of the form, the stem's first.
    pub(super) classes: Vec<Vec<(usize, u32)>>,
}

impl Classes {
    /// Adds the list of the stem first, then of each form, whose documents all have the stem.
    pub(super) fn add(&mut self, list: impl Iterator<Item = Posting>) {
        let place = self.counts.len();
        self.counts.push(0);
        let mut at = 0;
        for (document, frequency) in list {
            if place == 0 {
                self.documents.push((document, usize::MAX));
            }
            while self.documents.get(at).is_some_and(|(held, _)| *held < document) {
                at += 1;
            }
            let Some((_, last)) = self.documents.get_mut(at) else { break };
            let step = (*last, place, frequency);
            *last = *self.known.entry(step).or_insert_with(|| {
                self.steps.push(step);
                self.steps.len() - 1
            });
            self.counts[place] += 1;
        }
    }

    /// The classes that there are, the most frequent first.
    pub(super) fn finish(&self) -> Classed {
        let mut met = vec![0_u32; self.steps.len()];
        for (_, last) in &self.documents {
            met[*last] += 1;
        }
        let mut order: Vec<usize> = (0..met.len()).filter(|step| met[*step] > 0).collect();
        order.sort_by_key(|step| Reverse(met[*step]));
        let mut ranks = vec![0; met.len()];
        for (rank, step) in (0..).zip(&order) {
            ranks[*step] = rank;
        }
        let list = self.documents.iter().map(|(document, last)| (*document, ranks[*last]));
        let classes = order.into_iter().map(|step| self.path(step));
        Classed { list: list.collect(), classes: classes.collect() }
    }

    fn path(&self, mut step: usize) -> Vec<(usize, u32)> {
        let mut path = Vec::new();
        while let Some((before, place, frequency)) = self.steps.get(step) {
            path.push((*place, *frequency));
            step = *before;
        }
        path.reverse();
        path
    }
}

impl Classed {
    /// How many classes there are; of each the frequency of the stem, then the distance to the next
    /// form that it has and its frequency, until the distance is 0.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        put(out, number(self.classes.len()));
        for class in &self.classes {
            let mut before = 0;
            for (place, frequency) in class {
                if *place > 0 {
                    put(out, number(place - before));
                }
                put(out, *frequency);
                before = *place;
            }
            put(out, 0);
        }
    }

    /// The highest frequency of the stem and of each form in a part of the list.
    pub(super) fn most(&self, part: &[Posting], forms: usize) -> Vec<u32> {
        let mut most = vec![0; forms];
        for (_, class) in part {
            for (place, frequency) in &self.classes[*class as usize] {
                most[*place] = most[*place].max(*frequency);
            }
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lists_come_back(
            stem in btree_map(0_u32..99, 1_u32..9, 1..40),
            picks in vec(vec(0_u32..4, 40), 0..5),
        ) {
            let mut lists: Vec<Vec<Posting>> = vec![stem.into_iter().collect()];
            for pick in picks {
                let form = lists[0].iter().zip(pick).filter(|(_, frequency)| *frequency > 0);
                lists.push(form.map(|((document, _), frequency)| (*document, frequency)).collect());
            }
            let mut classes = Classes::default();
            for list in &lists {
                classes.add(list.iter().copied());
            }
            let classed = classes.finish();
            for (place, list) in lists.iter().enumerate() {
                let of = |class: u32| {
                    let found = classed.classes[class as usize].iter().find(|(at, _)| *at == place);
                    found.map(|(_, frequency)| *frequency)
                };
                let back = classed.list.iter().filter_map(|(doc, class)| Some((*doc, of(*class)?)));
                prop_assert_eq!(&back.collect::<Vec<_>>(), list);
                prop_assert_eq!(classes.counts[place] as usize, list.len());
                let most = classed.most(&classed.list, lists.len())[place];
                prop_assert_eq!(most, list.iter().map(|(_, often)| *often).max().unwrap_or(0));
            }
        }
    }
}
