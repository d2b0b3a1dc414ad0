//! Relations between tables: foreign keys, and those that are declared beside them.

use super::amount::{Amount, Quantity};
use super::{Seed, path_of, place};
use crate::model::{ForeignKey, ObjectName, Table};

/// Columns that take their values from rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) columns: Vec<String>,
    pub(super) parent: ObjectName,
    pub(super) referenced: Vec<String>,
    /// For each column, whether this key decides on it. The values of the others are given, and the
    /// parent has to have the same.
    pub(super) decides: Vec<bool>,
    /// Rows may be there before those that they refer to.
    pub(super) deferrable: bool,
    /// Decided when all tables are filled, because their tables need each other.
    pub(super) later: bool,
    /// So many rows for each parent.
    pub(super) per: Option<Quantity>,
}

impl Key {
    /// Those of a table, in the order in which they are decided: what has most to say comes first, and
    /// keys to the own table last, when the row is there.
    pub(super) fn all(table: &Table, seed: &Seed) -> Vec<Self> {
        let name = table.name();
        let mut keys: Vec<Self> = table.foreign_keys.iter().map(Self::of).collect();
        let declared = seed.relations.iter().filter_map(|(column, referenced)| {
            let ((of, column), (parent, referenced)) = (place(column), place(referenced));
            (of == name.path()).then(|| Self::new(vec![column], &parent, vec![referenced]))
        });
        keys.extend(declared);
        if let Some(Amount::Per { key, count }) = seed.amounts.get(&name.path())
            && let Some(found) = keys
                .iter_mut()
                .filter(|one| one.columns.contains(key) && one.parent != *name)
                .min_by_key(|one| one.columns.len())
        {
            found.per = Some(count.clone());
        }
        keys.sort_by_key(|key| {
            let narrow = usize::MAX - key.columns.len();
            (key.per.is_none(), key.parent == *name, narrow)
        });
        keys
    }

    fn new(columns: Vec<String>, parent: &str, referenced: Vec<String>) -> Self {
        Self {
            decides: vec![false; columns.len()],
            columns,
            parent: parent.parse().unwrap_or_default(),
            referenced,
            // Nothing watches over a relation that is only declared.
            deferrable: true,
            later: false,
            per: None,
        }
    }

    fn of(key: &ForeignKey) -> Self {
        Self {
            deferrable: key.deferrable || key.initially_deferred,
            parent: key.table.clone(),
            ..Self::new(key.columns.clone(), "", key.referenced.clone())
        }
    }

    /// The columns that it decides on.
    pub(super) fn decided(&self) -> impl Iterator<Item = &String> {
        let columns = self.columns.iter().zip(&self.decides);
        columns
            .filter(|(_, decides)| **decides)
            .map(|(column, _)| column)
    }

    /// Whether it can be absent from a row.
    pub(super) fn is_optional(&self, table: &Table) -> bool {
        self.decided().any(|column| is_nullable(table, column))
    }

    /// Whether all that it decides on can be absent from a row.
    pub(super) fn is_free(&self, table: &Table) -> bool {
        self.decided().all(|column| is_nullable(table, column))
    }

    /// For messages.
    pub(super) fn path(&self, table: &ObjectName) -> String {
        match self.columns.as_slice() {
            [column] => path_of(table, column),
            columns => format!("{}({})", table.path(), columns.join(", ")),
        }
    }
}

fn is_nullable(table: &Table, column: &str) -> bool {
    table.find(column).is_some_and(|column| column.nullable)
}
