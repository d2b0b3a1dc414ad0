//! Mistakes in a model that no single derive can see.

mod object;
mod space;

use std::collections::{BTreeMap, BTreeSet};

use super::{Column, EnumType, ForeignKey, Index, Model, ObjectName, Table};

impl Model {
    /// Everything that PostgreSQL would refuse or that would surprise later, each with its place.
    pub fn problems(&self) -> Vec<String> {
        let mut problems: Vec<String> = self
            .duplicates
            .iter()
            .map(|name| format!("{name} is listed twice in schema!"))
            .collect();
        for (name, definition) in &self.enums {
            labels(name, definition, &mut problems);
        }
        for table in self.tables.values() {
            columns(table, &mut problems);
            named_columns(table, &mut problems);
            for column in &table.columns {
                numbers(table, column, &mut problems);
            }
            for key in &table.foreign_keys {
                self.foreign_key(table, key, &mut problems);
            }
        }
        object::problems(self, &mut problems);
        self.relation_names(&mut problems);
        space::problems(self, &mut problems);
        problems
    }

    fn foreign_key(&self, table: &Table, key: &ForeignKey, problems: &mut Vec<String>) {
        let place = format!("{}: foreign key {}", table.name(), key.name);
        let Some(target) = self.tables.get(&key.table) else {
            problems.push(format!(
                "{place} refers to {}, which is not in schema!",
                key.table
            ));
            return;
        };
        if target.unlogged && !table.unlogged {
            problems.push(format!(
                "{place} refers to {}, which is unlogged: only another unlogged table may",
                key.table
            ));
        }
        for (column, referenced) in key.columns.iter().zip(&key.referenced) {
            let types = (table.find(column), target.find(referenced));
            if let (Some(own), Some(other)) = types
                && own.sql_type != other.sql_type
            {
                problems.push(format!(
                    "{place}: {column} is {}, but {}.{referenced} is {}",
                    own.sql_type, key.table, other.sql_type
                ));
            }
        }
        let same = |columns: &[String]| columns == key.referenced.as_slice();
        let is_key = same(&target.primary_key.columns)
            || target.uniques.iter().any(|unique| same(&unique.columns))
            || target
                .indexes
                .iter()
                .any(|index| index.is_key(&key.referenced));
        if !is_key && !target.existing {
            let columns = key.referenced.join(", ");
            problems.push(format!(
                "{place} refers to {}({columns}), which is neither its primary key nor unique",
                key.table
            ));
        }
    }

    /// Tables, views, sequences, indexes and the indexes behind keys share one set of names.
    fn relation_names(&self, problems: &mut Vec<String>) {
        let mut owners: BTreeMap<ObjectName, String> = BTreeMap::new();
        for (name, place) in self.relations() {
            if let Some(owner) = owners.get(&name) {
                problems.push(format!(
                    "{place}: the name {name} is taken already by {owner}"
                ));
            } else {
                owners.insert(name, place);
            }
        }
    }

    /// Each with what it is.
    fn relations(&self) -> Vec<(ObjectName, String)> {
        let place =
            |kind: &str, name: &ObjectName| (name.clone(), format!("{kind} {}", name.path()));
        let tables = self.tables.keys().map(|name| place("table", name));
        let views = self.views.keys().map(|name| place("view", name));
        let sequences = self.sequences.keys().map(|name| place("sequence", name));
        let mut relations: Vec<_> = tables.chain(views).chain(sequences).collect();
        for table in self.tables.values() {
            let part = |kind: &str, name: &str| {
                let path = table.name().path();
                (
                    table.name().sibling(name),
                    format!("{kind} {name} of {path}"),
                )
            };
            let primary = Some(table.primary_key.name.as_str()).filter(|name| !name.is_empty());
            relations.extend(primary.map(|name| part("primary key", name)));
            let uniques = table.uniques.iter();
            relations.extend(uniques.map(|unique| part("unique", &unique.name)));
            let indexes = table.indexes.iter();
            relations.extend(indexes.map(|index| part("index", &index.name)));
        }
        for (view, definition) in &self.views {
            let index = |index: &Index| {
                let place = format!("index {} of {}", index.name, view.path());
                (view.sibling(&index.name), place)
            };
            relations.extend(definition.indexes.iter().map(index));
        }
        relations
    }
}

fn labels(name: &ObjectName, definition: &EnumType, problems: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for label in &definition.values {
        if !seen.insert(label) {
            let path = name.path();
            problems.push(format!("enum {path}: the label {label} is listed twice"));
        }
        length(&format!("enum {}", name.path()), label, problems);
    }
    length("enum", name.name(), problems);
}

/// PostgreSQL would cut the name without a word.
fn length(place: &str, name: &str, problems: &mut Vec<String>) {
    if name.len() > super::name::LIMIT {
        let limit = super::name::LIMIT;
        problems.push(format!("{place}: {name:?} is longer than {limit} bytes"));
    }
}

/// Keys name columns of their own table.
fn named_columns(table: &Table, problems: &mut Vec<String>) {
    let key = (
        "primary key",
        &table.primary_key.name,
        &table.primary_key.columns,
    );
    let uniques = table
        .uniques
        .iter()
        .map(|one| ("unique", &one.name, &one.columns));
    let foreign = table.foreign_keys.iter();
    let foreign = foreign.map(|one| ("foreign key", &one.name, &one.columns));
    for (kind, name, columns) in std::iter::once(key).chain(uniques).chain(foreign) {
        for column in columns.iter().filter(|column| table.find(column).is_none()) {
            let table = table.name().path();
            problems.push(format!(
                "{table}: {kind} {name} names {column}, which is no column"
            ));
        }
    }
}

/// A column gets its values from one place.
fn numbers(table: &Table, column: &Column, problems: &mut Vec<String>) {
    let place = format!("{}.{}", table.name().path(), column.name);
    let kind = match (&column.identity, column.serial) {
        (Some(_), true) => "both identity and serial",
        (Some(_), false) => "an identity column",
        (None, true) => "a serial column",
        (None, false) => {
            if column.generated.is_some() && column.default.is_some() {
                problems.push(format!("{place} is a generated column: it has no default"));
            }
            return;
        }
    };
    if column.serial && column.identity.is_some() {
        problems.push(format!("{place} is {kind}: one of them is enough"));
    }
    if column.nullable {
        problems.push(format!("{place} is {kind}: it is never null"));
    }
    if column.default.is_some() || column.generated.is_some() {
        problems.push(format!("{place} is {kind}: it has no other default"));
    }
    if !["smallint", "integer", "bigint"].contains(&column.sql_type.as_str()) {
        let found = &column.sql_type;
        problems.push(format!("{place} is {kind}: it is an integer, not {found}"));
    }
}

fn columns(table: &Table, problems: &mut Vec<String>) {
    length("table", table.name().name(), problems);
    let mut seen: Vec<&str> = Vec::new();
    for column in &table.columns {
        if seen.contains(&column.name.as_str()) {
            problems.push(format!("{}: two columns {}", table.name(), column.name));
        }
        seen.push(&column.name);
        length(&table.name().path(), &column.name, problems);
    }
    let mut constraints: Vec<&str> = Vec::new();
    let checks = table.checks.iter().map(|check| check.name.as_str());
    let keys = table.foreign_keys.iter().map(|key| key.name.as_str());
    for name in checks.chain(keys) {
        if constraints.contains(&name) {
            problems.push(format!("{}: two constraints {name}", table.name()));
        }
        constraints.push(name);
    }
}
