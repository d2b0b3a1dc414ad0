//! Reactions: an emoji of a person under a message, each at most once.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

use crate::Result;
use crate::id::{MessageId, UserId};
use crate::query::user::Author;
use crate::schema::{MessageReaction, NewMessageReaction, message_reaction, message_reactions};

/// A reaction and whose it is.
#[derive(Debug, Clone, View)]
#[view(message_reaction)]
pub struct ReactionView {
    #[view(row)]
    pub reaction: MessageReaction,
    /// `None` if the account is gone.
    #[view(with)]
    pub author: Option<Author>,
}

/// Adds a reaction; `None` if it is there already.
pub async fn react(
    conn: &mut AsyncPgConnection,
    row: NewMessageReaction,
) -> Result<Option<MessageReaction>> {
    let insert = diesel::insert_into(message_reactions::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(MessageReaction::as_returning());
    Ok(prepared(insert).get_result(conn).await.optional()?)
}

/// Takes a reaction back; `None` if there is none.
pub async fn take_back(
    conn: &mut AsyncPgConnection,
    message: &MessageId,
    user: &UserId,
    emoji: &str,
) -> Result<Option<MessageReaction>> {
    let own = message_reactions::table
        .filter(message_reactions::message_id.eq(message))
        .filter(message_reactions::user_id.eq(user))
        .filter(message_reactions::emoji.eq(emoji));
    let delete = diesel::delete(own).returning(MessageReaction::as_returning());
    Ok(prepared(delete).get_result(conn).await.optional()?)
}
