//! The table `customers`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = customers, check_for_backend(diesel::pg::Pg))]
#[table(name = "customers", new = NewCustomer, changes = CustomerChanges)]
pub struct Customer {
    #[column(pk, serial)]
    pub id: i32,
    #[column(sql = diesel::sql_types::Citext, unique)]
    pub email: String,
    #[column(db = "numeric(4,3)", default = "0.19")]
    pub vat: bigdecimal::BigDecimal,
    #[column(sql = diesel::sql_types::Money, default = "0")]
    pub credit: diesel::data_types::PgMoney,
    #[column(default = "CURRENT_DATE")]
    pub joined: chrono::NaiveDate,
}
