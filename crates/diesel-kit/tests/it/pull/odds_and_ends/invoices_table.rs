//! The table `invoices`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::people;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = invoices, primary_key(number), check_for_backend(diesel::pg::Pg))]
#[table(name = "invoices", new = NewInvoice, changes = InvoiceChanges)]
#[table(exclude(name = "one_at_a_time", on = "room WITH =, during WITH &&", using = "gist", where_ = "room > 0"))]
pub struct Invoice {
    #[column(pk, default = "nextval('invoice_numbers'::regclass)")]
    pub number: i64,
    pub small: i32,
    #[column(references = people(id), on_delete = "cascade")]
    pub person_id: i64,
    pub payer_id: Option<i64>,
    #[column(sql = diesel::sql_types::Daterange)]
    pub during: (std::ops::Bound<chrono::NaiveDate>, std::ops::Bound<chrono::NaiveDate>),
    pub room: i32,
    #[column(generated = "small::numeric * 1.19")]
    pub total: Option<bigdecimal::BigDecimal>,
}
