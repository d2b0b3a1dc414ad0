//! The table `App.users`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::users;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = app_users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", schema = "App", module = app_users, new = NewAppUser, changes = AppUserChanges)]
pub struct AppUser {
    #[column(pk, references = users(id))]
    pub id: i32,
    pub name: Option<String>,
}
