//! Which columns change so much that what is built on them has to be made again.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::Named;
use super::{enumeration, rebuild};
use crate::model::graph::word;
use crate::model::type_name::split_array;
use crate::model::{Column, ForeignKey, Model, ObjectName, Table};
use crate::sql::expression::mentions;

/// Columns by table and name.
type Columns = BTreeSet<(ObjectName, String)>;

#[derive(Debug, Default)]
pub(crate) struct Impact {
    /// Their type or collation changes, also when only the labels of an enum do.
    changed: Columns,
    /// Dropped and added again, as generated columns have to be.
    recreated: Columns,
    dropped: Columns,
    /// Tables that get or lose columns: a star in an expression means others than before.
    reshaped: BTreeSet<ObjectName>,
    /// Enums that are made again under the same name.
    rebuilt: BTreeSet<ObjectName>,
    /// Objects given as SQL that are dropped before tables change, and made again if they stay.
    released: BTreeSet<String>,
    /// Tables with the columns of keys that are dropped.
    dropped_keys: BTreeSet<(ObjectName, Vec<String>)>,
    /// Tables that become logged or unlogged.
    persistence: BTreeSet<ObjectName>,
    /// Indexes, also those behind keys, with their tables, as they are before.
    indexes: BTreeMap<ObjectName, ObjectName>,
}

impl Impact {
    /// Both models use the new names.
    pub(crate) fn between(from: &Model, to: &Model) -> Self {
        let rebuilt = enumeration::rebuilt(from, to);
        let mut impact = Self {
            released: rebuild::released(from, to, &rebuilt),
            rebuilt,
            indexes: from
                .tables
                .values()
                .flat_map(Table::indexes_and_keys)
                .collect(),
            ..Self::default()
        };
        for (name, new) in &to.tables {
            if let Some(old) = from.tables.get(name) {
                impact.look_at_types(name, old, new);
                impact.look_at_generated(name, old, new);
                impact.look_at_keys(name, old, new);
                if old.unlogged != new.unlogged {
                    impact.persistence.insert(name.clone());
                }
                impact.look_at_shape(name, old, new);
            }
        }
        impact
    }

    fn look_at_types(&mut self, table: &ObjectName, old: &Table, new: &Table) {
        for column in &new.columns {
            if let Some(before) = old.find(&column.name)
                && (before.sql_type != column.sql_type
                    || before.collation != column.collation
                    || self.is_rebuilt(&column.sql_type)
                    || self.releases_type(&column.sql_type))
            {
                self.changed.insert(key(table, &column.name));
            }
        }
    }

    /// A generated column is made again when its expression, its type or what it reads changes.
    fn look_at_generated(&mut self, table: &ObjectName, old: &Table, new: &Table) {
        for column in &new.columns {
            let Some(before) = old.find(&column.name) else {
                continue;
            };
            let again = match (&before.generated, &column.generated) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(old_expression), Some(expression)) => {
                    old_expression != expression
                        || self.changes(table, &column.name)
                        || self.touches(table, expression)
                }
            };
            if again {
                self.recreated.insert(key(table, &column.name));
                self.changed.insert(key(table, &column.name));
            }
        }
    }

    fn look_at_keys(&mut self, table: &ObjectName, old: &Table, new: &Table) {
        let mut gone = |columns: &[String]| {
            self.dropped_keys.insert((table.clone(), columns.to_vec()));
        };
        if old.primary_key.columns != new.primary_key.columns {
            gone(&old.primary_key.columns);
        }
        for unique in &old.uniques {
            if !keeps(&new.uniques, unique) {
                gone(&unique.columns);
            }
        }
        for index in old.indexes.iter().filter(|index| index.unique) {
            if !keeps(&new.indexes, index) {
                gone(&index.columns());
            }
        }
    }

    /// Whether another table has an index of that name.
    pub(crate) fn is_taken(&self, table: &ObjectName, index: &ObjectName) -> bool {
        let owner = self.indexes.get(index);
        owner.is_some_and(|owner| owner != table)
    }

    fn look_at_shape(&mut self, table: &ObjectName, old: &Table, new: &Table) {
        let gone = old
            .columns
            .iter()
            .filter(|old| new.find(&old.name).is_none());
        let dropped = gone.map(|column| key(table, &column.name));
        let before = self.dropped.len();
        self.dropped.extend(dropped);
        let grows = new.columns.iter().any(|new| old.find(&new.name).is_none());
        if grows || self.dropped.len() > before {
            self.reshaped.insert(table.clone());
        }
    }

    pub(crate) fn is_rebuilt(&self, sql_type: &str) -> bool {
        let base = split_array(sql_type).0;
        let mut rebuilt = self.rebuilt.iter();
        rebuilt.any(|name| name.to_string() == base)
    }

    pub(crate) fn rebuilt(&self) -> &BTreeSet<ObjectName> {
        &self.rebuilt
    }

    pub(crate) fn changes(&self, table: &ObjectName, column: &str) -> bool {
        self.changed.contains(&key(table, column))
    }

    pub(crate) fn recreates(&self, table: &ObjectName, column: &Column) -> bool {
        self.recreated.contains(&key(table, &column.name))
    }

    pub(crate) fn recreates_any(&self, table: &ObjectName, columns: &[String]) -> bool {
        let mut columns = columns.iter();
        columns.any(|column| self.recreated.contains(&key(table, column)))
    }

    /// Whether an expression of the table reads a changed column, or uses what is made again.
    pub(crate) fn touches(&self, table: &ObjectName, expression: &str) -> bool {
        let mut columns = self.changed.iter();
        columns.any(|(owner, column)| owner == table && mentions(expression, column))
            || self.disturbs(expression)
    }

    /// Whether an expression uses an object given as SQL that is not there meanwhile.
    pub(crate) fn disturbs(&self, expression: &str) -> bool {
        let mut names = self.released.iter().map(|name| word(name));
        names.any(|name| mentions(expression, name))
    }

    /// Whether a type is an object given as SQL that is not there meanwhile.
    pub(crate) fn releases_type(&self, sql_type: &str) -> bool {
        self.disturbs(split_array(sql_type).0)
    }

    pub(crate) fn releases(&self, object: &str) -> bool {
        self.released.contains(object)
    }

    /// Whether an expression of the table reads something that changes or goes, in the table or in
    /// another one that it mentions.
    pub(crate) fn touches_through(&self, table: &ObjectName, expression: &str) -> bool {
        let mentions = |name: &str| mentions(expression, name);
        let reads = |owner: &ObjectName| owner == table || mentions(owner.name());
        let mut columns = self.changed.iter().chain(&self.dropped);
        let star = expression.contains('*');
        columns.any(|(owner, column)| reads(owner) && (mentions(column) || star))
            || (star && self.reshaped.iter().any(|owner| mentions(owner.name())))
            || self
                .rebuilt
                .iter()
                .any(|enumeration| mentions(enumeration.name()))
    }

    /// Whether a key has to be made again: one of its columns changes, or what it refers to goes.
    pub(crate) fn touches_key(&self, table: &ObjectName, key: &ForeignKey) -> bool {
        let changed = |table: &ObjectName, columns: &[String]| {
            columns.iter().any(|column| self.changes(table, column))
        };
        let target = (key.table.clone(), key.referenced.clone());
        changed(table, &key.columns)
            || changed(&key.table, &key.referenced)
            || self.dropped_keys.contains(&target)
            // Whichever of the two goes first, the key is not allowed in between.
            || (*table != key.table
                && self.persistence.contains(table)
                && self.persistence.contains(&key.table))
    }
}

fn keeps<T: Named>(list: &[T], one: &T) -> bool {
    let mut list = list.iter();
    list.any(|found| found.name() == one.name() && found.same_definition(one))
}

fn key(table: &ObjectName, column: &str) -> (ObjectName, String) {
    (table.clone(), column.to_owned())
}
