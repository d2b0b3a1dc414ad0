//! Absent, null and a value in JSON.

use serde::{Deserialize, Deserializer};

/// A field that is there, whatever is in it; with `#[serde(default)]` one that is absent is `None`. So the
/// three states of an `Option<Option<T>>` survive, and an `Option<T>` does not take null for absent.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Changes {
///     #[serde(default, deserialize_with = "diesel_kit::given")]
///     title: Option<String>,
///     #[serde(default, deserialize_with = "diesel_kit::given")]
///     note: Option<Option<String>>,
/// }
///
/// let read = |json| serde_json::from_str::<Changes>(json);
/// assert_eq!(read("{}").unwrap().note, None);
/// assert_eq!(read(r#"{ "note": null }"#).unwrap().note, Some(None));
/// assert_eq!(read(r#"{ "note": "n" }"#).unwrap().note, Some(Some("n".to_owned())));
/// assert!(read(r#"{ "title": null }"#).is_err());
/// ```
pub fn given<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
