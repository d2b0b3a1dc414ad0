//! What a module that asks the database begins with: the client, the rows, the tables, the relations, the
//! operators.
//!
//! ```no_run
//! use db::prelude::*;
//!
//! async fn newest(db: &Db, drive: &DriveId) -> db::Result<Vec<Page>> {
//!     let live = and((eq(pages::drive_id, drive), is_null(pages::trashed_at)));
//!     let newest = pages::table.filter(live).order(desc(pages::created_at)).limit(20);
//!     Ok(newest.select(Page::as_select()).load(&mut *db.conn().await?).await?)
//! }
//! ```

pub use diesel::prelude::*;
pub use diesel_async::RunQueryDsl;
pub use diesel_kit::{View, prepared};

pub use crate::id::*;
pub use crate::ops::*;
pub use crate::schema::*;
pub use crate::{Conn, Db, Tx};
