//! Drives and pages to act on.

use app::page::NewPage;
use app::{drive, page};
use db::id::DriveId;
use db::schema::{ContentMode, Drive, Page, PageType};

use crate::{Person, World};

impl World {
    /// A drive that belongs to `owner`.
    pub async fn drive(&self, owner: &Person, name: &str) -> Drive {
        drive::create(&self.db, &owner.actor, name)
            .await
            .expect("a drive")
            .drive
    }

    /// An empty document at the root of a drive.
    pub async fn page(&self, author: &Person, drive: &DriveId, title: &str) -> Page {
        self.page_with(author, new_page(drive, PageType::Document, title))
            .await
    }

    /// A page of type CODE with this text, whose lines are exactly those of the text.
    pub async fn code(&self, author: &Person, drive: &DriveId, title: &str, text: &str) -> Page {
        let new = NewPage {
            content: Some(text.to_owned()),
            ..new_page(drive, PageType::Code, title)
        };
        self.page_with(author, new).await
    }

    /// Any page.
    pub async fn page_with(&self, author: &Person, new: NewPage) -> Page {
        page::create(&self.db, &author.actor, new)
            .await
            .expect("a page")
            .page
    }
}

/// What it takes to make an empty page at the root of a drive.
pub fn new_page(drive: &DriveId, page_type: PageType, title: &str) -> NewPage {
    NewPage {
        drive_id: drive.clone(),
        parent_id: None,
        title: title.to_owned(),
        page_type,
        content: None,
        content_mode: ContentMode::Html,
        system_prompt: None,
        enabled_tools: None,
        ai_provider: None,
        ai_model: None,
    }
}
