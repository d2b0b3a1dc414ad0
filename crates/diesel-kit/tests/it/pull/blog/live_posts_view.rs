//! The view `live_posts`.

use diesel::prelude::*;
use diesel_kit::SqlView;

use super::{PostState, PostStateSql};

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = live_posts, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "live_posts")]
#[sql_view(with = "check_option = local")]
#[sql_view(query = r"SELECT posts.id,
    posts.author_id,
    posts.reviewer_id,
    posts.slug,
    posts.title,
    posts.body,
    posts.state,
    posts.search,
    posts.published_at,
    posts.deleted_at
   FROM posts
  WHERE posts.deleted_at IS NULL")]
pub struct LivePost {
    pub id: Option<uuid::Uuid>,
    pub author_id: Option<uuid::Uuid>,
    pub reviewer_id: Option<uuid::Uuid>,
    pub slug: Option<String>,
    pub title: Option<String>,
    pub body: Option<String>,
    #[column(sql = PostStateSql)]
    pub state: Option<PostState>,
    pub search: Option<diesel_kit::TsVector>,
    pub published_at: Option<chrono::DateTime<chrono::Utc>>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}
