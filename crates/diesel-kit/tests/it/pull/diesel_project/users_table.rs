//! The table `users`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", new = NewUser, changes = UserChanges)]
pub struct User {
    #[column(pk, serial)]
    pub id: i32,
    #[column(db = "character varying")]
    pub name: String,
    #[column(db = "character varying")]
    pub hair_color: Option<String>,
    #[column(default = "now()")]
    pub created_at: chrono::NaiveDateTime,
    #[column(default = "now()")]
    pub updated_at: chrono::NaiveDateTime,
}
