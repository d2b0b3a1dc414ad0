//! Absent, null and a value in JSON, and what the OpenAPI document says of them.

use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::export;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::PartialSchema;

use super::{Article, ArticleChanges, NewArticle, State, articles, schema};
use crate::server;

fn read<T: DeserializeOwned>(json: Value) -> Result<T, String> {
    serde_json::from_value(json).map_err(|error| error.to_string())
}

fn least() -> Value {
    json!({ "title": "Plans", "stars": 3, "tags": [] })
}

fn least_and(field: &str, value: Value) -> Value {
    let mut json = least();
    json[field] = value;
    json
}

#[test]
fn of_an_insert_only_what_has_no_default_is_required() {
    let new: NewArticle = read(least()).unwrap();
    assert_eq!((new.state, new.view_count, &new.note), (None, None, &None));
    assert_eq!((new.slug, new.published_at), (None, None));
    for required in ["title", "stars", "tags"] {
        let mut json = least();
        json.as_object_mut().unwrap().remove(required);
        let error = read::<NewArticle>(json).unwrap_err();
        assert_eq!(error, format!("missing field `{required}`"));
    }
}

#[test]
fn the_three_states_survive() {
    let note = |json| read::<NewArticle>(json).unwrap().note;
    assert_eq!(note(least()), None);
    assert_eq!(note(least_and("remark", Value::Null)), Some(None));
    let text = Some(Some("n".to_owned()));
    assert_eq!(note(least_and("remark", json!("n"))), text);
    for changes in [
        json!({}),
        json!({ "slug": null }),
        json!({ "slug": "s", "stars": 1 }),
    ] {
        let read: ArticleChanges = read(changes.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), changes);
    }
}

#[test]
fn null_is_refused_where_the_column_refuses_it() {
    for field in ["title", "state", "viewCount", "stars", "tags"] {
        let error = read::<NewArticle>(least_and(field, Value::Null)).unwrap_err();
        assert!(error.contains("null"), "{field}: {error}");
        let error = read::<ArticleChanges>(json!({ field: null })).unwrap_err();
        assert!(error.contains("null"), "{field}: {error}");
    }
}

#[test]
fn unknown_fields_and_those_that_the_database_sets_are_refused() {
    for field in ["id", "shout", "note", "view_count", "other"] {
        let error = read::<NewArticle>(least_and(field, json!(1))).unwrap_err();
        assert!(
            error.starts_with(&format!("unknown field `{field}`")),
            "{error}"
        );
        let error = read::<ArticleChanges>(json!({ field: 1 })).unwrap_err();
        assert!(
            error.starts_with(&format!("unknown field `{field}`")),
            "{error}"
        );
    }
}

/// Numbers have the width of their column.
#[test]
fn numbers_and_labels_that_do_not_fit_are_refused() {
    for (field, value, expected) in [
        ("stars", json!(32768), "expected i16"),
        ("stars", json!(-32769), "expected i16"),
        ("stars", json!(1.5), "expected i16"),
        (
            "viewCount",
            json!(9_223_372_036_854_775_808_u64),
            "expected i64",
        ),
        (
            "state",
            json!("gone"),
            "unknown variant `gone`, expected `draft` or `live`",
        ),
        ("publishedAt", json!("2026-02-30T00:00:00Z"), "out of range"),
    ] {
        let error = read::<NewArticle>(least_and(field, value)).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    let largest = read::<NewArticle>(least_and("viewCount", json!(i64::MAX))).unwrap();
    assert_eq!(largest.view_count, Some(i64::MAX));
}

#[tokio::test]
async fn a_row_goes_from_json_through_the_database_to_json() {
    let mut conn = server::connect(&server::database().await).await;
    let ddl = export(&schema()).unwrap();
    conn.batch_execute(&ddl).await.unwrap();
    let json = json!({
        "title": "Größe",
        "slug": "size",
        "state": "live",
        "stars": 5,
        "viewCount": 9_007_199_254_740_993_i64,
        "remark": null,
        "tags": ["a", "ñ"],
        "publishedAt": "2026-11-21T10:00:00Z",
    });
    let new: NewArticle = read(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&new).unwrap(), json);
    let row = diesel::insert_into(articles::table).values(&new);
    let row = row.returning(Article::as_returning());
    let row: Article = row.get_result(&mut conn).await.unwrap();
    assert_eq!((row.state, &row.note), (State::Live, &None));
    let mut expected = json;
    let fields = expected.as_object_mut().unwrap();
    fields.remove("remark");
    fields.insert("id".to_owned(), json!(1));
    fields.insert("note".to_owned(), Value::Null);
    fields.insert("shout".to_owned(), json!("GRößE"));
    assert_eq!(serde_json::to_value(row).unwrap(), expected);
}

fn properties<T: PartialSchema>() -> Vec<(String, bool, bool)> {
    let schema = serde_json::to_value(T::schema()).unwrap();
    let empty = Vec::new();
    let required = schema["required"].as_array().unwrap_or(&empty).clone();
    let of_field = |(name, field): (&String, &Value)| {
        let required = required.contains(&json!(name));
        (
            name.clone(),
            required,
            field.to_string().contains("\"null\""),
        )
    };
    let properties = schema["properties"].as_object().unwrap();
    properties.iter().map(of_field).collect()
}

#[test]
fn the_openapi_document_says_what_is_required_and_what_may_be_null() {
    let field = |name: &str, required, nullable| (name.to_owned(), required, nullable);
    let of_insert = [
        field("title", true, false),
        field("slug", false, true),
        field("state", false, false),
        field("stars", true, false),
        field("viewCount", false, false),
        field("remark", false, true),
        field("tags", true, false),
        field("publishedAt", false, true),
    ];
    assert_eq!(properties::<NewArticle>(), of_insert);
    let of_change = of_insert.map(|(name, _, nullable)| (name, false, nullable));
    assert_eq!(properties::<ArticleChanges>(), of_change);
}

#[test]
fn the_openapi_document_knows_lengths_and_what_it_is_told() {
    for schema in [NewArticle::schema(), ArticleChanges::schema()] {
        let schema = serde_json::to_value(schema).unwrap();
        let of = |field: &str| schema["properties"][field].clone();
        let title = of("title");
        assert_eq!(title["description"], "Shown in lists.");
        assert_eq!(
            (&title["minLength"], &title["maxLength"]),
            (&json!(1), &json!(10))
        );
        let slug = of("slug");
        assert_eq!(
            (&slug["minLength"], &slug["maxLength"]),
            (&Value::Null, &json!(5))
        );
        assert_eq!(of("viewCount")["example"], 7);
        assert_eq!(schema["additionalProperties"], false);
    }
}
