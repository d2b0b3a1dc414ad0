//! People on the wire.

use db::id::UserId;
use db::schema::User;
use serde::Serialize;
use utoipa::ToSchema;

/// The person who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    #[schema(value_type = String)]
    id: UserId,
    #[schema(required = true)]
    name: Option<String>,
    email: String,
    #[schema(required = true)]
    image: Option<String>,
}

impl From<User> for Me {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            name: Some(user.name),
            email: user.email,
            image: user.image,
        }
    }
}
