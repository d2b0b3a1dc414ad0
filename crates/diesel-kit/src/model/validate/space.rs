//! Mistakes in schemas, extensions, roles and policies.

use super::length;
use crate::model::{Model, ObjectName, Policy, PolicyCommand, Table};

pub(super) fn problems(model: &Model, problems: &mut Vec<String>) {
    schemas(model, problems);
    roles(model, problems);
    for (name, extension) in &model.extensions {
        let is_missing = |other: &&String| !model.extensions.contains_key(*other);
        for other in extension.requires.iter().filter(is_missing) {
            problems.push(format!(
                "extension {name} requires {other}, which is not in schema!"
            ));
        }
    }
    for table in model.tables.values() {
        policies(table, problems);
    }
}

fn schemas(model: &Model, problems: &mut Vec<String>) {
    if model.schemas.contains_key("public") {
        problems.push("schema public is always there: take it out of schema!".to_owned());
    }
    for (name, schema) in &model.schemas {
        length("schema", name, problems);
        if name.starts_with("pg_") && !schema.existing {
            problems.push(format!(
                "schema {name}: PostgreSQL keeps names that begin with pg_ for itself"
            ));
        }
    }
    let mut used = |kind: &str, name: &str, schema: &str| {
        if schema != "public" && !model.schemas.contains_key(schema) {
            problems.push(format!(
                "{kind} {name} is in the schema {schema}, which is not in schema!: list it, \
                 as existing if it is managed elsewhere"
            ));
        }
    };
    let mut all = |kind: &str, names: &mut dyn Iterator<Item = &ObjectName>| {
        names.for_each(|name| used(kind, &name.path(), name.schema()));
    };
    all("enum", &mut model.enums.keys());
    all("sequence", &mut model.sequences.keys());
    all("table", &mut model.tables.keys());
    all("view", &mut model.views.keys());
    for (name, extension) in &model.extensions {
        if let Some(schema) = extension
            .schema
            .as_deref()
            .filter(|one| *one != "pg_catalog")
        {
            used("extension", name, schema);
        }
    }
}

fn roles(model: &Model, problems: &mut Vec<String>) {
    for (name, role) in &model.roles {
        length("role", name, problems);
        let reserved = Policy::is_role_keyword(name) || name == "none";
        if reserved || (name.starts_with("pg_") && !role.existing) {
            problems.push(format!(
                "role {name}: PostgreSQL keeps this name for itself"
            ));
        }
    }
}

fn policies(table: &Table, problems: &mut Vec<String>) {
    let mut seen: Vec<&str> = Vec::new();
    for policy in &table.policies {
        let place = format!("{}: policy {}", table.name(), policy.name);
        if seen.contains(&policy.name.as_str()) {
            problems.push(format!("{}: two policies {}", table.name(), policy.name));
        }
        seen.push(&policy.name);
        length(&table.name().path(), &policy.name, problems);
        let writes_nothing = matches!(
            policy.command,
            PolicyCommand::Select | PolicyCommand::Delete
        );
        if writes_nothing && policy.check.is_some() {
            let command = policy.command.sql();
            problems.push(format!(
                "{place} is for {command}, which writes no rows: it takes `using`, not `check`"
            ));
        }
        if policy.command == PolicyCommand::Insert && policy.using.is_some() {
            problems.push(format!(
                "{place} is for INSERT, which reads no rows: it takes `check`, not `using`"
            ));
        }
    }
}
