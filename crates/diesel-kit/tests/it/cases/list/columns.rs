//! CO: columns. What serial, generated and default values do is in files of their own.

use diesel_kit::model::{Action, Column, EnumType, ForeignKey, Model};

use super::{Case, model, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = added();
    cases.extend(renamed());
    cases.extend(retyped());
    cases.extend(keyed());
    cases.extend(acting());
    cases.extend(nullable());
    cases.extend(unchanged());
    cases
}

const ROW: &str = "INSERT INTO users (id) VALUES (1)";

fn users(columns: &str) -> Model {
    model([table("users", &format!("id bigint; {columns}"))])
}

fn added() -> Vec<Case> {
    let defaults = [
        ("empty", "text", "''"),
        ("plain", "text", "'text'"),
        ("zero", "integer", "0"),
        ("positive", "integer", "1"),
        ("negative", "integer", "-1"),
        ("yes", "boolean", "true"),
        ("no", "boolean", "false"),
    ];
    let mut with_defaults = table("users", "id bigint");
    for (name, sql_type, default) in defaults {
        with_defaults = with_defaults.column(Column::new(name, sql_type).default_to(default));
    }
    let array = |default: &str| {
        let column = Column::new("numbers", "integer[]").default_to(default);
        model([table("users", "id bigint").column(column)])
    };
    vec![
        Case::new("CO01 a column", users(""), users("name text?")).row(ROW),
        Case::new(
            "CO02 two columns",
            users(""),
            users("name text?; email text?"),
        )
        .row(ROW),
        Case::new(
            "CO11 a column beside a key of two",
            composite(""),
            composite("; c text?"),
        )
        .row("INSERT INTO users VALUES (1, 2)"),
        Case::new(
            "CO19 defaults of many kinds",
            users(""),
            model([with_defaults]),
        )
        .row(ROW)
        .after(
            "(SELECT (empty, plain, zero, positive, negative, yes, no) \
                     = ('', 'text', 0, 1, -1, true, false) FROM users)",
        ),
        Case::new("CO20 an empty array as default", users(""), array("'{}'"))
            .row(ROW)
            .after("(SELECT numbers FROM users) = '{}'"),
        Case::new("CO21 an array as default", users(""), array("'{1,2,3}'"))
            .row(ROW)
            .after("(SELECT numbers FROM users) = '{1,2,3}'"),
    ]
}

/// Its key is `(a, b)`.
fn composite(more: &str) -> Model {
    model([table("users", &format!("a bigint; b bigint{more}")).primary_key(&["a", "b"])])
}

fn renamed() -> Vec<Case> {
    let row = "INSERT INTO users VALUES (1, 'x')";
    vec![
        Case::new(
            "CO03 a new name",
            users("name text"),
            users("full_name text"),
        )
        .rename("users.name", "users.full_name")
        .row(row)
        .after("(SELECT full_name FROM users) = 'x'")
        .before("(SELECT name FROM users) = 'x'"),
        Case::new(
            "CO04 a new name and a new column",
            users("name text"),
            users("full_name text; email text?"),
        )
        .rename("users.name", "users.full_name")
        .create("users.email")
        .row(row)
        .after("(SELECT full_name FROM users) = 'x'"),
        Case::new(
            "CO10 table and column with new names",
            users("name text"),
            model([table("people", "id bigint; full_name text")]),
        )
        .rename("users", "people")
        .rename("users.name", "people.full_name")
        .row(row)
        .after("(SELECT full_name FROM people) = 'x'")
        .before("(SELECT name FROM users) = 'x'"),
        Case::new(
            "CO13 a column of a key of two with a new name",
            composite(""),
            model([table("users", "a bigint; c bigint").primary_key(&["a", "c"])]),
        )
        .rename("users.b", "users.c")
        .row("INSERT INTO users VALUES (1, 2)")
        .after("(SELECT c FROM users) = 2"),
        Case::new(
            "CO33 a new name, and nullable",
            users("name text"),
            users("full_name text?"),
        )
        .rename("users.name", "users.full_name")
        .row(row)
        .after("(SELECT full_name FROM users) = 'x'"),
    ]
}

fn retyped() -> Vec<Case> {
    let from_text = |name, sql_type: &str, value: &'static str| {
        Case::new(name, users("a text?"), users(&format!("a {sql_type}?")))
            .row(value)
            .after("(SELECT a IS NOT NULL FROM users)")
            .before("(SELECT a IS NOT NULL FROM users)")
            .loses_data()
    };
    vec![
        from_text(
            "CO05 a type made elsewhere",
            "citizen",
            "INSERT INTO users VALUES (1, 'x')",
        )
        .elsewhere("CREATE DOMAIN citizen AS text CHECK (value <> '')"),
        from_text(
            "CO06 text becomes jsonb",
            "jsonb",
            "INSERT INTO users VALUES (1, '{\"a\":1}')",
        ),
        from_text(
            "CO07 text becomes timestamptz",
            "timestamptz",
            "INSERT INTO users VALUES (1, '2026-01-02 03:04:05+00')",
        ),
        from_text(
            "CO34 text becomes timestamp",
            "timestamp",
            "INSERT INTO users VALUES (1, '2026-01-02 03:04:05')",
        ),
        Case::new(
            "CO08 text becomes a new enum",
            users("a text?"),
            users("a mood?").enumeration("mood", EnumType::new(&["good", "bad"])),
        )
        .row("INSERT INTO users VALUES (1, 'bad')")
        .after("(SELECT a FROM users) = 'bad'")
        .loses_data(),
    ]
}

fn keyed() -> Vec<Case> {
    let bare = || model([table("users", "a bigint; b bigint")]);
    let row = "INSERT INTO users VALUES (1, 2)";
    vec![
        Case::new(
            "CO09 a key of two over what is there",
            bare(),
            composite(""),
        )
        .row(row)
        .after("(SELECT b FROM users) = 2"),
        Case::new(
            "CO12 the same under a name of its own",
            bare(),
            model([table("users", "a bigint; b bigint")
                .primary_key(&["a", "b"])
                .primary_key_named("one_pair")]),
        )
        .row(row),
        Case::new(
            "CO14 a new table with a key of two",
            Model::default(),
            composite(""),
        ),
    ]
}

fn acting() -> Vec<Case> {
    let key = |column: &str, table: &str, referenced: &str, action| {
        ForeignKey::new(&[column], table, &[referenced]).on_delete(action)
    };
    let twice = |action| {
        model([
            table("users", "id bigint"),
            table("posts", "id bigint; owner_id bigint?; author_id bigint?")
                .foreign_key(key("owner_id", "users", "id", action))
                .foreign_key(key("author_id", "users", "id", action)),
        ])
    };
    let apart = |action| {
        model([
            table("users", "id bigint; number bigint")
                .unique(diesel_kit::model::Unique::new(&["number"])),
            table("posts", "id bigint; owner_id bigint?; author_id bigint?")
                .foreign_key(key("owner_id", "users", "id", action))
                .foreign_key(key("author_id", "users", "number", action)),
        ])
    };
    let over_two = |action| {
        model([
            table("users", "id bigint"),
            table("posts", "id bigint; owner_id bigint?")
                .foreign_key(key("owner_id", "users", "id", action)),
            table("notes", "id bigint; owner_id bigint?")
                .foreign_key(key("owner_id", "users", "id", action)),
        ])
    };
    let (from, to) = (Action::NoAction, Action::Cascade);
    vec![
        Case::new("CO15 two keys act otherwise", twice(from), twice(to)).row(ROW),
        Case::new("CO16 the same to different columns", apart(from), apart(to))
            .row("INSERT INTO users VALUES (1, 7)")
            .row("INSERT INTO posts VALUES (1, 1, 7)"),
        Case::new(
            "CO17 the same over two tables",
            over_two(from),
            over_two(to),
        )
        .row(ROW),
    ]
}

fn nullable() -> Vec<Case> {
    let both = |names: [&str; 2], column: &str| {
        model([
            table(names[0], &format!("id bigint; {column} text?")),
            table(names[1], &format!("id bigint; {column} text")),
        ])
    };
    let own = "(SELECT count(*) FROM pg_attribute WHERE attname IN ('name', 'firstName', 'first_name') \
               AND attnotnull) = 1";
    vec![
        Case::new("CO22 NOT NULL", users("a text?"), users("a text"))
            .row("INSERT INTO users VALUES (1, 'x')")
            .after("(SELECT a FROM users) = 'x'"),
        Case::new(
            "CO36 CO37 columns of one name",
            Model::default(),
            both(["users", "posts"], "name"),
        )
        .after(own),
        Case::new(
            "CO38 in mixed letters",
            Model::default(),
            both(["userList", "postList"], "firstName"),
        )
        .after(own),
        Case::new(
            "CO39 in small letters",
            Model::default(),
            both(["user_list", "post_list"], "first_name"),
        )
        .after(own),
    ]
}

/// Types as written by the author; the list of the database's own names is in `type_name`.
const TYPES: &[&str] = &[
    "smallint",
    "integer",
    "int8",
    "bigint",
    "numeric",
    "numeric(10)",
    "numeric(10, 2)",
    "decimal",
    "real",
    "double precision",
    "float8",
    "boolean",
    "bool",
    "char",
    "char(4)",
    "varchar",
    "varchar(20)",
    "text",
    "bytea",
    "uuid",
    "json",
    "jsonb",
    "date",
    "time",
    "time(3)",
    "timetz",
    "timestamp",
    "timestamp(3)",
    "timestamptz",
    "timestamptz(3)",
    "interval",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "point",
    "line",
    "box",
    "circle",
    "bit(4)",
    "varbit(4)",
    "tsvector",
    "tsquery",
    "int4range",
    "xml",
    "pg_lsn",
    "money",
];

fn unchanged() -> Vec<Case> {
    let each = |array: &str| {
        let columns: Vec<String> = TYPES
            .iter()
            .enumerate()
            .map(|(at, sql_type)| format!("c{at} {sql_type}{array}"))
            .collect();
        users(&columns.join("; "))
    };
    vec![
        Case::new("CO29 every type, unchanged", each(""), each("")).unchanged(),
        Case::new(
            "CO30 arrays of every type, unchanged",
            each("[]"),
            each("[]"),
        )
        .unchanged(),
    ]
}
