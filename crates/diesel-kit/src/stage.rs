//! Splitting a change into migrations that do not stop a running system.
//!
//! A stage is a chain of models; each migration is the difference along its chain, and its
//! down-script the difference backwards. So every step on the way is exact in both directions.

use std::collections::BTreeSet;

use crate::diff::rename;
use crate::diff::{Impact, Rename, Style, added_labels, diff, not_null_expression};
use crate::hazard::Step;
use crate::model::{Check, Index, Model, Table, Unique};
use crate::sql::expression::mentions;
use crate::sql::name::names;

/// How carefully tables that hold rows are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rollout {
    /// Validation and index builds are migrations of their own, and stop nobody.
    Online,
    /// One migration, in one transaction, as far as PostgreSQL allows it.
    OneStep,
}

/// One migration.
#[derive(Debug)]
pub(crate) struct Stage {
    /// What it is for; nothing for the main one.
    pub(crate) purpose: Option<String>,
    pub(crate) style: Style,
    /// From the model before to the model afterwards.
    pub(crate) chain: Vec<Model>,
    /// Applied at the start of the chain.
    pub(crate) renames: Vec<Rename>,
}

impl Stage {
    pub(crate) fn up(&self) -> Vec<Step> {
        let mut renames = self.renames.as_slice();
        let mut steps = Vec::new();
        for pair in self.chain.windows(2) {
            if let [from, to] = pair {
                steps.extend(diff(from, to, renames, self.style));
            }
            renames = &[];
        }
        steps
    }

    pub(crate) fn down(&self) -> Vec<Step> {
        let renames = rename::reversed(&self.renames);
        let pairs: Vec<&[Model]> = self.chain.windows(2).collect();
        let mut steps = Vec::new();
        for (at, pair) in pairs.iter().enumerate().rev() {
            if let [from, to] = pair {
                let renames = if at == 0 { renames.as_slice() } else { &[] };
                steps.extend(diff(to, from, renames, self.style));
            }
        }
        steps
    }

    /// The model afterwards.
    pub(crate) fn model(&self) -> Model {
        self.chain.last().cloned().unwrap_or_default()
    }
}

/// The migrations from one model to another; none if they are equal.
pub(crate) fn stages(from: &Model, to: &Model, renames: &[Rename], rollout: Rollout) -> Vec<Stage> {
    let mut planner = Planner::new(from.clone(), renames.to_vec());
    let (start, _) = rename::apply(from, renames);
    let base = planner.labels_first(&start, to);
    match rollout {
        Rollout::OneStep => planner.advance(None, vec![to.clone()]),
        Rollout::Online => online(&mut planner, &base, to),
    }
    planner.finish(to)
}

/// Collects stages; each starts where the last one ended.
struct Planner {
    stages: Vec<Stage>,
    current: Model,
    renames: Vec<Rename>,
}

impl Planner {
    fn new(current: Model, renames: Vec<Rename>) -> Self {
        Self {
            stages: Vec::new(),
            current,
            renames,
        }
    }

    /// New labels that the change itself uses need a transaction of their own before it.
    fn labels_first(&mut self, renamed: &Model, to: &Model) -> Model {
        let used = |label: &&str| {
            let quoted = crate::sql::name::literal(label);
            let count = |model: &Model| {
                model
                    .tables
                    .values()
                    .map(|t| uses(t, &quoted))
                    .sum::<usize>()
            };
            count(to) > count(renamed)
        };
        if !added_labels(renamed, to).iter().any(used) {
            return renamed.clone();
        }
        let mut grown = renamed.clone();
        for (name, definition) in &to.enums {
            if let Some(old) = grown.enums.get_mut(name)
                && old
                    .values
                    .iter()
                    .all(|value| definition.values.contains(value))
            {
                old.values.clone_from(&definition.values);
            }
        }
        self.advance(Some("labels"), vec![grown.clone()]);
        grown
    }

    /// A migration in a transaction.
    fn advance(&mut self, purpose: Option<&str>, chain: Vec<Model>) {
        self.push(purpose.map(str::to_owned), Style::Transaction, chain);
    }

    /// A migration outside transactions.
    fn concurrently(&mut self, purpose: String, model: Model) {
        self.push(Some(purpose), Style::Concurrent, vec![model]);
    }

    fn push(&mut self, purpose: Option<String>, style: Style, rest: Vec<Model>) {
        let mut chain = vec![self.current.clone()];
        chain.extend(rest);
        let stage = Stage {
            purpose,
            style,
            chain,
            renames: self.renames.clone(),
        };
        if !stage.up().is_empty() {
            self.current = stage.model();
            self.renames.clear();
            self.stages.push(stage);
        }
    }

    /// The last snapshot is the model itself, with its lists in the order of the code.
    fn finish(mut self, to: &Model) -> Vec<Stage> {
        if let Some(end) = self
            .stages
            .last_mut()
            .and_then(|stage| stage.chain.last_mut())
        {
            end.clone_from(to);
        }
        self.stages
    }
}

/// How often a table's expressions contain a text.
fn uses(table: &Table, text: &str) -> usize {
    let defaults = table
        .columns
        .iter()
        .flat_map(|c| [&c.default, &c.generated]);
    let checks = table.checks.iter().map(|check| &check.expression);
    let indexes = table
        .indexes
        .iter()
        .flat_map(|index| [Some(&index.on), index.condition.as_ref()]);
    let expressions = defaults
        .filter_map(Option::as_ref)
        .chain(checks)
        .chain(indexes.flatten());
    expressions
        .map(|expression| expression.matches(text).count())
        .sum()
}

fn online(planner: &mut Planner, base: &Model, to: &Model) {
    let deferred = Deferred::between(base, to);
    planner.advance(None, vec![deferred.immediate(base, to)]);
    if deferred.validates() {
        let proven = Deferred::proven(&planner.current);
        let strict = deferred.strict(&proven, to);
        planner.advance(Some("validate"), vec![proven, strict]);
    }
    for (table, index) in deferred.builds() {
        let mut next = planner.current.clone();
        with_table(&mut next, &table, |table| table.indexes.push(index.clone()));
        planner.concurrently(index.name.clone(), next);
    }
    planner.advance(Some("switch"), vec![deferred.switched(&planner.current)]);
    for (table, old) in deferred.leftovers() {
        let mut next = planner.current.clone();
        with_table(&mut next, &table, |table| {
            table.indexes.retain(|index| index.name != old);
        });
        planner.concurrently(format!("drop_{old}"), next);
    }
}

fn with_table(model: &mut Model, table: &str, change: impl FnOnce(&mut Table)) {
    if let Some(table) = model.tables.get_mut(table) {
        change(table);
    }
}

/// What is not done in the first migration, by table and name.
#[derive(Default)]
struct Deferred {
    foreign_keys: BTreeSet<(String, String)>,
    checks: BTreeSet<(String, String)>,
    not_null: BTreeSet<(String, String)>,
    indexes: Vec<(String, Index)>,
    /// Indexes that replace one of the same name, built under another.
    changed_indexes: Vec<(String, Index)>,
    uniques: Vec<(String, Unique)>,
}

impl Deferred {
    fn between(base: &Model, to: &Model) -> Self {
        let impact = Impact::between(base, to);
        let mut deferred = Self::default();
        for (name, new) in &to.tables {
            if let Some(old) = base.tables.get(name) {
                deferred.keys_and_checks(&impact, old, new);
                deferred.nullability(&impact, old, new);
                deferred.uniques(to, old, new);
                deferred.indexes(&impact, old, new);
            }
        }
        deferred
    }

    fn keys_and_checks(&mut self, impact: &Impact, old: &Table, new: &Table) {
        let table = new.name();
        for key in &new.foreign_keys {
            let known = old.foreign_keys.iter().any(|one| same(one, key));
            if !known && !impact.touches_key(table, key) {
                self.foreign_keys
                    .insert((table.to_owned(), key.name.clone()));
            }
        }
        for check in &new.checks {
            let known = old.checks.iter().any(|one| same(one, check));
            if !known && !impact.touches(table, &check.expression) {
                self.checks.insert((table.to_owned(), check.name.clone()));
            }
        }
    }

    fn nullability(&mut self, impact: &Impact, old: &Table, new: &Table) {
        for column in &new.columns {
            let was_nullable = old.find(&column.name).is_some_and(|old| old.nullable);
            let is_key = new.primary_key.columns.contains(&column.name);
            let plain = !is_key && !impact.changes(new.name(), &column.name);
            if was_nullable && !column.nullable && plain && column.generated.is_none() {
                let path = (new.name().to_owned(), column.name.clone());
                self.not_null.insert(path);
            }
        }
    }

    /// A constraint that a foreign key relies on cannot wait.
    fn uniques(&mut self, to: &Model, old: &Table, new: &Table) {
        let needed = |unique: &Unique| {
            let mut keys = to.tables.values().flat_map(|table| &table.foreign_keys);
            keys.any(|key| key.table == new.name() && key.referenced == unique.columns)
        };
        for unique in &new.uniques {
            let known = old.uniques.iter().any(|one| {
                one.columns == unique.columns && one.nulls_not_distinct == unique.nulls_not_distinct
            });
            let name_is_free = old.uniques.iter().all(|one| one.name != unique.name)
                && old.indexes.iter().all(|one| one.name != unique.name);
            if !known && name_is_free && !unique.nulls_not_distinct && !needed(unique) {
                self.uniques.push((new.name().to_owned(), unique.clone()));
            }
        }
    }

    fn indexes(&mut self, impact: &Impact, old: &Table, new: &Table) {
        let table = new.name();
        let stays = |index: &Index| {
            let mut columns = old.columns.iter();
            columns.all(|column| {
                let gone = new.find(&column.name).is_none() || impact.changes(table, &column.name);
                !gone || !texts(index).any(|text| mentions(text, &column.name))
            })
        };
        let known = |index: &Index| {
            let bare = |one: &Index| Index {
                name: String::new(),
                ..one.clone()
            };
            old.indexes.iter().any(|one| bare(one) == bare(index))
        };
        for index in new.indexes.iter().filter(|index| !known(index)) {
            let entry = (table.to_owned(), index.clone());
            match old.indexes.iter().find(|one| one.name == index.name) {
                Some(before) if stays(before) && stays(index) => self.changed_indexes.push(entry),
                Some(_) => {}
                None => self.indexes.push(entry),
            }
        }
    }

    /// The model after the first migration.
    fn immediate(&self, base: &Model, to: &Model) -> Model {
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

    fn validates(&self) -> bool {
        !(self.foreign_keys.is_empty() && self.checks.is_empty() && self.not_null.is_empty())
    }

    /// Old rows have been looked at.
    fn proven(model: &Model) -> Model {
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
    fn strict(&self, proven: &Model, to: &Model) -> Model {
        let mut model = proven.clone();
        for (name, column) in &self.not_null {
            with_table(&mut model, name, |table| {
                for slot in table.columns.iter_mut().filter(|one| one.name == *column) {
                    slot.nullable = false;
                }
                if let Some(end) = to.tables.get(name) {
                    table.checks.clone_from(&end.checks);
                }
            });
        }
        model
    }

    /// Indexes to build while everybody goes on working.
    fn builds(&self) -> Vec<(String, Index)> {
        let mut builds = self.indexes.clone();
        for (table, unique) in &self.uniques {
            let index = Index::new(&unique.name, &names(&unique.columns)).unique();
            builds.push((table.clone(), index));
        }
        for (table, index) in &self.changed_indexes {
            let name = crate::model::name::shortened(&format!("{}__new", index.name));
            builds.push((
                table.clone(),
                Index {
                    name,
                    ..index.clone()
                },
            ));
        }
        builds
    }

    /// Indexes become constraints, and new ones take the names of old ones.
    fn switched(&self, model: &Model) -> Model {
        let mut model = model.clone();
        for (table, unique) in &self.uniques {
            with_table(&mut model, table, |table| {
                table.indexes.retain(|one| one.name != unique.name);
                table.uniques.push(unique.clone());
            });
        }
        for (table, index) in &self.changed_indexes {
            let fresh = crate::model::name::shortened(&format!("{}__new", index.name));
            with_table(&mut model, table, |table| {
                for slot in &mut table.indexes {
                    if slot.name == index.name {
                        slot.name = old_name(index);
                    } else if slot.name == fresh {
                        slot.name.clone_from(&index.name);
                    }
                }
            });
        }
        model
    }

    /// Indexes that were replaced.
    fn leftovers(&self) -> Vec<(String, String)> {
        let changed = self.changed_indexes.iter();
        changed
            .map(|(table, index)| (table.clone(), old_name(index)))
            .collect()
    }
}

fn old_name(index: &Index) -> String {
    crate::model::name::shortened(&format!("{}__old", index.name))
}

fn promise_not_null(table: &mut Table, column: &str) {
    for slot in table.columns.iter_mut().filter(|one| one.name == column) {
        slot.nullable = true;
    }
    let name = format!("{}_{column}_not_null", table.name());
    table.checks.push(Check {
        name: crate::model::name::shortened(&name),
        expression: not_null_expression(column),
        not_valid: true,
    });
}

fn find_index<'a>(table: &'a Table, name: &str) -> Option<&'a Index> {
    table.indexes.iter().find(|index| index.name == name)
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
