//! The table `stock.items`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{StockState, StockStateSql};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = stock_items, check_for_backend(diesel::pg::Pg))]
#[table(name = "items", schema = "stock", module = stock_items, new = NewStockItem, changes = StockItemChanges)]
#[table(check(name = "positive_price", expr = "price > 0::numeric"))]
pub struct StockItem {
    #[column(pk, serial)]
    pub id: i64,
    #[column(db = "character varying(30)", default = "sales.sku('i'::text)")]
    pub sku: String,
    #[column(sql = StockStateSql, default = "'full'::stock.state")]
    pub state: StockState,
    #[column(db = "numeric(12,2)")]
    pub price: bigdecimal::BigDecimal,
    pub weight: Option<f32>,
    pub size: Option<Vec<f64>>,
    #[column(db = "numeric(14,2)", generated = "round(price * 1.19, 2)")]
    pub gross: Option<bigdecimal::BigDecimal>,
}
