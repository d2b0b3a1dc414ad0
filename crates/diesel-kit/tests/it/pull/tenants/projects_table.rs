//! The table `projects`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::tenants;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = projects, check_for_backend(diesel::pg::Pg))]
#[table(name = "projects", new = NewProject, changes = ProjectChanges)]
#[table(rls(force))]
#[table(policy(name = "add", for_ = "insert", check = r"(EXISTS ( SELECT 1
   FROM members m
  WHERE m.tenant_id = projects.tenant_id AND m.account = CURRENT_USER))", comment = "Members only."))]
#[table(policy(name = "no_delete", restrictive, for_ = "delete", using = "name !~~ 'keep%'::text"))]
#[table(policy(name = "own", to("pull_app"), using = "tenant_id = private.tenant()", check = "tenant_id = private.tenant()"))]
#[table(policy(name = "read_all", for_ = "select", to("Pull Support", "pull_app"), using = "true"))]
pub struct Project {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[column(default = "private.tenant()", references = tenants(id))]
    pub tenant_id: uuid::Uuid,
    pub name: String,
    #[column(sql = diesel::sql_types::Json)]
    pub settings: Option<serde_json::Value>,
}
