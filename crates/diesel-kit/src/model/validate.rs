//! Mistakes in a model that no single derive can see.

mod space;

use std::collections::{BTreeMap, BTreeSet};

use super::{EnumType, ForeignKey, Model, ObjectName, Table};

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
            for key in &table.foreign_keys {
                self.foreign_key(table, key, &mut problems);
            }
        }
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

    /// Tables, indexes and the indexes behind keys share one set of names.
    fn relation_names(&self, problems: &mut Vec<String>) {
        let mut owners: BTreeMap<ObjectName, &ObjectName> = BTreeMap::new();
        for table in self.tables.values() {
            for name in table.index_names() {
                let name = table.name().sibling(name);
                if self.tables.contains_key(&name) || owners.contains_key(&name) {
                    problems.push(format!(
                        "{}: the name {name} is taken already",
                        table.name()
                    ));
                }
                owners.insert(name, table.name());
            }
        }
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
