//! GE: columns that PostgreSQL computes, and what is built on them.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use diesel_kit::model::{Column, EnumType, ForeignKey, Index, Model, Table, Unique};

use super::{Case, one, two, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = listed();
    cases.extend(built_upon());
    cases.extend(beside());
    cases
}

const ROW: &str = "INSERT INTO users (id, email) VALUES (3, 'A')";

fn text(expression: &str) -> Column {
    Column::new("label", "text")
        .nullable()
        .generated(expression)
}

fn with(column: Column) -> Model {
    one(users().column(column))
}

fn listed() -> Vec<Case> {
    let plain = || with(Column::new("label", "text").nullable());
    let hello = || with(text("email || ' hello'"));
    let greeted = "INSERT INTO users (id, email, label) VALUES (3, 'A', 'mine')";
    vec![
        Case::new(
            "CO24 GE01 GE05 GE09 a generated column",
            one(users()),
            hello(),
        )
        .row(ROW)
        .after("(SELECT label = 'A hello' FROM users)"),
        Case::new(
            "CO25 GE02 GE06 GE10 a plain column becomes generated",
            plain(),
            hello(),
        )
        .row(greeted)
        .after("(SELECT label = 'A hello' FROM users)")
        .before("(SELECT label = 'A hello' FROM users)")
        .loses_data(),
        Case::new(
            "CO26 GE03 GE07 GE11 a generated column becomes plain",
            hello(),
            plain(),
        )
        .row(ROW)
        .after("(SELECT label = 'A hello' FROM users)"),
        Case::new(
            "GE04 GE08 GE12 another expression",
            hello(),
            with(text("lower(email) || ' hello'")),
        )
        .row(ROW)
        .after("(SELECT label = 'a hello' FROM users)")
        .before("(SELECT label = 'A hello' FROM users)"),
        Case::new("GE04 unchanged", hello(), hello()).unchanged(),
        labelled(),
        Case::new(
            "GE14 one of several",
            one(users()
                .column(Column::new("note", "text").nullable())
                .column(text("email || ' hello'"))
                .column(Column::new("twice", "bigint").generated("id * 2"))),
            one(users()
                .column(Column::new("note", "text").nullable())
                .column(text("email || ' bye'"))
                .column(Column::new("twice", "bigint").generated("id * 2"))),
        )
        .row("INSERT INTO users (id, email, note) VALUES (3, 'A', 'kept')")
        .after("(SELECT label = 'A bye' AND twice = 6 AND note = 'kept' FROM users)"),
        Case::new(
            "CO26 the default of the plain one",
            hello(),
            with(Column::new("label", "text").default_to("'none'")),
        )
        .row(ROW)
        .after("(SELECT label = 'A hello' FROM users)"),
        Case::new(
            "CO25 a default before",
            with(Column::new("label", "text").default_to("'none'")),
            hello(),
        )
        .row(ROW)
        .after("(SELECT label = 'A hello' FROM users)")
        .loses_data(),
    ]
}

/// GE13
fn labelled() -> Case {
    let of = |expression: &str| {
        let column = Column::new("size", "\"My Size\"")
            .nullable()
            .generated(expression);
        with(column).enumeration("My Size", EnumType::new(&["small", "it's big"]))
    };
    let by = |limit: &str| {
        of(&format!(
            "CASE WHEN id < {limit} THEN 'small'::\"My Size\" ELSE 'it''s big'::\"My Size\" END"
        ))
    };
    Case::new("GE13 of an enum whose name needs quotes", by("5"), by("2"))
        .row(ROW)
        .after("(SELECT size = 'it''s big' FROM users)")
        .before("(SELECT size = 'small' FROM users)")
}

fn built_upon() -> Vec<Case> {
    let keyed = |expression: &str| {
        let users = Table::new("users")
            .column(Column::new("id", "bigint"))
            .column(Column::new("twice", "bigint").generated(expression))
            .column(Column::new("email", "text").default_to("''"))
            .primary_key(&["twice"]);
        let notes = Table::new("notes")
            .column(Column::new("user_id", "bigint").nullable())
            .column(
                Column::new("half", "bigint")
                    .nullable()
                    .generated(expression.replace("id", "user_id").as_str()),
            )
            .foreign_key(ForeignKey::new(&["user_id"], "users", &["twice"]))
            .foreign_key(ForeignKey::new(&["half"], "users", &["twice"]).named("notes_half"));
        two(users, notes)
    };
    let dressed = |expression: &str| {
        one(users()
            .column(text(expression))
            .unique(Unique::new(&["label", "email"]))
            .index(Index::new("label_idx", "lower(label)").condition("label <> ''"))
            .index(Index::new("label_hash", "label").using("hash"))
            .check("label_check", "label <> email"))
    };
    let read = |sql_type: &str| {
        one(users()
            .column(Column::new("half", sql_type).default_to("2"))
            .column(Column::new("twice", "bigint").generated("half * 2"))
            .index(Index::new("twice_idx", "twice")))
    };
    vec![
        Case::new(
            "GE04 a primary key, and keys to and from it",
            keyed("id * 2"),
            keyed("id + id"),
        )
        .row("INSERT INTO users (id) VALUES (2), (4)")
        .row("INSERT INTO notes VALUES (4)")
        .after("(SELECT half = 8 FROM notes)"),
        Case::new(
            "GE04 unique, indexes and a check",
            dressed("email || '!'"),
            dressed("email || '?'"),
        )
        .row(ROW)
        .after("(SELECT label = 'A?' FROM users)"),
        Case::new(
            "GE04 unique, indexes and a check on what goes",
            dressed("email || '!'"),
            one(users()),
        )
        .row(ROW),
        Case::new(
            "GE11 what it reads changes at the same time",
            read("integer"),
            {
                one(users()
                    .column(Column::new("half", "numeric").default_to("2"))
                    .column(Column::new("twice", "bigint").nullable()))
            },
        )
        .row(ROW)
        .after("(SELECT twice = 4 FROM users)"),
        Case::new(
            "GE04 what it reads gets another type",
            read("integer"),
            read("bigint"),
        )
        .row(ROW)
        .after("(SELECT twice = 4 FROM users)"),
        Case::new(
            "GE04 it goes together with what it reads",
            read("integer"),
            one(users()),
        )
        .row(ROW)
        .loses_data(),
        Case::new(
            "GE04 what it reads is renamed",
            read("integer"),
            one(users()
                .column(
                    Column::new("part", "integer")
                        .default_to("2")
                        .renamed_from("half"),
                )
                .column(Column::new("twice", "bigint").generated("part * 2"))
                .index(Index::new("twice_idx", "twice"))),
        )
        .row(ROW)
        .after("(SELECT twice = 4 FROM users)"),
        Case::new(
            "GE11 NOT NULL from then on",
            with(text("email || '!'")),
            with(Column::new("label", "text").generated("email || '!'")),
        )
        .row(ROW),
    ]
}

/// Columns that show when a row changed last leave it alone when nothing has changed.
fn beside() -> Vec<Case> {
    let seen = || Column::new("seen_at", "timestamptz").default_to("now()");
    let touched = |columns: &[(&str, &str)]| {
        let table = users().column(seen().touched());
        one(columns.iter().fold(table, |table, (name, expression)| {
            table.column(Column::new(*name, "text").nullable().generated(expression))
        }))
    };
    let old = "INSERT INTO users (id, email, seen_at) VALUES (1, 'a', '2000-01-01')";
    let nothing = "UPDATE users SET email = 'a', id = 1";
    let kept = "(SELECT seen_at = '2000-01-01' FROM users)";
    let label = ("label", "email || '!'");
    vec![
        Case::new(
            "OW06 beside a generated column, nothing changes",
            touched(&[label]),
            one(users().column(seen())),
        )
        .row(old)
        .row(nothing)
        .after(kept),
        Case::new(
            "OW06 beside a generated column, something changes",
            touched(&[label]),
            one(users().column(seen())),
        )
        .row(old)
        .row("UPDATE users SET email = 'b'")
        .after(
            "(SELECT seen_at > '2000-01-02' AND seen_at = now() - (now() - seen_at) FROM users)",
        ),
        Case::new(
            "OW06 beside a generated column, set by hand",
            touched(&[label]),
            one(users().column(seen())),
        )
        .row(old)
        .row("UPDATE users SET email = 'b', seen_at = '2001-01-01'")
        .after("(SELECT seen_at = '2001-01-01' FROM users)"),
        Case::new(
            "OW06 two generated columns and a column that is gone",
            touched(&[label, ("It's", "upper(email)")]),
            touched(&[]),
        )
        .row("ALTER TABLE users ADD COLUMN gone text; ALTER TABLE users DROP COLUMN gone")
        .row(old)
        .row(nothing)
        .after(kept),
        Case::new(
            "OW06 a generated column comes",
            touched(&[]),
            touched(&[label]),
        )
        .row(old)
        .after(kept),
        Case::new(
            "OW06 a generated column more",
            touched(&[label]),
            touched(&[label, ("upper", "upper(email)")]),
        )
        .row(old)
        .after(kept),
        Case::new(
            "OW06 a generated column has a new name",
            touched(&[label]),
            touched(&[("name", "email || '!'")]),
        )
        .rename("users.label", "users.name")
        .row(old)
        .after(kept),
        Case::new(
            "OW06 a generated column becomes plain",
            touched(&[label]),
            one(users()
                .column(seen().touched())
                .column(Column::new("label", "text").nullable())),
        )
        .row(old)
        .after(kept),
    ]
}
