//! Unique keys at work: which values are taken, and how often that stood in the way.

use std::collections::HashSet;

use super::fill::Row;
use super::plan::TablePlan;
use super::unique::Unique;

/// A unique key, and the values it has seen.
pub(super) struct Watch<'a> {
    pub(super) unique: &'a Unique,
    columns: Vec<usize>,
    pub(super) seen: HashSet<Row>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(unique: &'a Unique, plan: &TablePlan) -> Self {
        let columns = unique.columns.iter();
        Self {
            unique,
            columns: columns.filter_map(|name| plan.position(name)).collect(),
            seen: HashSet::new(),
        }
    }

    /// What has to be unlike that of all other rows; nothing if this row does not count.
    pub(super) fn values(&self, row: &Row, plan: &TablePlan) -> Option<Row> {
        let value = |at: usize| row.get(at).cloned().flatten();
        let mut conditions = self.unique.conditions.iter();
        let counts = conditions.all(|(name, condition)| {
            let at = plan.position(name);
            at.is_none_or(|at| condition.is_met(value(at).as_deref()))
        });
        let fold = |text: String| {
            if self.unique.folded {
                text.to_lowercase()
            } else {
                text
            }
        };
        let values: Row = self.columns.iter().map(|at| value(*at).map(fold)).collect();
        let is_null = !self.unique.nulls_not_distinct && values.contains(&None);
        (counts && !is_null).then_some(values)
    }
}

/// What keeps a row from being made.
#[derive(Clone, Copy)]
pub(super) enum Obstacle {
    /// No row to refer to.
    Link(usize),
    /// A value that is taken.
    Watch(usize),
}

/// How often the values of a row were taken.
pub(super) struct Attempts {
    by_watch: Vec<u64>,
    /// Because there was no row to refer to.
    links: u64,
    pub(super) total: u64,
}

impl Attempts {
    pub(super) fn new(watches: &[Watch]) -> Self {
        Self {
            by_watch: vec![0; watches.len()],
            links: 0,
            total: 0,
        }
    }

    pub(super) fn count(&mut self, obstacle: Obstacle) {
        self.total += 1;
        match obstacle {
            Obstacle::Link(_) => self.links += 1,
            Obstacle::Watch(at) => {
                if let Some(count) = self.by_watch.get_mut(at) {
                    *count += 1;
                }
            }
        }
    }

    /// Values that no key cares about stay as they are.
    pub(super) fn of(&self, watches: &[usize]) -> u64 {
        let counts = watches.iter().filter_map(|at| self.by_watch.get(*at));
        self.links + counts.sum::<u64>()
    }
}
