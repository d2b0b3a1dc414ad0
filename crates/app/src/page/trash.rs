//! Into the trash and out again.

use db::id::PageId;
use db::{Db, Tx, query};
use serde_json::json;
use uuid::Uuid;

use crate::access::{self, Restorable, Trashable};
use crate::history::{self, Author};
use crate::{Actor, Result};

/// Puts a page into the trash: with everything below it, or alone, and then its children move up.
pub async fn trash(db: &Db, actor: &Actor, page: &PageId, with_children: bool) -> Result<()> {
    db.write(async |tx| {
        let trashable = if with_children {
            access::trash_tree(tx, actor, page).await?
        } else {
            access::trash_alone(tx, actor, page).await?
        };
        discard(tx, actor.into(), &trashable).await
    })
    .await
}

async fn discard(tx: &mut Tx<'_>, author: Author<'_>, trashable: &Trashable) -> Result<()> {
    let page = trashable.page();
    let mark = Uuid::now_v7();
    let next = query::page::next_position(tx, page).await?;
    query::tree::trash(tx, trashable.pages(), mark).await?;
    // Which pages went with it is not told: not everybody may know each of them.
    let data = json!({ "revision": page.revision + 1, "withChildren": trashable.takes_children() });
    history::page(tx, author, page, "page.trashed", data).await?;
    if trashable.moving_up().is_empty() {
        return Ok(());
    }
    let parent = page.parent_id.as_ref();
    let places = between(trashable.moving_up(), page.position, next);
    query::tree::move_up(tx, &places, &page.id, parent, mark).await?;
    query::tree::space_out(tx, &page.drive_id, parent).await?;
    tell_moved(tx, author, trashable.moving_up()).await
}

/// Positions that put the children where their parent was: from its place up to the next sibling.
fn between(children: &[PageId], first: f64, next: Option<f64>) -> Vec<(PageId, f64)> {
    let count = children.iter().fold(0.0, |count, _| count + 1.0);
    let step = next.map_or(1.0, |next| (next - first) / count);
    let positions = std::iter::successors(Some(first), |last| Some(last + step));
    children.iter().cloned().zip(positions).collect()
}

/// Takes a page out of the trash, with what went there together with it, and says where it is now.
pub async fn restore(db: &Db, actor: &Actor, page: &PageId) -> Result<String> {
    db.write(async |tx| {
        let restorable = access::restore(tx, actor, page).await?;
        bring_back(tx, actor.into(), &restorable).await
    })
    .await
}

async fn bring_back(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    restorable: &Restorable,
) -> Result<String> {
    let shelter = restorable.shelter();
    if shelter.is_new {
        let old = restorable.page();
        let last = query::page::last_position(tx, &old.drive_id, shelter.parent.as_ref()).await?;
        let place = query::tree::Place {
            parent: shelter.parent.as_ref(),
            position: super::create::after(last),
            is_private: old.is_private || shelter.loses_barrier,
        };
        query::tree::shelter(tx, &old.id, place).await?;
    }
    query::tree::restore(tx, restorable.pages()).await?;
    let page = &restorable.page().id;
    query::tree::take_back(tx, restorable.coming_back(), page).await?;
    let page = query::page::find(tx, page).await?;
    query::tree::space_out(tx, &page.drive_id, page.parent_id.as_ref()).await?;
    let page = query::page::find(tx, &page.id).await?;
    history::page(tx, author, &page, "page.restored", history::place(&page)).await?;
    tell_moved(tx, author, restorable.coming_back()).await?;
    message(tx, restorable).await
}

async fn tell_moved(tx: &mut Tx<'_>, author: Author<'_>, pages: &[PageId]) -> Result<()> {
    for page in pages {
        let page = query::page::find(tx, page).await?;
        history::page(tx, author, &page, "page.moved", history::place(&page)).await?;
    }
    Ok(())
}

async fn message(tx: &mut Tx<'_>, restorable: &Restorable) -> Result<String> {
    let shelter = restorable.shelter();
    if !shelter.is_new {
        return Ok("Page restored.".to_owned());
    }
    let place = match &shelter.parent {
        None => "at the top level of the drive".to_owned(),
        Some(parent) if shelter.is_visible => {
            format!("under “{}”", query::page::find(tx, parent).await?.title)
        }
        Some(_) => "under the nearest page above it that is not in the trash".to_owned(),
    };
    let private = if shelter.loses_barrier {
        " It is private now, because it was below a private page."
    } else {
        ""
    };
    Ok(format!(
        "Page restored {place}, because the page it was under is in the trash.{private}"
    ))
}
