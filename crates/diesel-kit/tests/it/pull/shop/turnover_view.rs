//! The view `sales.turnover`.

use diesel::prelude::*;
use diesel_kit::SqlView;

/// By month.
#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = turnover, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "turnover", schema = "sales")]
#[sql_view(materialized)]
#[sql_view(no_data)]
#[sql_view(query = r"SELECT date_trunc('month'::text, o.placed_at) AS month,
    sum(i.quantity::numeric * s.price) AS total
   FROM sales.orders o
     JOIN sales.items i ON i.order_number = o.number
     JOIN stock.items s ON s.id = i.item_id
  GROUP BY (date_trunc('month'::text, o.placed_at))")]
#[sql_view(index(name = "turnover_month_idx", on = "month", unique))]
pub struct Turnover {
    pub month: Option<chrono::DateTime<chrono::Utc>>,
    pub total: Option<bigdecimal::BigDecimal>,
}
