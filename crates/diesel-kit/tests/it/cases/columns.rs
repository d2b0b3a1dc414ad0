//! Columns.

use diesel_kit::model::{Column, ForeignKey, Index, Model, Table, Unique};

use super::{Case, notes, one, two, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = added_and_dropped();
    cases.extend(renamed());
    cases.extend(retyped());
    cases.extend(retyped_values());
    cases.extend(retyped_parameters());
    cases.extend(altered());
    cases.extend(generated());
    cases
}

const ROW: &str = "INSERT INTO users (id, email) VALUES (1, 'a')";

/// `users` with one more column.
fn with(column: Column) -> Model {
    one(users().column(column))
}

fn added_and_dropped() -> Vec<Case> {
    vec![
        Case::new(
            "a nullable column",
            one(users()),
            with(Column::new("note", "text").nullable()),
        )
        .row(ROW)
        .after("(SELECT note IS NULL FROM users)"),
        Case::new(
            "a column with a default",
            one(users()),
            with(Column::new("level", "integer").default_to("7")),
        )
        .row(ROW)
        .after("(SELECT level FROM users) = 7"),
        Case::new(
            "a column with a computed default",
            one(users()),
            with(Column::new("token", "uuid").default_to("gen_random_uuid()")),
        )
        .row(ROW)
        .after("(SELECT token IS NOT NULL FROM users)"),
        Case::new(
            "a column goes, with what is built on it",
            one(users()
                .column(Column::new("note", "text").nullable())
                .unique(Unique::new(&["note", "email"]))
                .check("note_check", "note <> email")
                .index(Index::new("note_idx", "lower(note)"))),
            one(users()),
        )
        .row(ROW)
        .after("(SELECT email FROM users) = 'a'")
        .loses_data(),
        Case::new(
            "one column instead of another",
            with(Column::new("note", "text").nullable()),
            with(Column::new("level", "integer").nullable()),
        )
        .create("users.level")
        .row(ROW)
        .loses_data(),
    ]
}

fn renamed() -> Vec<Case> {
    let dressed = |table: Table, name: &str| {
        table
            .unique(Unique::new(&[name]))
            .check(
                "users_name_check",
                &format!("{name} <> 'name' AND char_length({name}) > 0"),
            )
            .index(Index::new("users_name_idx", &format!("lower({name})")))
    };
    let column = |name: &str| Column::new(name, "text").default_to("'x'");
    vec![
        Case::new(
            "a column with a new name",
            one(dressed(users().column(column("name")), "name")),
            one(dressed(
                users().column(column("full_name").renamed_from("name")),
                "full_name",
            )),
        )
        .row("INSERT INTO users VALUES (1, 'a', 'b')")
        .after("(SELECT full_name FROM users) = 'b'")
        .before("(SELECT name FROM users) = 'b'"),
        Case::new(
            "a key with a new name",
            two(
                Table::new("users")
                    .column(Column::new("id", "bigint"))
                    .primary_key(&["id"]),
                notes().foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"])),
            ),
            two(
                Table::new("users")
                    .column(Column::new("number", "bigint"))
                    .primary_key(&["number"]),
                notes().foreign_key(ForeignKey::new(&["owner_id"], "users", &["number"])),
            ),
        )
        .rename("users.id", "users.number")
        .row("INSERT INTO users VALUES (1)")
        .row("INSERT INTO notes (id, owner_id) VALUES (1, 1)")
        .after("(SELECT number FROM users) = 1"),
        Case::new(
            "a touched column with a new name",
            with(
                Column::new("seen_at", "timestamptz")
                    .default_to("now()")
                    .touched(),
            ),
            with(
                Column::new("used_at", "timestamptz")
                    .default_to("now()")
                    .touched()
                    .renamed_from("seen_at"),
            ),
        )
        .row(ROW),
    ]
}

fn retyped() -> Vec<Case> {
    let keyed = |sql_type: &str| {
        two(
            Table::new("users")
                .column(Column::new("id", sql_type))
                .primary_key(&["id"]),
            Table::new("notes")
                .column(Column::new("owner_id", sql_type))
                .primary_key(&["owner_id"])
                .foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"])),
        )
    };
    vec![
        Case::new("PP01 keys grow", keyed("integer"), keyed("bigint"))
            .row("INSERT INTO users VALUES (7)")
            .row("INSERT INTO notes VALUES (7)")
            .after("(SELECT owner_id FROM notes) = 7")
            .before("(SELECT owner_id FROM notes) = 7"),
        Case::new("keys become text", keyed("integer"), keyed("text"))
            .row("INSERT INTO users VALUES (7)")
            .row("INSERT INTO notes VALUES (7)")
            .after("(SELECT owner_id FROM notes) = '7'"),
    ]
}

fn retyped_values() -> Vec<Case> {
    vec![
        Case::new(
            "text becomes uuid",
            with(Column::new("key", "text").default_to("'00000000-0000-0000-0000-000000000000'")),
            with(Column::new("key", "uuid").default_to("gen_random_uuid()")),
        )
        .row("INSERT INTO users VALUES (1, 'a', '11111111-1111-1111-1111-111111111111')")
        .after("(SELECT key FROM users) = '11111111-1111-1111-1111-111111111111'::uuid")
        .loses_data(),
        Case::new(
            "text becomes a number under check and index",
            one(users()
                .column(Column::new("level", "text").nullable())
                .check("level_check", "level <> ''")
                .index(Index::new("level_idx", "lower(level)"))),
            one(users()
                .column(Column::new("level", "integer").nullable())
                .check("level_check", "level > 0")
                .index(Index::new("level_idx", "level"))),
        )
        .row("INSERT INTO users VALUES (1, 'a', '5')")
        .after("(SELECT level FROM users) = 5")
        .before("(SELECT level FROM users) = '5'")
        .loses_data(),
    ]
}

fn retyped_parameters() -> Vec<Case> {
    let of = |column: Column| with(column.nullable());
    vec![
        Case::new(
            "a text gets room",
            of(Column::new("a", "varchar(10)")),
            of(Column::new("a", "varchar(20)")),
        )
        .row("INSERT INTO users VALUES (1, 'a', 'b')"),
        Case::new(
            "a text loses its limit",
            of(Column::new("a", "varchar(10)")),
            of(Column::new("a", "text")),
        ),
        Case::new(
            "a number shrinks",
            of(Column::new("a", "bigint")),
            of(Column::new("a", "integer")),
        )
        .row("INSERT INTO users VALUES (1, 'a', 3)")
        .after("(SELECT a FROM users) = 3")
        .loses_data(),
        Case::new(
            "types without a cast",
            of(Column::new("a", "bigint")),
            of(Column::new("a", "boolean")),
        )
        .row("INSERT INTO users VALUES (1, 'a', 1)")
        .after("(SELECT a FROM users)")
        .loses_data(),
        Case::new(
            "arrays",
            of(Column::new("a", "integer[]")),
            of(Column::new("a", "text[]")),
        )
        .row("INSERT INTO users VALUES (1, 'a', '{1,2}')")
        .after("(SELECT a FROM users) = '{1,2}'::text[]"),
        Case::new(
            "json",
            of(Column::new("a", "json")),
            of(Column::new("a", "jsonb")),
        )
        .row("INSERT INTO users VALUES (1, 'a', '{}')"),
    ]
}

fn altered() -> Vec<Case> {
    let nullable = || Column::new("a", "integer").nullable();
    let strict = || Column::new("a", "integer");
    vec![
        Case::new(
            "a column becomes NOT NULL",
            with(nullable()),
            with(strict()),
        )
        .row("INSERT INTO users VALUES (1, 'a', 5)")
        .after("(SELECT a FROM users) = 5"),
        Case::new(
            "a column becomes nullable",
            with(strict()),
            with(nullable()),
        )
        .row("INSERT INTO users VALUES (1, 'a', 5)"),
        Case::new(
            "NOT NULL, a default, a check and an index at once",
            with(nullable()),
            one(users()
                .column(strict().default_to("3"))
                .check("a_check", "a > 0")
                .index(Index::new("a_idx", "a"))),
        )
        .row("INSERT INTO users VALUES (1, 'a', 5)"),
        Case::new(
            "a default comes",
            with(strict()),
            with(strict().default_to("1")),
        ),
        Case::new(
            "a default changes",
            with(strict().default_to("1")),
            with(strict().default_to("2")),
        ),
        Case::new(
            "a default goes",
            with(strict().default_to("1")),
            with(strict()),
        ),
        Case::new(
            "touched columns come",
            with(Column::new("seen_at", "timestamptz").default_to("now()")),
            with(
                Column::new("seen_at", "timestamptz")
                    .default_to("now()")
                    .touched(),
            ),
        ),
    ]
}

fn generated() -> Vec<Case> {
    let double = |expression: &str| {
        Column::new("double", "bigint")
            .nullable()
            .generated(expression)
    };
    let plain = || Column::new("double", "bigint").nullable();
    let base = |sql_type: &str| {
        one(users()
            .column(Column::new("half", sql_type).default_to("1"))
            .column(
                Column::new("double", "bigint")
                    .nullable()
                    .generated("half * 2"),
            )
            .index(Index::new("double_idx", "double"))
            .unique(Unique::new(&["double"])))
    };
    vec![
        Case::new("a generated column", one(users()), with(double("id * 2")))
            .row(ROW)
            .after("(SELECT double FROM users) = 2"),
        Case::new(
            "another expression",
            with(double("id * 2")),
            with(double("id * 3")),
        )
        .row(ROW)
        .after("(SELECT double FROM users) = 3"),
        Case::new("an expression goes", with(double("id * 2")), with(plain()))
            .row(ROW)
            .after("(SELECT double FROM users) = 2"),
        Case::new("an expression comes", with(plain()), with(double("id * 2")))
            .row(ROW)
            .after("(SELECT double FROM users) = 2")
            .loses_data(),
        Case::new(
            "what is read gets another type",
            base("integer"),
            base("bigint"),
        )
        .row(ROW)
        .after("(SELECT double FROM users) = 2"),
    ]
}
