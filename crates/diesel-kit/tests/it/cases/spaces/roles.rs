//! RO: roles.

use diesel_kit::model::{Model, Policy, Role};

use super::super::Case;
use super::super::list::{model, table};
use super::users;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = coming_and_going();
    cases.extend(properties());
    cases.extend(on_a_server());
    cases.extend(role_names());
    cases
}

fn can(role: &str, properties: &str) -> String {
    format!(
        "(SELECT (rolcreatedb, rolcreaterole, rolinherit, rolcanlogin)::text FROM pg_roles          WHERE rolname = '{role}') = '({properties})'"
    )
}

fn is_gone(role: &str) -> String {
    format!("to_regrole('{role}') IS NULL")
}

fn one(name: &str, role: Role) -> Model {
    Model::default().role(name, role)
}

const ALL: Role = Role {
    create_database: true,
    create_role: true,
    inherit: false,
    login: true,
    existing: false,
};

const SOME: Role = Role {
    create_database: false,
    create_role: true,
    inherit: true,
    login: false,
    existing: false,
};

fn coming_and_going() -> Vec<Case> {
    let none = Model::default;
    vec![
        Case::new("RO01 a role", none(), one("ro01", Role::default()))
            .elsewhere("DROP ROLE IF EXISTS ro01")
            .after(&can("ro01", "f,f,t,f"))
            .before(&is_gone("ro01")),
        Case::new("RO02 a role with all properties", none(), one("ro02", ALL))
            .elsewhere("DROP ROLE IF EXISTS ro02")
            .after(&can("ro02", "t,t,f,t"))
            .before(&is_gone("ro02")),
        Case::new(
            "RO03 a role with some properties",
            none(),
            one("ro03", SOME),
        )
        .elsewhere("DROP ROLE IF EXISTS ro03")
        .after(&can("ro03", "f,t,t,f")),
        Case::new("RO04 a role goes", one("ro04", Role::default()), none())
            .elsewhere("DROP ROLE IF EXISTS ro04")
            .after(&is_gone("ro04"))
            .before(&can("ro04", "f,f,t,f")),
        Case::new(
            "RO05 a role goes, another comes",
            one("ro05_old", Role::default()),
            one("ro05_new", Role::default()),
        )
        .create("ro05_new")
        .elsewhere("DROP ROLE IF EXISTS ro05_old, ro05_new")
        .after(&format!(
            "{} AND {}",
            is_gone("ro05_old"),
            can("ro05_new", "f,f,t,f")
        ))
        .before(&format!(
            "{} AND {}",
            is_gone("ro05_new"),
            can("ro05_old", "f,f,t,f")
        )),
    ]
}

fn properties() -> Vec<Case> {
    let change = |name, role: &str, to: Role, drop| {
        Case::new(name, one(role, Role::default()), one(role, to)).elsewhere(drop)
    };
    vec![
        change(
            "RO07 all properties change",
            "ro07",
            ALL,
            "DROP ROLE IF EXISTS ro07",
        )
        .after(&can("ro07", "t,t,f,t"))
        .before(&can("ro07", "f,f,t,f"))
        .opens()
        .by(&["ALTER ROLE ro07 CREATEDB CREATEROLE NOINHERIT LOGIN"]),
        change(
            "RO08 a role may make databases",
            "ro08",
            Role {
                create_database: true,
                ..Role::default()
            },
            "DROP ROLE IF EXISTS ro08",
        )
        .after(&can("ro08", "t,f,t,f"))
        .before(&can("ro08", "f,f,t,f"))
        .opens()
        .by(&["ALTER ROLE ro08 CREATEDB"]),
        change(
            "RO09 a role may make roles",
            "ro09",
            SOME,
            "DROP ROLE IF EXISTS ro09",
        )
        .after(&can("ro09", "f,t,t,f"))
        .before(&can("ro09", "f,f,t,f"))
        .opens()
        .by(&["ALTER ROLE ro09 CREATEROLE"]),
        change(
            "RO10 a role no longer inherits",
            "ro10",
            Role {
                inherit: false,
                ..Role::default()
            },
            "DROP ROLE IF EXISTS ro10",
        )
        .after(&can("ro10", "f,f,f,f"))
        .before(&can("ro10", "f,f,t,f"))
        .by(&["ALTER ROLE ro10 NOINHERIT"]),
    ]
}

fn on_a_server() -> Vec<Case> {
    let none = Model::default;
    vec![
        Case::new(
            "a role that exists keeps its properties",
            none(),
            one("ro_there", SOME),
        )
        .elsewhere("DROP ROLE IF EXISTS ro_there; CREATE ROLE ro_there LOGIN")
        .after(&can("ro_there", "f,f,t,t")),
        Case::new(
            "a role that policies still name stays",
            policy_for("ro_named").role("ro_named", Role::default()),
            policy_for("ro_named").table(table("notes", "id bigint")),
        )
        .elsewhere("DROP ROLE IF EXISTS ro_named; CREATE ROLE ro_named")
        .after(&can("ro_named", "f,f,t,f")),
    ]
}

fn policy_for(role: &str) -> Model {
    model([users().policy(Policy::new("own").to(&[role]).using("true"))])
}

/// New names of roles, with policies that speak of them.
fn role_names() -> Vec<Case> {
    let named = |name: &str| {
        policy_for(name).role(
            name,
            Role {
                login: true,
                ..Role::default()
            },
        )
    };
    let policy_is_for =
        |role: &str| format!("(SELECT polroles[1]::regrole::text FROM pg_policy) = '{role}'");
    let is = |here: &str, gone: &str| {
        format!(
            "{} AND {} AND {}",
            can(here, "f,f,t,t"),
            is_gone(gone),
            policy_is_for(here)
        )
    };
    vec![
        Case::new(
            "RO06 a role with a new name",
            named("ro06_old"),
            named("ro06_new"),
        )
        .rename("ro06_old", "ro06_new")
        .elsewhere("DROP ROLE IF EXISTS ro06_old, ro06_new")
        .after(&is("ro06_new", "ro06_old"))
        .before(&is("ro06_old", "ro06_new")),
        Case::new(
            "a role gets a name that another database has given already",
            named("ro_first"),
            named("ro_second"),
        )
        .rename("ro_first", "ro_second")
        .elsewhere("DROP ROLE IF EXISTS ro_first, ro_second")
        .row("CREATE ROLE ro_second LOGIN")
        .after(&is("ro_second", "ro_first"))
        .before(&is("ro_first", "ro_second")),
        Case::new(
            "policies for a role of somebody else",
            policy_for("ro_theirs").role(
                "ro_theirs",
                Role {
                    existing: true,
                    ..Role::default()
                },
            ),
            policy_for("ro_theirs")
                .role(
                    "ro_theirs",
                    Role {
                        existing: true,
                        ..Role::default()
                    },
                )
                .table(table("notes", "id bigint")),
        )
        .elsewhere("DROP ROLE IF EXISTS ro_theirs; CREATE ROLE ro_theirs"),
    ]
}
