//! The tables of the measurement, and rows for them.

use chrono::{DateTime, Utc};
use diesel_kit::Table;

#[derive(Debug, Clone, PartialEq, Eq, Table)]
#[table(name = "users")]
pub(crate) struct User {
    #[column(pk)]
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Table)]
#[table(name = "drives")]
#[table(has_many(pages(drive_id)))]
pub(crate) struct Drive {
    #[column(pk)]
    pub(crate) id: String,
    pub(crate) name: String,
    #[column(references = users(id))]
    pub(crate) owner_id: String,
    pub(crate) created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Table)]
#[table(name = "pages")]
#[table(has_many(messages(page_id)))]
#[table(index(
    name = "pages_newest_idx",
    on = "drive_id, created_at DESC",
    where_ = "NOT is_trashed"
))]
pub(crate) struct Page {
    #[column(pk)]
    pub(crate) id: String,
    #[column(references = drives(id))]
    pub(crate) drive_id: String,
    pub(crate) parent_id: Option<String>,
    pub(crate) title: String,
    pub(crate) position: f64,
    pub(crate) is_trashed: bool,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Table)]
#[table(name = "messages")]
#[table(index(name = "messages_newest_idx", on = "page_id, created_at DESC"))]
pub(crate) struct Message {
    #[column(pk)]
    pub(crate) id: String,
    #[column(references = pages(id))]
    pub(crate) page_id: String,
    #[column(references = users(id), relation = author)]
    pub(crate) author_id: String,
    pub(crate) content: String,
    pub(crate) created_at: DateTime<Utc>,
}

diesel_kit::schema! {
    pub(crate) fn schema {
        tables { users => User, drives => Drive, pages => Page, messages => Message }
    }
}

pub(crate) const DRIVES: u32 = 20;

/// The id of a drive.
pub(crate) fn drive_id(number: u32) -> String {
    format!("drive{number:019}")
}

/// 200 people, 20 drives, 40,000 pages, 100,000 messages, most of them on few pages.
pub(crate) const ROWS: &str = "
    INSERT INTO users
        SELECT 'user' || lpad(n::text, 20, '0'), 'Person ' || n, 'person' || n || '@example.org',
               timestamptz '2026-01-01' + n * interval '1 minute'
        FROM generate_series(0, 199) n;
    INSERT INTO drives
        SELECT 'drive' || lpad(n::text, 19, '0'), 'Drive ' || n, 'user' || lpad(n::text, 20, '0'),
               timestamptz '2026-01-02' + n * interval '1 minute'
        FROM generate_series(0, 19) n;
    INSERT INTO pages
        SELECT 'page' || lpad(n::text, 20, '0'), 'drive' || lpad((n % 20)::text, 19, '0'), NULL,
               'The title of page ' || n, n, n % 10 = 9,
               timestamptz '2026-01-03' + n * interval '1 second', timestamptz '2026-02-03' + n * interval '1 second'
        FROM generate_series(0, 39999) n;
    INSERT INTO messages
        SELECT 'message' || lpad(n::text, 17, '0'), 'page' || lpad((39999 - n % 4000)::text, 20, '0'),
               'user' || lpad((n % 200)::text, 20, '0'),
               'Message ' || n || repeat(', which goes on for a while', 1 + n % 4),
               timestamptz '2026-03-03' + n * interval '1 second'
        FROM generate_series(0, 99999) n;
    ANALYZE;
";
