//! The view `App.Big Users`.

use diesel::prelude::*;
use diesel_kit::SqlView;

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = big_users, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "Big Users", schema = "App", module = big_users)]
#[sql_view(query = r#"SELECT u."ID" AS "userID",
    u."firstName" AS type
   FROM "User" u
  WHERE u."order" > 10"#)]
pub struct BigUser {
    #[column(sql_name = "userID")]
    pub user_id: Option<i32>,
    pub r#type: Option<String>,
}
