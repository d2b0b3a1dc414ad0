//! Several models as one: a schema may be declared in parts.

use std::collections::BTreeMap;

use super::Model;

impl Model {
    /// Adds all of another model. Extensions, schemas and roles may be named by several parts, if they
    /// agree; anything else given twice is a problem.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let mut model = self;
        for (name, extension) in news(&model.extensions, other.extensions) {
            model = model.extension(&name, extension);
        }
        for (name, schema) in news(&model.schemas, other.schemas) {
            model = model.schema(&name, schema);
        }
        for (name, role) in news(&model.roles, other.roles) {
            model = model.role(&name, role);
        }
        for (name, definition) in other.enums {
            model = model.enumeration(name, definition);
        }
        for (name, sequence) in other.sequences {
            model = model.sequence(name, sequence);
        }
        for table in other.tables.into_values() {
            model = model.table(table);
        }
        for (name, view) in other.views {
            model = model.view(name, view);
        }
        for (name, object) in other.objects {
            model = model.object(&name, object);
        }
        model.role_renames.extend(other.role_renames);
        model.duplicates.extend(other.duplicates);
        model
    }
}

/// What is not there in the same form already.
fn news<T: PartialEq>(known: &BTreeMap<String, T>, other: BTreeMap<String, T>) -> Vec<(String, T)> {
    other
        .into_iter()
        .filter(|(name, value)| known.get(name) != Some(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::model::{Model, Role, Schema, Table};

    fn part(table: &str) -> Model {
        Model::default()
            .schema("app", Schema::default())
            .role("reader", Role::default())
            .table(Table::new(table).in_schema("app"))
    }

    #[test]
    fn parts_make_a_whole() {
        let whole = part("users").merge(part("pages"));
        assert_eq!((whole.tables.len(), whole.schemas.len()), (2, 1));
        assert!(whole.problems().is_empty());
    }

    #[test]
    fn parts_may_not_contradict_each_other() {
        let other = part("users").schema("app", Schema::existing());
        let problems = part("users").merge(other).problems();
        assert!(problems.iter().any(|p| p.contains("table app.users")));
        assert!(problems.iter().any(|p| p.contains("schema app")));
    }
}
