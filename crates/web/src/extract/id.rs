//! The id in the path.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::Error;

/// The only parameter of the path. One that cannot be an id is answered like one that nothing has.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: FromStr> FromRequest for Id<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = req.match_info().iter().next().map(|(_, value)| value);
        let id = text.and_then(|text| text.parse().ok());
        ready(
            id.map(Self)
                .ok_or_else(|| Error::from(app::Error::NotFound).into()),
        )
    }
}
