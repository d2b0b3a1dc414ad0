//! The table `comments`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::posts;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = comments, check_for_backend(diesel::pg::Pg))]
#[table(name = "comments", new = NewComment, changes = CommentChanges)]
pub struct Comment {
    #[column(pk, serial)]
    pub id: i32,
    #[column(references = posts(id), on_delete = "cascade")]
    pub post_id: i64,
    pub body: String,
}
