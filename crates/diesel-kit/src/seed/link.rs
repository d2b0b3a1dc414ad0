//! A key at work: which rows there are to refer to.

use std::collections::HashMap;

use super::fill::{AllRows, Row};
use super::key::Key;
use super::plan::TablePlan;

/// A key, and the rows to choose from.
pub(super) struct Link<'a> {
    pub(super) key: &'a Key,
    /// Positions of its columns in the row, and of the referenced ones in the parent's.
    columns: Vec<usize>,
    referenced: Vec<usize>,
    /// The rows that are there already; none for the own table.
    pub(super) parents: &'a [Row],
    pub(super) is_own: bool,
    pub(super) is_optional: bool,
    /// Rows by the values that are given.
    groups: HashMap<Vec<String>, Vec<usize>>,
    pub(super) watches: Vec<usize>,
}

impl<'a> Link<'a> {
    pub(super) fn new(
        key: &'a Key,
        plan: &TablePlan,
        known: &'a AllRows,
        watches: impl Iterator<Item = usize>,
    ) -> Self {
        let is_own = key.parent == *plan.name;
        let parent = known.get(&key.parent);
        let position = |name: &String| match parent {
            Some(parent) if !is_own => parent.columns.iter().position(|column| column == name),
            _ => plan.position(name),
        };
        let columns = key.columns.iter().map(|name| plan.position(name));
        let mut watches: Vec<usize> = watches.collect();
        watches.sort_unstable();
        watches.dedup();
        let mut link = Self {
            key,
            columns: columns.map(|at| at.unwrap_or(usize::MAX)).collect(),
            referenced: key
                .referenced
                .iter()
                .map(|name| position(name).unwrap_or(usize::MAX))
                .collect(),
            parents: parent.map_or(&[], |parent| &parent.rows),
            is_own,
            is_optional: key.is_optional(plan.table),
            groups: HashMap::new(),
            watches,
        };
        for (number, row) in link.parents.iter().enumerate() {
            link.add(row, number);
        }
        link
    }

    /// Positions here and in the parent, and whether the key decides on it.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, bool)> {
        let columns = self.columns.iter().zip(&self.referenced);
        let columns = columns.zip(&self.key.decides);
        columns.map(|((column, referenced), decides)| (*column, *referenced, *decides))
    }

    pub(super) fn decided(&self) -> impl Iterator<Item = (usize, usize)> {
        let decided = self.pairs().filter(|(.., decides)| *decides);
        decided.map(|(column, referenced, _)| (column, referenced))
    }

    /// What other columns prescribe; nothing if one of them is null.
    pub(super) fn given(&self, row: &Row) -> Option<Vec<String>> {
        let given = self.pairs().filter(|(.., decides)| !decides);
        given
            .map(|(column, ..)| row.get(column).cloned().flatten())
            .collect()
    }

    pub(super) fn group(&self, given: &[String]) -> &[usize] {
        self.groups.get(given).map_or(&[], Vec::as_slice)
    }

    /// One more row to refer to.
    pub(super) fn add(&mut self, row: &Row, number: usize) {
        let values: Option<Vec<(String, bool)>> = self
            .pairs()
            .map(|(_, at, decides)| Some((row.get(at)?.clone()?, decides)))
            .collect();
        // Nobody can refer to null.
        if let Some(values) = values {
            let given = values.into_iter().filter(|(_, decides)| !decides);
            let given = given.map(|(value, _)| value).collect();
            self.groups.entry(given).or_default().push(number);
        }
    }

    pub(super) fn take(&self, row: &mut Row, value: impl Fn(usize) -> Option<String>) {
        for (column, referenced) in self.decided() {
            set(row, column, value(referenced));
        }
    }

    /// Whether what is given is what the row itself has.
    pub(super) fn refers_to_itself(&self, row: &Row) -> bool {
        let value = |at: usize| row.get(at).cloned().flatten();
        self.pairs().all(|(column, referenced, decides)| {
            let own = value(referenced);
            own.is_some() && (decides || value(column) == own)
        })
    }
}

pub(super) fn set(row: &mut Row, at: usize, value: Option<String>) {
    if let Some(place) = row.get_mut(at) {
        *place = value;
    }
}
