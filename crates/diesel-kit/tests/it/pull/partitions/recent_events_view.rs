//! The view `recent_events`.

use diesel::prelude::*;
use diesel_kit::SqlView;

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = recent_events, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "recent_events")]
#[sql_view(query = r"SELECT e.id,
    e.kind,
    t.name
   FROM events e
     JOIN tenants t ON t.id = e.tenant_id")]
pub struct RecentEvent {
    pub id: Option<i64>,
    pub kind: Option<String>,
    pub name: Option<String>,
}
