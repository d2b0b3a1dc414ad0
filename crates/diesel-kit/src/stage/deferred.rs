//! What cannot be done at once without stopping readers or writers, and how it is done instead.

use std::collections::BTreeSet;

use super::with_table;
use crate::diff::{Impact, Matching, not_null_expression};
use crate::model::{Check, Index, Model, ObjectName, Table, Unique};
use crate::sql::expression::mentions;
use crate::sql::name::names;

/// What is not done in the first migration, by table and name.
#[derive(Default)]
pub(super) struct Deferred {
    foreign_keys: BTreeSet<(ObjectName, String)>,
    checks: BTreeSet<(ObjectName, String)>,
    not_null: BTreeSet<(ObjectName, String)>,
    indexes: Vec<(ObjectName, Index)>,
    /// Indexes that replace one of the same name, built under another.
    changed_indexes: Vec<(ObjectName, Index)>,
    uniques: Vec<(ObjectName, Unique)>,
    /// Indexes that go, once nothing else is to be done.
    dropped_indexes: Vec<(ObjectName, Index)>,
}

impl Deferred {
    pub(super) fn between(base: &Model, to: &Model) -> Self {
        let impact = Impact::between(base, to);
        let mut deferred = Self::default();
        for (name, new) in &to.tables {
            if let Some(old) = base.tables.get(name) {
                deferred.keys_and_checks(&impact, old, new);
                deferred.nullability(&impact, old, new);
                deferred.uniques(to, old, new);
                deferred.indexes(&impact, to, old, new);
                deferred.dropped_indexes(&impact, (base, to), old, new);
            }
        }
        deferred
    }

    fn keys_and_checks(&mut self, impact: &Impact, old: &Table, new: &Table) {
        let table = new.name();
        for key in &new.foreign_keys {
            let known = old.foreign_keys.iter().any(|one| same(one, key));
            if !known && !impact.touches_key(table, key) {
                self.foreign_keys.insert((table.clone(), key.name.clone()));
            }
        }
        for check in &new.checks {
            let known = old.checks.iter().any(|one| same(one, check));
            if !known && !impact.touches(table, &check.expression) {
                self.checks.insert((table.clone(), check.name.clone()));
            }
        }
    }

    fn nullability(&mut self, impact: &Impact, old: &Table, new: &Table) {
        for column in &new.columns {
            let was_nullable = old.find(&column.name).is_some_and(|old| old.nullable);
            let is_key = new.primary_key.columns.contains(&column.name);
            let plain = !is_key && !impact.changes(new.name(), &column.name);
            if was_nullable && !column.nullable && plain && column.generated.is_none() {
                let path = (new.name().clone(), column.name.clone());
                self.not_null.insert(path);
            }
        }
    }

    /// A constraint that a foreign key relies on cannot wait.
    fn uniques(&mut self, to: &Model, old: &Table, new: &Table) {
        let needed = |unique: &Unique| {
            let mut keys = to.tables.values().flat_map(|table| &table.foreign_keys);
            keys.any(|key| key.table == *new.name() && key.referenced == unique.columns)
        };
        for unique in &new.uniques {
            let known = old.uniques.iter().any(|one| {
                one.columns == unique.columns && one.nulls_not_distinct == unique.nulls_not_distinct
            });
            let name_is_free = old.uniques.iter().all(|one| one.name != unique.name)
                && old.indexes.iter().all(|one| one.name != unique.name);
            if !known && name_is_free && !needed(unique) {
                self.uniques.push((new.name().clone(), unique.clone()));
            }
        }
    }

    fn indexes(&mut self, impact: &Impact, to: &Model, old: &Table, new: &Table) {
        let table = new.name();
        let stays = |index: &Index| stays(impact, old, new, index);
        let known = |index: &Index| {
            let mut indexes = old.indexes.iter();
            indexes.any(|one| same(one, index))
        };
        // An index that a foreign key relies on cannot wait.
        let needed = |index: &Index| {
            let mut keys = to.tables.values().flat_map(|table| &table.foreign_keys);
            keys.any(|key| key.table == *table && index.is_key(&key.referenced))
        };
        let waits = |index: &&Index| !known(index) && !needed(index);
        for index in new.indexes.iter().filter(waits) {
            let entry = (table.clone(), index.clone());
            match old.indexes.iter().find(|one| one.name == index.name) {
                Some(before) if stays(before) && stays(index) => self.changed_indexes.push(entry),
                Some(_) => {}
                None => self.indexes.push(entry),
            }
        }
    }

    fn dropped_indexes(
        &mut self,
        impact: &Impact,
        (base, to): (&Model, &Model),
        old: &Table,
        new: &Table,
    ) {
        let table = new.name();
        // What a foreign key relies on goes together with it.
        let relied_on = |index: &Index| {
            let mut keys = base.tables.values().flat_map(|table| &table.foreign_keys);
            keys.any(|key| key.table == *table && index.is_key(&key.referenced))
        };
        let taken = |name: ObjectName| {
            let mut indexes = to.tables.values().flat_map(Table::indexes_and_keys);
            to.tables.contains_key(&name) || indexes.any(|(index, _)| index == name)
        };
        let matching = Matching::of(&old.indexes, &new.indexes, |_| false);
        for index in matching.dropped {
            let waits = stays(impact, old, new, index)
                && !taken(table.sibling(&index.name))
                && !relied_on(index);
            if waits {
                self.dropped_indexes.push((table.clone(), index.clone()));
            }
        }
    }

    /// The model after the first migration.
    pub(super) fn immediate(&self, base: &Model, to: &Model) -> Model {
        let mut model = to.clone();
        for (table, name) in &self.foreign_keys {
            with_table(&mut model, table, |table| {
                let keys = table.foreign_keys.iter_mut();
                keys.filter(|key| key.name == *name)
                    .for_each(|key| key.not_valid = true);
            });
        }
        for (table, name) in &self.checks {
            with_table(&mut model, table, |table| {
                let checks = table.checks.iter_mut();
                checks
                    .filter(|check| check.name == *name)
                    .for_each(|check| check.not_valid = true);
            });
        }
        for (table, column) in &self.not_null {
            with_table(&mut model, table, |table| promise_not_null(table, column));
        }
        for (table, index) in &self.indexes {
            with_table(&mut model, table, |table| {
                table.indexes.retain(|one| one.name != index.name);
            });
        }
        for (table, unique) in &self.uniques {
            with_table(&mut model, table, |table| {
                table.uniques.retain(|one| one.name != unique.name);
            });
        }
        for (table, index) in &self.dropped_indexes {
            with_table(&mut model, table, |table| table.indexes.push(index.clone()));
        }
        for (table, index) in &self.changed_indexes {
            let before = base
                .tables
                .get(table)
                .and_then(|table| find_index(table, &index.name));
            with_table(&mut model, table, |table| {
                for slot in table
                    .indexes
                    .iter_mut()
                    .filter(|one| one.name == index.name)
                {
                    if let Some(before) = before {
                        slot.clone_from(before);
                    }
                }
            });
        }
        model
    }

    pub(super) fn validates(&self) -> bool {
        !(self.foreign_keys.is_empty() && self.checks.is_empty() && self.not_null.is_empty())
    }

    /// Old rows have been looked at.
    pub(super) fn proven(model: &Model) -> Model {
        let mut model = model.clone();
        for table in model.tables.values_mut() {
            for key in &mut table.foreign_keys {
                key.not_valid = false;
            }
            for check in &mut table.checks {
                check.not_valid = false;
            }
        }
        model
    }

    /// Columns are NOT NULL, which the checks have proven.
    pub(super) fn strict(&self, proven: &Model, to: &Model) -> Model {
        let mut model = proven.clone();
        for (name, column) in &self.not_null {
            with_table(&mut model, name, |table| {
                let Some(end) = to.tables.get(name) else {
                    return;
                };
                for slot in table.columns.iter_mut().filter(|one| one.name == *column) {
                    if let Some(column) = end.find(column) {
                        slot.clone_from(column);
                    }
                }
                table.checks.clone_from(&end.checks);
            });
        }
        model
    }

    /// Indexes to build while everybody goes on working. Their comments come later: the statement that
    /// builds one has to be alone.
    pub(super) fn builds(&self) -> Vec<(ObjectName, Index)> {
        let bare = |index: &Index, name: &str| Index {
            name: name.to_owned(),
            comment: None,
            ..index.clone()
        };
        let mut builds: Vec<(ObjectName, Index)> = self
            .indexes
            .iter()
            .map(|(table, index)| (table.clone(), bare(index, &index.name)))
            .collect();
        for (table, unique) in &self.uniques {
            let index = Index {
                nulls_not_distinct: unique.nulls_not_distinct,
                ..Index::new(&unique.name, &names(&unique.columns)).unique()
            };
            builds.push((table.clone(), index));
        }
        for (table, index) in &self.changed_indexes {
            let name = crate::model::name::shortened(&format!("{}__new", index.name));
            builds.push((table.clone(), bare(index, &name)));
        }
        builds
    }

    /// Indexes become constraints, new ones take the names of old ones, and comments come to them.
    pub(super) fn switched(&self, model: &Model) -> Model {
        let mut model = model.clone();
        for (table, unique) in &self.uniques {
            with_table(&mut model, table, |table| {
                table.indexes.retain(|one| one.name != unique.name);
                table.uniques.push(unique.clone());
            });
        }
        for (table, index) in &self.indexes {
            with_table(&mut model, table, |table| {
                let slots = table.indexes.iter_mut();
                slots
                    .filter(|slot| slot.name == index.name)
                    .for_each(|slot| slot.clone_from(index));
            });
        }
        for (table, index) in &self.changed_indexes {
            let fresh = crate::model::name::shortened(&format!("{}__new", index.name));
            with_table(&mut model, table, |table| {
                for slot in &mut table.indexes {
                    if slot.name == index.name {
                        slot.name = old_name(index);
                        // Dropping it, and making it again, has to be one statement.
                        slot.comment = None;
                    } else if slot.name == fresh {
                        slot.clone_from(index);
                    }
                }
            });
        }
        model
    }

    /// Indexes that were replaced, and those that just go.
    pub(super) fn leftovers(&self) -> Vec<(ObjectName, String)> {
        let changed = self.changed_indexes.iter();
        let changed = changed.map(|(table, index)| (table.clone(), old_name(index)));
        let dropped = self.dropped_indexes.iter();
        let dropped = dropped.map(|(table, index)| (table.clone(), index.name.clone()));
        changed.chain(dropped).collect()
    }
}

fn old_name(index: &Index) -> String {
    crate::model::name::shortened(&format!("{}__old", index.name))
}

fn promise_not_null(table: &mut Table, column: &str) {
    for slot in table.columns.iter_mut().filter(|one| one.name == column) {
        slot.nullable = true;
        // A column that numbers its rows is never null.
        slot.identity = None;
        slot.serial = false;
    }
    let name = format!("{}_{column}_not_null", table.name().name());
    table.checks.push(Check {
        name: crate::model::name::shortened(&name),
        expression: not_null_expression(column),
        not_valid: true,
        ..Check::default()
    });
}

fn find_index<'a>(table: &'a Table, name: &str) -> Option<&'a Index> {
    table.indexes.iter().find(|index| index.name == name)
}

/// Whether all that the index reads is the same before and after.
fn stays(impact: &Impact, old: &Table, new: &Table, index: &Index) -> bool {
    let mut columns = old.columns.iter();
    columns.all(|column| {
        let gone = new.find(&column.name).is_none() || impact.changes(new.name(), &column.name);
        !gone || !texts(index).any(|text| mentions(text, &column.name))
    })
}

fn texts(index: &Index) -> impl Iterator<Item = &String> {
    [
        Some(&index.on),
        index.include.as_ref(),
        index.condition.as_ref(),
    ]
    .into_iter()
    .flatten()
}

fn same<T: crate::diff::Named>(one: &T, other: &T) -> bool {
    one.same_definition(other)
}
