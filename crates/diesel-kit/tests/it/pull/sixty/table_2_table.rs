//! The table `table_2`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::table_1;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_2, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_2", new = NewTable2, changes = Table2Changes)]
#[table(check(name = "table_2_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_2_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table2 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(references = table_1(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
