//! Rows on their way into the database, in the text format of COPY.

use std::fmt::{Display, Write};

use futures_util::SinkExt;
use tokio_postgres::{Error, Transaction};

/// Buffered rows are sent when there are this many bytes of them.
const LARGE: usize = 16 << 20;

/// The tables that are filled, with their columns, in an order in which rows find what they refer to.
const TABLES: &[(&str, &str)] = &[
    (
        "users",
        "id, email, name, password_hash, is_admin, email_verified_at, created_at, updated_at",
    ),
    (
        "user_profiles",
        "user_id, username, display_name, timezone, updated_at",
    ),
    (
        "drives",
        "id, owner_id, name, slug, kind, members_edit, created_at, updated_at",
    ),
    ("streams", "id, seq"),
    (
        "drive_roles",
        "id, drive_id, name, can_view, can_edit, can_share, position, created_at, updated_at",
    ),
    (
        "drive_members",
        "id, drive_id, user_id, role, custom_role_id, invited_at, accepted_at",
    ),
    ("tags", "id, drive_id, name, color, created_at"),
    (
        "pages",
        "id, drive_id, parent_id, title, page_type, content_mode, position, is_private, created_by, trashed_at, \
         trash_mark, created_at, updated_at",
    ),
    ("documents", "page_id, seq, content, updated_at"),
    ("document_updates", "page_id, seq, update, actor_id, at"),
    ("page_texts", "page_id, seq, text"),
    ("page_tags", "page_id, tag_id"),
    (
        "page_permissions",
        "id, page_id, user_id, can_view, can_edit, can_share, can_delete, granted_at",
    ),
    ("page_views", "user_id, page_id, viewed_at, views"),
    ("favorites", "id, user_id, page_id, position, created_at"),
    ("task_lists", "id, page_id, created_at"),
    (
        "task_status_configs",
        "id, task_list_id, name, slug, color, \"group\", position, created_at, updated_at",
    ),
    (
        "task_items",
        "id, task_list_id, page_id, user_id, status, priority, due_date, completed_at, created_at, updated_at",
    ),
    (
        "task_assignees",
        "id, task_id, user_id, position, created_at",
    ),
    (
        "channel_messages",
        "id, page_id, user_id, content, parent_id, reply_count, last_reply_at, created_at, edited_at",
    ),
    (
        "message_reactions",
        "id, message_id, user_id, emoji, created_at",
    ),
    ("channel_reads", "page_id, user_id, read_until"),
];

/// Rows of every table that have not been sent.
#[derive(Default)]
pub(super) struct Tables(std::collections::HashMap<&'static str, String>);

impl Tables {
    /// Begins a row; its values come in the order of the columns.
    pub(super) fn row(&mut self, table: &'static str) -> Row<'_> {
        Row {
            text: self.0.entry(table).or_default(),
            is_first: true,
        }
    }

    pub(super) fn is_large(&self) -> bool {
        self.0.values().map(String::len).sum::<usize>() > LARGE
    }

    pub(super) async fn flush(&mut self, tx: &Transaction<'_>) -> Result<(), Error> {
        for (table, columns) in TABLES {
            let Some(rows) = self.0.remove(table) else {
                continue;
            };
            let sink = tx
                .copy_in(&format!("COPY {table} ({columns}) FROM STDIN"))
                .await?;
            let mut sink = std::pin::pin!(sink);
            sink.send(std::io::Cursor::new(rows)).await?;
            sink.finish().await?;
        }
        Ok(())
    }
}

/// One row; it ends when it is dropped.
pub(super) struct Row<'a> {
    text: &'a mut String,
    is_first: bool,
}

impl Row<'_> {
    pub(super) fn text(mut self, value: &str) -> Self {
        self.separate();
        for letter in value.chars() {
            match letter {
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                other => self.text.push(other),
            }
        }
        self
    }

    /// Something whose text needs no escapes: a number, a truth value, a time.
    pub(super) fn plain(mut self, value: impl Display) -> Self {
        self.separate();
        // Writing into a string cannot fail.
        let written = write!(self.text, "{value}");
        debug_assert!(written.is_ok());
        self
    }

    pub(super) fn or_null(self, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.plain(value),
            None => self.plain("\\N"),
        }
    }

    pub(super) fn bytes(mut self, value: &[u8]) -> Self {
        self.separate();
        self.text.push_str("\\\\x");
        for byte in value {
            let written = write!(self.text, "{byte:02x}");
            debug_assert!(written.is_ok());
        }
        self
    }

    fn separate(&mut self) {
        if !self.is_first {
            self.text.push('\t');
        }
        self.is_first = false;
    }
}

impl Drop for Row<'_> {
    fn drop(&mut self) {
        self.text.push('\n');
    }
}

/// Drops the indexes that are built faster at once than row by row, and returns what makes them again.
pub(super) async fn drop_slow_indexes(tx: &Transaction<'_>) -> Result<Vec<String>, Error> {
    let rows = tx
        .query(
            "SELECT pg_get_indexdef(i.indexrelid), i.indexrelid::regclass::text
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
             JOIN pg_class t ON t.oid = i.indrelid
             WHERE t.relnamespace = 'public'::regnamespace AND t.relname = ANY ($1)
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
             ORDER BY 2",
            &[&TABLES.iter().map(|(table, _)| *table).collect::<Vec<_>>()],
        )
        .await?;
    let mut definitions = Vec::with_capacity(rows.len());
    for row in rows {
        let name: String = row.get(1);
        tx.batch_execute(&format!("DROP INDEX {name}")).await?;
        definitions.push(row.get(0));
    }
    Ok(definitions)
}
