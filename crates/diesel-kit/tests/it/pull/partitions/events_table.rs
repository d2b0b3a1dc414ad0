//! The table `events`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = events, primary_key(id, happened_at), check_for_backend(diesel::pg::Pg))]
#[table(name = "events", existing)]
pub struct Event {
    #[column(pk)]
    pub id: i64,
    pub tenant_id: uuid::Uuid,
    #[column(pk)]
    pub happened_at: chrono::DateTime<chrono::Utc>,
    pub kind: String,
    pub body: serde_json::Value,
}
