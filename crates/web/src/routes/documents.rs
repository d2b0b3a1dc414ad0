//! Reading and editing by lines: the door that agents use, one path for all operations.

use actix_web::post;
use actix_web::web::Json;
use app::lines;
use db::id::PageId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

use super::drives::known;
use crate::error::{Error, Result};
use crate::extract::{Body, Caller, KeyCaller};
use crate::openapi::InputRefusal;
use crate::wire::{self, Deleted, DocumentAnswer, Inserted, Range, ReadResult, Replaced};

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Operation {
    Read,
    Replace,
    Insert,
    Delete,
    EditCells,
}

fn operations() -> Schema {
    wire::one_of(["read", "replace", "insert", "delete"])
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EditDocument {
    #[schema(schema_with = operations)]
    operation: Operation,
    page_id: String,
    /// Lines count from 1.
    #[schema(minimum = 1)]
    start_line: Option<usize>,
    /// Defaults to `startLine` for a write, and to the last line for reading.
    #[schema(minimum = 1)]
    end_line: Option<usize>,
    /// Cut at line breaks, every piece is one line.
    content: Option<String>,
}

/// Reads, replaces, inserts or deletes lines of a page. Only for API keys.
#[utoipa::path(operation_id = "pages.lines", tag = "documents", request_body = EditDocument, responses((status = 200, body = DocumentAnswer), InputRefusal))]
#[post("/api/mcp/documents")]
pub(super) async fn edit(caller: KeyCaller<Body<EditDocument>>) -> Result<Json<DocumentAnswer>> {
    let Body(asked) = &caller.0.input;
    let range = Range::checked(asked.start_line, asked.end_line)?;
    let edit = Edit {
        caller: &caller.0,
        page: known(&asked.page_id)?,
        range,
    };
    Ok(Json(match asked.operation {
        Operation::Read => DocumentAnswer::Read(edit.read().await?),
        Operation::Replace => DocumentAnswer::Replaced(edit.replace().await?),
        Operation::Insert => DocumentAnswer::Inserted(edit.insert().await?),
        Operation::Delete => DocumentAnswer::Deleted(edit.delete().await?),
        Operation::EditCells => return Err(Error::Absent("This version cannot edit cells yet.")),
    }))
}

/// One request, checked.
struct Edit<'a> {
    caller: &'a Caller<Body<EditDocument>>,
    page: PageId,
    range: Range,
}

impl Edit<'_> {
    async fn read(&self) -> Result<ReadResult> {
        let read = lines::read(&self.caller.db, &self.caller.actor, &self.page).await?;
        Ok(ReadResult::new(read, self.range))
    }

    async fn replace(&self) -> Result<Replaced> {
        let (start, end) = self.range.to_write()?;
        let Caller { db, actor, .. } = self.caller;
        let after = lines::replace(db, actor, &self.page, start, end, self.content()?).await?;
        Ok(Replaced::new(after, start, end))
    }

    async fn insert(&self) -> Result<Inserted> {
        let (start, _) = self.range.to_write()?;
        let Caller { db, actor, .. } = self.caller;
        let (after, at) = lines::insert(db, actor, &self.page, start, self.content()?).await?;
        Ok(Inserted::new(after, at))
    }

    async fn delete(&self) -> Result<Deleted> {
        let (start, end) = self.range.to_write()?;
        let Caller { db, actor, .. } = self.caller;
        let after = lines::delete(db, actor, &self.page, start, end).await?;
        Ok(Deleted::new(after, start, end))
    }

    fn content(&self) -> Result<&str> {
        let content = self.caller.input.0.content.as_deref();
        content.ok_or_else(|| Error::invalid("content", "content is required"))
    }
}
