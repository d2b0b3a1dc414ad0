//! The events that operations record, in their own transaction.

use db::Tx;
use db::event::{self, Happening};
use db::id::{ApiKeyId, DriveId, UserId};
use db::schema::Page;
use serde_json::{Value, json};

use crate::{Actor, Result};

/// Who made a change, as far as anybody did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Author<'a> {
    pub user: Option<&'a UserId>,
    pub key: Option<&'a ApiKeyId>,
    pub client: Option<&'a str>,
}

impl<'a> From<&'a Actor> for Author<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self {
            user: Some(&actor.user),
            key: actor.key(),
            // Named by the client itself: what cannot be stored, or is no name, is left out.
            client: actor.client.as_deref().filter(|name| is_client_name(name)),
        }
    }
}

impl<'a> From<&'a UserId> for Author<'a> {
    fn from(user: &'a UserId) -> Self {
        Self {
            user: Some(user),
            ..Self::default()
        }
    }
}

fn is_client_name(name: &str) -> bool {
    (1..=100).contains(&name.len()) && !name.contains(char::is_control)
}

/// Something happened to a page.
pub(crate) async fn page(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    page: &Page,
    kind: &'static str,
    data: Value,
) -> Result<()> {
    let happening = Happening {
        drive: &page.drive_id,
        kind,
        page: Some(&page.id),
        actor: author.user,
        client: author.client,
        data,
    };
    event::record(tx, happening).await?;
    Ok(())
}

/// Something happened to a drive, or to who may see what in it.
pub(crate) async fn drive(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    drive: &DriveId,
    kind: &'static str,
    data: Value,
) -> Result<()> {
    let happening = Happening {
        drive,
        kind,
        page: None,
        actor: author.user,
        client: author.client,
        data,
    };
    event::record(tx, happening).await?;
    Ok(())
}

/// The name and the place of a page, as its creation and its moves tell them.
pub(crate) fn place(page: &Page) -> Value {
    json!({
        "title": page.title,
        "type": page.page_type,
        "parentId": page.parent_id,
        "position": page.position,
        "isPrivate": page.is_private,
        "revision": page.revision,
    })
}

/// A new content: the revision of the page, and the number of the last update that it contains.
pub(crate) fn content(page: &Page, seq: i64) -> Value {
    json!({ "revision": page.revision, "seq": seq })
}
