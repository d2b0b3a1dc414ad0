//! Views that are in the way of a change below them.

use diesel_kit::model::{Column, EnumType, Index, Model, Table, View};

use super::{
    Case, OWNED, ROW, materialized, model, nothing, plain, still_owned, table, users, with,
};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = orders();
    cases.extend(columns());
    cases.extend(types());
    cases.extend(tables());
    cases.extend(renamed_columns());
    cases.extend(undisturbed());
    cases
}

fn over(columns: &str, views: &[(&str, &str)]) -> Model {
    let tables = model([table("users", columns)]);
    let add = |model: Model, (name, query): &(&str, &str)| model.view(*name, View::new(query));
    views.iter().fold(tables, add)
}

fn orders() -> Vec<Case> {
    // By name, each stands before what it reads.
    let chain_over = |users: Model| {
        users
            .view("a", View::new("SELECT id FROM b"))
            .view("b", View::new("SELECT id, name FROM c").materialized())
            .view("c", plain())
    };
    let chain = || chain_over(users());
    let stored = || {
        users()
            .view("a", View::new("SELECT id FROM z").materialized())
            .view("z", materialized())
    };
    vec![
        Case::new("VI74 a materialised view over another", users(), stored()),
        Case::new("VI74 both go", stored(), users()).loses_data(),
        Case::new("VI75 a view over another", users(), chain()),
        Case::new("VI75 all go", chain(), nothing()).loses_data(),
        Case::new(
            "VI75 the lowest of several has another query",
            chain(),
            chain().view("d", View::new("SELECT count(*) FROM a")),
        )
        .row(ROW),
        Case::new(
            "a table that is read gets another type, under several views",
            chain_over(model([table("users", "id integer; name text?")])),
            chain(),
        ),
    ]
}

fn columns() -> Vec<Case> {
    let all = "SELECT * FROM users";
    vec![
        Case::new(
            "VI72 a column that a view reads goes",
            over(
                "id bigint; name text?; note text?",
                &[("v", "SELECT id, note FROM users")],
            ),
            over(
                "id bigint; name text?",
                &[("v", "SELECT id, name FROM users")],
            ),
        )
        .loses_data(),
        Case::new(
            "VI72 a column goes below a view of all columns",
            over(
                "id bigint; note text?",
                &[("v", all), ("w", "SELECT id FROM v")],
            ),
            over("id bigint", &[("v", all), ("w", "SELECT id FROM v")]),
        )
        .loses_data(),
        Case::new(
            "VI72 a column comes below a view of all columns",
            over("id bigint", &[("v", all)]),
            over("id bigint; note text?", &[("v", all)]),
        ),
        Case::new(
            "VI72 a generated column is made again below a view",
            generated("id * 2"),
            generated("id * 3"),
        )
        .row("INSERT INTO users VALUES (1)")
        .after("(SELECT more FROM v) = 3")
        .before("(SELECT more FROM v) = 2"),
    ]
}

fn generated(expression: &str) -> Model {
    let users = table("users", "id bigint").column(
        Column::new("more", "bigint")
            .nullable()
            .generated(expression),
    );
    model([users]).view("v", View::new("SELECT more FROM users"))
}

fn types() -> Vec<Case> {
    let moody = |labels: &[&str]| {
        let users = table("users", "id bigint").column(Column::new("mood", "mood"));
        model([users])
            .enumeration("mood", EnumType::new(labels))
            .view("v", View::new("SELECT mood FROM users WHERE id > 0"))
            .view("w", View::new("SELECT count(*) FROM v"))
            .view("x", View::new("SELECT 'good'::mood AS mood"))
    };
    let typed = |sql_type: &str| {
        let view = View::new("SELECT note FROM users").materialized();
        over(&format!("id bigint; note {sql_type}"), &[]).view(
            "v",
            view.index(Index::new("v_idx", "note"))
                .with("fillfactor", "50"),
        )
    };
    let fresh = |labels: &[&str], query: &str| {
        let users = table("users", "id bigint").column(Column::new("mood", "mood"));
        model([users])
            .enumeration("mood", EnumType::new(labels))
            .view("v", View::new(query))
    };
    vec![
        Case::new(
            "a column that a view reads gets another type",
            typed("integer"),
            typed("bigint"),
        )
        .row("INSERT INTO users VALUES (1, 2)")
        .after("(SELECT note FROM v) = 2"),
        Case::new(
            "an enum is rebuilt below views",
            moody(&["good", "bad"]),
            moody(&["bad", "good"]),
        )
        .row("INSERT INTO users VALUES (1, 'good')")
        .after("(SELECT mood::text FROM v) = 'good'"),
        Case::new(
            "a view uses a label that is new",
            fresh(&["good"], "SELECT id FROM users WHERE mood = 'good'"),
            fresh(
                &["good", "fine"],
                "SELECT id FROM users WHERE mood = 'fine'",
            ),
        ),
    ]
}

fn tables() -> Vec<Case> {
    let posts = || table("posts", "id bigint; owner_id bigint");
    let grouped = "SELECT u.id, u.name, count(*) FROM users u JOIN posts p ON p.owner_id = u.id GROUP BY u.id";
    let keyed = |key: &[&str]| {
        let users = Table::new("users")
            .column(Column::new("id", "bigint"))
            .column(Column::new("name", "text"))
            .primary_key(key);
        model([users, posts()])
    };
    let people = || table("people", "id bigint; name text?").renamed_from("users");
    let select = |table: &str| {
        View::new(&format!(
            "SELECT {table}.id FROM {table} WHERE {table}.name <> 'users'"
        ))
    };
    vec![
        Case::new("a table goes with its view", with(plain()), nothing()).loses_data(),
        Case::new(
            "a primary key changes that a view relies on",
            keyed(&["id"]).view("v", View::new(grouped)),
            keyed(&["id", "name"]).view("v", View::new(&format!("{grouped}, u.name"))),
        ),
        Case::new(
            "a table with another name below a view, which stays",
            users().view("some_users", select("users")),
            model([people()]).view("some_users", select("people")),
        )
        .row(OWNED)
        .after(&still_owned("some_users"))
        .before(&still_owned("some_users")),
        Case::new(
            "a table with another name whose rows are a column of a view",
            users().view("v", View::new("SELECT users FROM users")),
            model([people()]).view("v", View::new("SELECT people FROM people")),
        ),
        Case::new(
            "a view takes the name that a table had",
            users(),
            model([people()]).view("users", View::new("SELECT id, name FROM people")),
        )
        .rename("users", "people"),
    ]
}

fn renamed_columns() -> Vec<Case> {
    let title = || {
        let column = Column::new("title", "text").nullable().renamed_from("name");
        model([table("users", "id bigint").column(column)])
    };
    let of = |name: &'static str, old: &str, new: &str| {
        let from = users().view("some_users", View::new(old));
        Case::new(name, from, title().view("some_users", View::new(new))).row(ROW)
    };
    vec![
        of(
            "VI73 a column that a view shows has another name",
            "SELECT id, name FROM users",
            "SELECT id, title FROM users",
        )
        .after("(SELECT title FROM some_users) = 'a'")
        .before("(SELECT name FROM some_users) = 'a'"),
        of(
            "VI73 the same below a view of all columns",
            "SELECT * FROM users",
            "SELECT * FROM users",
        )
        .after("(SELECT title FROM some_users) = 'a'")
        .before("(SELECT name FROM some_users) = 'a'"),
        of(
            "VI73 a column that a view reads but does not show has another name; the view stays",
            "SELECT id, lower(name) AS short FROM users WHERE name <> '' ORDER BY name",
            "SELECT id, lower(title) AS short FROM users WHERE title <> '' ORDER BY title",
        )
        .row(OWNED)
        .after(&still_owned("some_users"))
        .before(&still_owned("some_users")),
        of(
            "VI73 a view keeps the name that a column had",
            "SELECT name FROM users",
            "SELECT title AS name FROM users",
        )
        .after("(SELECT name FROM some_users) = 'a'"),
        Case::new(
            "VI73 a column is renamed and another one has an enum label that is new",
            labelled("name", "good", &["good"]),
            labelled("title", "fine", &["good", "fine"]),
        )
        .rename("users.name", "users.title"),
    ]
}

fn labelled(column: &str, label: &str, labels: &[&str]) -> Model {
    let users = table("users", &format!("id bigint; {column} text?; mood mood"));
    let query = format!("SELECT {column} FROM users WHERE mood = '{label}'");
    model([users])
        .enumeration("mood", EnumType::new(labels))
        .view("v", View::new(&query))
}

/// What a view does not read can change below it.
fn undisturbed() -> Vec<Case> {
    let read = "SELECT id, count(*) FROM users GROUP BY id";
    let stays = |name: &'static str, from: &str, to: &str| {
        let views = [("some_users", read)];
        Case::new(name, over(from, &views), over(to, &views))
            .row(OWNED)
            .after(&still_owned("some_users"))
            .before(&still_owned("some_users"))
    };
    vec![
        stays(
            "a column that no view reads gets another type",
            "id bigint; note text?; name text",
            "id bigint; note varchar(20)?; name text?",
        )
        .loses_data(),
        stays(
            "a column comes that no view reads",
            "id bigint",
            "id bigint; note text?",
        ),
    ]
}
