//! OW and XT: cases of our own, and from other toolkits.

use diesel_kit::model::{Column, EnumType, ForeignKey, Index, Model, Table, Unique};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = keys();
    cases.extend(touched());
    cases.extend(online());
    cases.extend(names());
    cases.extend(orders());
    cases
}

fn keys() -> Vec<Case> {
    let cuid = || {
        let id = table("users", "id text").check("users_id_check", "id ~ '^[a-z][a-z0-9]{23}$'");
        model([id])
    };
    vec![
        Case::new("OW01 a text key with a check", nothing(), cuid()),
        Case::new("OW01 a text key with a check, unchanged", cuid(), cuid()).unchanged(),
        Case::new(
            "OW02 a uuid key without a default",
            nothing(),
            model([table("users", "id uuid")]),
        ),
    ]
}

fn touched() -> Vec<Case> {
    let column = || Column::new("updated_at", "timestamptz").default_to("now()");
    let one = |name: &str, column: Column| table(name, "id bigint; name text?").column(column);
    let touch = "UPDATE users SET name = 'y'";
    vec![
        Case::new(
            "OW06 a touched column comes to two tables",
            model([one("users", column()), one("posts", column())]),
            model([
                one("users", column().touched()),
                one("posts", column().touched()),
            ]),
        )
        .row("INSERT INTO users VALUES (1, 'x', '2000-01-01')")
        .after("(SELECT count(*) FROM pg_proc WHERE proname = 'touch_updated_at') = 1"),
        Case::new(
            "OW06 one of two touched columns goes, the function stays",
            model([
                one("users", column().touched()),
                one("posts", column().touched()),
            ]),
            model([one("users", column()), one("posts", column().touched())]),
        )
        .row("INSERT INTO users VALUES (1, 'x', '2000-01-01')")
        .row(touch)
        .after("(SELECT updated_at > '2001-01-01' FROM users)"),
    ]
}

/// Rows that stand in the way are refused by PostgreSQL, and nothing is half done.
fn online() -> Vec<Case> {
    let users = || table("users", "id bigint");
    let posts = || table("posts", "id bigint; owner_id bigint?");
    let one = |columns: &str| table("users", columns);
    vec![
        Case::new(
            "OW07 a key, and rows without a partner",
            model([users(), posts()]),
            model([
                users(),
                posts().foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"])),
            ]),
        )
        .row("INSERT INTO posts VALUES (1, 7)")
        .up_after("UPDATE posts SET owner_id = NULL")
        .after("(SELECT convalidated FROM pg_constraint WHERE conname = 'posts_owner_id_fkey')"),
        Case::new(
            "OW08 CO23 NOT NULL, and rows with null",
            model([one("id bigint; a text?")]),
            model([one("id bigint; a text")]),
        )
        .row("INSERT INTO users VALUES (1, NULL)")
        .up_after("UPDATE users SET a = 'x'"),
        Case::new(
            "OW10 unique, and rows that are equal",
            model([one("id bigint; a text?")]),
            model([one("id bigint; a text?").unique(Unique::new(&["a"]))]),
        )
        .row("INSERT INTO users VALUES (1, 'x'), (2, 'x')")
        .up_after("UPDATE users SET a = 'y' WHERE id = 2; DROP INDEX IF EXISTS users_a_key"),
        Case::new(
            "OW11 two indexes, each in a migration of its own",
            model([one("id bigint; a text?")]),
            model([one("id bigint; a text?")
                .index(Index::new("a_idx", "a"))
                .index(Index::new("b_idx", "lower(a)"))]),
        )
        .row("INSERT INTO users VALUES (1, 'x')"),
    ]
}

fn names() -> Vec<Case> {
    let called = |name: &str| {
        let users = Table::new(name)
            .column(Column::new("id", "bigint"))
            .column(Column::new(name, "text").nullable())
            .primary_key(&["id"])
            .unique(Unique::new(&[name]));
        model([users])
    };
    let reserved = || {
        let column = Column::new("user", "\"order\"").default_to("'select'");
        model([Table::new("table").column(column).primary_key(&["user"])])
            .enumeration("order", EnumType::new(&["select", "from"]))
    };
    vec![
        Case::new(
            "OW17 a name of 63 bytes",
            nothing(),
            called(&"n".repeat(63)),
        ),
        Case::new(
            "OW17 letters of several bytes",
            nothing(),
            called(&"ü".repeat(31)),
        ),
        Case::new("OW18 reserved words", nothing(), reserved()),
    ]
}

fn orders() -> Vec<Case> {
    let tables = |names: [&str; 2]| model(names.map(|name| table(name, "id bigint")));
    let rows = "INSERT INTO users VALUES (1, 'x')";
    vec![
        Case::new(
            "OW20 tables listed in another order",
            tables(["a", "b"]),
            tables(["b", "a"]),
        )
        .unchanged(),
        Case::new(
            "OW21 columns in another order",
            model([table("users", "id bigint; a text; b text?")]),
            model([table("users", "id bigint; b text?; a text")]),
        )
        .row("INSERT INTO users VALUES (1, 'x')")
        .unchanged(),
        Case::new(
            "OW23 a column goes and comes back, the others keep their values",
            Model::default().table(table("users", "id bigint; a text; b text?")),
            Model::default().table(table("users", "id bigint; a text")),
        )
        .row(rows)
        .after("(SELECT a FROM users) = 'x'")
        .before("(SELECT a = 'x' AND b IS NULL FROM users)")
        .loses_data(),
    ]
}
