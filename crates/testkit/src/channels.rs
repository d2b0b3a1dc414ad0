//! Channels and what is said in them.

use db::id::{DriveId, MessageId, PageId};
use db::query::message;
use db::schema::{ChannelMessage, NewChannelMessage, Page, PageType};
use db::stream::{self, StreamId};

use crate::{Person, World, new_page};

impl World {
    /// An empty channel at the root of a drive.
    pub async fn channel(&self, author: &Person, drive: &DriveId, title: &str) -> Page {
        self.page_with(author, new_page(drive, PageType::Channel, title))
            .await
    }

    /// A message at the top level of a channel.
    pub async fn message(&self, author: &Person, channel: &Page, content: &str) -> ChannelMessage {
        let row = new_message(author, &channel.id, content);
        let drive = StreamId::Drive(channel.drive_id.clone());
        self.db
            .write(async |tx| {
                stream::lock(tx, std::slice::from_ref(&drive)).await?;
                message::insert(tx, row).await
            })
            .await
            .expect("a message")
    }
}

/// What it takes to write a message at the top level.
pub fn new_message(author: &Person, channel: &PageId, content: &str) -> NewChannelMessage {
    NewChannelMessage {
        id: MessageId::new(),
        page_id: channel.clone(),
        user_id: author.user.id.clone(),
        content: content.to_owned(),
        file_id: None,
        attachment: None,
        sender: None,
        parent_id: None,
        reply_count: None,
        last_reply_at: None,
        mirrored_from_id: None,
        quoted_message_id: None,
        created_at: None,
        edited_at: None,
        deleted_at: None,
    }
}
