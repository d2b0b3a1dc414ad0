//! The table `loans`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::copies;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = loans, primary_key(book_id, number, since), check_for_backend(diesel::pg::Pg))]
#[table(name = "loans", new = NewLoan, changes = LoanChanges)]
#[table(foreign_key(columns(book_id, number), references = copies(book_id, number), deferrable))]
#[table(check(name = "loans_check", expr = "until > since"))]
#[table(index(name = "loans_open_key", on = "book_id, number", unique, where_ = "until IS NULL"))]
pub struct Loan {
    #[column(pk)]
    pub book_id: i64,
    #[column(pk)]
    pub number: i32,
    #[column(pk, default = "CURRENT_DATE")]
    pub since: chrono::NaiveDate,
    pub until: Option<chrono::NaiveDate>,
    #[column(collate = "C")]
    pub name: String,
}
