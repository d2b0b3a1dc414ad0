//! Whole tables.

use diesel_kit::model::{Action, Column, ForeignKey, Index, Model, Table, Unique};

use super::{Case, notes, one, two, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = whole();
    cases.extend(settings_and_names());
    cases
}

fn whole() -> Vec<Case> {
    vec![
        Case::new("the first tables", Model::default(), everything()),
        Case::new("the last tables go", everything(), Model::default()).loses_data(),
        Case::new(
            "tables that point at each other",
            Model::default(),
            circle(),
        ),
        Case::new(
            "tables that point at each other go",
            circle(),
            Model::default(),
        )
        .loses_data(),
        Case::new("a table beside others", one(users()), two(users(), notes()))
            .row("INSERT INTO users VALUES (1, 'a')")
            .after("(SELECT count(*) FROM users) = 1"),
        Case::new("a table with a new name", old_name(), new_name())
            .row("INSERT INTO users VALUES (1, 'a')")
            .row("INSERT INTO notes (id, owner_id) VALUES (1, 1)")
            .after("(SELECT email FROM people) = 'a' AND (SELECT owner_id FROM notes) = 1")
            .before("(SELECT email FROM users) = 'a'"),
        Case::new(
            "table and column with new names",
            two(people("users", "email"), notes()),
            {
                let people = renamed(people("people", "address"));
                two(people, notes())
            },
        )
        .rename("users.email", "people.address")
        .row("INSERT INTO users VALUES (1, 'a')")
        .after("(SELECT address FROM people) = 'a'")
        .before("(SELECT email FROM users) = 'a'"),
        Case::new("another table instead", one(users()), one(notes()))
            .create("notes")
            .loses_data(),
        Case::new(
            "a table renamed by an option",
            one(users()),
            one(people("people", "email")),
        )
        .rename("users", "people")
        .row("INSERT INTO users VALUES (1, 'a')")
        .after("(SELECT email FROM people) = 'a'"),
    ]
}

fn settings_and_names() -> Vec<Case> {
    vec![
        Case::new(
            "storage parameters come",
            one(users()),
            one(users().with("fillfactor", "50")),
        ),
        Case::new(
            "storage parameters change and go",
            one(users()
                .with("fillfactor", "50")
                .with("autovacuum_enabled", "false")),
            one(users().with("fillfactor", "70")),
        ),
        Case::new(
            "unusual names",
            Model::default(),
            unusual("Ünusual \"name\""),
        ),
        Case::new(
            "unusual names change",
            unusual("Ünusual \"name\""),
            unusual("select"),
        )
        .rename("user.Ünusual \"name\"", "user.select")
        .row("INSERT INTO \"user\" VALUES ('a', 'b')")
        .after("(SELECT \"select\" FROM \"user\") = 'b'"),
        Case::new("names beyond the limit", Model::default(), long()),
    ]
}

fn everything() -> Model {
    let users = users()
        .unique(Unique::new(&["email"]))
        .column(
            Column::new("updated_at", "timestamptz")
                .default_to("now()")
                .touched(),
        )
        .column_check("email", "email = lower(email)")
        .index(Index::new("users_lower_idx", "lower(email), id DESC").condition("id > 0"));
    let notes = notes()
        .column(
            Column::new("words", "tsvector")
                .generated("to_tsvector('english'::regconfig, coalesce(body, ''))")
                .nullable(),
        )
        .column(Column::new("tags", "text[]").default_to("'{}'"))
        .index(Index::new("notes_words_idx", "words").using("gin"))
        .foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"]).on_delete(Action::SetNull))
        .with("fillfactor", "80");
    two(users, notes)
}

fn circle() -> Model {
    let one = users()
        .column(Column::new("best_note_id", "bigint").nullable())
        .column(Column::new("boss_id", "bigint").nullable())
        .foreign_key(ForeignKey::new(&["best_note_id"], "notes", &["id"]))
        .foreign_key(ForeignKey::new(&["boss_id"], "users", &["id"]).on_delete(Action::Cascade));
    let other = notes().foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"]).deferrable());
    two(one, other)
}

fn people(table: &str, column: &str) -> Table {
    Table::new(table)
        .column(Column::new("id", "bigint"))
        .column(Column::new(column, "text"))
        .primary_key(&["id"])
}

fn renamed(table: Table) -> Table {
    table.renamed_from("users")
}

/// Everything whose name contains the table's.
fn dressed(table: &str) -> Table {
    people(table, "email")
        .column(
            Column::new("seen_at", "timestamptz")
                .default_to("now()")
                .touched(),
        )
        .unique(Unique::new(&["email"]))
        .column_check("email", "email <> ''")
        .index(Index::new("by_seen_idx", "seen_at"))
}

fn old_name() -> Model {
    let key = ForeignKey::new(&["owner_id"], "users", &["id"]);
    two(dressed("users"), notes().foreign_key(key))
}

fn new_name() -> Model {
    let key = ForeignKey::new(&["owner_id"], "people", &["id"]);
    two(renamed(dressed("people")), notes().foreign_key(key))
}

fn unusual(column: &str) -> Model {
    let table = Table::new("user")
        .column(Column::new("order", "text"))
        .column(Column::new(column, "text").default_to("'it''s'"))
        .primary_key(&["order"])
        .unique(Unique::new(&[column]));
    one(table)
}

fn long() -> Model {
    let table = "a_table_with_a_name_that_is_as_long_as_names_may_be_in_here";
    let column = "a_column_with_a_name_that_is_nearly_as_long_as_the_other";
    one(Table::new(table)
        .column(Column::new("id", "bigint"))
        .column(Column::new(column, "bigint").nullable())
        .column(
            Column::new("seen_at", "timestamptz")
                .default_to("now()")
                .touched(),
        )
        .primary_key(&["id"])
        .unique(Unique::new(&[column]))
        .foreign_key(ForeignKey::new(&[column], table, &["id"])))
}
