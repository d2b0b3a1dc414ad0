//! VI: views and materialised views.

mod changes;
mod dependents;
mod settings;

use diesel_kit::model::{Index, Model, Schema, View};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = made();
    cases.extend(made_with_settings());
    cases.extend(dropped());
    cases.extend(dropped_materialized());
    cases.extend(settings::cases());
    cases.extend(changes::cases());
    cases.extend(dependents::cases());
    cases
}

/// `users(id, name)`
fn users() -> Model {
    model([table("users", "id bigint; name text?")])
}

const ROW: &str = "INSERT INTO users VALUES (1, 'a')";

fn plain() -> View {
    View::new("SELECT id, name FROM users WHERE id > 0")
}

fn materialized() -> View {
    plain().materialized()
}

/// `users` and a view over it.
fn with(view: View) -> Model {
    users().view("some_users", view)
}

/// A view that somebody else makes.
const THEIRS: &str = "CREATE VIEW theirs AS SELECT 1 AS one";
const THEIRS_KEPT: &str = "CREATE MATERIALIZED VIEW theirs AS SELECT 1 AS one";

fn theirs() -> View {
    View::new("SELECT 1 AS one").existing()
}

/// A schema that is there already.
fn in_app(model: Model) -> Model {
    model.schema("app", Schema::existing())
}

const APP: &str = "CREATE SCHEMA app";

/// Gives a view an owner, which no fingerprint shows, and which only a new view loses.
const OWNED: &str = "ALTER VIEW some_users OWNER TO pg_monitor";

fn still_owned(view: &str) -> String {
    format!(
        "(SELECT relowner = 'pg_monitor'::regrole FROM pg_class WHERE oid = '{view}'::regclass)"
    )
}

/// Storages of tables besides PostgreSQL's own. They belong to the database, and outlive a case.
const HEAP_TOO: &str = "DO $$ BEGIN \
    IF NOT EXISTS (SELECT FROM pg_am WHERE amname = 'heap_too') THEN \
        CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler; \
    END IF; END $$";
const HEAP_THREE: &str = "DO $$ BEGIN \
    IF NOT EXISTS (SELECT FROM pg_am WHERE amname = 'heap_three') THEN \
        CREATE ACCESS METHOD heap_three TYPE TABLE HANDLER heap_tableam_handler; \
    END IF; END $$";

fn made() -> Vec<Case> {
    let in_another_schema = || {
        let users = table("users", "id bigint; name text?").in_schema("app");
        in_app(model([users]))
            .view(("app", "some"), View::new("SELECT id FROM app.users"))
            .view(("app", "Some more"), View::new("SELECT id FROM app.some"))
    };
    let joined = "SELECT u.id, u.name, p.id AS post_id, jsonb_build_object('id', p.id, 'title', p.title) AS post \
                  FROM users u JOIN posts p ON p.owner_id = u.id";
    let posts = || table("posts", "id bigint; owner_id bigint; title text");
    vec![
        Case::new("VI01 a view", users(), with(plain()))
            .row(ROW)
            .after("(SELECT name FROM some_users) = 'a'"),
        Case::new("VI02 VI03 a table and a view", nothing(), with(plain())),
        Case::new(
            "VI05 views in another schema",
            nothing(),
            in_another_schema(),
        )
        .elsewhere(APP),
        Case::new(
            "VI08 a view of somebody else's",
            nothing(),
            nothing().view("theirs", theirs()),
        )
        .elsewhere(THEIRS)
        .unchanged(),
        Case::new(
            "VI10 VI11 a table and a materialised view",
            nothing(),
            with(materialized()),
        ),
        Case::new(
            "VI15 a materialised view of somebody else's",
            nothing(),
            nothing().view("theirs", theirs().materialized()),
        )
        .elsewhere(THEIRS_KEPT)
        .unchanged(),
        Case::new(
            "VI69 a view of two tables with nested fields",
            nothing(),
            users().table(posts()).view("with_posts", View::new(joined)),
        ),
    ]
}

fn made_with_settings() -> Vec<Case> {
    let spared = |tablespace: &str| {
        materialized()
            .with("fillfactor", "50")
            .with("autovacuum_enabled", "false")
            .tablespace(tablespace)
            .using("heap_too")
            .index(Index::new("some_users_id_idx", "id").unique())
    };
    let empty = || materialized().using("heap_too").no_data();
    vec![
        Case::new(
            "VI04 two views with options",
            users(),
            with(
                plain()
                    .with("check_option", "cascaded")
                    .with("security_barrier", "true"),
            )
            .view("other", plain().with("security_invoker", "true")),
        ),
        Case::new(
            "VI07 a view with an option",
            users(),
            with(plain().with("security_barrier", "true")),
        ),
        Case::new(
            "VI09 another access method, and no data",
            users(),
            with(empty()),
        )
        .elsewhere(HEAP_TOO)
        .after("NOT (SELECT relispopulated FROM pg_class WHERE relname = 'some_users')"),
        Case::new(
            "VI12 two materialised views with everything",
            users(),
            with(spared("spare_one")).view(
                "other",
                materialized()
                    .tablespace("spare_two")
                    .with("toast.autovacuum_enabled", "false"),
            ),
        )
        .elsewhere(HEAP_TOO)
        .row(ROW)
        .after("(SELECT name FROM some_users) = 'a'"),
        Case::new(
            "VI14 a materialised view with a parameter",
            users(),
            with(materialized().with("fillfactor", "50")),
        ),
    ]
}

fn dropped() -> Vec<Case> {
    vec![
        Case::new("VI16 a view goes", with(plain()), users()),
        Case::new(
            "VI17 the only view of a schema goes",
            in_app(users()).view(("app", "some_users"), plain()),
            in_app(users()),
        )
        .elsewhere(APP),
        Case::new(
            "VI18 a view of somebody else's is forgotten",
            nothing().view("theirs", theirs()),
            nothing(),
        )
        .elsewhere(THEIRS)
        .unchanged(),
        Case::new("VI19 a view over rows goes", with(plain()), users())
            .row(ROW)
            .after("(SELECT name FROM users) = 'a'"),
    ]
}

fn dropped_materialized() -> Vec<Case> {
    let indexed = || materialized().index(Index::new("some_idx", "lower(name)"));
    vec![
        Case::new("VI20 a materialised view goes", with(indexed()), users()).loses_data(),
        Case::new(
            "VI21 the only materialised view of a schema goes",
            in_app(users()).view(("app", "some_users"), materialized()),
            in_app(users()),
        )
        .elsewhere(APP)
        .loses_data(),
        Case::new(
            "VI22 a materialised view of somebody else's is forgotten",
            nothing().view("theirs", theirs().materialized()),
            nothing(),
        )
        .elsewhere(THEIRS_KEPT)
        .unchanged(),
        Case::new(
            "VI23 a materialised view with rows goes",
            with(materialized()),
            users(),
        )
        .row(ROW)
        .row("REFRESH MATERIALIZED VIEW some_users")
        .before("(SELECT name FROM some_users) = 'a'")
        .loses_data(),
        Case::new(
            "VI24 a materialised view without data goes",
            with(materialized().no_data()),
            users(),
        )
        .row(ROW),
    ]
}
