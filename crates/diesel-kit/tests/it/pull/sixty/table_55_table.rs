//! The table `table_55`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::table_54;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = table_55, check_for_backend(diesel::pg::Pg))]
#[table(name = "table_55", new = NewTable55, changes = Table55Changes)]
#[table(check(name = "table_55_amount_check", expr = "amount >= 0::numeric"))]
#[table(index(name = "table_55_parent_idx", on = "parent_id, made_at DESC"))]
pub struct Table55 {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    #[column(references = table_54(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(db = "numeric(10,2)", default = "0")]
    pub amount: bigdecimal::BigDecimal,
    #[column(default = "now()")]
    pub made_at: chrono::DateTime<chrono::Utc>,
}
