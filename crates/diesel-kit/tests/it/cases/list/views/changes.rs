//! Views that get another name, another schema, another query, or another owner.

use diesel_kit::model::View;

use super::{
    APP, Case, HEAP_TOO, OWNED, ROW, THEIRS, THEIRS_KEPT, in_app, materialized, nothing, plain,
    still_owned, theirs, users, with,
};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = renamed();
    cases.extend(renamed_with_changes());
    cases.extend(moved());
    cases.extend(queries());
    cases.extend(marks());
    cases
}

const STALE: &str = "(SELECT count(*) FROM some_users) = 0";

fn renamed() -> Vec<Case> {
    let named = |name: &str, view: View| users().view(name, view);
    vec![
        Case::new(
            "VI25 a view has another name",
            with(plain()),
            named("few_users", plain()),
        )
        .row(OWNED)
        .after(&still_owned("few_users"))
        .before(&still_owned("some_users")),
        Case::new(
            "VI25 a view has another name, by an attribute",
            with(plain()).view("other", plain()),
            with(plain()).view("few_users", plain().renamed_from("other")),
        )
        .row("ALTER VIEW other OWNER TO pg_monitor")
        .after(&still_owned("few_users")),
        Case::new(
            "VI25 a view has another name, by an answer",
            with(plain()).view("other", plain()),
            with(plain()).view("few_users", plain()),
        )
        .rename("other", "few_users")
        .row("ALTER VIEW other OWNER TO pg_monitor")
        .after(&still_owned("few_users")),
        Case::new(
            "another view in the place of one, by an answer",
            with(plain()),
            named("few_users", plain()),
        )
        .create("few_users")
        .row(OWNED)
        .after(&format!("NOT {}", still_owned("few_users"))),
        Case::new(
            "VI26 a view of somebody else's has another name",
            nothing().view("theirs", theirs()),
            nothing().view("foreign", theirs().renamed_from("theirs")),
        )
        .elsewhere(THEIRS)
        .unchanged(),
        Case::new(
            "VI27 a materialised view has another name",
            with(materialized()),
            named("few_users", materialized()),
        )
        .row(ROW)
        .after("(SELECT count(*) FROM few_users) = 0")
        .before(STALE),
        Case::new(
            "VI28 a materialised view of somebody else's has another name",
            nothing().view("theirs", theirs().materialized()),
            nothing().view("foreign", theirs().materialized()),
        )
        .elsewhere(THEIRS_KEPT)
        .unchanged(),
    ]
}

fn renamed_with_changes() -> Vec<Case> {
    let barrier = || plain().with("security_barrier", "true");
    vec![
        Case::new(
            "VI65 a view has another name and another option",
            with(plain()),
            users().view("few_users", barrier()),
        )
        .row(OWNED)
        .after(&still_owned("few_users")),
        Case::new(
            "VI66 a view moves and has another option",
            in_app(with(plain())),
            in_app(users()).view(("app", "some_users"), barrier()),
        )
        .elsewhere(APP)
        .row(OWNED)
        .after(&still_owned("app.some_users")),
        Case::new(
            "a view has another name and another query",
            with(plain()).view("over", View::new("SELECT id FROM some_users")),
            users()
                .view(
                    "few_users",
                    View::new("SELECT id FROM users").renamed_from("some_users"),
                )
                .view("over", View::new("SELECT id FROM few_users")),
        ),
        Case::new(
            "a view takes the name of another, which takes a third",
            users().view("a", plain()).view("b", materialized()),
            users().view("b", plain()).view("c", materialized()),
        ),
        Case::new(
            "a view over one that has another name",
            with(plain()).view("over", View::new("SELECT s.id FROM some_users s")),
            users()
                .view("few_users", plain())
                .view("over", View::new("SELECT s.id FROM few_users s")),
        )
        .row("ALTER VIEW over OWNER TO pg_monitor")
        .after(&still_owned("over")),
    ]
}

fn moved() -> Vec<Case> {
    vec![
        Case::new(
            "VI29 a view moves to another schema",
            in_app(with(plain())),
            in_app(users()).view(("app", "some_users"), plain()),
        )
        .elsewhere(APP)
        .row(OWNED)
        .after(&still_owned("app.some_users"))
        .before(&still_owned("some_users")),
        Case::new(
            "VI30 a view of somebody else's moves",
            in_app(nothing().view("theirs", theirs())),
            in_app(nothing().view(("app", "theirs"), theirs())),
        )
        .elsewhere(APP)
        .elsewhere(THEIRS)
        .unchanged(),
        Case::new(
            "VI31 a materialised view moves to another schema",
            in_app(with(materialized())),
            in_app(users()).view(("app", "some_users"), materialized()),
        )
        .elsewhere(APP)
        .row(ROW)
        .after("(SELECT count(*) FROM app.some_users) = 0")
        .before(STALE),
        Case::new(
            "VI32 a materialised view of somebody else's moves",
            in_app(nothing().view("theirs", theirs().materialized())),
            in_app(nothing().view(("app", "theirs"), theirs().materialized())),
        )
        .elsewhere(APP)
        .elsewhere(THEIRS_KEPT)
        .unchanged(),
    ]
}

fn queries() -> Vec<Case> {
    let other = "SELECT name AS title FROM users";
    vec![
        Case::new(
            "VI51 another query",
            with(plain().with("security_barrier", "true")),
            with(View::new(other).with("security_barrier", "true")),
        )
        .row(ROW)
        .after("(SELECT title FROM some_users) = 'a'"),
        Case::new(
            "VI52 a view of somebody else's with another query",
            nothing().view("theirs", theirs()),
            nothing().view("theirs", View::new("SELECT 2 AS two").existing()),
        )
        .elsewhere(THEIRS)
        .unchanged(),
        Case::new(
            "VI53 another query of a materialised view",
            with(materialized().with("fillfactor", "50")),
            with(View::new(other).materialized().with("fillfactor", "50")),
        )
        .row(ROW)
        .after("(SELECT title FROM some_users) = 'a'"),
        Case::new(
            "VI54 a materialised view of somebody else's with another query",
            nothing().view("theirs", theirs().materialized()),
            nothing().view(
                "theirs",
                View::new("SELECT 2 AS two").materialized().existing(),
            ),
        )
        .elsewhere(THEIRS_KEPT)
        .unchanged(),
        Case::new(
            "a view becomes a materialised one",
            with(plain()),
            with(materialized()),
        )
        .row(ROW)
        .after("(SELECT name FROM some_users) = 'a'"),
        Case::new(
            "the same query, written otherwise",
            with(plain()),
            with(View::new(
                "select ID, -- which\n  name from users where id > 0;",
            )),
        )
        .unchanged(),
    ]
}

/// A view that is marked is none of ours: setting the mark drops ours, and taking it away makes one.
fn marks() -> Vec<Case> {
    let stored = || materialized().with("fillfactor", "50");
    vec![
        Case::new(
            "VI55 a materialised view is no longer somebody else's",
            with(materialized().existing()),
            with(materialized()),
        ),
        Case::new(
            "VI60 the same with parameters, and without data",
            with(stored().using("heap_too").no_data().existing()),
            with(stored().using("heap_too").no_data()),
        )
        .elsewhere(HEAP_TOO),
        Case::new(
            "VI59 a materialised view has another name and is somebody else's",
            with(materialized()),
            users().view(
                "few_users",
                materialized().renamed_from("some_users").existing(),
            ),
        )
        .loses_data(),
        Case::new(
            "VI61 a view has another name and is somebody else's",
            with(plain()),
            users().view("few_users", plain().renamed_from("some_users").existing()),
        ),
    ]
}
