//! Where pages are: moving and arranging them.

use db::id::PageId;
use db::schema::{Page, PageChanges};
use db::{Db, Tx, query};
use serde_json::Value;

use crate::access::{self, Movable};
use crate::history::{self, Author};
use crate::{Actor, Error, Result};

/// Moves a page below a new parent, or to another position among its siblings.
pub async fn move_to(
    db: &Db,
    actor: &Actor,
    page: &PageId,
    new_parent: Option<&PageId>,
    position: f64,
) -> Result<()> {
    if !position.is_finite() {
        return Err(Error::invalid(
            "newPosition",
            "newPosition must be a finite number",
        ));
    }
    db.write(async |tx| {
        let movable = access::move_to(tx, actor, page, new_parent).await?;
        let changes = changes(&movable, position);
        let page = query::page::update(tx, &movable.page().id, changes).await?;
        settled(tx, actor.into(), page).await
    })
    .await
}

/// The changes that put a page where it may go.
pub(super) fn changes(movable: &Movable, position: f64) -> PageChanges {
    let is_new_parent = movable.page().parent_id.as_ref() != movable.parent();
    PageChanges {
        parent_id: Some(movable.parent().cloned()),
        position: Some(position),
        // Who is moved elsewhere does not go back when the page above is restored.
        moved_from_id: is_new_parent.then_some(None),
        trash_mark: is_new_parent.then_some(None),
        ..PageChanges::default()
    }
}

/// Makes room among the new siblings and records the move.
pub(super) async fn settled(tx: &mut Tx<'_>, author: Author<'_>, page: Page) -> Result<()> {
    let renumbered = query::tree::space_out(tx, &page.drive_id, page.parent_id.as_ref()).await?;
    let page = if renumbered {
        query::page::find(tx, &page.id).await?
    } else {
        page
    };
    let mut data = history::place(&page);
    if let Some(data) = data.as_object_mut() {
        // Then the positions of the siblings are new too.
        data.insert("renumbered".to_owned(), Value::Bool(renumbered));
    }
    history::page(tx, author, &page, "page.moved", data).await
}
