//! When people last opened pages.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

use super::favorite::PageLink;
use crate::Result;
use crate::cursor::{self, ByTime, Cursor};
use crate::id::{PageId, UserId};
use crate::schema::{PageView, page_view, page_views};

/// The clock never goes back for a row that two requests write.
const RECORD: &str = "
INSERT INTO page_views (user_id, page_id) VALUES ($1, $2)
ON CONFLICT (user_id, page_id) DO UPDATE
SET viewed_at = greatest(page_views.viewed_at, excluded.viewed_at), views = page_views.views + 1";

/// A page that a person has opened.
#[derive(Debug, Clone, View)]
#[view(page_view)]
pub struct Recent {
    #[view(row)]
    pub view: PageView,
    #[view(with)]
    pub page: PageLink,
}

/// Some pages that were opened, and where the next ones begin.
pub type Recents = cursor::Page<Recent, ByTime<PageId>>;

/// Notes that a person has opened a page.
pub async fn record(conn: &mut AsyncPgConnection, user: &UserId, page: &PageId) -> Result<()> {
    let upsert = diesel::sql_query(RECORD)
        .bind::<Text, _>(user)
        .bind::<Text, _>(page);
    prepared(upsert).execute(conn).await?;
    Ok(())
}

/// The pages among `visible` that a person has opened, the last one first.
pub async fn recents(
    conn: &mut AsyncPgConnection,
    user: &UserId,
    visible: &[PageId],
    before: Option<ByTime<PageId>>,
    limit: u32,
) -> Result<Recents> {
    let own = Recent::query()
        .filter(page_views::user_id.eq(user))
        .filter(page_views::page_id.eq_any(visible));
    let by = (page_views::viewed_at.desc(), page_views::page_id.asc());
    let place = |row: &Recent| Cursor {
        key: row.view.viewed_at,
        id: row.view.page_id.clone(),
    };
    cursor::load(conn, own, by, before, limit, place).await
}
