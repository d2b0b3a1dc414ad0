//! OW and XT: functions, triggers, domains and whatever else is given as SQL.

mod dependents;

use diesel_kit::model::{Column, Model, SqlObject, View};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = triggers();
    cases.extend(triggers_and_columns());
    cases.extend(triggers_and_tables());
    cases.extend(views());
    cases.extend(orders());
    cases.extend(texts());
    cases.extend(dependents::cases());
    cases
}

/// A function of a trigger that writes a word into `name`.
fn stamp(word: &str) -> SqlObject {
    let up = format!(
        "CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$\n\
         BEGIN\n  NEW.name := '{word}'; -- it's\n  RETURN NEW;\nEND;\n$$"
    );
    SqlObject::new("function", &up, "DROP FUNCTION stamp();")
}

fn stamp_trigger(table: &str, event: &str) -> SqlObject {
    let up = format!(
        "CREATE TRIGGER stamped BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION stamp()"
    );
    SqlObject::new("trigger", &up, &format!("DROP TRIGGER stamped ON {table}"))
        .depends_on(&[table, "stamp"])
}

const USERS: &str = "id bigint; name text?";
const ROW: &str = "INSERT INTO users VALUES (1, 'x')";

fn users() -> Model {
    model([table("users", USERS)])
}

/// Users whose names are stamped.
fn stamped(word: &str) -> Model {
    users()
        .object("stamp", stamp(word))
        .object("a trigger of users", stamp_trigger("users", "INSERT"))
}

/// Notes what the catalog calls something, so that it is known again.
const SEEN: &str = "CREATE TEMP TABLE IF NOT EXISTS seen (id oid); TRUNCATE seen; \
    INSERT INTO seen SELECT oid FROM pg_trigger WHERE tgname = 'stamped'";
const SAME_TRIGGER: &str =
    "(SELECT oid FROM pg_trigger WHERE tgname = 'stamped') = (SELECT id FROM pg_temp.seen)";

fn triggers() -> Vec<Case> {
    vec![
        Case::new("OW03 a trigger and its function", nothing(), stamped("a")),
        Case::new(
            "OW03 a trigger and its function come to a table",
            users(),
            stamped("a"),
        ),
        Case::new(
            "OW03 a function is replaced, its trigger stays",
            stamped("a"),
            stamped("b"),
        )
        .row(SEEN)
        .row(ROW)
        .after(&format!(
            "{SAME_TRIGGER} AND (SELECT name FROM users) = 'a'"
        ))
        .before(SAME_TRIGGER),
        Case::new("OW03 a trigger and its function go", stamped("a"), users())
            .row(ROW)
            .after("(SELECT name FROM users) = 'a'"),
        Case::new("OW03 all goes", stamped("a"), nothing()).loses_data(),
        Case::new(
            "OW03 another event",
            stamped("a"),
            users()
                .object("stamp", stamp("a"))
                .object("a trigger of users", stamp_trigger("users", "UPDATE")),
        ),
        Case::new(
            "OW06 a function for two tables",
            shared(&["users", "posts"]),
            shared(&["users"]),
        ),
        Case::new(
            "OW06 the last trigger goes",
            shared(&["users"]),
            shared(&[]),
        ),
    ]
}

/// Two tables, and one function for the triggers of some of them.
fn shared(stamped: &[&str]) -> Model {
    let tables = model([table("users", USERS), table("posts", USERS)]);
    let mut model = tables.object("stamp", stamp("a"));
    for table in stamped {
        let trigger = stamp_trigger(table, "INSERT OR UPDATE");
        model = model.object(&format!("a trigger of {table}"), trigger);
    }
    model
}

/// Users with a trigger.
fn on(columns: &str, event: &str) -> Model {
    model([table("users", columns)])
        .object("stamp", stamp("a"))
        .object("a trigger of users", stamp_trigger("users", event))
}

fn triggers_and_columns() -> Vec<Case> {
    let title = Column::new("title", "text").nullable().renamed_from("note");
    vec![
        Case::new(
            "a column of a trigger gets another type",
            on("id bigint; name text?; note integer?", "UPDATE OF note"),
            on("id bigint; name text?; note bigint?", "UPDATE OF note"),
        ),
        Case::new(
            "a column of a trigger goes",
            on("id bigint; name text?; note integer?", "UPDATE OF note"),
            on("id bigint; name text?", "UPDATE OF name"),
        )
        .loses_data(),
        Case::new(
            "a column of a trigger has another name",
            on("id bigint; name text?; note text?", "UPDATE OF note"),
            model([table("users", USERS).column(title)])
                .object("stamp", stamp("a"))
                .object(
                    "a trigger of users",
                    stamp_trigger("users", "UPDATE OF title"),
                ),
        ),
        Case::new(
            "a column that a trigger does not name gets another type",
            on("id bigint; name text?; note integer?", "UPDATE OF name"),
            on("id bigint; name text?; note bigint?", "UPDATE OF name"),
        )
        .row(SEEN)
        .after(SAME_TRIGGER)
        .before(SAME_TRIGGER),
    ]
}

fn triggers_and_tables() -> Vec<Case> {
    let people = |event: &str| {
        model([table("people", USERS).renamed_from("users")])
            .object("stamp", stamp("a"))
            .object("a trigger of users", stamp_trigger("people", event))
    };
    vec![
        Case::new(
            "the table of a trigger has another name",
            on(USERS, "INSERT"),
            people("INSERT"),
        )
        .row(SEEN)
        .after(SAME_TRIGGER)
        .before(SAME_TRIGGER),
        Case::new(
            "the table of a trigger has another name, and the trigger changes",
            on(USERS, "INSERT"),
            people("UPDATE OF name"),
        ),
        Case::new(
            "the table of a trigger goes",
            on(USERS, "INSERT"),
            nothing(),
        )
        .loses_data(),
    ]
}

/// Views that are given as SQL.
fn views() -> Vec<Case> {
    let raw = |query: &str| {
        SqlObject::new("view", &format!("CREATE VIEW v AS {query}"), "DROP VIEW v")
            .depends_on(&["users"])
    };
    let renamed = || {
        let title = Column::new("title", "text").nullable().renamed_from("name");
        model([table("users", "id bigint").column(title)])
    };
    let people = || model([table("people", USERS).renamed_from("users")]);
    vec![
        Case::new(
            "OW04 a raw view, and a column that it names has another name",
            users().object("v", raw("SELECT id, name FROM users")),
            renamed().object("v", raw("SELECT id, title FROM users")),
        )
        .row(ROW)
        .after("(SELECT title FROM v) = 'x'")
        .before("(SELECT name FROM v) = 'x'"),
        Case::new(
            "OW04 a raw view of all columns",
            users().object("v", raw("SELECT * FROM users")),
            renamed().object("v", raw("SELECT * FROM users")),
        )
        .row(ROW)
        .after("(SELECT title FROM v) = 'x'"),
        Case::new(
            "OW04 a raw view, and its table has another name",
            users().object("v", raw("SELECT users FROM users")),
            people().object(
                "v",
                SqlObject::new(
                    "view",
                    "CREATE VIEW v AS SELECT people FROM people",
                    "DROP VIEW v",
                )
                .depends_on(&["people"]),
            ),
        )
        .row(ROW),
        Case::new(
            "a trigger on a view, which gets another query",
            written("SELECT id, name FROM users"),
            written("SELECT id, name, 1 AS one FROM users"),
        ),
        Case::new(
            "XT11 XT12 rights on a view outlive it",
            granted("SELECT id FROM users"),
            granted("SELECT id, name FROM users"),
        )
        .after("has_table_privilege('pg_monitor', 'v', 'SELECT')")
        .before("has_table_privilege('pg_monitor', 'v', 'SELECT')"),
    ]
}

/// A view that can be written to.
fn written(query: &str) -> Model {
    let up = "CREATE TRIGGER stamped INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION stamp()";
    let trigger = SqlObject::new("trigger", up, "DROP TRIGGER stamped ON v");
    users()
        .view("v", View::new(query))
        .object("stamp", stamp("a"))
        .object("a trigger of v", trigger.depends_on(&["v", "stamp"]))
}

fn granted(query: &str) -> Model {
    let rights = SqlObject::new(
        "grant",
        "GRANT SELECT ON v TO pg_monitor",
        "REVOKE SELECT ON v FROM pg_monitor",
    );
    users()
        .view("v", View::new(query))
        .object("rights", rights.depends_on(&["v"]))
}

fn function(name: &str, body: &str, needs: &[&str]) -> SqlObject {
    let up = format!("CREATE FUNCTION {name}() RETURNS bigint LANGUAGE sql AS $${body}$$");
    SqlObject::new("function", &up, &format!("DROP FUNCTION {name}()")).depends_on(needs)
}

fn orders() -> Vec<Case> {
    // By name, each stands before what it needs.
    let chain = |number: u8| {
        let view = View::new("SELECT c() AS number, id FROM users");
        users()
            .object(
                "a",
                function("a", "SELECT b() + (SELECT count(*) FROM v)", &["b", "v"]),
            )
            .object("b", function("b", "SELECT c()", &["c"]))
            .object("c", function("c", &format!("SELECT {number}::bigint"), &[]))
            .view("v", view)
    };
    vec![
        Case::new(
            "OW05 functions that need each other and a view",
            nothing(),
            chain(1),
        ),
        Case::new("OW05 they come to a table", users(), chain(1)),
        Case::new("OW05 the lowest changes", chain(1), chain(2))
            .row(ROW)
            .after("(SELECT number FROM v) = 2 AND a() = 3")
            .before("(SELECT number FROM v) = 1 AND a() = 2"),
        Case::new("OW05 they go", chain(1), users()),
        Case::new("OW05 all goes", chain(1), nothing()).loses_data(),
    ]
}

/// What is written is run as it is.
fn texts() -> Vec<Case> {
    let several = "CREATE TABLE \"a;b\" (id bigint); -- it's\n\
                   COMMENT ON TABLE \"a;b\" IS 'a;--b';\n\
                   DO $do$ BEGIN EXECUTE $$CREATE TABLE c (id bigint)$$; END $do$ -- done;";
    let down = "DROP TABLE \"a;b\"; DROP TABLE c;\n";
    vec![
        Case::new(
            "several statements, without a semicolon at the end",
            nothing(),
            nothing()
                .object("several", SqlObject::new("tables", several, down))
                .object("then", function("f", "SELECT 1::bigint; ", &["several"])),
        ),
        Case::new(
            "only how it is taken away changes",
            nothing().object("f", function("f", "SELECT 1::bigint", &[])),
            nothing().object(
                "f",
                SqlObject {
                    down: "DROP FUNCTION IF EXISTS f()".to_owned(),
                    ..function("f", "SELECT 1::bigint", &[])
                },
            ),
        )
        .unchanged(),
    ]
}
