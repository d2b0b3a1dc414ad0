//! The table `table_22`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::table_21;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_22, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_22", new = NewTable22, changes = Table22Changes)]
#[table(check(name = "table_22_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_22_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table22 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(references = table_21(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
