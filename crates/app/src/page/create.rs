//! Making pages.

use db::id::PageId;
use db::schema::{self, Drive, PageType};
use db::{Db, Tx, query};
use serde_json::Value;

use super::{NewPage, PageContent};
use crate::access::{self, Place};
use crate::content::{self, Draft};
use crate::history::{self, Author};
use crate::{Actor, Error, Result, input};

/// Makes a page after its last sibling.
pub async fn create(db: &Db, actor: &Actor, new: NewPage) -> Result<PageContent> {
    let (new, draft) = checked(new).await?;
    db.write(async |tx| {
        let place = access::create_in(tx, actor, &new.drive_id, new.parent_id.as_ref()).await?;
        insert(tx, actor.into(), &place, new, draft).await
    })
    .await
}

/// Makes the first page of a drive that was made in the same transaction.
pub(crate) async fn in_new_drive(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    drive: &Drive,
    new: NewPage,
) -> Result<PageContent> {
    let (new, draft) = checked(new).await?;
    insert(tx, author, &access::root_of_new(drive), new, draft).await
}

/// The input cleaned, and the document that it describes; made before anything is locked.
async fn checked(new: NewPage) -> Result<(NewPage, Option<Draft>)> {
    if new.page_type == PageType::File {
        return Err(Error::invalid(
            "type",
            "a FILE page is made by uploading a file",
        ));
    }
    let content = new.content.clone().unwrap_or_default();
    let draft = content::draft(new.page_type, new.content_mode, content).await?;
    if let Some(prompt) = &new.system_prompt {
        input::text("systemPrompt", prompt, 100_000)?;
    }
    for tool in new.enabled_tools.iter().flatten() {
        input::line("enabledTools", tool, 100)?;
    }
    let new = NewPage {
        title: input::title(&new.title)?,
        ai_provider: input::optional_line("aiProvider", new.ai_provider.as_deref(), 100)?,
        ai_model: input::optional_line("aiModel", new.ai_model.as_deref(), 200)?,
        ..new
    };
    Ok((new, draft))
}

async fn insert(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    place: &Place,
    new: NewPage,
    draft: Option<Draft>,
) -> Result<PageContent> {
    let last = query::page::last_position(tx, place.drive(), place.parent()).await?;
    let page = query::page::insert(tx, row(author, place, new, after(last))).await?;
    query::tree::space_out(tx, place.drive(), place.parent()).await?;
    let content = match draft {
        Some(draft) => content::begin(tx, author, &page.id, draft).await?,
        None => String::new(),
    };
    // Read again: spacing out may have moved it.
    let page = query::page::find(tx, &page.id).await?;
    history::page(tx, author, &page, "page.created", history::place(&page)).await?;
    Ok(PageContent { page, content })
}

/// The position after the last sibling.
pub(super) fn after(last: Option<f64>) -> f64 {
    last.map_or(1.0, |last| last + 1.0)
}

fn row(author: Author<'_>, place: &Place, new: NewPage, position: f64) -> schema::NewPage {
    schema::NewPage {
        id: PageId::new(),
        drive_id: place.drive().clone(),
        parent_id: place.parent().cloned(),
        title: new.title,
        page_type: new.page_type,
        content_mode: Some(new.content_mode),
        position,
        revision: None,
        is_private: None,
        created_by: author.user.cloned(),
        created_by_key: author.key.cloned(),
        trashed_at: None,
        trash_mark: None,
        moved_from_id: None,
        is_paginated: None,
        ai_provider: new.ai_provider,
        ai_model: new.ai_model,
        system_prompt: new.system_prompt,
        enabled_tools: new.enabled_tools.map(Value::from),
        created_at: None,
        updated_at: None,
    }
}
