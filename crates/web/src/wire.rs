//! The shapes of the wire contract. Every key is always present; what is missing is null.

mod date;
mod drive;
mod edited;
mod event;
mod key;
mod lines;
mod page;
mod person;
mod read;

pub(crate) use date::Date;
pub(crate) use drive::Drive;
pub(crate) use edited::{Deleted, DocumentAnswer, Inserted, Replaced};
pub(crate) use event::{Event, EventList};
pub(crate) use key::{KeyRow, NewKey};
pub(crate) use lines::Range;
pub(crate) use page::{Page, PageDetails, PageList, PageNode, Pages};
pub(crate) use person::Me;
pub(crate) use read::ReadResult;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// What was done, in a sentence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {
    pub(crate) message: String,
}

impl Done {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

/// Names of the types of pages, for the OpenAPI document.
pub(crate) fn page_type() -> Schema {
    one_of([
        "FOLDER",
        "DOCUMENT",
        "CHANNEL",
        "AI_CHAT",
        "CANVAS",
        "FILE",
        "SHEET",
        "TASK_LIST",
        "CODE",
    ])
}

/// Names of the content modes, for the OpenAPI document.
pub(crate) fn content_mode() -> Schema {
    one_of(["html", "markdown"])
}

pub(crate) fn one_of<const N: usize>(names: [&str; N]) -> Schema {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names));
    schema.build().into()
}
