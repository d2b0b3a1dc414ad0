//! The table `posts`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::users;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = posts, check_for_backend(diesel::pg::Pg))]
#[table(name = "posts", new = NewPost, changes = PostChanges)]
#[table(index(name = "posts_user_id", on = "user_id"))]
pub struct Post {
    #[column(pk, serial)]
    pub id: i64,
    #[column(references = users(id))]
    pub user_id: i32,
    pub title: String,
    pub body: String,
    #[column(default = "false")]
    pub published: bool,
    #[column(default = "'{}'::text[]")]
    pub tags: Vec<String>,
}
