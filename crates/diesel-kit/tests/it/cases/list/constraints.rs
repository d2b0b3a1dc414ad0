//! CN and CH: unique constraints, foreign keys and checks.

use diesel_kit::model::{Column, ForeignKey, Model, Table, Unique};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = uniques();
    cases.extend(unique_names());
    cases.extend(unique_histories());
    cases.extend(foreign_keys());
    cases.extend(foreign_key_names());
    cases.extend(foreign_key_histories());
    cases.extend(foreign_keys_in_order());
    cases.extend(checks());
    cases
}

const ROW: &str = "INSERT INTO users VALUES (1, 'x')";

/// `users(id, name)`
fn users() -> Table {
    table("users", "id bigint; name text?")
}

fn unique() -> Unique {
    Unique::new(&["name"])
}

fn uniques() -> Vec<Case> {
    let to = |name, unique: Unique| {
        Case::new(name, model([users()]), model([users().unique(unique)])).row(ROW)
    };
    vec![
        to("CN01 unique", unique()),
        to(
            "CN02 CN03 CN06 unique under its own name",
            unique().named("one_name"),
        ),
        to(
            "CN04 CN05 CN07 unique under its own name, nulls too",
            unique().named("one_name").nulls_not_distinct(),
        ),
        Case::new(
            "CN73 nulls count under the same name",
            model([users().unique(unique())]),
            model([users().unique(unique().nulls_not_distinct())]),
        )
        .row(ROW),
        Case::new("CN74 unique over three, nulls too", nothing(), {
            let table = table("users", "id bigint; a text?; b text?; c text?");
            model([table.unique(Unique::new(&["a", "b", "c"]).nulls_not_distinct())])
        }),
    ]
}

fn unique_names() -> Vec<Case> {
    let named = |name: &str| model([users().unique(unique().named(name))]);
    let with_email = |column: &str, name: &str, other: &str| {
        let table = table("users", &format!("id bigint; {column} text?; email text?"));
        model([table
            .unique(Unique::new(&[column]).named(name))
            .unique(Unique::new(&["email"]).named(other))])
    };
    vec![
        Case::new(
            "CN08 CN09 unique under another name",
            named("old"),
            named("new"),
        )
        .row(ROW),
        Case::new(
            "CN10 a column and another unique with new names",
            with_email("name", "by_name", "by_email"),
            with_email("full_name", "by_name", "one_address"),
        )
        .rename("users.name", "users.full_name")
        .row("INSERT INTO users VALUES (1, 'x', 'y')")
        .after("(SELECT full_name FROM users) = 'x'"),
        Case::new(
            "CN11 one unique renamed, another replaced",
            with_email("name", "by_name", "by_email"),
            model([table("users", "id bigint; name text?; email text?")
                .unique(Unique::new(&["name"]).named("one_name"))
                .unique(Unique::new(&["email", "name"]).named("by_both"))]),
        )
        .row("INSERT INTO users VALUES (1, 'x', 'y')"),
        Case::new(
            "CN12 CN60 a table renamed, its unique keeps the name it was given",
            named("one_name"),
            model([table("people", "id bigint; name text?")
                .unique(unique().named("one_name"))
                .renamed_from("users")]),
        )
        .row(ROW)
        .then(model([
            table("people", "id bigint; name text?").unique(unique().named("one_name"))
        ])),
    ]
}

/// `people(id, full_name)`, which was `users(id, name)`.
fn people(unique: Option<Unique>) -> Model {
    let mut people = Table::new("people")
        .column(Column::new("id", "bigint"))
        .column(
            Column::new("full_name", "text")
                .nullable()
                .renamed_from("name"),
        )
        .primary_key(&["id"])
        .renamed_from("users");
    if let Some(unique) = unique {
        people = people.unique(unique);
    }
    model([people])
}

fn unique_histories() -> Vec<Case> {
    let start = || model([users().unique(unique().named("by_name"))]);
    let moved = |name: &str| people(Some(Unique::new(&["full_name"]).named(name)));
    let start_of = |name| Case::new(name, start(), moved("by_name")).row(ROW);
    let kept = "(SELECT full_name FROM people) = 'x'";
    vec![
        start_of("CN13 CN14 names change, then the unique goes")
            .then(people(None))
            .after(kept),
        start_of("CN15 names change, and nothing after it")
            .then(moved("by_name"))
            .after(kept),
        start_of("CN16 names change, then another unique")
            .then(people(Some(Unique::new(&["full_name"]))))
            .after(kept),
        start_of("CN17 names change, then the unique's too")
            .then(moved("one_name"))
            .after(kept),
    ]
}

fn foreign_keys() -> Vec<Case> {
    let posts = |columns: &str| table("posts", &format!("id bigint; {columns}"));
    let pair = || ForeignKey::new(&["a", "b"], "users", &["a", "b"]);
    let paired =
        || table("users", "id bigint; a bigint?; b bigint?").unique(Unique::new(&["a", "b"]));
    let to_id = || ForeignKey::new(&["owner_id"], "users", &["id"]);
    vec![
        Case::new(
            "CN18 CN61 a key of two columns to a unique pair",
            nothing(),
            model([paired(), posts("a bigint?; b bigint?").foreign_key(pair())]),
        ),
        Case::new(
            "CN45 a key between new tables",
            nothing(),
            model([users(), posts("owner_id bigint?").foreign_key(to_id())]),
        ),
        Case::new(
            "CN49 a key to its own table",
            model([tree(None)]),
            model([tree(Some("id"))]),
        )
        .row("INSERT INTO nodes VALUES (1, 7, 1)"),
        Case::new("CN52 a key to another column", model([tree(Some("id"))]), {
            let key = ForeignKey::new(&["parent"], "nodes", &["number"]);
            model([tree(None).foreign_key(key)])
        })
        .row("INSERT INTO nodes VALUES (1, 1, 1)"),
        Case::new(
            "CN53 the same under a fixed name",
            model([
                tree(None).foreign_key(ForeignKey::new(&["parent"], "nodes", &["id"]).named("up"))
            ]),
            model([tree(None)
                .foreign_key(ForeignKey::new(&["parent"], "nodes", &["number"]).named("up"))]),
        )
        .row("INSERT INTO nodes VALUES (1, 1, 1)"),
        Case::new(
            "CN51 a key under another name",
            model([tree(Some("id"))]),
            model([
                tree(None).foreign_key(ForeignKey::new(&["parent"], "nodes", &["id"]).named("up"))
            ]),
        )
        .row("INSERT INTO nodes VALUES (1, 1, 1)"),
    ]
}

/// `nodes(id, number, parent)`, with a key from `parent` to a column of the same table.
fn tree(referenced: Option<&str>) -> Table {
    let table =
        table("nodes", "id bigint; number bigint; parent bigint?").unique(Unique::new(&["number"]));
    match referenced {
        Some(column) => table.foreign_key(ForeignKey::new(&["parent"], "nodes", &[column])),
        None => table,
    }
}

fn foreign_key_names() -> Vec<Case> {
    let between = |child: &str, column: &str, parent: &str| {
        let key = ForeignKey::new(&[column], parent, &["id"]);
        let child = table(child, &format!("id bigint; {column} bigint?")).foreign_key(key);
        model([table(parent, "id bigint"), child])
    };
    let long = "x".repeat(58);
    let pair_column = "y".repeat(40);
    vec![
        Case::new("CN46 a name of the longest length", nothing(), {
            let column = "c".repeat(63 - "posts__fkey".len());
            between("posts", &column, "users")
        })
        .after("EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND length(conname) = 63)"),
        Case::new("CN47 a name one byte too long", nothing(), {
            let column = "c".repeat(64 - "posts__fkey".len());
            between("posts", &column, "users")
        }),
        Case::new(
            "CN48 a table name that leaves no room",
            nothing(),
            between(&long, "owner", "users"),
        ),
        Case::new(
            "CN67 both names too long",
            nothing(),
            between(&long, &pair_column, &"z".repeat(60)),
        ),
        Case::new("CN34 a unique pair with long names", nothing(), {
            let (a, b) = ("a".repeat(40), "b".repeat(40));
            let columns = [a.as_str(), b.as_str()];
            let users = table("users", &format!("id bigint; {a} bigint?; {b} bigint?"))
                .unique(Unique::new(&columns));
            let posts = table("posts", &format!("id bigint; {a} bigint?; {b} bigint?"))
                .foreign_key(ForeignKey::new(&columns, "users", &columns));
            model([users, posts])
        }),
    ]
}

fn foreign_key_histories() -> Vec<Case> {
    let users = |name: &str, id: &str| table(name, &format!("{id} bigint")).primary_key(&[id]);
    let posts = |name: &str| table(name, "id bigint; owner_id bigint?");
    let key = |parent: &str, id: &str| ForeignKey::new(&["owner_id"], parent, &[id]).named("owner");
    let start = || {
        model([
            users("users", "id"),
            posts("posts").foreign_key(key("users", "id")),
        ])
    };
    let rows = |case: Case| {
        case.row("INSERT INTO users VALUES (1)")
            .row("INSERT INTO posts VALUES (1, 1)")
    };
    vec![
        rows(
            Case::new(
                "CN50 CN58 the referenced table and column with new names",
                start(),
                model([
                    users("people", "number"),
                    posts("posts").foreign_key(key("people", "number")),
                ]),
            )
            .rename("users", "people")
            .rename("users.id", "people.number"),
        )
        .after("(SELECT number FROM people) = 1"),
        rows(
            Case::new(
                "CN54 a table with a new name, and a new column with a key",
                start(),
                model([
                    users("users", "id"),
                    table("articles", "id bigint; owner_id bigint?; editor_id bigint?")
                        .foreign_key(key("users", "id"))
                        .foreign_key(ForeignKey::new(&["editor_id"], "users", &["id"])),
                ]),
            )
            .rename("posts", "articles"),
        ),
        rows(
            Case::new(
                "CN55 a table with a new name, and its key goes",
                start(),
                model([users("users", "id"), posts("articles")]),
            )
            .rename("posts", "articles"),
        ),
        Case::new(
            "CN56 a key to its own table: names change, then it goes",
            model([tree(Some("id"))]),
            {
                let table = table("knots", "id bigint; number bigint; up bigint?")
                    .unique(Unique::new(&["number"]));
                model([table.foreign_key(ForeignKey::new(&["up"], "knots", &["id"]))])
            },
        )
        .rename("nodes", "knots")
        .rename("nodes.parent", "knots.up")
        .row("INSERT INTO nodes VALUES (1, 7, 1)")
        .then(model([table(
            "knots",
            "id bigint; number bigint; up bigint?",
        )
        .unique(Unique::new(&["number"]))]))
        .after("(SELECT up FROM knots) = 1"),
        Case::new(
            "CN57 tables replaced one by one",
            start(),
            model([
                users("people", "id"),
                posts("posts").foreign_key(key("people", "id")),
            ]),
        )
        .create("people")
        .loses_data(),
        rows(
            Case::new(
                "CN59 key and referenced table go",
                start(),
                model([posts("posts")]),
            )
            .down_after("DELETE FROM posts")
            .loses_data(),
        ),
    ]
}

fn foreign_keys_in_order() -> Vec<Case> {
    let bare = |name: &str| table(name, "id bigint; a bigint?; b bigint?");
    let linked = |name: &str, parent: &str| {
        bare(name)
            .column(Column::new("x", "bigint").nullable())
            .column(Column::new("y", "bigint").nullable())
            .unique(Unique::new(&["a", "b"]))
            .foreign_key(ForeignKey::new(&["x", "y"], parent, &["a", "b"]))
    };
    let generated = |factor: &str| {
        let double = Column::new("double", "bigint")
            .nullable()
            .generated(&format!("id * {factor}"));
        table("users", "id bigint").column(double)
    };
    let to_generated = |factor: &str| {
        let posts = table("posts", "id bigint; owner bigint?");
        model([
            generated(factor).unique(Unique::new(&["double"])),
            posts.foreign_key(ForeignKey::new(&["owner"], "users", &["double"])),
        ])
    };
    let renamed = |column: &str, named: &str| {
        let column = Column::new(column, "bigint");
        let double = Column::new("double", "bigint").nullable();
        let table = Table::new("users")
            .column(column.clone())
            .primary_key(&[&column.name]);
        let double = double.generated(&format!("{} * 2", column.name));
        model([table
            .column(double)
            .unique(Unique::new(&["double"]).named(named))])
    };
    vec![
        Case::new(
            "CN62 columns, unique pairs and keys among three tables at once",
            model([bare("one"), bare("two"), bare("three")]),
            model([
                linked("one", "two"),
                linked("two", "three"),
                linked("three", "one"),
            ]),
        )
        .row("INSERT INTO one VALUES (1, 1, 1)")
        .after("(SELECT a FROM one) = 1"),
        Case::new(
            "CN63 the expression behind a key changes",
            to_generated("2"),
            to_generated("3"),
        )
        .row("INSERT INTO users VALUES (1)")
        .after("(SELECT double FROM users) = 3"),
        Case::new(
            "CN64 the column behind a unique expression is renamed",
            renamed("id", "u"),
            renamed("number", "u"),
        )
        .rename("users.id", "users.number")
        .row("INSERT INTO users VALUES (1)")
        .after("(SELECT double FROM users) = 2"),
    ]
}

fn checks() -> Vec<Case> {
    let checked = |expression: &str| model([users().check("users_check", expression)]);
    let labelled = || checked("name IN ('good', 'bad')");
    let many = |checks: &[(&str, &str)]| {
        let table = checks.iter().fold(users(), |table, (name, expression)| {
            table.check(name, expression)
        });
        model([table])
    };
    vec![
        Case::new(
            "CH01 CH02 ST01 a new table with a check",
            nothing(),
            checked("id > 0"),
        ),
        Case::new(
            "CH03 ST04 a check comes",
            model([users()]),
            checked("id > 0"),
        )
        .row(ROW),
        Case::new(
            "CH04 ST05 a check goes",
            checked("id > 0"),
            model([users()]),
        )
        .row(ROW),
        Case::new(
            "CH05 a check under another name",
            checked("id > 0"),
            many(&[("positive", "id > 0")]),
        )
        .row(ROW),
        Case::new(
            "CH06 another condition",
            checked("id > 0"),
            checked("id > -1"),
        )
        .row(ROW),
        Case::new(
            "CH07 ST02 several checks renamed and changed",
            many(&[
                ("a", "id > 0"),
                ("b", "id > 1 OR id = 1"),
                ("c", "id < 100"),
            ]),
            many(&[("b", "id > 0"), ("d", "id < 100"), ("e", "id < 1000")]),
        )
        .row(ROW),
        Case::new(
            "CH09 a number in the condition",
            checked("id > 0"),
            checked("id > -10"),
        )
        .row(ROW),
        Case::new(
            "CN68 labels in a condition, unchanged",
            labelled(),
            labelled(),
        )
        .unchanged(),
        Case::new(
            "CN71 NOT NULL as a check, unchanged",
            checked("name IS NOT NULL"),
            checked("name IS NOT NULL"),
        )
        .unchanged(),
    ]
}
