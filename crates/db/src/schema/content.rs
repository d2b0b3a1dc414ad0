//! Shared documents: an append-only log of CRDT updates, its compacted states, and what they read as.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{Table, TsVector};

use super::auth::users;
use super::core::pages;
use crate::id::{PageId, UserId};

/// The content of a page as of update number `seq`: HTML, or the text itself.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = documents, primary_key(page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "documents", new = NewDocument)]
#[table(index(name = "documents_updated_at_idx", on = "updated_at, page_id"))]
#[table(has_many(updates = document_updates(page_id)))]
#[table(has_one(state = document_states(page_id)))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct Document {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    pub seq: i64,
    pub content: String,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// One acknowledged update (Yjs encoding, version 1). Numbers have no gap.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = document_updates, primary_key(page_id, seq), check_for_backend(diesel::pg::Pg))]
#[table(name = "document_updates", new = NewDocumentUpdate)]
#[table(index(name = "document_updates_actor_id_idx", on = "actor_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct DocumentUpdate {
    #[column(pk, sql = Text, db = "text", references = documents(page_id), relation = document, on_delete = "cascade")]
    pub page_id: PageId,
    #[column(pk)]
    pub seq: i64,
    pub update: Vec<u8>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null")]
    pub actor_id: Option<UserId>,
    #[column(default = "now()")]
    pub at: DateTime<Utc>,
}

/// Everything up to and including update `seq`, compacted.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = document_states, primary_key(page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "document_states", new = NewDocumentState)]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct DocumentState {
    #[column(pk, sql = Text, db = "text", references = documents(page_id), relation = document, on_delete = "cascade")]
    pub page_id: PageId,
    pub seq: i64,
    pub state: Vec<u8>,
    pub state_vector: Vec<u8>,
    #[column(default = "1")]
    pub schema_version: i32,
    #[column(default = "now()")]
    pub at: DateTime<Utc>,
}

/// The content of a page as plain text, for finding it. It follows the document some edits later, so
/// that no keystroke has to wait for the indexes.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_texts, primary_key(page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "page_texts", new = NewPageText)]
#[table(index(name = "page_texts_words_idx", on = "words", using = "gin"))]
#[table(index(
    name = "page_texts_trigrams_idx",
    on = "text gin_trgm_ops",
    using = "gin"
))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct PageText {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    /// The update of the document up to which this is the text.
    pub seq: i64,
    pub text: String,
    /// The words of the text, in lower case and without accents. Those of the first 200,000 characters,
    /// because PostgreSQL takes no more than a megabyte of them.
    #[column(
        generated = r"to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(left(text, 200000)), NFKD), '[\u0300-\u036f]+', '', 'g'))"
    )]
    pub words: TsVector,
}
