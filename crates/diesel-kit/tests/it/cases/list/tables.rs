//! TA: whole tables.

use diesel_kit::model::{ForeignKey, Index, Table, Unique};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = new();
    cases.extend(uniques());
    cases.extend(replaced());
    cases.extend(dropped());
    cases.extend(with_keys());
    cases.extend(named());
    cases
}

fn new() -> Vec<Case> {
    let to = |name, table: Table| Case::new(name, nothing(), model([table]));
    vec![
        to("TA01 a table without columns", Table::new("users")),
        to("TA02 a serial key", table("users", "id serial")),
        to(
            "TA03 a serial key under a name of its own",
            table("users", "id serial").primary_key_named("users_id"),
        ),
        Case::new(
            "TA04 two tables",
            nothing(),
            model([table("users", "id bigint"), table("posts", "id bigint")]),
        ),
        to(
            "TA08 geometric columns",
            table("users", "id bigint; at point; area polygon; way path?"),
        ),
        to(
            "TA33 a text-search index",
            table("posts", "id bigint; title text; body text").index(
                Index::new(
                    "posts_words_idx",
                    "to_tsvector('english'::regconfig, title || ' ' || body)",
                )
                .using("gin"),
            ),
        ),
        to(
            "TA34 a key of two columns",
            table("users", "a bigint; b text").primary_key(&["a", "b"]),
        ),
        to(
            "TA37 an operator class",
            table("users", "id bigint; data jsonb")
                .index(Index::new("users_data_idx", "data jsonb_path_ops").using("gin")),
        ),
        to(
            "TA42 a generated column",
            table("users", "id bigint; name text").column(
                diesel_kit::model::Column::new("shout", "text")
                    .nullable()
                    .generated("upper(name)"),
            ),
        ),
    ]
}

fn uniques() -> Vec<Case> {
    let to = |name, unique: Unique| {
        let table = table("users", "id bigint; name text?").unique(unique);
        Case::new(name, nothing(), model([table]))
    };
    let by_name = || Unique::new(&["name"]);
    vec![
        to("TA09 TA13 unique under its default name", by_name()),
        to(
            "TA10 unique under its own name",
            by_name().named("one_name"),
        ),
        to(
            "TA11 TA15 unique under its own name, nulls too",
            by_name().named("one_name").nulls_not_distinct(),
        ),
        to(
            "TA12 TA14 unique under the default name spelled out, nulls too",
            by_name().named("users_name_key").nulls_not_distinct(),
        ),
    ]
}

fn replaced() -> Vec<Case> {
    let row = "INSERT INTO users VALUES (1)";
    let one = |name: &str| model([table(name, "id bigint")]);
    vec![
        Case::new(
            "TA06 a table instead of another",
            one("users"),
            one("posts"),
        )
        .create("posts")
        .loses_data(),
        Case::new(
            "TA07 a new table and a renamed one",
            one("users"),
            model([table("people", "id bigint"), table("posts", "id bigint")]),
        )
        .rename("users", "people")
        .create("posts")
        .row(row)
        .after("(SELECT id FROM people) = 1")
        .before("(SELECT id FROM users) = 1"),
        Case::new("TA16 a table with a prefix", nothing(), one("my_users")),
        Case::new(
            "TA17 a table with a prefix goes",
            one("my_users"),
            nothing(),
        )
        .loses_data(),
        Case::new("TA18 the prefix changes", one("my_users"), one("our_users"))
            .rename("my_users", "our_users")
            .row("INSERT INTO my_users VALUES (1)")
            .after("(SELECT id FROM our_users) = 1"),
        Case::new(
            "TA45 two tables renamed at once",
            model([table("users", "id bigint"), table("posts", "id bigint")]),
            model([
                table("people", "id bigint").renamed_from("users"),
                table("articles", "id bigint").renamed_from("posts"),
            ]),
        )
        .row(row)
        .after("(SELECT id FROM people) = 1"),
        Case::new(
            "TA43 a table with a key of two columns is renamed",
            model([table("users", "a bigint; b bigint").primary_key(&["a", "b"])]),
            model([table("people", "a bigint; b bigint")
                .primary_key(&["a", "b"])
                .renamed_from("users")]),
        )
        .row("INSERT INTO users VALUES (1, 2)")
        .after("(SELECT b FROM people) = 2"),
    ]
}

fn dropped() -> Vec<Case> {
    let users = || table("users", "id bigint");
    let posts = || table("posts", "id bigint; owner_id bigint");
    let keyed = || posts().foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"]));
    let (rows, more) = (
        "INSERT INTO users VALUES (1)",
        "INSERT INTO posts VALUES (1, 1)",
    );
    vec![
        Case::new(
            "TA31 both ends of a key go",
            model([users(), keyed()]),
            nothing(),
        )
        .row(rows)
        .row(more)
        .loses_data(),
        Case::new(
            "TA32 the referenced table goes",
            model([users(), keyed()]),
            model([posts()]),
        )
        .row(rows)
        .row(more)
        .after("(SELECT owner_id FROM posts) = 1")
        .down_after("DELETE FROM posts")
        .down_after("DELETE FROM posts")
        .loses_data(),
    ]
}

fn with_keys() -> Vec<Case> {
    let row = "INSERT INTO users VALUES (1)";
    vec![
        Case::new(
            "TA35 a column and a unique constraint over it",
            model([table("users", "id bigint")]),
            model([table("users", "id bigint; name text?").unique(Unique::new(&["name"]))]),
        )
        .row(row)
        .after("(SELECT name IS NULL FROM users)"),
        Case::new(
            "TA36 other columns in a key of two",
            model([table("users", "a bigint; b bigint; c bigint").primary_key(&["a", "b"])]),
            model([table("users", "a bigint; b bigint; c bigint").primary_key(&["b", "c"])]),
        )
        .row("INSERT INTO users VALUES (1, 2, 3)")
        .after("(SELECT a FROM users) = 1"),
    ]
}

/// Names are taken as they are; nothing is derived from the casing of others.
fn named() -> Vec<Case> {
    let cased = |name: &str, id: &str, column: &str| {
        let users = table(name, &format!("{id} bigint; {column} bigint?"))
            .primary_key(&[id])
            .unique(Unique::new(&[column]))
            .foreign_key(ForeignKey::new(&[column], name, &[id]));
        model([users])
    };
    let indexed = |column: &str| {
        let index = Index::new("usersByName", &format!("\"{column}\"")).unique();
        model([table("users", &format!("id bigint; {column} text")).index(index)])
    };
    vec![
        Case::new(
            "TA38 keys of small letters",
            nothing(),
            cased("my_users", "user_id", "boss_id"),
        ),
        Case::new(
            "TA41 keys of mixed letters",
            nothing(),
            cased("myUsers", "userId", "bossId"),
        ),
        Case::new(
            "TA39 a unique index over small letters",
            nothing(),
            indexed("first_name"),
        ),
        Case::new(
            "TA40 a unique index over mixed letters",
            nothing(),
            indexed("firstName"),
        ),
    ]
}
