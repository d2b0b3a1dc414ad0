//! The same rows by hand: prepared statements of tokio-postgres, level by level.

use anyhow::Result;
use tokio_postgres::{Client, Row, Statement};

use crate::schema::{Drive, Message, Page, User};
use crate::views::{DriveView, MessageView, PageView};

pub(crate) struct ByHand {
    client: Client,
    drive: Statement,
    pages: Statement,
    messages: Statement,
}

impl ByHand {
    pub(crate) async fn new(client: Client) -> Result<Self> {
        let drive = client
            .prepare(
                "SELECT d.id, d.name, d.owner_id, d.created_at, u.id, u.name, u.email, u.created_at \
                 FROM drives d JOIN users u ON u.id = d.owner_id WHERE d.id = $1",
            )
            .await?;
        let pages = client
            .prepare(
                "SELECT id, drive_id, parent_id, title, position, is_trashed, created_at, updated_at \
                 FROM pages WHERE drive_id = $1 AND NOT is_trashed ORDER BY created_at DESC LIMIT 20",
            )
            .await?;
        let messages = client
            .prepare(
                "SELECT k.n, m.id, m.page_id, m.author_id, m.content, m.created_at, \
                        u.id, u.name, u.email, u.created_at \
                 FROM unnest($1::text[]) WITH ORDINALITY k(id, n) \
                 CROSS JOIN LATERAL (SELECT * FROM messages WHERE page_id = k.id \
                                     ORDER BY created_at DESC LIMIT 5) m \
                 JOIN users u ON u.id = m.author_id ORDER BY k.n, m.created_at DESC",
            )
            .await?;
        Ok(Self {
            client,
            drive,
            pages,
            messages,
        })
    }

    pub(crate) async fn load(&self, drive: &str) -> Result<DriveView> {
        let row = self.client.query_one(&self.drive, &[&drive]).await?;
        let pages = self.client.query(&self.pages, &[&drive]).await?;
        let mut pages: Vec<PageView> = pages.iter().map(page).collect();
        let ids: Vec<&str> = pages.iter().map(|it| &*it.page.id).collect();
        for row in self.client.query(&self.messages, &[&ids]).await? {
            let number: i64 = row.get(0);
            let at = usize::try_from(number - 1)?;
            if let Some(page) = pages.get_mut(at) {
                page.messages.push(message(&row));
            }
        }
        Ok(DriveView {
            drive: Drive {
                id: row.get(0),
                name: row.get(1),
                owner_id: row.get(2),
                created_at: row.get(3),
            },
            owner: user(&row, 4),
            pages,
        })
    }
}

fn page(row: &Row) -> PageView {
    PageView {
        page: Page {
            id: row.get(0),
            drive_id: row.get(1),
            parent_id: row.get(2),
            title: row.get(3),
            position: row.get(4),
            is_trashed: row.get(5),
            created_at: row.get(6),
            updated_at: row.get(7),
        },
        messages: Vec::new(),
    }
}

fn message(row: &Row) -> MessageView {
    MessageView {
        message: Message {
            id: row.get(1),
            page_id: row.get(2),
            author_id: row.get(3),
            content: row.get(4),
            created_at: row.get(5),
        },
        author: user(row, 6),
    }
}

fn user(row: &Row, at: usize) -> User {
    User {
        id: row.get(at),
        name: row.get(at + 1),
        email: row.get(at + 2),
        created_at: row.get(at + 3),
    }
}
