//! What the models say about the names in a statement.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Model, ObjectName, Table};

/// Relations before a migration and on its way.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    /// Others may be using them.
    old: BTreeSet<ObjectName>,
    /// Made by the migration.
    new: BTreeSet<ObjectName>,
    /// Tables and views by the names of their indexes.
    indexed: BTreeMap<ObjectName, ObjectName>,
    /// Tables that foreign keys refer to, by table and constraint.
    referenced: BTreeMap<(ObjectName, String), ObjectName>,
}

impl Relations {
    /// From the models that are there before, under old and new names, to the last one.
    pub(crate) fn new<'a>(
        before: impl IntoIterator<Item = &'a Model>,
        later: impl IntoIterator<Item = &'a Model>,
    ) -> Self {
        let mut relations = Self::default();
        for model in before {
            relations.old.extend(names(model));
            relations.look_into(model);
        }
        for model in later {
            let old = &relations.old;
            let made: Vec<_> = names(model).filter(|name| !old.contains(name)).collect();
            relations.new.extend(made);
            relations.look_into(model);
        }
        relations
    }

    fn look_into(&mut self, model: &Model) {
        for (owner, index) in indexes(model) {
            self.indexed.insert(index, owner.clone());
        }
        for (name, table) in &model.tables {
            for key in &table.foreign_keys {
                let constraint = (name.clone(), key.name.clone());
                // What is there first is dropped before another one gets its name.
                let referenced = self.referenced.entry(constraint);
                referenced.or_insert_with(|| key.table.clone());
            }
        }
    }

    pub(super) fn is_in_use(&self, name: &ObjectName) -> bool {
        !self.new.contains(name)
    }

    /// The view and its indexes are gone: what has their names from now on is new.
    pub(super) fn goes(&mut self, view: &ObjectName) {
        let indexes = self.indexed.iter().filter(|(_, owner)| *owner == view);
        let indexes: Vec<ObjectName> = indexes.map(|(index, _)| index.clone()).collect();
        self.new.extend(indexes);
        self.new.insert(view.clone());
    }

    pub(super) fn extend_new(&mut self, name: Option<ObjectName>) {
        self.new.extend(name);
    }

    pub(super) fn indexed(&self, index: &ObjectName) -> Option<&ObjectName> {
        self.indexed.get(index)
    }

    /// What a constraint referred to that goes now.
    pub(super) fn dropped(&mut self, table: &ObjectName, constraint: &str) -> Option<ObjectName> {
        let constraint = (table.clone(), constraint.to_owned());
        self.referenced.remove(&constraint)
    }

    /// Everything that the foreign keys of a table refer to.
    pub(super) fn all_referenced(&self, table: &ObjectName) -> impl Iterator<Item = &ObjectName> {
        let keys = self.referenced.iter();
        keys.filter(move |((owner, _), _)| owner == table)
            .map(|(_, referenced)| referenced)
    }
}

fn names(model: &Model) -> impl Iterator<Item = ObjectName> {
    let tables = model.tables.keys().chain(model.views.keys());
    let relations = tables.chain(model.sequences.keys()).cloned();
    relations.chain(indexes(model).map(|(_, index)| index))
}

/// Indexes with what they belong to, also those behind keys.
fn indexes(model: &Model) -> impl Iterator<Item = (&ObjectName, ObjectName)> {
    let of_tables = model
        .tables
        .iter()
        .flat_map(|(name, table)| index_names(table).map(move |index| (name, index)));
    let of_views = model.views.iter().flat_map(|(name, view)| {
        let indexes = view.indexes.iter();
        indexes.map(move |index| (name, index.name.as_str()))
    });
    let all = of_tables.chain(of_views);
    all.map(|(owner, index)| (owner, owner.sibling(index)))
}

fn index_names(table: &Table) -> impl Iterator<Item = &str> {
    let indexes = table.indexes.iter().map(|index| index.name.as_str());
    let uniques = table.uniques.iter().map(|unique| unique.name.as_str());
    let exclusions = table.exclusions.iter().map(|one| one.name.as_str());
    let keys = indexes.chain(uniques).chain(exclusions);
    keys.chain([table.primary_key.name.as_str()])
}
