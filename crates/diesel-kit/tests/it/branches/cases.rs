//! Two branches, and what is said about them.

use diesel_kit::model::{
    Column, EnumType, ForeignKey, Index, Model, Policy, Role, RowSecurity, Schema, Sequence,
    SqlObject, Table, Unique, View,
};

use super::{End, Fork, read, sentences};
use crate::server;

/// Codes of the list of cases, then words; the base, what each branch makes of it, and the conflicts. Where
/// there are none, the branches are played on PostgreSQL in both orders.
struct Case(
    &'static str,
    Model,
    Vec<End>,
    Vec<End>,
    &'static [&'static str],
);

/// The names of all cases, which start with codes.
pub(crate) fn names() -> Vec<&'static str> {
    all().into_iter().map(|case| case.0).collect()
}

#[tokio::test]
async fn branches_commute_or_contradict_each_other() {
    let mut conn = server::connect(&server::database().await).await;
    let mut failures = Vec::new();
    for Case(name, base, one, other, expected) in all() {
        let in_one_step =
            |ends: Vec<End>| -> Vec<End> { ends.into_iter().map(End::in_one_step).collect() };
        let fork = Fork::new(&base, &in_one_step(one), &in_one_step(other));
        let found = sentences(&read(&fork.merged));
        if found != *expected {
            failures.push(format!("{name}: {found:#?}"));
        } else if expected.is_empty()
            && let Err(message) = fork.commutes(&mut conn).await
        {
            failures.push(format!("{name}: {message}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// `users(id, email)` and `notes(id, body)`
fn base() -> Model {
    Model::default().table(users()).table(notes())
}

fn users() -> Table {
    Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text"))
        .primary_key(&["id"])
}

fn notes() -> Table {
    Table::new("notes")
        .column(Column::new("id", "bigint"))
        .column(Column::new("body", "text").nullable())
        .primary_key(&["id"])
}

/// The base with another `users`.
fn with_users(table: Table) -> Model {
    Model::default().table(table).table(notes())
}

fn with_notes(table: Table) -> Model {
    Model::default().table(users()).table(table)
}

/// `users` with another type for `email`.
fn email(column: Column) -> Table {
    Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(column)
        .primary_key(&["id"])
}

fn without_users() -> Model {
    Model::default().table(notes())
}

fn age() -> Column {
    Column::new("age", "integer").nullable()
}

fn in_app(name: &str) -> Table {
    Table::new(name)
        .in_schema("app")
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"])
}

fn app() -> Model {
    base().schema("app", Schema::default())
}

fn mood(values: &[&str]) -> Model {
    base().enumeration("mood", EnumType::new(values))
}

fn one(
    name: &'static str,
    base: Model,
    left: Model,
    right: Model,
    expected: &'static [&'static str],
) -> Case {
    Case(name, base, vec![left.into()], vec![right.into()], expected)
}

fn commute(name: &'static str, base: Model, left: Model, right: Model) -> Case {
    one(name, base, left, right, &[])
}

fn all() -> Vec<Case> {
    let mut cases = of_tables();
    cases.extend(of_columns_and_constraints());
    cases.extend(of_objects());
    cases.extend(of_schemas());
    cases.extend(of_statements());
    cases.extend(of_several());
    cases
}

fn of_tables() -> Vec<Case> {
    vec![
        one(
            "CM03 CI04 CI13 table dropped, column added",
            base(),
            without_users(),
            with_users(users().column(age())),
            &["table users: one drops it, other makes column users.age"],
        ),
        one(
            "CM07 table dropped, column changed",
            base(),
            with_users(email(Column::new("email", "character varying(99)"))),
            without_users(),
            &["table users: other drops it, one changes column users.email"],
        ),
        commute(
            "CM05 different tables",
            base(),
            with_users(users().column(age()).check("adult", "age > 17")),
            with_notes(notes().column(Column::new("read", "boolean").default_to("false"))),
        ),
        commute(
            "different columns of one table",
            base(),
            with_users(users().column(age())),
            with_users(users().column(Column::new("name", "text").default_to("''"))),
        ),
        one(
            "CI03 table dropped, index on it",
            base(),
            without_users(),
            with_users(users().index(Index::new("users_email_idx", "email"))),
            &["table users: one drops it, other makes index users.users_email_idx"],
        ),
        one(
            "table dropped, foreign key to it",
            base(),
            without_users(),
            with_notes(
                notes()
                    .column(Column::new("owner_id", "bigint").nullable())
                    .foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"])),
            ),
            &["table users: one drops it, other makes foreign key notes.notes_owner_id_fkey"],
        ),
        one(
            "table dropped, view over it",
            base(),
            without_users(),
            base().view("addresses", View::new("SELECT email FROM users")),
            &["table users: one drops it, other makes view addresses"],
        ),
        one(
            "one name for a table and a view",
            base(),
            base().table(
                Table::new("people")
                    .column(Column::new("id", "bigint"))
                    .primary_key(&["id"]),
            ),
            base().view("people", View::new("SELECT id FROM users")),
            &[
                "view people: other does not fit on top of one, which changes table people: view people: \
               the name people is taken already by table people",
            ],
        ),
        Case(
            "CM19 renamed, column added",
            base(),
            vec![renamed()],
            vec![with_users(users().column(age())).into()],
            &["table users: one renames it, other makes column users.age"],
        ),
        Case(
            "CM19 renamed, renamed",
            base(),
            vec![renamed()],
            vec![End::from(with_users(called("persons"))).rename("users", "persons")],
            &["table users: one and other both rename it"],
        ),
        Case(
            "CM19 renamed, dropped",
            base(),
            vec![renamed()],
            vec![without_users().into()],
            &["table users: one renames it, other drops it"],
        ),
        Case(
            "CM19 moved, dropped",
            app(),
            vec![
                End::from(app_without_users().table(called("users").in_schema("app")))
                    .rename("users", "app.users"),
            ],
            vec![app_without_users().into()],
            &["table users: one renames it, other drops it"],
        ),
        Case(
            "renamed, another table changed",
            base(),
            vec![renamed()],
            vec![with_notes(notes().column(age())).into()],
            &[],
        ),
    ]
}

fn called(name: &str) -> Table {
    Table::new(name)
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text"))
        .primary_key(&["id"])
}

fn renamed() -> End {
    End::from(with_users(called("people"))).rename("users", "people")
}

fn app_without_users() -> Model {
    without_users().schema("app", Schema::default())
}

fn of_columns_and_constraints() -> Vec<Case> {
    let narrow = || with_users(email(Column::new("email", "character varying(99)")));
    let keyed = |unique: Unique| with_users(users().unique(unique));
    let owned = |key: Option<ForeignKey>| {
        let table = notes().column(Column::new("owner_id", "bigint").nullable());
        with_notes(match key {
            Some(key) => table.foreign_key(key),
            None => table,
        })
    };
    let to_users = || ForeignKey::new(&["owner_id"], "users", &["id"]);
    let checked = |expression: &str| with_users(users().check("fits", expression));
    vec![
        one(
            "CM04 CI02 one column, two changes",
            base(),
            narrow(),
            with_users(email(Column::new("email", "text").nullable())),
            &["column users.email: one and other both change it"],
        ),
        one(
            "CM06 one column, one change",
            base(),
            narrow(),
            narrow(),
            &["column users.email: one and other both change it"],
        ),
        Case(
            "CI01 column made and dropped again, and made",
            base(),
            vec![with_users(users().column(age())).into(), base().into()],
            vec![with_users(users().column(age())).into()],
            &["column users.age: one and other both make it"],
        ),
        one(
            "column dropped, index on it",
            with_users(users().column(age())),
            base(),
            with_users(users().column(age()).index(Index::new("by_age", "age"))),
            &["column users.age: one drops it, other makes index users.by_age"],
        ),
        commute(
            "CM09 CI05 indexes on different tables",
            base(),
            with_users(users().index(Index::new("users_email_idx", "email"))),
            with_notes(notes().index(Index::new("notes_body_idx", "body"))),
        ),
        one(
            "one name for indexes on different tables",
            base(),
            with_users(users().index(Index::new("by_text", "email"))),
            with_notes(notes().index(Index::new("by_text", "body"))),
            &[
                "table notes: other does not fit on top of one, which changes table users: index by_text of \
               users: the name by_text is taken already by index by_text of notes",
            ],
        ),
        one(
            "CM10 unique constraints of one name",
            base(),
            keyed(Unique::new(&["email"]).named("same")),
            keyed(Unique::new(&["email", "id"]).named("same")),
            &["unique constraint users.same: one and other both make it"],
        ),
        one(
            "CI06 primary key changed, dropped",
            base(),
            with_users(users().primary_key(&["id", "email"])),
            with_users(users().primary_key(&[])),
            &["primary key of users: one changes it, other drops it"],
        ),
        one(
            "CI07 unique made, dropped",
            keyed(Unique::new(&["email"])),
            keyed(Unique::new(&["email"]).nulls_not_distinct()),
            base(),
            &["unique constraint users.users_email_key: one changes it, other drops it"],
        ),
        one(
            "unique dropped, foreign key to it",
            keyed(Unique::new(&["email"])),
            base(),
            Model::default()
                .table(users().unique(Unique::new(&["email"])))
                .table(notes().foreign_key(ForeignKey::new(&["body"], "users", &["email"]))),
            &[
                "table notes: other does not fit on top of one, which changes table users: notes: foreign key \
               notes_body_fkey refers to users(email), which is neither its primary key nor unique",
            ],
        ),
        one(
            "CI08 foreign key made again, dropped",
            owned(Some(to_users())),
            owned(Some(
                to_users().on_delete(diesel_kit::model::Action::Cascade),
            )),
            owned(None),
            &["foreign key notes.notes_owner_id_fkey: one changes it, other drops it"],
        ),
        one(
            "CI09 check changed, dropped",
            checked("email <> ''"),
            checked("email <> 'x'"),
            base(),
            &["check users.fits: one changes it, other drops it"],
        ),
    ]
}

fn of_objects() -> Vec<Case> {
    let policy = |using: &str| with_users(users().policy(Policy::new("own").using(using)));
    let secured = |security: RowSecurity| with_users(users().row_security(security));
    let view = |query: &str| base().view("addresses", View::new(query));
    vec![
        one(
            "CM11 views of one name",
            base(),
            view("SELECT email FROM users"),
            view("SELECT id FROM users"),
            &["view addresses: one and other both make it"],
        ),
        one(
            "CM12 enums of one name",
            base(),
            mood(&["sad"]),
            mood(&["happy"]),
            &["enum mood: one and other both make it"],
        ),
        one(
            "CM13 sequences of one name",
            base(),
            base().sequence("numbers", Sequence::default()),
            base().sequence("numbers", Sequence::default()),
            &["sequence numbers: one and other both make it"],
        ),
        one(
            "CM14 policies of one name",
            base(),
            policy("id = 1"),
            policy("id = 2"),
            &["policy users.own: one and other both make it"],
        ),
        one(
            "CM15 row-level security on and off",
            secured(RowSecurity::On),
            secured(RowSecurity::Forced),
            secured(RowSecurity::Off),
            &["table users: one and other both change it"],
        ),
        one(
            "the last policy dropped, another one made",
            policy("id = 1"),
            base(),
            with_users(
                users()
                    .policy(Policy::new("own").using("id = 1"))
                    .policy(Policy::new("other").using("id = 2")),
            ),
            &[
                "table users: other does not fit on top of one, which changes table users: its up.sql would \
               have to `ALTER TABLE users ENABLE ROW LEVEL SECURITY`",
            ],
        ),
        one(
            "CM25 labels for one enum",
            mood(&["sad"]),
            mood(&["sad", "happy"]),
            mood(&["sad", "angry"]),
            &["enum mood: one and other both change it"],
        ),
        commute(
            "CM26 labels for different enums",
            mood(&["sad"]).enumeration("size", EnumType::new(&["s"])),
            mood(&["sad", "happy"]).enumeration("size", EnumType::new(&["s"])),
            mood(&["sad"]).enumeration("size", EnumType::new(&["s", "m"])),
        ),
        commute(
            "a label, and a new column of the enum",
            mood(&["sad"]),
            mood(&["sad", "happy"]),
            Model::default()
                .table(users().column(Column::new("mood", "mood").nullable()))
                .table(notes())
                .enumeration("mood", EnumType::new(&["sad"])),
        ),
        one(
            "a label gone, and a new column of the enum",
            mood(&["sad", "happy"]),
            mood(&["sad"]),
            Model::default()
                .table(users().column(Column::new("mood", "mood").nullable()))
                .table(notes())
                .enumeration("mood", EnumType::new(&["sad", "happy"])),
            &[
                "table users: other does not fit on top of one, which changes enum mood: its up.sql would have to \
               `ALTER TABLE users ALTER COLUMN mood TYPE mood USING mood::text::mood`",
            ],
        ),
        one(
            "a new column of an enum, and a label",
            mood(&["sad"]),
            Model::default()
                .table(users().column(Column::new("mood", "mood").nullable()))
                .table(notes())
                .enumeration("mood", EnumType::new(&["sad"])),
            mood(&["sad", "happy"]),
            &[
                "enum mood: other does not fit on top of one, which changes table users: its down.sql would have \
               to `ALTER TABLE users ALTER COLUMN mood TYPE mood USING mood::text::mood`",
            ],
        ),
        one(
            "role dropped, policy for it",
            base().role("branch_reader", Role::default()),
            base(),
            with_users(users().policy(Policy::new("own").to(&["branch_reader"]).using("true")))
                .role("branch_reader", Role::default()),
            &["role branch_reader: one drops it, other makes policy users.own"],
        ),
        one(
            "function dropped, check that calls it",
            base().object("fits", function()),
            base(),
            with_users(users().check("email_fits", "fits(email)")).object("fits", function()),
            &["SQL object fits: one drops it, other makes check users.email_fits"],
        ),
    ]
}

fn function() -> SqlObject {
    let up = "CREATE FUNCTION fits(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'";
    SqlObject::new("function", up, "DROP FUNCTION fits(text)")
}

fn of_schemas() -> Vec<Case> {
    vec![
        one(
            "CM08 CI10 schema dropped, new table in it",
            app(),
            base(),
            app().table(in_app("pages")),
            &["schema app: one drops it, other makes table app.pages"],
        ),
        one(
            "CI11 schema dropped, new enum in it",
            app(),
            base(),
            app().enumeration(("app", "mood"), EnumType::new(&["sad"])),
            &["schema app: one drops it, other makes enum app.mood"],
        ),
        commute(
            "CI12 schema dropped, new table in another",
            app().schema("shop", Schema::default()),
            base().schema("shop", Schema::default()),
            app()
                .schema("shop", Schema::default())
                .table(in_app("pages").in_schema("shop")),
        ),
        Case(
            "CM19 schema renamed, new table in it",
            app(),
            vec![End::from(base().schema("core", Schema::default())).rename("app", "core")],
            vec![app().table(in_app("pages")).into()],
            &["schema app: one renames it, other makes table app.pages"],
        ),
        Case(
            "CM19 schema renamed, dropped",
            app(),
            vec![End::from(base().schema("core", Schema::default())).rename("app", "core")],
            vec![base().into()],
            &["schema app: one renames it, other drops it"],
        ),
    ]
}

/// The branches touch different things, and still need each other.
fn of_statements() -> Vec<Case> {
    let wide = || with_users(email(Column::new("email", "character varying(99)")));
    let view = |model: Model, query: &str| model.view("addresses", View::new(query));
    vec![
        one(
            "type changed, new view over the column",
            base(),
            wide(),
            view(base(), "SELECT email FROM users"),
            &[
                "view addresses: other does not fit on top of one, which changes table users: its up.sql would \
               have to `CREATE VIEW addresses AS SELECT email FROM users`",
            ],
        ),
        commute(
            "type changed, new view over another column",
            base(),
            wide(),
            view(base(), "SELECT id FROM users"),
        ),
        one(
            "column added, new view with a star",
            base(),
            with_users(users().column(age())),
            view(base(), "SELECT * FROM users"),
            &[
                "view addresses: other does not fit on top of one, which changes table users: its up.sql would \
               have to `CREATE VIEW addresses AS SELECT * FROM users`",
            ],
        ),
        one(
            "type changed, new index",
            base(),
            wide(),
            with_users(users().index(Index::new("users_email_idx", "email"))),
            &[
                "table users: other does not fit on top of one, which changes table users: its up.sql would \
               have to `CREATE INDEX users_email_idx ON users (email)`",
            ],
        ),
        one(
            "both need the first trigger of a kind",
            base(),
            with_users(
                users().column(
                    Column::new("updated_at", "timestamp with time zone")
                        .default_to("now()")
                        .touched(),
                ),
            ),
            with_notes(
                notes().column(
                    Column::new("updated_at", "timestamp with time zone")
                        .default_to("now()")
                        .touched(),
                ),
            ),
            &[
                "table notes: other does not fit on top of one, which changes table users: its up.sql must not \
               `CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW IS…`",
            ],
        ),
    ]
}

fn of_several() -> Vec<Case> {
    let with_age = || with_users(users().column(age()));
    let narrow = || with_users(email(Column::new("email", "character varying(99)")));
    let narrow_with_age =
        || with_users(email(Column::new("email", "character varying(99)")).column(age()));
    let before = || {
        mood(&["sad"])
            .view("addresses", View::new("SELECT email FROM users"))
            .sequence("numbers", Sequence::default())
    };
    let left = with_users(
        users()
            .column(age())
            .policy(Policy::new("own").using("id = 1")),
    )
    .enumeration("mood", EnumType::new(&["sad", "happy"]))
    .view("addresses", View::new("SELECT id FROM users"));
    let right = Model::default()
        .table(users().column(age()))
        .table(
            notes()
                .column(age())
                .index(Index::new("notes_body_idx", "body")),
        )
        .enumeration("mood", EnumType::new(&["sad", "angry"]))
        .view(
            "addresses",
            View::new("SELECT email FROM users WHERE id > 1"),
        )
        .sequence("numbers", Sequence::default());
    vec![
        Case(
            "CM01 CM23 the first change of one against the last of the other",
            base(),
            vec![narrow().into()],
            vec![with_age().into(), narrow_with_age().into()],
            &["column users.email: one and other both change it"],
        ),
        Case(
            "CM02 nothing before, and the last change of one against the first of the other",
            Model::default(),
            vec![without_users().into(), base().into()],
            vec![Model::default().table(users()).into()],
            &["table users: one and other both make it"],
        ),
        Case(
            "a branch of several migrations beside one that commutes",
            base(),
            vec![narrow().into(), narrow_with_age().into(), narrow().into()],
            vec![with_notes(notes().column(age())).into()],
            &[],
        ),
        one(
            "CM18 many things at once",
            before(),
            left,
            right,
            &[
                "column users.age: one and other both make it",
                "enum mood: one and other both change it",
                "view addresses: one and other both change it",
            ],
        ),
    ]
}
