//! Which locks a statement takes on what others use.
//!
//! The table follows the manual's page on explicit locking and is compared with `pg_locks` in the
//! tests. Locks that hinder neither readers nor writers nor another change of the schema are left out,
//! and so are those on what the same migration makes.

mod reading;
mod relations;

use serde::{Serialize, Serializer};

use crate::hazard::Step;
pub(crate) use relations::Relations;

/// A lock that is held until the transaction ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lock {
    pub mode: LockMode,
    /// Path of a table, view, index or sequence.
    pub on: String,
}

/// From weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    /// Others read and write; no other change of the schema.
    ShareUpdateExclusive,
    /// Others read.
    Share,
    /// Others read; no other lock of this kind.
    ShareRowExclusive,
    /// Others read, without locking rows.
    Exclusive,
    /// Nobody else can even read.
    AccessExclusive,
}

impl LockMode {
    /// As the manual calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

impl Serialize for LockMode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Notes at each statement which locks it takes.
pub(crate) fn annotate(steps: &mut [Step], mut relations: Relations) {
    for step in steps {
        let locks = reading::locks(&step.sql, &mut relations);
        let gone = locks.clone().filter(|_| is_drop_of_view(&step.sql));
        step.locks = locks.map(|locks| {
            let mut locks: Vec<Lock> = locks
                .into_iter()
                .filter(|(_, on)| relations.is_in_use(on))
                .map(|(mode, on)| Lock {
                    mode,
                    on: on.path(),
                })
                .collect();
            locks.sort();
            locks.dedup();
            locks
        });
        for (_, view) in gone.into_iter().flatten() {
            relations.goes(&view);
        }
        if let Some(index) = step.sql.strip_prefix("DROP INDEX ") {
            let index = index.strip_prefix("CONCURRENTLY ").unwrap_or(index);
            relations.extend_new(index.parse().ok());
        }
    }
}

/// A view or index that comes again is another one, which nobody uses yet.
fn is_drop_of_view(sql: &str) -> bool {
    ["DROP VIEW", "DROP MATERIALIZED VIEW"]
        .iter()
        .any(|words| sql.starts_with(words))
}
