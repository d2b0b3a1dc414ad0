//! The table `sales.items`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{orders, stock_items};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = items, primary_key(order_number, item_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "items", schema = "sales", new = NewItem, changes = ItemChanges)]
#[table(check(name = "items_quantity_check", expr = "quantity > 0"))]
#[table(index(name = "items_item_idx", on = "item_id", using = "hash"))]
#[table(with = "fillfactor = 80")]
pub struct Item {
    #[column(pk, references = orders(number), on_delete = "cascade")]
    pub order_number: i32,
    #[column(pk, references = stock_items(id))]
    pub item_id: i64,
    #[column(default = "1")]
    pub quantity: i32,
}
