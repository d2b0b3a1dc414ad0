//! The table `users`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", new = NewUser, changes = UserChanges)]
#[table(check(name = "users_email_check", expr = "email ~ '^[^@]+@[^@]+$'::text AND length(email) < 255"))]
pub struct User {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[column(unique)]
    pub email: String,
    #[column(db = "character varying(100)")]
    pub name: String,
    #[column(default = r#"'{"tags": [true, false], "theme": "dark"}'::jsonb"#)]
    pub settings: serde_json::Value,
    #[column(default = "now()")]
    pub created_at: chrono::DateTime<chrono::Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: chrono::DateTime<chrono::Utc>,
    pub deleted_at: Option<chrono::DateTime<chrono::Utc>>,
}
