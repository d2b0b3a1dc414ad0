//! From a JSON value to a typed input, with problems that name the field.

use app::{PathPart, Problem};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use crate::error::{Error, Result};

/// Reads `value` as a `T`.
pub(super) fn typed<T: DeserializeOwned>(value: Value) -> Result<T> {
    if !value.is_object() {
        return Err(Error::malformed("The body must be a JSON object."));
    }
    let mut path = Vec::new();
    if has_nul(&value, &mut path) {
        let message = "must not contain the character U+0000".to_owned();
        return Err(app::Error::Invalid(vec![Problem { path, message }]).into());
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| app::Error::Invalid(vec![problem(&error)]).into())
}

/// PostgreSQL cannot store U+0000. Leaves the way to it in `path`.
fn has_nul(value: &Value, path: &mut Vec<PathPart>) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().enumerate().any(|(index, item)| {
            path.push(PathPart::Index(index));
            has_nul(item, path) || path.pop().is_none()
        }),
        Value::Object(fields) => fields.iter().any(|(name, field)| {
            path.push(PathPart::Field(name.replace('\0', "\u{fffd}")));
            name.contains('\0') || has_nul(field, path) || path.pop().is_none()
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn problem(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let mut path: Vec<PathPart> = error.path().iter().filter_map(step).collect();
    let message = error.inner().to_string();
    // The decoder tells these two only in words.
    if let Some(name) = quoted(&message, "missing field `") {
        let message = format!("{name} is required");
        path.push(PathPart::Field(name.to_owned()));
        return Problem { path, message };
    }
    if let Some(name) = quoted(&message, "unknown field `") {
        let step = PathPart::Field(name.to_owned());
        if path.last() != Some(&step) {
            path.push(step);
        }
        let known = message
            .split_once("expected ")
            .map_or("nothing", |(_, known)| known);
        return Problem {
            path,
            message: format!("{name} is not known here, only {known}"),
        };
    }
    let message = match path.last() {
        Some(PathPart::Field(name)) => format!("{name}: {message}"),
        _ => message,
    };
    Problem { path, message }
}

fn step(segment: &Segment) -> Option<PathPart> {
    match segment {
        Segment::Seq { index } => Some(PathPart::Index(*index)),
        Segment::Map { key } => Some(PathPart::Field(key.clone())),
        Segment::Enum { variant } => Some(PathPart::Field(variant.clone())),
        Segment::Unknown => None,
    }
}

fn quoted<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Input {
        title: String,
        tools: Option<Vec<String>>,
    }

    fn refusal(value: Value) -> String {
        let error = typed::<Input>(value).unwrap_err();
        let response = actix_web::ResponseError::error_response(&error);
        let body = actix_web::body::MessageBody::try_into_bytes(response.into_body());
        String::from_utf8(body.unwrap().to_vec()).unwrap()
    }

    #[test]
    fn problems_name_the_field() {
        let refusals = [
            json!([1]),
            json!({}),
            json!({"title": 5}),
            json!({"title": "a", "tools": ["a", 1]}),
            json!({"title": "a", "titel": "b"}),
            json!({"title": "a\0b"}),
            json!({"title": "a", "tools": ["a", "\0"]}),
        ]
        .map(refusal);
        assert_eq!(
            refusals,
            [
                r#"{"error":"The body must be a JSON object."}"#,
                r#"{"error":[{"path":["title"],"message":"Title is required."}]}"#,
                r#"{"error":[{"path":["title"],"message":"title: invalid type: integer `5`, expected a string."}]}"#,
                r#"{"error":[{"path":["tools",1],"message":"Invalid type: integer `1`, expected a string."}]}"#,
                r#"{"error":[{"path":["titel"],"message":"Titel is not known here, only `title` or `tools`."}]}"#,
                r#"{"error":[{"path":["title"],"message":"Must not contain the character U+0000."}]}"#,
                r#"{"error":[{"path":["tools",1],"message":"Must not contain the character U+0000."}]}"#,
            ]
        );
    }
}
