//! The table `User`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = user, check_for_backend(diesel::pg::Pg))]
#[table(name = "User", module = user, new = NewUser, changes = UserChanges)]
#[table(unique(first_name, order))]
#[table(check(name = "User_order_check", expr = r#""order" >= 0"#))]
#[table(comment = r#"One "person".

* with a list
"#)]
pub struct User {
    #[column(pk, sql_name = "ID", serial)]
    pub id: i32,
    #[column(sql_name = "firstName")]
    pub first_name: String,
    #[column(default = r#"'it''s "fine"'::text"#, comment = "  indented")]
    pub r#type: String,
    #[column(sql_name = "self")]
    pub self_: Option<bool>,
    pub r#match: Option<i32>,
    #[column(sql_name = "a.b")]
    pub a_b: Option<String>,
    #[column(sql_name = "a b")]
    pub a_b_2: Option<String>,
    #[column(sql_name = r#"a"b"#)]
    pub a_b_3: Option<String>,
    #[column(sql_name = "2fa", default = "false")]
    pub n2fa: bool,
    #[column(sql_name = "table")]
    pub table_: Option<String>,
    #[column(sql_name = "User")]
    pub user_: Option<String>,
    pub position: Option<i32>,
    #[column(default = "0")]
    pub order: i32,
    pub löschen: Option<chrono::NaiveDate>,
}
