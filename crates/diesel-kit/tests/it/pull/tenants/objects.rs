//! Functions, triggers and all else that is given as SQL.

use diesel_kit::model::SqlObject;

pub(super) fn grant_on_future_tables_for_pull_support() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        default_privileges,
        r#"grant on future tables for "Pull Support""#,
        up = r#"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO "Pull Support""#,
        down = r#"ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM "Pull Support""#,
        depends_on = ["members", "projects", "tenants"],
    )
}

pub(super) fn grant_on_routine_private_tenant_for_pull_app() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on routine private.tenant() for pull_app",
        up = "GRANT EXECUTE ON ROUTINE private.tenant() TO pull_app",
        down = "REVOKE EXECUTE ON ROUTINE private.tenant() FROM pull_app",
        depends_on = ["private.tenant()"],
    )
}

pub(super) fn grant_on_schema_private_for_pull_app() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on schema private for pull_app",
        up = "GRANT USAGE ON SCHEMA private TO pull_app",
        down = "REVOKE USAGE ON SCHEMA private FROM pull_app",
    )
}

pub(super) fn grant_on_table_members_for_pull_app() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table members for pull_app",
        up = "GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE members TO pull_app",
        down = "REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE members FROM pull_app",
        depends_on = ["members"],
    )
}

pub(super) fn grant_on_table_project_names_for_pull_app() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table project_names for pull_app",
        up = "GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE project_names TO pull_app",
        down = "REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE project_names FROM pull_app",
        depends_on = ["project_names"],
    )
}

pub(super) fn grant_on_table_projects_for_pull_app() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table projects for pull_app",
        up = "GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE projects TO pull_app",
        down = "REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE projects FROM pull_app",
        depends_on = ["projects"],
    )
}

pub(super) fn grant_on_table_tenants_for_pull_support() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        r#"grant on table tenants for "Pull Support""#,
        up = r#"GRANT SELECT (id), SELECT (name) ON TABLE tenants TO "Pull Support""#,
        down = r#"REVOKE SELECT (id), SELECT (name) ON TABLE tenants FROM "Pull Support""#,
        depends_on = ["tenants"],
    )
}

pub(super) fn grant_on_table_tenants_for_pull_app() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "grant on table tenants for pull_app",
        up = "GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE tenants TO pull_app",
        down = "REVOKE DELETE, INSERT, SELECT, UPDATE ON TABLE tenants FROM pull_app",
        depends_on = ["tenants"],
    )
}

pub(super) fn private_tenant() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "private.tenant()",
        up = r"CREATE OR REPLACE FUNCTION private.tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $function$",
        down = "DROP FUNCTION private.tenant()",
    )
}

pub(super) fn revoke_on_routine_private_tenant_for_public() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        privilege,
        "revoke on routine private.tenant() for PUBLIC",
        up = "REVOKE EXECUTE ON ROUTINE private.tenant() FROM PUBLIC",
        down = "GRANT EXECUTE ON ROUTINE private.tenant() TO PUBLIC",
        depends_on = ["private.tenant()"],
    )
}
