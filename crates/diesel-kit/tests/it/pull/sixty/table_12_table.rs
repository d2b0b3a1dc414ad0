//! The table `table_12`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_12, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_12", new = NewTable12, changes = Table12Changes)]
#[table(check(name = "table_12_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_12_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table12 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
