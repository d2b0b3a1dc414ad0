//! A JSON body, whatever content type it claims to have.

use actix_web::dev::Payload;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Extracting, input};
use crate::error::{Error, Result};

/// The largest body that is read.
pub(crate) const LIMIT: usize = 5 * 1024 * 1024;
/// How much more of a body is received and dropped, so that the client gets to read the refusal
/// instead of finding its connection closed while it still sends.
const PATIENCE: usize = 64 * 1024 * 1024;

/// A JSON object. No body at all is an object without fields.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = actix_web::Error;
    type Future = Extracting<Self>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move { Ok(Self(parse(&read(payload).await?)?)) })
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    if bytes.trim_ascii().is_empty() {
        return input::typed(Value::Object(Map::new()));
    }
    let value = serde_json::from_slice(bytes)
        .map_err(|error| Error::malformed(format!("The body is not JSON: {error}.")))?;
    input::typed(value)
}

/// The whole body.
pub(super) async fn read(mut payload: Payload) -> Result<Bytes> {
    let mut body = BytesMut::new();
    let mut received = 0_usize;
    while let Some(chunk) = payload.next().await {
        let chunk =
            chunk.map_err(|error| Error::malformed(format!("The body broke off: {error}")))?;
        received = received.saturating_add(chunk.len());
        if received <= LIMIT {
            body.extend_from_slice(&chunk);
        } else if received > PATIENCE {
            break;
        }
    }
    if received > LIMIT {
        return Err(Error::TooLarge);
    }
    Ok(body.freeze())
}

/// Tells a field that is null from one that is absent (with `#[serde(default)]`).
#[expect(
    clippy::option_option,
    reason = "absent, null and a value mean three things"
)]
pub(crate) fn double_option<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
