//! The right to see a page and to change what is in it.

use db::access::{Facts, facts};
use db::id::{DriveId, PageId};
use db::schema::Page;
use db::stream::{self, StreamId};
use db::{Connection, Tx, query};

use super::{Access, decide};
use crate::{Actor, Error, Result};

/// A page that the actor may see.
#[derive(Debug, Clone)]
pub struct Viewable {
    pub(super) page: Page,
    pub(super) facts: Facts,
    access: Access,
}

impl Viewable {
    pub fn page(&self) -> &Page {
        &self.page
    }

    pub fn into_page(self) -> Page {
        self.page
    }

    pub fn access(&self) -> Access {
        self.access
    }
}

/// A live page that the actor may change, in a transaction that holds the lock of its drive.
#[derive(Debug, Clone)]
pub struct Editable(Viewable);

impl Editable {
    pub fn page(&self) -> &Page {
        &self.0.page
    }

    /// Making a page private, or opening it again, takes more than editing it.
    pub fn may_set_privacy(&self) -> bool {
        self.0.access.share || self.0.facts.is_creator()
    }
}

/// The right to see a page.
pub async fn view(conn: &mut Connection, actor: &Actor, page: &PageId) -> Result<Viewable> {
    // The row comes first: facts that are newer than it can only hide it.
    let page = query::page::find(conn, page).await?;
    let facts = facts(conn, &page.id, actor.asker()).await?;
    let facts = facts.ok_or(Error::NotFound)?;
    let access = decide(&facts);
    if access.view {
        Ok(Viewable {
            page,
            facts,
            access,
        })
    } else {
        Err(Error::NotFound)
    }
}

/// The right to change a page. Locks its drive.
pub async fn edit(tx: &mut Tx<'_>, actor: &Actor, page: &PageId) -> Result<Editable> {
    let viewable = locked(tx, actor, page).await?;
    live(&viewable)?;
    if viewable.access.edit {
        Ok(Editable(viewable))
    } else {
        Err(Error::Forbidden("you may read this page but not change it"))
    }
}

/// The right to see a page, under the lock of its drive: nothing in the drive changes until the end
/// of the transaction, neither its tree nor anybody's rights.
pub(super) async fn locked(tx: &mut Tx<'_>, actor: &Actor, page: &PageId) -> Result<Viewable> {
    let drive = query::page::drive_of(tx, page).await?;
    lock(tx, &drive).await?;
    view(tx, actor, page).await
}

pub(super) async fn lock(tx: &mut Tx<'_>, drive: &DriveId) -> Result<()> {
    let locked = stream::lock(tx, &[StreamId::Drive(drive.clone())]).await?;
    if locked.is_empty() {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

pub(super) fn live(viewable: &Viewable) -> Result<()> {
    if viewable.facts.is_trashed {
        Err(Error::state("this page is in the trash: restore it first"))
    } else {
        Ok(())
    }
}
