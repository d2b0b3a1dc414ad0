//! The table `App.Order Items`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{OrderState, OrderStateSql, user};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = order_items, primary_key(order_id, line), check_for_backend(diesel::pg::Pg))]
#[table(name = "Order Items", schema = "App", module = order_items, new = NewOrderItem, changes = OrderItemChanges)]
#[table(index(name = "Order Items State", on = "state DESC NULLS LAST"))]
#[table(index(name = "order_items_user", on = r#""User ID", "Line""#))]
pub struct OrderItem {
    #[column(pk, sql_name = "orderID")]
    pub order_id: i64,
    #[column(pk, sql_name = "Line")]
    pub line: i16,
    #[column(sql_name = "User ID", references = user(id), on_delete = "restrict", on_update = "cascade")]
    pub user_id: i32,
    #[column(sql = OrderStateSql, default = r#"'New'::"App"."Order State""#)]
    pub state: OrderState,
    #[column(sql = diesel::sql_types::Array<OrderStateSql>)]
    pub states: Option<Vec<OrderState>>,
}
