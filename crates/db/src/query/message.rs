//! Messages in channels: threads of one level, reactions, and who has read how far.
//!
//! Writers hold the stream of the drive (`docs/decisions/0002`), and `created_at` is read off the clock
//! when the row is written. So the times of a channel grow in the order in which its messages can be
//! seen, and what a person has read is one time.

mod reaction;
mod read;
mod thread;

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

pub use reaction::{ReactionView, react, take_back};
pub use read::{UNREAD_CAP, Unread, mark_read, unread};
pub use thread::{Replied, follow, followers, mirror, reply, thread, unfollow};

use crate::cursor::{self, ByTime, Cursor};
use crate::id::{FileId, MessageId, PageId};
use crate::query::user::Author;
use crate::schema::{
    ChannelMessage, NewChannelMessage, channel_message, channel_messages, file, message_reactions,
};
use crate::{Result, Tx};

/// What is shown of an uploaded file beside a message.
#[derive(Debug, Clone, PartialEq, Eq, View)]
#[view(file)]
pub struct Upload {
    pub id: FileId,
    pub mime_type: String,
    pub size: i64,
}

/// A message that another one quotes, with its text as it is now: empty once it is deleted.
#[derive(Debug, Clone, View)]
#[view(channel_message)]
pub struct Quoted {
    pub id: MessageId,
    pub content: String,
    pub created_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    #[view(with)]
    pub author: Option<Author>,
}

/// The reply that a message repeats at the top level.
#[derive(Debug, Clone, View)]
#[view(channel_message)]
pub struct Original {
    pub id: MessageId,
    pub parent_id: Option<MessageId>,
}

/// A message as it is shown.
#[derive(Debug, Clone, View)]
#[view(channel_message)]
pub struct MessageView {
    #[view(row)]
    pub message: ChannelMessage,
    /// `None` if the account is gone.
    #[view(with)]
    pub author: Option<Author>,
    #[view(with)]
    pub file: Option<Upload>,
    #[view(with, order = (message_reactions::created_at, message_reactions::id))]
    pub reactions: Vec<ReactionView>,
    #[view(with = quoted_message)]
    pub quoted: Option<Quoted>,
    #[view(with)]
    pub mirrored_from: Option<Original>,
}

impl MessageView {
    fn place(&self) -> ByTime<MessageId> {
        Cursor {
            key: self.message.created_at,
            id: self.message.id.clone(),
        }
    }
}

/// Some messages, and where the next ones begin.
pub type Messages = cursor::Page<MessageView, ByTime<MessageId>>;

/// Writes a message. Replies go through [`reply`], which keeps count of them.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    row: NewChannelMessage,
) -> Result<ChannelMessage> {
    Ok(diesel::insert_into(channel_messages::table)
        .values(row)
        .returning(ChannelMessage::as_returning())
        .get_result(conn)
        .await?)
}

pub async fn find(conn: &mut AsyncPgConnection, message: &MessageId) -> Result<ChannelMessage> {
    Ok(channel_messages::table
        .find(message)
        .select(ChannelMessage::as_select())
        .first(conn)
        .await?)
}

/// A message with all that is shown of it, also a deleted one.
pub async fn show(conn: &mut AsyncPgConnection, message: &MessageId) -> Result<MessageView> {
    let one = MessageView::query().filter(channel_messages::id.eq(message));
    Ok(one.one(conn).await?)
}

/// The messages of a channel, newest first, without replies and without what was deleted.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    channel: &PageId,
    before: Option<ByTime<MessageId>>,
    limit: u32,
) -> Result<Messages> {
    let transcript = MessageView::query()
        .filter(channel_messages::page_id.eq(channel))
        .filter(channel_messages::parent_id.is_null())
        .filter(channel_messages::deleted_at.is_null());
    let by = (
        channel_messages::created_at.desc(),
        channel_messages::id.desc(),
    );
    cursor::load(conn, transcript, by, before, limit, MessageView::place).await
}

/// Changes the text of a message; `None` if there is no such message any more.
pub async fn edit(
    tx: &mut Tx<'_>,
    message: &MessageId,
    content: &str,
) -> Result<Option<ChannelMessage>> {
    let live = channel_messages::table
        .find(message)
        .filter(channel_messages::deleted_at.is_null());
    let update = diesel::update(live)
        .set((
            channel_messages::content.eq(content),
            channel_messages::edited_at.eq(now.into_sql::<Timestamptz>().nullable()),
        ))
        .returning(ChannelMessage::as_returning());
    Ok(prepared(update).get_result(&mut **tx).await.optional()?)
}

/// The last reply of the root is found anew, because it may be the one that went.
const FORGET_REPLY: &str = "
UPDATE channel_messages root
SET reply_count = greatest(root.reply_count - 1, 0),
    last_reply_at = (
        SELECT reply.created_at FROM channel_messages reply
        WHERE reply.parent_id = root.id AND reply.deleted_at IS NULL
        ORDER BY reply.created_at DESC, reply.id DESC LIMIT 1)
WHERE root.id = $1";

/// Deletes a message: what it said and its file go, the row stays, so that its thread and its quotes
/// have something to refer to. `None` if there is no such message any more.
pub async fn delete(tx: &mut Tx<'_>, message: &MessageId) -> Result<Option<ChannelMessage>> {
    let live = channel_messages::table
        .find(message)
        .filter(channel_messages::deleted_at.is_null());
    let update = diesel::update(live)
        .set((
            channel_messages::content.eq(""),
            channel_messages::file_id.eq(None::<FileId>),
            channel_messages::attachment.eq(None::<serde_json::Value>),
            channel_messages::deleted_at.eq(now.into_sql::<Timestamptz>().nullable()),
        ))
        .returning(ChannelMessage::as_returning());
    let deleted = prepared(update).get_result(&mut **tx).await.optional()?;
    if let Some(root) = deleted
        .as_ref()
        .and_then(|reply: &ChannelMessage| reply.parent_id.as_ref())
    {
        prepared(diesel::sql_query(FORGET_REPLY).bind::<Text, _>(root))
            .execute(&mut **tx)
            .await?;
    }
    Ok(deleted)
}
