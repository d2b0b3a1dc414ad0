//! The table `table_38`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::table_37;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_38, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_38", new = NewTable38, changes = Table38Changes)]
#[table(check(name = "table_38_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_38_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table38 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(references = table_37(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
