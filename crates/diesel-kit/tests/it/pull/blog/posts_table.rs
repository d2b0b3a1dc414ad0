//! The table `posts`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{PostState, PostStateSql, users};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = posts, check_for_backend(diesel::pg::Pg))]
#[table(name = "posts", new = NewPost, changes = PostChanges)]
#[table(unique(author_id, slug, name = "posts_slug_per_author"))]
#[table(check(name = "posts_published", expr = "state <> 'published'::post_state OR published_at IS NOT NULL"))]
#[table(index(name = "posts_live_idx", on = "author_id, published_at DESC", include = "title", where_ = "deleted_at IS NULL"))]
#[table(index(name = "posts_search_idx", on = "search", using = "gin"))]
#[table(index(name = "posts_title_trgm_idx", on = "title gin_trgm_ops", using = "gin"))]
pub struct Post {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[column(references = users(id), on_delete = "cascade")]
    pub author_id: uuid::Uuid,
    #[column(references = users(id), on_delete = "set null", no_join)]
    pub reviewer_id: Option<uuid::Uuid>,
    pub slug: String,
    pub title: String,
    #[column(default = "''::text")]
    pub body: String,
    #[column(sql = PostStateSql, default = "'draft'::post_state")]
    pub state: PostState,
    #[column(generated = r#"setweight(to_tsvector('english'::regconfig, title), 'A'::"char") || to_tsvector('english'::regconfig, body)"#)]
    pub search: Option<diesel_kit::TsVector>,
    pub published_at: Option<chrono::DateTime<chrono::Utc>>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}
