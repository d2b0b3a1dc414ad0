//! The table `table_6`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::table_5;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_6, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_6", new = NewTable6, changes = Table6Changes)]
#[table(check(name = "table_6_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_6_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table6 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(references = table_5(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
