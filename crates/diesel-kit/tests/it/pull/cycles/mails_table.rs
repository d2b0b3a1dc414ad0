//! The table `mails`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::emails;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = mails, check_for_backend(diesel::pg::Pg))]
#[table(name = "mails", new = NewMail, changes = MailChanges)]
pub struct Mail {
    #[column(pk)]
    pub id: i32,
    #[column(references = emails(address), on_update = "cascade", no_join)]
    pub sender: String,
    #[column(references = emails(address), no_join)]
    pub receiver: Option<String>,
}
