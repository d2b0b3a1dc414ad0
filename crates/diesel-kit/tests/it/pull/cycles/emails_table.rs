//! The table `emails`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = emails, check_for_backend(diesel::pg::Pg))]
#[table(name = "emails", new = NewEmail, changes = EmailChanges)]
pub struct Email {
    #[column(pk)]
    pub id: i32,
    #[column(unique)]
    pub address: String,
}
