//! Drives and pages that people keep at hand.

use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

use crate::cursor::{self, ByPosition, Cursor};
use crate::id::{DriveId, FavoriteId, PageId, UserId};
use crate::schema::{Favorite, NewFavorite, PageType, drive, favorite, favorites, page};
use crate::{Result, Tx};

/// A page, as far as a list of links shows it.
#[derive(Debug, Clone, View)]
#[view(page)]
pub struct PageLink {
    pub id: PageId,
    pub drive_id: DriveId,
    pub title: String,
    pub page_type: PageType,
    pub trashed_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// A drive, as far as a list of links shows it.
#[derive(Debug, Clone, View)]
#[view(drive)]
pub struct DriveLink {
    pub id: DriveId,
    pub name: String,
    pub slug: String,
    pub trashed_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// A favourite: one of page and drive is there.
#[derive(Debug, Clone, View)]
#[view(favorite)]
pub struct FavoriteView {
    #[view(row)]
    pub favorite: Favorite,
    #[view(with)]
    pub page: Option<PageLink>,
    #[view(with)]
    pub drive: Option<DriveLink>,
}

/// Some favourites, and where the next ones begin.
pub type Favorites = cursor::Page<FavoriteView, ByPosition<FavoriteId>>;

/// `None` if it is one already.
pub async fn insert(tx: &mut Tx<'_>, row: NewFavorite) -> Result<Option<Favorite>> {
    let insert = diesel::insert_into(favorites::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(Favorite::as_returning());
    Ok(prepared(insert).get_result(&mut **tx).await.optional()?)
}

/// The favourites of a person in their order. Whether the person may still see what they lead to is
/// for the caller to find out.
pub async fn list(
    conn: &mut AsyncPgConnection,
    user: &UserId,
    after: Option<ByPosition<FavoriteId>>,
    limit: u32,
) -> Result<Favorites> {
    let own = FavoriteView::query().filter(favorites::user_id.eq(user));
    let by = (favorites::position.asc(), favorites::id.asc());
    let place = |row: &FavoriteView| Cursor {
        key: row.favorite.position,
        id: row.favorite.id.clone(),
    };
    cursor::load(conn, own, by, after, limit, place).await
}

/// The position of a person's last favourite.
pub async fn last_position(conn: &mut AsyncPgConnection, user: &UserId) -> Result<Option<f64>> {
    Ok(favorites::table
        .filter(favorites::user_id.eq(user))
        .select(max(favorites::position))
        .first(conn)
        .await?)
}

/// True if the person has this favourite.
pub async fn place(
    tx: &mut Tx<'_>,
    user: &UserId,
    favorite: &FavoriteId,
    position: f64,
) -> Result<bool> {
    let own = favorites::table
        .find(favorite)
        .filter(favorites::user_id.eq(user));
    let update = diesel::update(own).set(favorites::position.eq(position));
    Ok(prepared(update).execute(&mut **tx).await? > 0)
}

/// True if the person had this favourite.
pub async fn delete(tx: &mut Tx<'_>, user: &UserId, favorite: &FavoriteId) -> Result<bool> {
    let own = favorites::table
        .find(favorite)
        .filter(favorites::user_id.eq(user));
    Ok(diesel::delete(own).execute(&mut **tx).await? > 0)
}
