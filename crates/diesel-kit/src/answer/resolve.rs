//! From the outside in: schemas and roles, what is in the schemas, and what is in tables and enums.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::{Pairing, Rule};
use super::part::Part;
use super::path::Item;
use super::{Question, Sheet};
use crate::diff::Rename;
use crate::diff::rename::{apply, child_path};
use crate::error::Error;
use crate::model::object_name::{join_path, split_path};
use crate::model::{Column, EnumType, Kind, Model, ObjectName, PrimaryKey, Table, View};

/// What became of names, and what is not known.
#[derive(Debug, Default)]
pub(crate) struct Resolution {
    pub(crate) renames: Vec<Rename>,
    pub(crate) questions: Vec<Question>,
}

/// The renames between two models. Answers that contradict each other are an error.
pub(crate) fn resolve(from: &Model, to: &Model, sheet: &mut Sheet) -> Result<Resolution, Error> {
    let mut resolver = Resolver {
        sheet,
        done: Resolution::default(),
    };
    resolver.spaces(from, to)?;
    let (renamed, _) = apply(from, &resolver.done.renames);
    resolver.objects(&renamed, to)?;
    let (renamed, _) = apply(from, &resolver.done.renames);
    resolver.members(&renamed, to)?;
    let (renamed, _) = apply(from, &resolver.done.renames);
    resolver.views(&renamed, to)?;
    resolver.parts(&renamed, to)?;
    Ok(resolver.done)
}

impl Resolution {
    /// Where something was before all renames, given where it is after them.
    pub(crate) fn original(&self, kind: Kind, path: &str) -> String {
        match kind {
            Kind::Extension | Kind::Schema | Kind::Role | Kind::Object => {
                let before = self.before(kind, path);
                before.unwrap_or_else(|| path.to_owned())
            }
            Kind::Enum | Kind::Sequence | Kind::Table | Kind::View => self.object(kind, path),
            _ => {
                let mut parts = split_path(path);
                let child = parts.pop().unwrap_or_default();
                let owner = join_path(parts.iter().map(String::as_str));
                self.child(kind, &owner, &child)
            }
        }
    }

    fn before(&self, kind: Kind, path: &str) -> Option<String> {
        let mut renames = self.renames.iter();
        let rename = renames.find(|rename| rename.kind == kind && rename.to == path);
        rename.map(|rename| rename.from.clone())
    }

    fn object(&self, kind: Kind, path: &str) -> String {
        if let Some(before) = self.before(kind, path) {
            return before;
        }
        let Ok(name) = path.parse::<ObjectName>() else {
            return path.to_owned();
        };
        let schema = self.before(Kind::Schema, &join_path([name.schema()]));
        match schema.map(|schema| split_path(&schema).concat()) {
            Some(schema) => name.in_schema(&schema).path(),
            None => path.to_owned(),
        }
    }

    /// Something in a table or enum that has its new name.
    fn member(&self, kind: Kind, owner: &ObjectName, name: &str) -> Item {
        Item {
            path: child_path(owner, name),
            original: self.child(kind, &owner.path(), name),
        }
    }

    fn child(&self, kind: Kind, owner: &str, child: &str) -> String {
        let owner_kind = if kind == Kind::EnumValue {
            Kind::Enum
        } else {
            Kind::Table
        };
        let owner = self.object(owner_kind, owner);
        format!("{owner}.{}", join_path([child]))
    }
}

struct Resolver<'a> {
    sheet: &'a mut Sheet,
    done: Resolution,
}

impl Resolver<'_> {
    fn pair<T>(&mut self, pairing: &Pairing<T>) -> Result<(), Error> {
        let (renames, questions) = pairing.resolve(self.sheet)?;
        self.done.renames.extend(renames);
        self.done.questions.extend(questions);
        Ok(())
    }

    fn spaces(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        let gone = only(&from.schemas, &to.schemas).filter(|(_, old)| !old.existing);
        let added = only(&to.schemas, &from.schemas).filter(|(_, new)| !new.existing);
        self.pair(&Pairing::new(
            Kind::Schema,
            gone.map(|(name, old)| (bare(name), old)),
            added.map(|(name, new)| {
                let previous = new.renamed_from.iter();
                (
                    bare(name),
                    new,
                    previous.map(|old| bare(old).path).collect(),
                )
            }),
        ))?;
        let gone = only(&from.roles, &to.roles).filter(|(_, old)| !old.existing);
        let added = only(&to.roles, &from.roles).filter(|(_, new)| !new.existing);
        self.pair(&Pairing::new(
            Kind::Role,
            gone.map(|(name, old)| (bare(name), old)),
            added.map(|(name, new)| {
                let previous = to.role_renames.get(name).into_iter();
                (
                    bare(name),
                    new,
                    previous.map(|old| bare(old).path).collect(),
                )
            }),
        ))
    }

    fn objects(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        let enums = (&from.enums, &to.enums);
        self.pair(&self.named(Kind::Enum, enums, |_| true, |new| &new.renamed_from))?;
        let sequences = (&from.sequences, &to.sequences);
        let sequences = self.named(Kind::Sequence, sequences, |_| true, |new| &new.renamed_from);
        self.pair(&sequences)?;
        let tables = (&from.tables, &to.tables);
        let managed = |table: &Table| !table.existing;
        self.pair(&self.named(Kind::Table, tables, managed, |new| &new.renamed_from))?;
        let gone = only(&from.objects, &to.objects);
        let added = only(&to.objects, &from.objects);
        let objects = Pairing::new(
            Kind::Object,
            gone.map(|(name, old)| (bare(name), old)),
            added.map(|(name, new)| (bare(name), new, Vec::new())),
        );
        self.pair(&objects.rule(Rule::PairEqualOnly, |old, new| old == new))
    }

    /// Views go by what their columns are called by now.
    fn views(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        let views = (&from.views, &to.views);
        let managed = |view: &View| !view.existing;
        let views = self.named(Kind::View, views, managed, |new| &new.renamed_from);
        self.pair(&views.rule(Rule::PairEqual, |old, new| {
            old.query == new.query && old.materialized == new.materialized
        }))
    }

    /// Things with a schema. What is in a schema with an open question waits for the answer.
    fn named<'m, T>(
        &self,
        kind: Kind,
        (from, to): (&'m BTreeMap<ObjectName, T>, &'m BTreeMap<ObjectName, T>),
        managed: fn(&T) -> bool,
        renamed_from: fn(&T) -> &Option<String>,
    ) -> Pairing<'m, T> {
        let waiting = self.open_schemas();
        let takes_part =
            |name: &ObjectName, one: &T| managed(one) && !waiting.contains(name.schema());
        let item = |name: &ObjectName| {
            let path = name.path();
            let original = self.done.object(kind, &path);
            Item { path, original }
        };
        let passed_on = |name: &ObjectName| self.sheet.passes_on(kind, &item(name));
        let gone = from.iter().filter(|(name, old)| {
            takes_part(name, old) && (!to.contains_key(name) || passed_on(name))
        });
        let added = to.iter().filter(|(name, new)| {
            takes_part(name, new) && (!from.contains_key(name) || passed_on(name))
        });
        Pairing::new(
            kind,
            gone.map(|(name, old)| (item(name), old)),
            added.map(|(name, new)| {
                let previous = previous(name, renamed_from(new).as_deref());
                (item(name), new, previous)
            }),
        )
    }

    fn open_schemas(&self) -> BTreeSet<String> {
        let questions = self.done.questions.iter();
        let names = questions.filter_map(|question| match question {
            Question::Rename {
                kind: Kind::Schema,
                to,
                from,
            } => Some(from.iter().chain([to])),
            _ => None,
        });
        let names = names.flatten();
        names.map(|name| split_path(name).concat()).collect()
    }

    /// Labels of enums and columns of tables that stay.
    fn members(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        for (name, new) in &to.enums {
            if let Some(old) = from.enums.get(name) {
                self.labels(name, old, new)?;
            }
        }
        for (name, new) in &to.tables {
            if let Some(old) = from.tables.get(name).filter(|_| !new.existing) {
                self.columns(name, old, new)?;
            }
        }
        Ok(())
    }

    fn labels(&mut self, name: &ObjectName, old: &EnumType, new: &EnumType) -> Result<(), Error> {
        let item = |value: &str| self.done.member(Kind::EnumValue, name, value);
        let values = (old.values.iter(), new.values.iter());
        let passed_on = |value: &str| self.sheet.passes_on(Kind::EnumValue, &item(value));
        let gone = values
            .0
            .filter(|value| !new.values.contains(value) || passed_on(value));
        let added = values
            .1
            .filter(|value| !old.values.contains(value) || passed_on(value));
        let labels = Pairing::new(
            Kind::EnumValue,
            gone.map(|value| (item(value), value)),
            added.map(|value| {
                let previous = new.value_renames.get(value).into_iter();
                let previous = previous.map(|old| child_path(name, old));
                (item(value), value, previous.collect())
            }),
        );
        self.pair(&labels)
    }

    fn columns(&mut self, name: &ObjectName, old: &Table, new: &Table) -> Result<(), Error> {
        let item = |column: &Column| self.done.member(Kind::Column, name, &column.name);
        let columns = (old.columns.iter(), new.columns.iter());
        let passed_on = |column: &Column| self.sheet.passes_on(Kind::Column, &item(column));
        let gone = columns
            .0
            .filter(|one| new.find(&one.name).is_none() || passed_on(one));
        let added = columns
            .1
            .filter(|one| old.find(&one.name).is_none() || passed_on(one));
        let columns = Pairing::new(
            Kind::Column,
            gone.map(|column| (item(column), column)),
            added.map(|column| {
                let previous = column.renamed_from.iter();
                let previous = previous.map(|old| child_path(name, old));
                (item(column), column, previous.collect())
            }),
        );
        self.pair(&columns)
    }

    /// Keys, checks, indexes and policies of tables that stay.
    fn parts(&mut self, from: &Model, to: &Model) -> Result<(), Error> {
        for (name, new) in &to.tables {
            let Some(old) = from.tables.get(name) else {
                continue;
            };
            let keys = (key(old), key(new));
            self.part(Kind::PrimaryKey, name, &keys.0, &keys.1)?;
            self.part(Kind::Unique, name, &old.uniques, &new.uniques)?;
            self.part(Kind::Check, name, &old.checks, &new.checks)?;
            self.part(Kind::ForeignKey, name, &old.foreign_keys, &new.foreign_keys)?;
            self.part(Kind::Exclusion, name, &old.exclusions, &new.exclusions)?;
            self.part(Kind::Index, name, &old.indexes, &new.indexes)?;
            self.part(Kind::Policy, name, &old.policies, &new.policies)?;
        }
        Ok(())
    }

    /// Nothing is lost with such a name, and the comparison pairs equal definitions. Only a policy, of
    /// which nobody can see whether it is the old one, is a question.
    fn part<T: Part>(
        &mut self,
        kind: Kind,
        table: &ObjectName,
        old: &[T],
        new: &[T],
    ) -> Result<(), Error> {
        let item = |one: &T| self.done.member(kind, table, one.name());
        let is_in = |list: &[T], one: &T| list.iter().any(|other| other.name() == one.name());
        let gone = old.iter().filter(|one| !is_in(new, one));
        let added = new.iter().filter(|one| !is_in(old, one));
        let parts = Pairing::new(
            kind,
            gone.map(|one| (item(one), one)),
            added.map(|one| (item(one), one, Vec::new())),
        );
        let rule = if kind == Kind::Policy {
            Rule::PairEqual
        } else {
            Rule::Leave
        };
        self.pair(&parts.rule(rule, |old, new| old.bare() == new.bare()))
    }
}

fn key(table: &Table) -> Vec<PrimaryKey> {
    let key = Some(table.primary_key.clone());
    key.filter(|key| !key.columns.is_empty())
        .into_iter()
        .collect()
}

/// What one map has and the other has not.
fn only<'a, K: Ord, V>(
    here: &'a BTreeMap<K, V>,
    there: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = (&'a K, &'a V)> {
    here.iter().filter(|(name, _)| !there.contains_key(*name))
}

/// Something that is in no schema.
fn bare(name: &str) -> Item {
    Item::unmoved(join_path([name]))
}

/// The code gives a path; a bare name may also mean the schema in which the thing still is.
fn previous(name: &ObjectName, renamed_from: Option<&str>) -> Vec<String> {
    let Some(parts) = renamed_from.map(split_path) else {
        return Vec::new();
    };
    let exact = ObjectName::of_parts(&parts).map(|old| old.path());
    let beside = match parts.as_slice() {
        [bare] => Some(name.sibling(bare).path()),
        _ => None,
    };
    exact.into_iter().chain(beside).collect()
}
