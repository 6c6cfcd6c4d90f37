//! One value for each document: for filters, facets and orders that are asked for after the first
//! answer. A column is written plane by plane, the low bytes of all values first.

use std::io;

use super::{Sink, store};
use crate::base::alphabet;
use crate::history::Registration;
use crate::publish::search::document::{Document, Role, Shape};

/// The columns of an index.
#[derive(Default)]
pub(super) struct Columns {
    register: Vec<u32>,
    status: Vec<u32>,
    number: Vec<u32>,
    date: Vec<u32>,
    names: Vec<alphabet::Key>,
    facets: Vec<Vec<u32>>,
}

impl Columns {
    pub(super) fn add(&mut self, document: &Document, shape: &Shape) {
        let count = self.register.len();
        self.register.push(u32::try_from(document.register).unwrap_or_default());
        let status = Registration::ALL.iter().position(|known| *known == document.registration);
        self.status.push(u32::try_from(status.unwrap_or_default()).unwrap_or_default());
        self.number.push(document.number);
        // As a number that grows with the day: year, month, day.
        let day = document.from.map_or(0, |date| {
            let (year, month, day) = date.parts();
            u32::try_from(year).unwrap_or_default() * 372 + month * 31 + day
        });
        self.date.push(day);
        self.names.push(alphabet::key(document.text(Role::Title)));
        for (at, value) in store::facets(document, shape).into_iter().enumerate() {
            if self.facets.len() <= at {
                self.facets.push(Vec::new());
            }
            self.facets[at].resize(count, 0);
            self.facets[at].push(value);
        }
    }
}

/// Writes every column.
pub(super) fn write(columns: Columns, sink: &mut Sink<'_>) -> io::Result<()> {
    let Columns { register, status, number, date, names, facets } = columns;
    let mut order: Vec<u32> = (0..).take(names.len()).collect();
    order.sort_by(|a, b| names[*a as usize].cmp(&names[*b as usize]));
    drop(names);
    let mut ranks = vec![0; order.len()];
    for (rank, at) in (0..).zip(&order) {
        ranks[*at as usize] = rank;
    }
    let count = register.len();
    let named = [("register", register), ("status", status), ("number", number), ("date", date)];
    for (name, values) in named.into_iter().chain([("name", ranks)]) {
        sink(&format!("c/{name}.bin"), &planes(&values))?;
    }
    for (at, mut values) in facets.into_iter().enumerate() {
        values.resize(count, 0);
        sink(&format!("c/facet{at}.bin"), &planes(&values))?;
    }
    Ok(())
}

/// As many planes as the largest value needs.
fn planes(values: &[u32]) -> Vec<u8> {
    let most = values.iter().max().copied().unwrap_or_default();
    let count = (32 - most.leading_zeros()).div_ceil(8).max(1);
    let plane = |at| values.iter().map(move |value: &u32| value.to_le_bytes()[at]);
    (0..count as usize).flat_map(plane).collect()
}
