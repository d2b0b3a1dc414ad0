//! Statements for roles.
//!
//! A role belongs to the whole server, not to the database that is migrated. So making one must not
//! fail where another database has made it, and taking it away must not reach into other databases:
//! PostgreSQL keeps a list of who depends on a role (`pg_shdepend`), and the blocks here ask it.

use super::name::{literal, name};
use super::policy::alter_policy_roles;
use crate::model::{ObjectName, Policy, Role};

const INDENT: &str = "    ";

/// Makes the role unless it exists. One that exists keeps its properties: they may be others' work.
pub(crate) fn create_role(role: &str, definition: Role) -> String {
    let create = create(role, definition);
    format!(
        "-- a role belongs to the whole server: another database may have made it\n\
         DO $$\n\
         BEGIN\n\
         {INDENT}IF {is_free} THEN\n\
         {INDENT}{INDENT}{create};\n\
         {INDENT}END IF;\n\
         EXCEPTION WHEN duplicate_object OR unique_violation THEN\n\
         {INDENT}NULL; -- made elsewhere at this very moment\n\
         END\n\
         $$",
        is_free = is_free(role),
    )
}

/// Drops the role unless another database uses it. Where this one still does, PostgreSQL says what for.
pub(crate) fn drop_role(role: &str) -> String {
    format!(
        "-- a role belongs to the whole server: it stays while another database uses it\n\
         DO $$\n\
         BEGIN\n\
         {INDENT}IF NOT {is_used} THEN\n\
         {INDENT}{INDENT}DROP ROLE IF EXISTS {role};\n\
         {INDENT}END IF;\n\
         END\n\
         $$",
        is_used = is_used_elsewhere(role),
        role = name(role),
    )
}

/// Renames the role. Where other databases use it, or have renamed it already, a role of the new name
/// takes its place here, in these policies; the old one goes when nobody uses it any more.
pub(crate) fn rename_role(
    from: &str,
    to: &str,
    definition: Role,
    policies: &[(&ObjectName, &Policy)],
) -> String {
    let (old, new) = (name(from), name(to));
    let create = create(to, definition);
    let mut follow = String::new();
    for (table, policy) in policies {
        follow.extend([INDENT, &alter_policy_roles(table, policy), ";\n"]);
    }
    format!(
        "-- a role belongs to the whole server: where another database uses it, a new one replaces it here\n\
         DO $$\n\
         BEGIN\n\
         {INDENT}IF {is_free} AND NOT {is_used} THEN\n\
         {INDENT}{INDENT}ALTER ROLE {old} RENAME TO {new};\n\
         {INDENT}{INDENT}RETURN;\n\
         {INDENT}END IF;\n\
         {INDENT}IF {is_free} THEN\n\
         {INDENT}{INDENT}{create};\n\
         {INDENT}END IF;\n\
         {follow}\
         {INDENT}IF NOT EXISTS (SELECT FROM pg_shdepend WHERE {refers}) THEN\n\
         {INDENT}{INDENT}DROP ROLE IF EXISTS {old};\n\
         {INDENT}END IF;\n\
         END\n\
         $$",
        is_free = is_free(to),
        is_used = is_used_elsewhere(from),
        refers = refers(from),
    )
}

/// One statement for all properties that change; nothing if none does.
pub(crate) fn alter_role(role: &str, old: Role, new: Role) -> Option<String> {
    let changed: Vec<&str> = properties(old)
        .into_iter()
        .zip(properties(new))
        .filter(|(old, new)| old != new)
        .map(|(_, new)| new)
        .collect();
    let changed = changed.join(" ");
    (!changed.is_empty()).then(|| format!("ALTER ROLE {} {changed}", name(role)))
}

fn create(role: &str, definition: Role) -> String {
    let mut words = vec!["CREATE ROLE".to_owned(), name(role)];
    let usual = properties(Role::default());
    let unusual = properties(definition).into_iter().zip(usual);
    words.extend(
        unusual
            .filter(|(word, usual)| word != usual)
            .map(|(word, _)| word.to_owned()),
    );
    words.join(" ")
}

fn properties(role: Role) -> [&'static str; 4] {
    let choose = |holds: bool, yes: &'static str, no: &'static str| if holds { yes } else { no };
    [
        choose(role.create_database, "CREATEDB", "NOCREATEDB"),
        choose(role.create_role, "CREATEROLE", "NOCREATEROLE"),
        choose(role.inherit, "INHERIT", "NOINHERIT"),
        choose(role.login, "LOGIN", "NOLOGIN"),
    ]
}

fn is_free(role: &str) -> String {
    format!("to_regrole({}) IS NULL", literal(&name(role)))
}

/// Condition on a row of `pg_shdepend`.
fn refers(role: &str) -> String {
    let role = literal(&name(role));
    format!("refclassid = 'pg_authid'::regclass AND refobjid = to_regrole({role})")
}

/// A database itself is listed under no database.
fn is_used_elsewhere(role: &str) -> String {
    let deep = INDENT.repeat(2);
    format!(
        "EXISTS (\n\
         {deep}SELECT FROM pg_shdepend JOIN pg_database here ON datname = current_database()\n\
         {deep}WHERE {}\n\
         {deep}{INDENT}AND CASE dbid WHEN 0 THEN objid ELSE dbid END <> here.oid\n\
         {INDENT})",
        refers(role)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unusual_is_said() {
        let role = Role {
            login: true,
            inherit: false,
            ..Role::default()
        };
        assert_eq!(create("app", role), "CREATE ROLE app NOINHERIT LOGIN");
        assert_eq!(create("user", Role::default()), "CREATE ROLE \"user\"");
    }

    #[test]
    fn properties_change_in_one_statement() {
        let role = Role {
            create_database: true,
            create_role: true,
            ..Role::default()
        };
        let sql = alter_role("app", role, Role::default());
        assert_eq!(
            sql.as_deref(),
            Some("ALTER ROLE app NOCREATEDB NOCREATEROLE")
        );
        assert_eq!(alter_role("app", role, role), None);
    }
}
