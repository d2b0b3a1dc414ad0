//! The rows as diesel-kit loads them.

use diesel::prelude::*;
use diesel_async::AsyncPgConnection;
use diesel_kit::View;

use crate::schema::{Drive, Message, Page, User, drive, drives, message, messages, page, pages};

#[derive(Debug, PartialEq, View)]
#[view(drive)]
pub(crate) struct DriveView {
    #[view(row)]
    pub(crate) drive: Drive,
    #[view(with)]
    pub(crate) owner: User,
    #[view(with, filter = pages::is_trashed.eq(false), order = pages::created_at.desc(), limit = 20)]
    pub(crate) pages: Vec<PageView>,
}

#[derive(Debug, PartialEq, View)]
#[view(page)]
pub(crate) struct PageView {
    #[view(row)]
    pub(crate) page: Page,
    #[view(with, order = messages::created_at.desc(), limit = 5)]
    pub(crate) messages: Vec<MessageView>,
}

#[derive(Debug, PartialEq, View)]
#[view(message)]
pub(crate) struct MessageView {
    #[view(row)]
    pub(crate) message: Message,
    #[view(with)]
    pub(crate) author: User,
}

pub(crate) async fn load(conn: &AsyncPgConnection, drive: &str) -> QueryResult<DriveView> {
    DriveView::query()
        .filter(drives::id.eq(drive))
        .one(conn)
        .await
}
