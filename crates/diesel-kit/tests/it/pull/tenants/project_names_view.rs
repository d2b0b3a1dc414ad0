//! The view `project_names`.

use diesel::prelude::*;
use diesel_kit::SqlView;

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = project_names, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "project_names")]
#[sql_view(with = "security_barrier = true, security_invoker = true")]
#[sql_view(query = r"SELECT projects.id,
    projects.name
   FROM projects")]
pub struct ProjectName {
    pub id: Option<uuid::Uuid>,
    pub name: Option<String>,
}
