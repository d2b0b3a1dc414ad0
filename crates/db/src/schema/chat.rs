//! Channels: messages, threads of one level, reactions, and who has read how far.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::Table;

use super::auth::users;
use super::core::pages;
use super::storage::files;
use crate::id::{FileId, MessageId, PageId, ReactionId, UserId};

/// A message in a channel, or a reply in a thread.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = channel_messages, check_for_backend(diesel::pg::Pg))]
#[table(name = "channel_messages", new = NewChannelMessage, changes = ChannelMessageChanges)]
#[table(index(name = "channel_messages_page_id_idx", on = "page_id, created_at, id"))]
#[table(index(
    name = "channel_messages_parent_id_idx",
    on = "parent_id, created_at, id"
))]
#[table(index(name = "channel_messages_user_id_idx", on = "user_id, created_at"))]
#[table(index(name = "channel_messages_file_id_idx", on = "file_id"))]
#[table(index(
    name = "channel_messages_mirrored_from_id_idx",
    on = "mirrored_from_id"
))]
#[table(index(
    name = "channel_messages_quoted_message_id_idx",
    on = "quoted_message_id"
))]
#[table(index(
    name = "channel_messages_words_idx",
    on = r"to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(content), NFKD), '[\u0300-\u036f]+', '', 'g'))",
    using = "gin"
))]
#[table(index(
    name = "channel_messages_trigrams_idx",
    on = "content gin_trgm_ops",
    using = "gin"
))]
#[table(check(
    name = "channel_messages_content_check",
    expr = "char_length(content) <= 40000 AND (content <> '' OR file_id IS NOT NULL OR attachment IS NOT NULL OR deleted_at IS NOT NULL)"
))]
#[table(has_one(author = users(id), on(user_id)))]
#[table(has_many(replies = channel_messages(parent_id)))]
#[table(has_many(reactions = message_reactions(message_id)))]
#[table(has_many(followers = thread_followers(message_id)))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct ChannelMessage {
    #[column(pk, sql = Text, db = "text")]
    pub id: MessageId,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    /// Not a foreign key: what somebody has said outlives their account.
    #[column(sql = Text, db = "text")]
    pub user_id: UserId,
    pub content: String,
    #[column(sql = Text, db = "text", references = files(id), on_delete = "set null")]
    pub file_id: Option<FileId>,
    /// Name, size, type and hash of the file as it was sent.
    pub attachment: Option<serde_json::Value>,
    /// The agent or webhook that speaks in the name of the person.
    pub sender: Option<serde_json::Value>,
    /// The root of the thread that this is a reply in.
    #[column(sql = Text, db = "text", references = channel_messages(id), on_delete = "cascade")]
    pub parent_id: Option<MessageId>,
    #[column(default = "0")]
    pub reply_count: i32,
    pub last_reply_at: Option<DateTime<Utc>>,
    /// The reply that this one repeats at the top level.
    #[column(sql = Text, db = "text", references = channel_messages(id), on_delete = "set null", no_join)]
    pub mirrored_from_id: Option<MessageId>,
    #[column(sql = Text, db = "text", references = channel_messages(id), on_delete = "set null", no_join)]
    pub quoted_message_id: Option<MessageId>,
    /// Grows in the order in which the messages of a drive can be seen.
    #[column(default = "clock_timestamp()")]
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// An emoji under a message.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = message_reactions, check_for_backend(diesel::pg::Pg))]
#[table(name = "message_reactions", new = NewMessageReaction)]
#[table(unique(message_id, user_id, emoji))]
#[table(check(
    name = "message_reactions_emoji_check",
    expr = "char_length(emoji) BETWEEN 1 AND 40"
))]
#[table(has_one(author = users(id), on(user_id)))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM channel_messages WHERE channel_messages.id = message_id)"
))]
pub struct MessageReaction {
    #[column(pk, sql = Text, db = "text")]
    pub id: ReactionId,
    #[column(sql = Text, db = "text", references = channel_messages(id), on_delete = "cascade")]
    pub message_id: MessageId,
    /// Not a foreign key, as that of the message.
    #[column(sql = Text, db = "text")]
    pub user_id: UserId,
    pub emoji: String,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// Somebody who wants to hear of replies in a thread.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = thread_followers, primary_key(message_id, user_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "thread_followers", new = NewThreadFollower)]
#[table(index(name = "thread_followers_user_id_idx", on = "user_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM channel_messages WHERE channel_messages.id = message_id)"
))]
pub struct ThreadFollower {
    #[column(pk, sql = Text, db = "text", references = channel_messages(id), on_delete = "cascade", relation = thread)]
    pub message_id: MessageId,
    #[column(pk, sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// How far a person has read a channel.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = channel_reads, primary_key(page_id, user_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "channel_reads", new = NewChannelRead)]
#[table(index(name = "channel_reads_user_id_idx", on = "user_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct ChannelRead {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    #[column(pk, sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    /// When the last message was written that the person has seen.
    pub read_until: DateTime<Utc>,
}
