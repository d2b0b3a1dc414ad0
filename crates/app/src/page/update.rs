//! Changing a page: several fields at once are one revision.

use db::id::PageId;
use db::schema::{Page, PageChanges};
use db::{Db, Tx, query};
use serde_json::{Map, Value, json};

use super::{PageContent, PageUpdate, create, place};
use crate::access::{self, Editable};
use crate::history;
use crate::{Actor, Error, Result, content, input};

/// Changes the title only.
pub async fn rename(
    db: &Db,
    actor: &Actor,
    page: &PageId,
    title: &str,
    expected_revision: Option<i64>,
) -> Result<PageContent> {
    let changes = PageUpdate {
        title: Some(title.to_owned()),
        expected_revision,
        ..PageUpdate::default()
    };
    update(db, actor, page, changes).await
}

/// Changes what is given; all of it or nothing, as one revision.
pub async fn update(
    db: &Db,
    actor: &Actor,
    page: &PageId,
    changes: PageUpdate,
) -> Result<PageContent> {
    let changes = checked(changes)?;
    db.write(async |tx| {
        let editable = access::edit(tx, actor, page).await?;
        let current = editable.page().revision;
        match changes.expected_revision {
            Some(expected) if expected != current => return Err(Error::stale(current, expected)),
            _ => {}
        }
        write(tx, actor, &editable, &changes).await
    })
    .await
}

fn checked(changes: PageUpdate) -> Result<PageUpdate> {
    let title = changes.title.as_deref().map(input::title).transpose()?;
    if let Some(content) = &changes.content {
        input::content(content)?;
    }
    let setting = |field, value: Option<Option<String>>, max| match value {
        Some(Some(text)) => input::line(field, &text, max).map(|text| Some(Some(text))),
        other => Ok(other),
    };
    let changes = PageUpdate {
        title,
        ai_provider: setting("aiProvider", changes.ai_provider, 100)?,
        ai_model: setting("aiModel", changes.ai_model, 200)?,
        ..changes
    };
    let is_empty = changes.title.is_none()
        && changes.content.is_none()
        && changes.parent_id.is_none()
        && changes.is_private.is_none()
        && changes.is_paginated.is_none()
        && changes.ai_provider.is_none()
        && changes.ai_model.is_none();
    if is_empty {
        return Err(Error::state(
            "there is nothing to change: send at least one field",
        ));
    }
    Ok(changes)
}

async fn write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    editable: &Editable,
    changes: &PageUpdate,
) -> Result<PageContent> {
    if changes.is_private.is_some() && !editable.may_set_privacy() {
        return Err(Error::Forbidden(
            "only its creator and those who may share the page can make it private or open it",
        ));
    }
    let moved = moved(tx, actor, editable, changes).await?;
    let is_moved = moved.is_some();
    let edited = match &changes.content {
        Some(text) => Some(content::replace(tx, actor.into(), editable, text.clone()).await?),
        None => None,
    };
    let row = PageChanges {
        title: changes.title.clone(),
        is_private: changes.is_private,
        is_paginated: changes.is_paginated,
        ai_provider: changes.ai_provider.clone(),
        ai_model: changes.ai_model.clone(),
        ..moved.unwrap_or_default()
    };
    let page = query::page::update(tx, &editable.page().id, row).await?;
    record(
        tx,
        actor,
        &page,
        changes,
        edited.as_ref().map(|edited| edited.seq),
    )
    .await?;
    if is_moved {
        place::settled(tx, actor.into(), page.clone()).await?;
    }
    let content = match edited {
        Some(edited) => edited.content,
        None => content::read(tx, &page).await?,
    };
    let page = query::page::find(tx, &page.id).await?;
    Ok(PageContent { page, content })
}

/// The change of place, to the end of the new siblings, if the parent is to be another one.
async fn moved(
    tx: &mut Tx<'_>,
    actor: &Actor,
    editable: &Editable,
    changes: &PageUpdate,
) -> Result<Option<PageChanges>> {
    let page = editable.page();
    let Some(parent) = changes
        .parent_id
        .as_ref()
        .filter(|parent| **parent != page.parent_id)
    else {
        return Ok(None);
    };
    let movable = access::move_to(tx, actor, &page.id, parent.as_ref()).await?;
    let last = query::page::last_position(tx, &page.drive_id, parent.as_ref()).await?;
    Ok(Some(place::changes(&movable, create::after(last))))
}

/// Tells what has changed; a move is told by itself.
async fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    page: &Page,
    changes: &PageUpdate,
    seq: Option<i64>,
) -> Result<()> {
    let fields = [
        changes
            .title
            .is_some()
            .then(|| ("title", json!(page.title))),
        changes.is_private.map(|value| ("isPrivate", json!(value))),
        changes
            .is_paginated
            .map(|value| ("isPaginated", json!(value))),
        changes
            .ai_provider
            .as_ref()
            .map(|value| ("aiProvider", json!(value))),
        changes
            .ai_model
            .as_ref()
            .map(|value| ("aiModel", json!(value))),
    ];
    let mut data: Map<String, Value> = fields
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    if !data.is_empty() {
        data.insert("revision".to_owned(), json!(page.revision));
        history::page(tx, actor.into(), page, "page.updated", Value::Object(data)).await?;
    }
    if let Some(seq) = seq {
        let data = history::content(page, seq);
        history::page(tx, actor.into(), page, "page.content", data).await?;
    }
    Ok(())
}
