//! The query string, read by the same rules as a body.

use std::fmt::Display;
use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::input;
use crate::error::{Error, Result};

/// Typed query parameters. Unknown ones are ignored; of repeated ones the last counts.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string()).map(Self).map_err(Into::into))
    }
}

/// Reads `a=1&b=2`.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T> {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(text)
        .map_err(|error| Error::malformed(format!("The query cannot be read: {error}")))?;
    let fields: Map<String, Value> = pairs
        .into_inner()
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)))
        .collect();
    input::typed(Value::Object(fields))
}

/// A value that arrives as text, such as a number or `true`; an empty one counts as absent.
pub(crate) fn from_text<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(D::Error::custom)
}
