//! The inbox of a person.

use diesel::dsl::now;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, batches, execute_all, prepared};
use uuid::Uuid;

use crate::cursor::{self, Page};
use crate::id::UserId;
use crate::query::user::Author;
use crate::schema::{NewNotification, Notification, notification, notifications};
use crate::{Result, Tx};

/// A notification, and who gave rise to it.
#[derive(Debug, Clone, View)]
#[view(notification)]
pub struct NotificationView {
    #[view(row)]
    pub notification: Notification,
    /// `None` if nobody did, or the account is gone.
    #[view(with)]
    pub actor: Option<Author>,
}

/// Which notifications are meant.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    These(&'a [Uuid]),
    /// Up to and including this one, so that what came meanwhile stays unread.
    UpTo(Uuid),
}

/// Tells many people at once.
pub async fn insert(tx: &mut Tx<'_>, rows: Vec<NewNotification>) -> Result<()> {
    let inserts =
        batches(rows).map(|rows| prepared(diesel::insert_into(notifications::table).values(rows)));
    execute_all(tx, inserts).await?;
    Ok(())
}

/// The notifications of a person before one that was seen, newest first.
pub async fn inbox(
    conn: &mut AsyncPgConnection,
    user: &UserId,
    before: Option<Uuid>,
    only_unread: bool,
    limit: u32,
) -> Result<Page<NotificationView, Uuid>> {
    let mut inbox = NotificationView::query().filter(notifications::user_id.eq(user));
    if only_unread {
        inbox = inbox.filter(notifications::read_at.is_null());
    }
    let rows = inbox
        .keyset((notifications::id.desc(),), before.map(|id| (id,)))
        .limit(cursor::probe(limit))
        .load(conn)
        .await?;
    Ok(Page::of(rows, limit, |row| row.notification.id))
}

/// How many notifications of a person are unread.
pub async fn unread(conn: &mut AsyncPgConnection, user: &UserId) -> Result<i64> {
    Ok(notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null())
        .count()
        .get_result(conn)
        .await?)
}

/// Marks notifications of a person as read, and returns how many were not.
pub async fn mark_read(
    conn: &mut AsyncPgConnection,
    user: &UserId,
    which: Which<'_>,
) -> Result<usize> {
    let unread = notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null());
    let read = notifications::read_at.eq(now.into_sql::<Timestamptz>().nullable());
    Ok(match which {
        Which::These(ids) => {
            let these = unread.filter(notifications::id.eq_any(ids));
            prepared(diesel::update(these).set(read))
                .execute(conn)
                .await?
        }
        Which::UpTo(id) => {
            let those = unread.filter(notifications::id.le(id));
            prepared(diesel::update(those).set(read))
                .execute(conn)
                .await?
        }
    })
}
