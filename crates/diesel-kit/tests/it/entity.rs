//! What `#[derive(Table)]` and `#[derive(PgEnum)]` say about their types.

use diesel_kit::model::{Action, ObjectName};
use diesel_kit::{Entity, PgEnum};

use crate::example::{Measure, Mood, Person, Place, lab, schema};

#[test]
fn labels_are_snake_case_unless_renamed() {
    assert_eq!(Mood::LABELS, ["happy", "very_sad", "so-so"]);
    assert_eq!(Mood::VerySad.label(), "very_sad");
}

#[test]
fn rust_types_have_postgresql_names() {
    let measure = Measure::definition();
    let types: Vec<&str> = measure
        .columns
        .iter()
        .map(|c| c.sql_type.as_str())
        .collect();
    assert_eq!(
        types,
        [
            "uuid",
            "text",
            "bigint",
            "timestamp with time zone",
            "smallint",
            "integer",
            "real",
            "double precision",
            "boolean",
            "date",
            "timestamp without time zone",
            "jsonb",
            "bytea",
            "integer[]",
            "text[]",
            "uuid[]",
        ]
    );
}

#[test]
fn enum_columns_have_the_name_of_the_enum() {
    let person = Person::definition();
    assert_eq!(person.find("mood").unwrap().sql_type, "mood");
    assert_eq!(person.find("moods").unwrap().sql_type, "mood[]");
    assert!(person.find("last_mood").unwrap().nullable);
}

#[test]
fn a_column_may_have_another_name_than_its_field() {
    let person = Person::definition();
    assert!(person.find("type").is_some() && person.find("kind").is_none());
}

#[test]
fn constraints_have_the_names_postgresql_would_choose() {
    let person = Person::definition();
    assert_eq!(person.primary_key.name, "people_pkey");
    assert_eq!(person.uniques[0].name, "people_name_key");
    assert_eq!(person.foreign_keys[0].name, "people_home_id_fkey");
    assert_eq!(person.foreign_keys[0].on_delete, Action::SetNull);
    assert_eq!(Place::definition().checks[0].name, "places_name_check");
}

#[test]
fn the_model_holds_everything_that_was_listed() {
    let model = schema();
    let tables: Vec<&str> = model.tables.keys().map(ObjectName::name).collect();
    assert_eq!(tables, ["measures", "people", "places", "visits"]);
    let enums: Vec<&str> = model.enums.keys().map(ObjectName::name).collect();
    assert_eq!(enums, ["mood", "place_kind"]);
}

/// Every key of the attributes and of `schema!`, as one reads it in a snapshot.
#[test]
fn whatever_is_declared_is_in_the_model() {
    let model = serde_json::to_value(lab::whole()).unwrap();
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("example/lab.json")).unwrap();
    for (kind, objects) in expected.as_object().unwrap() {
        for (name, object) in objects.as_object().unwrap() {
            assert_eq!(model[kind][name], *object, "{kind} {name}");
        }
    }
    let problems = lab::whole().problems();
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn what_is_included_belongs_to_the_whole() {
    let (whole, part) = (lab::whole(), schema());
    assert!(
        part.tables
            .iter()
            .all(|pair| whole.tables.get(pair.0) == Some(pair.1))
    );
    assert_eq!(whole.role_renames["lab_admin"], "lab_boss");
}

#[test]
fn documentation_is_a_comment_unless_there_is_another() {
    let model = lab::whole();
    let table = |name: &str| &model.tables[&ObjectName::new(name).in_schema("lab")];
    let shelves = table("Shelf Units");
    assert_eq!(
        shelves.comment.as_deref(),
        Some("A shelf in a room.\n\nSome are locked.")
    );
    assert_eq!(table("specimens").comment, None);
}
