//! Conversations with agents, and the providers of models.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::auth::users;
use super::core::{drives, pages};
use crate::id::{AiProviderId, ConversationId, DriveId, PageId, UserId};

/// A conversation of a person with an agent, or with the assistant of the instance.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = conversations, check_for_backend(diesel::pg::Pg))]
#[table(name = "conversations", new = NewConversation, changes = ConversationChanges)]
#[table(index(
    name = "conversations_agent_page_id_idx",
    on = "agent_page_id, updated_at DESC, id DESC"
))]
#[table(index(
    name = "conversations_user_id_idx",
    on = "user_id, updated_at DESC, id DESC"
))]
#[table(check(
    name = "conversations_title_check",
    expr = "char_length(title) BETWEEN 1 AND 500"
))]
#[table(has_many(messages = conversation_messages(conversation_id)))]
#[table(policy(
    name = "reachable",
    using = "agent_page_id IS NULL OR EXISTS (SELECT FROM pages WHERE pages.id = agent_page_id)"
))]
pub struct Conversation {
    #[column(pk, sql = Text, db = "text")]
    pub id: ConversationId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    /// A page of type `AI_CHAT`; null for the assistant of the instance.
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade", relation = agent)]
    pub agent_page_id: Option<PageId>,
    pub title: String,
    /// Readable by everybody who may see the agent.
    #[column(default = "false")]
    pub is_shared: bool,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    /// When the last message was written.
    #[column(default = "now()")]
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "message_role")]
#[serde(rename_all = "snake_case")]
pub enum MessageRole {
    User,
    Assistant,
    System,
}

/// A message of a conversation, in the order of the ids.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = conversation_messages, check_for_backend(diesel::pg::Pg))]
#[table(name = "conversation_messages", new = NewConversationMessage)]
#[table(index(
    name = "conversation_messages_conversation_id_idx",
    on = "conversation_id, id"
))]
#[table(index(name = "conversation_messages_user_id_idx", on = "user_id"))]
#[table(check(
    name = "conversation_messages_parts_check",
    expr = "jsonb_typeof(parts) = 'array'"
))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM conversations WHERE conversations.id = conversation_id)"
))]
pub struct ConversationMessage {
    #[column(pk)]
    pub id: Uuid,
    #[column(sql = Text, db = "text", references = conversations(id), on_delete = "cascade")]
    pub conversation_id: ConversationId,
    #[column(sql = MessageRoleSql)]
    pub role: MessageRole,
    /// Texts, files, tool calls and their results, as the contract's `MessagePart`.
    pub parts: serde_json::Value,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = author)]
    pub user_id: Option<UserId>,
    pub provider: Option<String>,
    pub model: Option<String>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// How a provider of models is reached: by everybody, by a drive, or by one person.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = ai_providers, check_for_backend(diesel::pg::Pg))]
#[table(name = "ai_providers", new = NewAiProvider, changes = AiProviderChanges)]
#[table(unique(user_id, provider))]
#[table(unique(drive_id, provider))]
#[table(index(
    name = "ai_providers_instance_key",
    on = "provider",
    unique,
    where_ = "user_id IS NULL AND drive_id IS NULL"
))]
#[table(check(
    name = "ai_providers_owner_check",
    expr = "num_nonnulls(user_id, drive_id) <= 1"
))]
#[table(policy(
    name = "reachable",
    using = "drive_id IS NULL OR drive_id IN (SELECT reachable_drives())"
))]
pub struct AiProvider {
    #[column(pk, sql = Text, db = "text")]
    pub id: AiProviderId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: Option<UserId>,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: Option<DriveId>,
    /// `openai`, `anthropic`, `ollama`, …
    pub provider: String,
    /// Where it is, if not at its usual address.
    pub base_url: Option<String>,
    /// The key, encrypted with that of the instance, nonce first; never sent to a client.
    pub encrypted_key: Option<Vec<u8>>,
    pub default_model: Option<String>,
    #[column(default = "true")]
    pub is_enabled: bool,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}
