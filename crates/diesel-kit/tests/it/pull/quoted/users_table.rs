//! The table `users`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", new = NewUserRow)]
pub struct UserRow {
    #[column(pk)]
    pub id: i32,
}
