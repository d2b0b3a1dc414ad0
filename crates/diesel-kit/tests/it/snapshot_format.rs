//! `docs/snapshot.schema.json` accepts exactly what the program writes and reads.

use std::collections::BTreeSet;

use diesel_kit::Snapshot;
use diesel_kit::model::{
    Action, Check, Column, EnumType, Exclusion, Extension, ForeignKey, Identity, Index, Model,
    Policy, PolicyCommand, Role, RowSecurity, Schema, Sequence, SequenceOptions, SqlObject, Table,
    Unique, View,
};
use serde_json::{Value, json};

use crate::command::run;
use crate::folder::Folder;
use crate::json_schema::{JsonSchema, document};
use crate::{cases, example};

const FILE: &str = "snapshot.schema.json";

/// One of everything, with all that it can have.
fn everything() -> Model {
    let extension = Extension {
        schema: Some("app".to_owned()),
        requires: vec!["cube".to_owned()],
    };
    let schema = Schema {
        comment: Some("Ours.".to_owned()),
        ..Schema::existing()
    };
    let role = Role {
        create_database: true,
        create_role: true,
        inherit: false,
        login: true,
        existing: true,
    };
    let sequence = Sequence::new(numbering())
        .of_type("integer")
        .comment("Of rooms.");
    let view = View::new("SELECT 1 AS one")
        .materialized()
        .with("fillfactor", "50")
        .using("columnar")
        .tablespace("fast")
        .no_data()
        .index(Index::new("totals_idx", "one"))
        .comment("Counted.")
        .existing();
    let object =
        SqlObject::new("function", "CREATE FUNCTION", "DROP FUNCTION").depends_on(&["rooms"]);
    Model::default()
        .extension("citext", extension)
        .schema("app", schema)
        .role("reader", role)
        .enumeration("mood", EnumType::new(&["sad"]).comment("How it is."))
        .sequence(("app", "numbers"), sequence)
        .view("totals", view)
        .object("touch", object)
        .table(rooms())
}

fn rooms() -> Table {
    let mut identity =
        Column::new("id", "bigint").identity(Identity::always().options(numbering()));
    identity.serial = true;
    let name = Column::new("name", "text")
        .nullable()
        .default_to("''")
        .collation("C")
        .comment("A.");
    let shout = Column::new("shout", "text")
        .generated("upper(name)")
        .touched();
    let key = ForeignKey::new(&["id"], ("app", "houses"), &["id"])
        .on_delete(Action::SetNull)
        .on_update(Action::Cascade)
        .initially_deferred()
        .comment("B.");
    let index = Index::new("rooms_idx", "name")
        .using("gin")
        .unique()
        .include("id")
        .condition("id > 1")
        .nulls_not_distinct()
        .with("fillfactor", "50")
        .comment("C.");
    let exclusion = Exclusion::new("rooms_excl", "gist", "id WITH =")
        .condition("id > 1")
        .comment("D.");
    let policy = Policy::new("own")
        .restrictive()
        .command(PolicyCommand::Update)
        .to(&["reader"])
        .using("id > 1")
        .check("id > 2")
        .comment("E.");
    let mut table = Table::new("rooms")
        .column(identity)
        .column(name)
        .column(shout)
        .primary_key(&["id"])
        .unique(Unique::new(&["name"]).nulls_not_distinct().comment("F."))
        .foreign_key(ForeignKey {
            not_valid: true,
            ..key
        })
        .index(index)
        .exclusion(exclusion)
        .policy(policy)
        .row_security(RowSecurity::Forced)
        .unlogged()
        .with("fillfactor", "50")
        .comment("G.")
        .existing();
    table.primary_key.comment = Some("H.".to_owned());
    table.checks.push(Check {
        name: "rooms_check".to_owned(),
        expression: "id > 0".to_owned(),
        comment: Some("I.".to_owned()),
        not_valid: true,
    });
    table
}

fn numbering() -> SequenceOptions {
    SequenceOptions::default()
        .start(1)
        .increment(2)
        .min(1)
        .max(99)
        .cache(5)
        .cycle()
}

fn snapshot(model: &Model) -> Value {
    let hash = "0123456789abcdef".repeat(4);
    json!({
        "format": 1,
        "id": "0198a2f4-6f9c-7d10-8a51-9c2f3e4b5a60",
        "prev": ["0198a2f4-6f9c-7d10-8a51-9c2f3e4b5a61"],
        "up_sha256": hash,
        "down_sha256": hash,
        "renames": [{ "kind": "enum_value", "from": "mood.sad", "to": "mood.blue" }],
        "conflicts": [{
            "folders": ["2026-01-01-000000_one", "2026-01-02-000000_two"],
            "kind": "column",
            "schema": "public",
            "object": "users.email",
            "reason": "2026-01-01-000000_one and 2026-01-02-000000_two both change it",
        }],
        "model": model,
    })
}

#[test]
fn every_snapshot_is_valid() {
    let schema = JsonSchema::read(FILE, None);
    let cases = cases::all().into_iter();
    let models = cases.flat_map(|case| [vec![case.from, case.to], case.then].concat());
    let invalid: Vec<String> = models
        .filter_map(|model| schema.validate(&snapshot(&model)).err())
        .collect();
    assert!(invalid.is_empty(), "{}", invalid.join("\n\n"));
    assert_eq!(schema.validate(&snapshot(&everything())), Ok(()));
}

#[test]
fn what_generate_writes_is_valid() {
    let folder = Folder::new();
    run(example::schema(), &folder, &["generate"]);
    let written = folder.read(&folder.names()[0], "snapshot.json");
    let written = serde_json::from_str(&written).unwrap();
    assert_eq!(JsonSchema::read(FILE, None).validate(&written), Ok(()));
}

#[test]
fn the_schema_has_no_field_that_is_never_written() {
    let (mut written, mut described) = (BTreeSet::new(), BTreeSet::new());
    keys(&snapshot(&everything()), &mut written);
    properties(&document(FILE), &mut described);
    let never: Vec<&String> = described.difference(&written).collect();
    assert!(never.is_empty(), "{never:?}");
}

/// Each value of another type, each field taken away, and an unknown one beside it.
#[test]
fn what_the_schema_refuses_is_what_cannot_be_read() {
    let schema = JsonSchema::read(FILE, None);
    let mut wrong = Vec::new();
    for (place, changed) in variants(&snapshot(&everything())) {
        let valid = schema.validate(&changed).is_ok();
        let read = serde_json::from_value::<Snapshot>(changed);
        let readable = read.is_ok_and(|snapshot| snapshot.format == 1);
        if valid != readable {
            wrong.push(format!("{place}: valid is {valid}, readable is {readable}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The document with one change at each place, and what it is.
fn variants(document: &Value) -> Vec<(String, Value)> {
    let mut variants = Vec::new();
    for place in places(document) {
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut copy = document.clone();
            change(copy.pointer_mut(&place).unwrap());
            copy
        };
        variants.push((
            format!("{place} is a number"),
            changed(&|value| *value = json!(7)),
        ));
        variants.push((
            format!("{place} is an object"),
            changed(&|value| *value = json!({})),
        ));
        let Some(fields) = document.pointer(&place).and_then(Value::as_object) else {
            continue;
        };
        for field in fields.keys() {
            let without = changed(&|value| drop(value.as_object_mut().unwrap().remove(field)));
            variants.push((format!("{place} without {field}"), without));
        }
        let with = changed(&|value| value["unknown"] = json!(7));
        variants.push((format!("{place} with an unknown field"), with));
    }
    variants
}

/// JSON pointers to all values in it.
fn places(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (escaped(name), value))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(at, value)| (at.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    let below = children.into_iter().flat_map(|(name, child)| {
        places(child)
            .into_iter()
            .map(move |place| format!("/{name}{place}"))
    });
    std::iter::once(String::new()).chain(below).collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Names of all fields in a document.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                found.insert(name.clone());
                keys(value, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

/// Names of all fields in a schema.
fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        found.extend(fields.keys().cloned());
    }
    for definition in schema
        .get("$defs")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        properties(definition.1, found);
    }
}
