//! Files: contents once each, by their hash, and what refers to them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};

use super::auth::users;
use super::core::{drives, pages};
use crate::id::{DriveId, FileId, PageId, UserId};

/// A content in the blob store. Without a file that refers to it, it may be collected.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = blobs, primary_key(hash), check_for_backend(diesel::pg::Pg))]
#[table(name = "blobs", new = NewBlob)]
#[table(check(name = "blobs_hash_check", expr = "octet_length(hash) = 32"))]
#[table(check(name = "blobs_size_check", expr = "size >= 0"))]
#[table(has_many(files(hash)))]
pub struct Blob {
    /// SHA-256.
    #[column(pk)]
    pub hash: Vec<u8>,
    /// In bytes.
    pub size: i64,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// How far the text of a file has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "processing_status")]
#[serde(rename_all = "snake_case")]
pub enum ProcessingStatus {
    Pending,
    Processing,
    Completed,
    Failed,
    /// A picture: there is nothing to read.
    Visual,
}

/// An upload: a content under a name.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = files, check_for_backend(diesel::pg::Pg))]
#[table(name = "files", new = NewFile, changes = FileChanges)]
#[table(index(name = "files_drive_id_idx", on = "drive_id"))]
#[table(index(name = "files_hash_idx", on = "hash"))]
#[table(index(name = "files_uploaded_by_idx", on = "uploaded_by"))]
#[table(index(
    name = "files_waiting_idx",
    on = "created_at",
    where_ = "status IN ('pending', 'processing')"
))]
#[table(check(
    name = "files_name_check",
    expr = "char_length(name) BETWEEN 1 AND 255"
))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct File {
    #[column(pk, sql = Text, db = "text")]
    pub id: FileId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// A blob stays as long as a file has it.
    #[column(references = blobs(hash), on_delete = "cascade", relation = blob)]
    pub hash: Vec<u8>,
    /// As it was uploaded.
    pub name: String,
    pub mime_type: String,
    /// In bytes.
    pub size: i64,
    #[column(sql = ProcessingStatusSql, default = "'pending'")]
    pub status: ProcessingStatus,
    /// Why its text could not be read.
    pub error: Option<String>,
    pub extraction_method: Option<String>,
    pub extraction_metadata: Option<serde_json::Value>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = uploader)]
    pub uploaded_by: Option<UserId>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// The file of a page of type FILE. Its text is in `page_texts`.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_files, primary_key(page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "page_files", new = NewPageFile)]
#[table(index(name = "page_files_file_id_idx", on = "file_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct PageFile {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    #[column(sql = Text, db = "text", references = files(id), on_delete = "cascade")]
    pub file_id: FileId,
}
