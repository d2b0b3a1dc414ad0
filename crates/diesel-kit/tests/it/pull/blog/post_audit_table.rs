//! The table `post_audit`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable)]
#[diesel(table_name = post_audit, check_for_backend(diesel::pg::Pg))]
#[table(name = "post_audit", new = NewPostAudit, changes = PostAuditChanges)]
#[table(keyless)]
#[table(index(name = "post_audit_at_idx", on = "at", using = "brin"))]
pub struct PostAudit {
    #[column(default = "clock_timestamp()")]
    pub at: chrono::DateTime<chrono::Utc>,
    pub post_id: uuid::Uuid,
    pub action: String,
    pub old: Option<serde_json::Value>,
    pub new: Option<serde_json::Value>,
}
