//! Ids of entities (CUID2 in `text`), one type per entity so that they cannot be mixed up.

use std::fmt;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use serde::Serialize;

/// The text is not a CUID2: nothing can have this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct MalformedId;

fn is_cuid2(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() == 24
        && bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Text)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new id, from a cryptographic random source.
            #[expect(clippy::new_without_default, reason = "two calls give two ids; a default is one value")]
            pub fn new() -> Self {
                Self(cuid2::create_id())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                if is_cuid2(text) { Ok(Self(text.to_owned())) } else { Err(MalformedId) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ToSql<Text, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <str as ToSql<Text, Pg>>::to_sql(&self.0, out)
            }
        }

        impl FromSql<Text, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <String as FromSql<Text, Pg>>::from_sql(value).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person.
    UserId
    /// A signed-in browser.
    SessionId
    /// An API key (`mcp_…`).
    ApiKeyId
    /// A drive: one workspace with its tree of pages.
    DriveId
    /// A membership of a person in a drive.
    MemberId
    /// A page of any type.
    PageId
    /// A custom role of a drive.
    RoleId
    /// Rights of a person on a page.
    GrantId
    /// A share link of a page or a drive.
    LinkId
    /// An invitation that nobody has accepted yet.
    InviteId
    /// Two people who know each other.
    ConnectionId
    /// A word that pages are found by.
    TagId
    /// Something that a person keeps at hand.
    FavoriteId
    /// A token sent by e-mail.
    VerificationId
    /// A message in a channel.
    MessageId
    /// A reaction to a message.
    ReactionId
    /// A list of tasks.
    TaskListId
    /// A status that the tasks of a list can have.
    TaskStatusId
    /// A task.
    TaskId
    /// Somebody who is to do a task.
    AssigneeId
    /// An uploaded file.
    FileId
    /// A conversation with an agent.
    ConversationId
    /// How a provider of AI models is reached.
    AiProviderId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_ids_are_well_formed_and_differ() {
        let (a, b) = (PageId::new(), PageId::new());
        assert_ne!(a, b);
        assert_eq!(a.as_str().parse::<PageId>().as_ref(), Ok(&a));
    }

    #[test]
    fn malformed_ids_are_refused() {
        for text in [
            "",
            "short",
            "1aaaaaaaaaaaaaaaaaaaaaaa",
            "Aaaaaaaaaaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaaaaaaaaa\0",
            "aaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(text.parse::<PageId>(), Err(MalformedId), "{text:?}");
        }
    }
}
