//! Threads: replies to a message, and who follows them.

use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

use super::{MessageView, Messages, insert};
use crate::cursor::{self, ByTime};
use crate::id::{MessageId, PageId, UserId};
use crate::ops::sql;
use crate::schema::{
    ChannelMessage, NewChannelMessage, NewThreadFollower, channel_messages, thread_followers,
};
use crate::{Result, Tx};

/// What came of an attempt to reply.
#[derive(Debug, Clone)]
pub enum Replied {
    Done(Box<ChannelMessage>),
    /// There is no such message in this channel, or it was deleted.
    NoRoot,
    /// It is a reply itself: threads are one level deep.
    Nested,
}

/// Writes a reply to `root` and counts it there. The parent and the time in `row` are not looked at.
pub async fn reply(tx: &mut Tx<'_>, root: &MessageId, row: NewChannelMessage) -> Result<Replied> {
    let open = channel_messages::table
        .find(root)
        .filter(channel_messages::page_id.eq(&row.page_id))
        .filter(channel_messages::parent_id.is_null())
        .filter(channel_messages::deleted_at.is_null());
    let count = diesel::update(open)
        .set((
            channel_messages::reply_count.eq(channel_messages::reply_count + 1),
            channel_messages::last_reply_at.eq(sql::<Timestamptz>("clock_timestamp()").nullable()),
        ))
        .returning(channel_messages::last_reply_at);
    let Some(at) = prepared(count).get_result(&mut **tx).await.optional()? else {
        return refuse(tx, root, &row.page_id).await;
    };
    let row = NewChannelMessage {
        parent_id: Some(root.clone()),
        created_at: at,
        ..row
    };
    Ok(Replied::Done(Box::new(insert(tx, row).await?)))
}

async fn refuse(tx: &mut Tx<'_>, root: &MessageId, channel: &PageId) -> Result<Replied> {
    let nested: Option<MessageId> = channel_messages::table
        .find(root)
        .filter(channel_messages::page_id.eq(channel))
        .filter(channel_messages::parent_id.is_not_null())
        .filter(channel_messages::deleted_at.is_null())
        .select(channel_messages::id)
        .first(&mut **tx)
        .await
        .optional()?;
    Ok(nested.map_or(Replied::NoRoot, |_| Replied::Nested))
}

/// Repeats a reply at the top level of its channel, under the id `copy`.
pub async fn mirror(
    tx: &mut Tx<'_>,
    reply: &ChannelMessage,
    copy: MessageId,
) -> Result<ChannelMessage> {
    let row = NewChannelMessage {
        id: copy,
        page_id: reply.page_id.clone(),
        user_id: reply.user_id.clone(),
        content: reply.content.clone(),
        file_id: reply.file_id.clone(),
        attachment: reply.attachment.clone(),
        sender: reply.sender.clone(),
        parent_id: None,
        reply_count: None,
        last_reply_at: None,
        mirrored_from_id: Some(reply.id.clone()),
        quoted_message_id: None,
        created_at: None,
        edited_at: None,
        deleted_at: None,
    };
    insert(tx, row).await
}

/// The replies in a thread, oldest first, without what was deleted.
pub async fn thread(
    conn: &mut AsyncPgConnection,
    root: &MessageId,
    after: Option<ByTime<MessageId>>,
    limit: u32,
) -> Result<Messages> {
    let replies = MessageView::query()
        .filter(channel_messages::parent_id.eq(root))
        .filter(channel_messages::deleted_at.is_null());
    let by = (
        channel_messages::created_at.asc(),
        channel_messages::id.asc(),
    );
    cursor::load(conn, replies, by, after, limit, MessageView::place).await
}

/// True if the person did not follow the thread yet.
pub async fn follow(tx: &mut Tx<'_>, root: &MessageId, user: &UserId) -> Result<bool> {
    let row = NewThreadFollower {
        message_id: root.clone(),
        user_id: user.clone(),
        created_at: None,
    };
    let insert = diesel::insert_into(thread_followers::table)
        .values(row)
        .on_conflict_do_nothing();
    Ok(prepared(insert).execute(&mut **tx).await? > 0)
}

/// True if the person followed the thread.
pub async fn unfollow(tx: &mut Tx<'_>, root: &MessageId, user: &UserId) -> Result<bool> {
    let following = thread_followers::table.find((root, user));
    Ok(diesel::delete(following).execute(&mut **tx).await? > 0)
}

/// Who follows a thread, in the order of their ids.
pub async fn followers(conn: &mut AsyncPgConnection, root: &MessageId) -> Result<Vec<UserId>> {
    Ok(thread_followers::table
        .filter(thread_followers::message_id.eq(root))
        .order(thread_followers::user_id)
        .select(thread_followers::user_id)
        .load(conn)
        .await?)
}
