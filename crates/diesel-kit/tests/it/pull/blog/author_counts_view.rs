//! The view `author_counts`.

use diesel::prelude::*;
use diesel_kit::SqlView;

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = author_counts, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "author_counts")]
#[sql_view(query = r"SELECT u.id,
    u.name,
    count(p.id) AS posts,
    max(p.published_at) AS last
   FROM users u
     LEFT JOIN live_posts p ON p.author_id = u.id
  GROUP BY u.id, u.name")]
pub struct AuthorCount {
    pub id: Option<uuid::Uuid>,
    pub name: Option<String>,
    pub posts: Option<i64>,
    pub last: Option<chrono::DateTime<chrono::Utc>>,
}
