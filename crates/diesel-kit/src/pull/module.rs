//! The module around the entities, with `schema!`.

use std::collections::{BTreeMap, BTreeSet};

use super::key::pair;
use super::names::Names;
use super::rust_type::Types;
use super::text::{counting, is_identifier, literal, snake};
use crate::model::{Model, ObjectName, Role, SqlObject};

pub(super) fn file(model: &Model, names: &Names, types: &Types) -> String {
    let (mods, uses) = imports(model, names, types);
    let mods: Vec<String> = mods.iter().map(|name| format!("mod {name};")).collect();
    let blocks = blocks(model, names);
    format!(
        "//! The schema of the database: one file for each table and view.\n\n{}\n\n{}\n\n\
         diesel_kit::schema! {{\n    /// Everything that migrations are made from.\n    pub fn schema {{\n{}    }}\n}}\n",
        mods.join("\n"),
        uses.join("\n"),
        blocks.concat()
    )
}

/// Files, and what comes out of them.
fn imports(model: &Model, names: &Names, types: &Types) -> (BTreeSet<String>, Vec<String>) {
    let mut mods = BTreeSet::new();
    let mut uses = BTreeSet::new();
    for path in model.tables.keys().chain(model.views.keys()) {
        let entity = names.entity(path);
        uses.insert(format!("pub use {}::*;", entity.file));
        mods.insert(entity.file);
    }
    let others = [
        ("enums", !model.enums.is_empty()),
        ("types", !types.made().is_empty()),
    ];
    for (file, _) in others.into_iter().filter(|(_, is_there)| *is_there) {
        mods.insert(file.to_owned());
        uses.insert(format!("pub use {file}::*;"));
    }
    if !model.objects.is_empty() {
        mods.insert("objects".to_owned());
    }
    (mods, uses.into_iter().collect())
}

/// A name and its options.
fn declared(name: &str, keys: &[String]) -> String {
    let name = if is_identifier(name) {
        name.to_owned()
    } else {
        literal(name)
    };
    if keys.is_empty() {
        return name;
    }
    format!("{name}({})", keys.join(", "))
}

fn blocks(model: &Model, names: &Names) -> Vec<String> {
    let schemas = model.schemas.iter().map(|(name, schema)| {
        let comment = pair("comment", schema.comment.as_ref());
        declared(name, &Vec::from_iter(comment))
    });
    let roles = model.roles.iter();
    let roles = roles.map(|(name, role)| declared(name, &role_keys(*role)));
    let enums = model.enums.keys();
    let enums = enums.filter_map(|path| names.enumeration(path).cloned());
    let entry = |path: &ObjectName| {
        let entity = names.entity(path);
        format!("{} => {}", entity.module, entity.name)
    };
    let mut blocks = vec![
        block("extensions", extensions(model)),
        block("schemas", schemas),
        block("roles", roles),
        block("sequences", sequences(model)),
        block("enums", enums),
    ];
    for related in related(model) {
        blocks.push(block("tables", related.iter().map(|path| entry(path))));
    }
    blocks.push(block("views", model.views.keys().map(entry)));
    let objects = functions(&model.objects).into_iter();
    let objects = objects.map(|(function, _, _)| format!("objects::{function}()"));
    blocks.push(block("objects", objects));
    blocks
}

fn extensions(model: &Model) -> impl Iterator<Item = String> {
    model.extensions.iter().map(|(name, extension)| {
        let mut keys = Vec::from_iter(pair("schema", extension.schema.as_ref()));
        let required = extension.requires.iter();
        let required: Vec<String> = required.map(|name| literal(name)).collect();
        if !required.is_empty() {
            keys.push(format!("requires({})", required.join(", ")));
        }
        declared(name, &keys)
    })
}

fn sequences(model: &Model) -> impl Iterator<Item = String> {
    model.sequences.iter().map(|(path, sequence)| {
        let schema = (!path.is_in_public()).then(|| path.schema().to_owned());
        let mut keys = Vec::from_iter(pair("schema", schema.as_ref()));
        keys.extend(pair("db", sequence.sql_type.as_ref()));
        keys.extend(counting(&sequence.options));
        keys.extend(pair("comment", sequence.comment.as_ref()));
        declared(path.name(), &keys)
    })
}

fn role_keys(role: Role) -> Vec<String> {
    let keys = [
        ("login", role.login),
        ("create_database", role.create_database),
        ("create_role", role.create_role),
        ("no_inherit", !role.inherit),
        ("existing", role.existing),
    ];
    let given = keys.into_iter().filter(|(_, is_set)| *is_set);
    given.map(|(key, _)| key.to_owned()).collect()
}

fn block(name: &str, entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries
        .map(|entry| format!("            {entry},\n"))
        .collect();
    if entries.is_empty() {
        return String::new();
    }
    format!("        {name} {{\n{}        }}\n", entries.concat())
}

/// Tables that refer to each other, directly or by way of others: they may appear in one query.
fn related(model: &Model) -> Vec<BTreeSet<&ObjectName>> {
    let mut sets: Vec<BTreeSet<&ObjectName>> = Vec::new();
    for (path, table) in &model.tables {
        let mut set = BTreeSet::from([path]);
        let targets = table.foreign_keys.iter().map(|key| &key.table);
        set.extend(targets.filter(|target| model.tables.contains_key(*target)));
        let (touched, apart): (Vec<_>, Vec<_>) =
            sets.into_iter().partition(|other| !other.is_disjoint(&set));
        sets = apart;
        set.extend(touched.into_iter().flatten());
        sets.push(set);
    }
    sets.sort();
    sets
}

/// The objects given as SQL, each as a function.
pub(super) fn objects(objects: &BTreeMap<String, SqlObject>) -> String {
    let mut texts = vec![
        "//! Functions, triggers and all else that is given as SQL.\n\n\
         use diesel_kit::model::SqlObject;\n"
            .to_owned(),
    ];
    for (function, name, object) in functions(objects) {
        let depends_on = object.depends_on.iter();
        let depends_on: Vec<String> = depends_on.map(|name| literal(name)).collect();
        let depends_on = if depends_on.is_empty() {
            String::new()
        } else {
            format!("        depends_on = [{}],\n", depends_on.join(", "))
        };
        texts.push(format!(
            "\npub(super) fn {function}() -> (&'static str, SqlObject) {{\n    \
             diesel_kit::sql_object!(\n        \
             {},\n        {},\n        up = {},\n        down = {},\n{depends_on}    )\n}}\n",
            object.kind,
            literal(name),
            literal(&object.up),
            literal(&object.down),
        ));
    }
    texts.concat()
}

/// The objects, each with the name of a function.
fn functions(objects: &BTreeMap<String, SqlObject>) -> Vec<(String, &String, &SqlObject)> {
    let mut taken = BTreeSet::new();
    let functions = objects.iter().map(|(name, object)| {
        let wish: String = snake(name).chars().take(60).collect();
        let wish = if is_identifier(&wish) {
            wish
        } else {
            format!("object_{wish}")
        };
        let mut function = wish.clone();
        let mut number = 2;
        while !taken.insert(function.clone()) {
            function = format!("{wish}_{number}");
            number += 1;
        }
        (function, name, object)
    });
    functions.collect()
}
