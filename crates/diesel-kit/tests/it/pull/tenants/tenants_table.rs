//! The table `tenants`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = tenants, check_for_backend(diesel::pg::Pg))]
#[table(name = "tenants", new = NewTenant, changes = TenantChanges)]
#[table(policy(name = "own", using = "id = private.tenant()"))]
pub struct Tenant {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    pub name: String,
    #[column(default = "'free'::text")]
    pub plan: String,
}
