//! The table `table_48`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_48, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_48", new = NewTable48, changes = Table48Changes)]
#[table(check(name = "table_48_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_48_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table48 {
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
