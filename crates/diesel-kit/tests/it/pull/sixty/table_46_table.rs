//! The table `table_46`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::table_45;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_46, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_46", new = NewTable46, changes = Table46Changes)]
#[table(check(name = "table_46_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_46_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table46 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(references = table_45(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
