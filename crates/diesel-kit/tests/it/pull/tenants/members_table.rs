//! The table `members`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::tenants;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = members, primary_key(tenant_id, account), check_for_backend(diesel::pg::Pg))]
#[table(name = "members", new = NewMember, changes = MemberChanges)]
#[table(rls)]
pub struct Member {
    #[column(pk, references = tenants(id), on_delete = "cascade")]
    pub tenant_id: uuid::Uuid,
    #[column(pk)]
    pub account: String,
    pub role: String,
}
