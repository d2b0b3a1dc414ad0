//! SC, TA, IX: schemas, and what moves between them.

mod enums;
mod extensions;
mod roles;

use diesel_kit::model::{
    Column, EnumType, ForeignKey, Index, Model, Policy, Schema, Table, Unique,
};

use super::Case;
use super::list::{model, table};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = schemas();
    cases.extend(tables());
    cases.extend(moved_tables());
    cases.extend(tables_into_new_schemas());
    cases.extend(moved_and_renamed_tables());
    cases.extend(dressed_tables());
    cases.extend(indexes());
    cases.extend(enums::cases());
    cases.extend(extensions::cases());
    cases.extend(roles::cases());
    cases
}

fn with(schemas: &[&str]) -> Model {
    let add = |model: Model, name: &&str| model.schema(name, Schema::default());
    schemas.iter().fold(Model::default(), add)
}

fn users() -> Table {
    table("users", "id bigint; name text")
}

const IN_APP: &str = "INSERT INTO app.users VALUES (1, 'ada')";
const IN_PUBLIC: &str = "INSERT INTO users VALUES (1, 'ada')";

fn schemas() -> Vec<Case> {
    vec![
        Case::new("SC01 a schema", with(&[]), with(&["app"])).by(&["CREATE SCHEMA app"]),
        Case::new(
            "SC02 a second schema",
            with(&["app"]),
            with(&["app", "log"]),
        ),
        Case::new("SC03 the only schema goes", with(&["app"]), with(&[])).loses_data(),
        Case::new(
            "SC04 one of two goes",
            with(&["app", "log"]),
            with(&["app"]),
        )
        .loses_data(),
        Case::new(
            "SC05 a schema with a new name",
            with(&["app"]),
            with(&["core"]),
        )
        .rename("app", "core")
        .by(&["ALTER SCHEMA app RENAME TO core"]),
        Case::new(
            "SC06 one of two with a new name, by attribute",
            with(&["app", "log"]),
            with(&["log"]).schema("My core", Schema::default().renamed_from("app")),
        ),
        Case::new(
            "a schema of somebody else comes and is used",
            Model::default(),
            Model::default()
                .schema("auth", Schema::existing())
                .table(users().in_schema("auth")),
        )
        .elsewhere("CREATE SCHEMA auth"),
        Case::new(
            "a schema of somebody else is no longer known",
            Model::default().schema("auth", Schema::existing()),
            Model::default(),
        )
        .elsewhere("CREATE SCHEMA auth")
        .unchanged(),
    ]
}

fn tables() -> Vec<Case> {
    let in_app = || with(&["app"]).table(users().in_schema("app"));
    let create = "CREATE TABLE app.users (\n    id   bigint NOT NULL,\n    name text NOT NULL,\n    \
                  CONSTRAINT users_pkey PRIMARY KEY (id)\n)";
    let existing = || Model::default().schema("auth", Schema::existing());
    vec![
        Case::new(
            "TA05 a table in a schema of somebody else",
            existing(),
            existing().table(users().in_schema("auth")),
        )
        .elsewhere("CREATE SCHEMA auth"),
        Case::new(
            "TA05 a table in a schema that is there",
            with(&["app"]),
            in_app(),
        )
        .by(&[create]),
        Case::new(
            "TA20 TA21 a schema and a table in it",
            Model::default(),
            in_app(),
        )
        .by(&["CREATE SCHEMA app", create]),
        Case::new("a schema and its table go", in_app(), Model::default()).loses_data(),
        Case::new(
            "TA22 a schema with a table gets a new name",
            in_app(),
            with(&["core"]).table(users().in_schema("core")),
        )
        .rename("app", "core")
        .row(IN_APP)
        .after("(SELECT name FROM core.users) = 'ada'")
        .before("(SELECT name FROM app.users) = 'ada'")
        .by(&["ALTER SCHEMA app RENAME TO core"]),
    ]
}

/// Ada stays where she is, under the names of the table before and after.
fn kept(before: &str, after: &str, case: Case) -> Case {
    let holds = |table: &str| format!("(SELECT name FROM {table}) = 'ada'");
    let row = if before == "users" { IN_PUBLIC } else { IN_APP };
    case.row(row).before(&holds(before)).after(&holds(after))
}

fn users_in(schemas: &[&str], schema: &str) -> Model {
    with(schemas).table(users().in_schema(schema))
}

fn people_in(schemas: &[&str], schema: &str) -> Model {
    with(schemas).table(table("people", "id bigint; name text").in_schema(schema))
}

fn moved_tables() -> Vec<Case> {
    let both = ["app", "log"].as_slice();
    vec![
        kept(
            "users",
            "app.users",
            Case::new(
                "TA23 a table moves to a schema",
                users_in(&["app"], "public"),
                users_in(&["app"], "app"),
            )
            .rename("users", "app.users")
            .by(&["ALTER TABLE users SET SCHEMA app"]),
        ),
        kept(
            "app.users",
            "users",
            Case::new(
                "TA24 a table moves back to public",
                users_in(&["app"], "app"),
                users_in(&["app"], "public"),
            )
            .rename("app.users", "users")
            .by(&["ALTER TABLE app.users SET SCHEMA public"]),
        ),
        kept(
            "app.users",
            "log.users",
            Case::new(
                "TA25 a table moves between two schemas",
                users_in(both, "app"),
                users_in(both, "log"),
            )
            .rename("app.users", "log.users"),
        ),
    ]
}

fn tables_into_new_schemas() -> Vec<Case> {
    let both = ["app", "log"].as_slice();
    vec![
        kept(
            "app.users",
            "log.users",
            Case::new(
                "TA26 a table moves to a new schema",
                users_in(&["app"], "app"),
                users_in(both, "log"),
            )
            .rename("app.users", "log.users")
            .by(&["CREATE SCHEMA log", "ALTER TABLE app.users SET SCHEMA log"]),
        ),
        kept(
            "app.users",
            "log.users",
            Case::new(
                "TA27 a table moves to a new schema, and the old one goes",
                users_in(&["app"], "app"),
                users_in(&["log"], "log"),
            )
            .rename("app.users", "log.users")
            .create("log")
            .loses_data()
            .by(&[
                "CREATE SCHEMA log",
                "ALTER TABLE app.users SET SCHEMA log",
                "DROP SCHEMA app",
            ]),
        ),
    ]
}

fn moved_and_renamed_tables() -> Vec<Case> {
    vec![
        kept(
            "users",
            "app.people",
            Case::new(
                "TA28 a table moves and gets a new name",
                users_in(&["app"], "public"),
                people_in(&["app"], "app"),
            )
            .rename("users", "app.people")
            .by(&[
                "ALTER TABLE users RENAME TO people",
                "ALTER TABLE people SET SCHEMA app",
                "ALTER TABLE app.people RENAME CONSTRAINT users_pkey TO people_pkey",
            ]),
        ),
        kept(
            "users",
            "app.people",
            Case::new(
                "a table moves and gets a new name, which its old schema has",
                users_in(&["app"], "public").table(table("people", "id bigint")),
                people_in(&["app"], "app").table(table("people", "id bigint")),
            )
            .rename("users", "app.people"),
        ),
        kept(
            "app.users",
            "core.people",
            Case::new(
                "TA29 schema and table get new names",
                users_in(&["app"], "app"),
                people_in(&["core"], "core"),
            )
            .rename("app", "core")
            .rename("app.users", "core.people")
            .by(&[
                "ALTER SCHEMA app RENAME TO core",
                "ALTER TABLE core.users RENAME TO people",
                "ALTER TABLE core.people RENAME CONSTRAINT users_pkey TO people_pkey",
            ]),
        ),
        kept(
            "app.users",
            "core.users",
            Case::new(
                "TA30 a schema gets a new name, and one of its tables goes",
                users_in(&["app"], "app").table(table("notes", "id bigint").in_schema("app")),
                users_in(&["core"], "core"),
            )
            .rename("app", "core")
            .loses_data()
            .by(&["ALTER SCHEMA app RENAME TO core", "DROP TABLE core.notes"]),
        ),
    ]
}

/// Tables with all that can belong to them.
fn dressed(schema: &str, users: &str, name: &str) -> Model {
    let path = if schema == "public" {
        users.to_owned()
    } else {
        format!("{schema}.{users}")
    };
    let mood = if schema == "public" {
        "mood".to_owned()
    } else {
        format!("{schema}.mood")
    };
    let condition = format!("EXISTS (SELECT FROM {path} u WHERE u.{name} = current_user)");
    let people = table(users, &format!("id bigint; {name} text"))
        .in_schema(schema)
        .column(Column::new("mood", &mood).default_to(&format!("'good'::{mood}")))
        .column(
            Column::new("seen_at", "timestamptz")
                .default_to("now()")
                .touched(),
        )
        .unique(Unique::new(&[name]))
        .check("named", &format!("{name} <> '' AND mood <> 'bad'::{mood}"))
        .index(Index::new("by_seen_idx", "seen_at"))
        .policy(Policy::new("own").using(&format!("{name} = current_user")))
        .comment("Who is here.");
    let notes = table("notes", "id bigint; owner_id bigint")
        .in_schema(schema)
        .foreign_key(ForeignKey::new(&["owner_id"], people.name(), &["id"]))
        .policy(Policy::new("through").using(&condition));
    model([people, notes]).enumeration((schema, "mood"), EnumType::new(&["good", "bad"]))
}

fn dressed_tables() -> Vec<Case> {
    let row = "INSERT INTO app.users VALUES (1, 'ada')";
    let app = || dressed("app", "users", "name").schema("app", Schema::default());
    vec![
        Case::new("a schema with everything in it gets a new name", app(), {
            dressed("core", "users", "name").schema("core", Schema::default())
        })
        .rename("app", "core")
        .row(row)
        .after("(SELECT name FROM core.users) = 'ada'")
        .by(&["ALTER SCHEMA app RENAME TO core"]),
        Case::new("a schema, its table and its column get new names", app(), {
            dressed("core", "people", "label").schema("core", Schema::default())
        })
        .rename("app", "core")
        .rename("app.users", "core.people")
        .rename("app.users.name", "core.people.label")
        .row(row)
        .after("(SELECT label FROM core.people) = 'ada'")
        .before("(SELECT name FROM app.users) = 'ada'"),
        Case::new("everything moves out of a schema", app(), {
            dressed("public", "users", "name").schema("app", Schema::default())
        })
        .rename("app.users", "users")
        .rename("app.notes", "notes")
        .rename("app.mood", "mood")
        .row(row)
        .after("(SELECT name FROM users) = 'ada'"),
        Case::new(
            "everything moves into a new schema",
            dressed("public", "users", "name"),
            dressed("app", "people", "label").schema("app", Schema::default()),
        )
        .rename("users", "app.people")
        .rename("users.name", "app.people.label")
        .rename("notes", "app.notes")
        .rename("mood", "app.mood")
        .row("INSERT INTO users VALUES (1, 'ada')")
        .after("(SELECT label FROM app.people) = 'ada'")
        .before("(SELECT name FROM users) = 'ada'"),
    ]
}

fn indexes() -> Vec<Case> {
    let in_app = |indexes: &[Index]| {
        let table = indexes
            .iter()
            .cloned()
            .fold(users().in_schema("app"), Table::index);
        with(&["app"]).table(table)
    };
    let plain = Index::new("by_name_idx", "name");
    let unique = Index::new("one_name_idx", "lower(name)").unique();
    vec![
        Case::new(
            "IX03 indexes in a schema go",
            in_app(&[plain.clone(), unique]),
            in_app(&[]),
        )
        .row(IN_APP)
        .by(&["DROP INDEX app.by_name_idx", "DROP INDEX app.one_name_idx"]),
        Case::new(
            "IX16 an index in a schema",
            in_app(&[]),
            in_app(std::slice::from_ref(&plain)),
        )
        .row(IN_APP)
        .by(&["CREATE INDEX by_name_idx ON app.users (name)"]),
        Case::new("an index in a schema changes", in_app(&[plain]), {
            in_app(&[Index::new("by_name_idx", "name DESC")])
        })
        .row(IN_APP),
    ]
}
