//! Schemas, extensions and roles: where everything else lives, what it is made of, who may use it.

use std::collections::BTreeMap;

use crate::hazard::{Hazard, Phase, Step};
use crate::model::object_name::join_path;
use crate::model::{Extension, Kind, Model, Role, Schema};
use crate::sql::name::name;
use crate::sql::role::{alter_role, create_role, drop_role};

pub(super) fn steps(from: &Model, to: &Model, steps: &mut Vec<Step>) {
    schemas(&from.schemas, &to.schemas, steps);
    extensions(&from.extensions, &to.extensions, steps);
    roles(from, to, steps);
}

/// A schema that becomes managed elsewhere, or no longer is, stays as it is.
fn schemas(from: &BTreeMap<String, Schema>, to: &BTreeMap<String, Schema>, steps: &mut Vec<Step>) {
    for (schema, new) in to {
        if !new.existing && !from.contains_key(schema) {
            let sql = format!("CREATE SCHEMA {}", name(schema));
            steps.push(Step::new(Phase::CreateSchema, sql));
        }
    }
    for (schema, old) in from {
        if !old.existing && !to.contains_key(schema) {
            let sql = format!("DROP SCHEMA {}", name(schema));
            let reason = format!("fails while something that is not in the model is in {schema}");
            let step = Step::new(Phase::DropSchema, sql);
            let step = step.hazards(&[Hazard::RunningCode], reason);
            steps.push(step.loses(Kind::Schema, join_path([schema.as_str()])));
        }
    }
}

fn extensions(
    from: &BTreeMap<String, Extension>,
    to: &BTreeMap<String, Extension>,
    steps: &mut Vec<Step>,
) {
    for (extension, new) in in_order(to) {
        let schema = new.schema.as_deref();
        match from.get(extension) {
            None => {
                let within = schema.map(|schema| format!(" SCHEMA {}", name(schema)));
                let sql = format!(
                    "CREATE EXTENSION IF NOT EXISTS {}{}",
                    name(extension),
                    within.unwrap_or_default()
                );
                steps.push(Step::new(Phase::Extension, sql));
            }
            Some(old) if old.schema != new.schema => {
                let schema = name(schema.unwrap_or("public"));
                let sql = format!("ALTER EXTENSION {} SET SCHEMA {schema}", name(extension));
                let reason = format!("code that looks for {extension} where it was fails");
                steps
                    .push(Step::new(Phase::Extension, sql).hazards(&[Hazard::RunningCode], reason));
            }
            Some(_) => {}
        }
    }
    for (extension, _) in in_order(from).into_iter().rev() {
        if !to.contains_key(extension) {
            let sql = format!("DROP EXTENSION {}", name(extension));
            let reason = format!(
                "what {extension} itself stores is gone; fails while something uses its types or functions"
            );
            let step = Step::new(Phase::DropExtension, sql);
            let step = step.hazards(&[Hazard::RunningCode], reason);
            steps.push(step.loses(Kind::Extension, join_path([extension.as_str()])));
        }
    }
}

/// Each behind those that it requires.
fn in_order(extensions: &BTreeMap<String, Extension>) -> Vec<(&String, &Extension)> {
    let mut waiting: Vec<(&String, &Extension)> = extensions.iter().collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_waiting = |required: &String| waiting.iter().any(|(name, _)| *name == required);
        let ready = waiting
            .iter()
            .position(|(_, extension)| !extension.requires.iter().any(is_waiting));
        // In a circle there is no right order; PostgreSQL has no such extensions.
        ordered.push(waiting.remove(ready.unwrap_or_default()));
    }
    ordered
}

fn roles(from: &Model, to: &Model, steps: &mut Vec<Step>) {
    for (role, new) in to.roles.iter().filter(|(_, new)| !new.existing) {
        match from.roles.get(role) {
            None => steps.push(Step::new(Phase::Role, create_role(role, *new))),
            Some(old) if old.existing => {}
            Some(old) => steps.extend(change_role(role, *old, *new)),
        }
    }
    for (role, old) in &from.roles {
        let is_named = to.tables.values().any(|table| {
            let mut policies = table.policies.iter();
            policies.any(|policy| policy.roles().contains(role))
        });
        // One that policies still name is no longer ours, but it is needed.
        if !old.existing && !to.roles.contains_key(role) && !is_named {
            let reason = format!("code that logs in as {role}, or acts as it, fails");
            let step = Step::new(Phase::DropRole, drop_role(role));
            steps.push(step.hazards(&[Hazard::RunningCode], reason));
        }
    }
}

fn change_role(role: &str, old: Role, new: Role) -> Option<Step> {
    let step = Step::new(Phase::Role, alter_role(role, old, new)?);
    let may_more = (new.create_database && !old.create_database)
        || (new.create_role && !old.create_role)
        || (new.inherit && !old.inherit)
        || (new.login && !old.login);
    if may_more {
        return Some(step.hazards(
            &[Hazard::Security],
            format!("{role} may do more than before"),
        ));
    }
    Some(step)
}
