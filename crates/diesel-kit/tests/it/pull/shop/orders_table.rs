//! The table `sales.orders`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{State, StateSql, customers};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = orders, primary_key(number), check_for_backend(diesel::pg::Pg))]
#[table(name = "orders", schema = "sales", new = NewOrder, changes = OrderChanges)]
pub struct Order {
    #[column(pk, default = "nextval('sales.order_numbers'::regclass)")]
    pub number: i32,
    #[column(references = customers(id))]
    pub customer_id: i32,
    #[column(sql = StateSql, default = "'open'::sales.state")]
    pub state: State,
    #[column(db = "timestamp(0) with time zone", default = "now()")]
    pub placed_at: chrono::DateTime<chrono::Utc>,
    #[column(default = "''::text")]
    pub note: Option<String>,
    #[column(default = "'30 days'::interval")]
    pub ttl: diesel::data_types::PgInterval,
}
