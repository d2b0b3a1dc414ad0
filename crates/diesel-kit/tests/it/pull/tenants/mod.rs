//! The schema of the database: one file for each table and view.

mod members_table;
mod objects;
mod project_names_view;
mod projects_table;
mod tenants_table;

pub use members_table::*;
pub use project_names_view::*;
pub use projects_table::*;
pub use tenants_table::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        schemas {
            private,
        }
        roles {
            "Pull Support"(no_inherit),
            pull_app(login),
        }
        tables {
            members => Member,
            projects => Project,
            tenants => Tenant,
        }
        views {
            project_names => ProjectName,
        }
        objects {
            objects::grant_on_future_tables_for_pull_support(),
            objects::grant_on_routine_private_tenant_for_pull_app(),
            objects::grant_on_schema_private_for_pull_app(),
            objects::grant_on_table_members_for_pull_app(),
            objects::grant_on_table_project_names_for_pull_app(),
            objects::grant_on_table_projects_for_pull_app(),
            objects::grant_on_table_tenants_for_pull_support(),
            objects::grant_on_table_tenants_for_pull_app(),
            objects::private_tenant(),
            objects::revoke_on_routine_private_tenant_for_public(),
        }
    }
}
