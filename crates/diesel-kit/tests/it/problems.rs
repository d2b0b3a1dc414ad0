//! Models that cannot be: each is refused before anything is written, with the place.

use diesel_kit::generate::{Options, between};
use diesel_kit::model::{
    Column, EnumType, ForeignKey, Identity, Index, Model, Sequence, SqlObject, Table, Unique, View,
};

/// Codes of the list of cases, a model, and what the error says.
pub(crate) fn all() -> Vec<(&'static str, Model, &'static str)> {
    let users = || {
        Table::new("users")
            .column(Column::new("id", "bigint"))
            .primary_key(&["id"])
    };
    let posts = |key: ForeignKey| {
        let table = Table::new("posts").column(Column::new("owner_id", "text"));
        table.primary_key(&["owner_id"]).foreign_key(key)
    };
    let one = |table: Table| Model::default().table(table);
    let key = |table: &str, column: &str| ForeignKey::new(&["owner_id"], table, &[column]);
    let number = |column: Column| one(Table::new("users").column(column));
    vec![
        (
            "",
            number(Column::new("id", "serial").nullable()),
            "users.id is a serial column: it is never null",
        ),
        (
            "",
            number(Column::new("id", "serial").identity(Identity::always())),
            "users.id is both identity and serial: one of them is enough",
        ),
        (
            "",
            number(
                Column::new("id", "bigint")
                    .identity(Identity::always())
                    .default_to("1"),
            ),
            "users.id is an identity column: it has no other default",
        ),
        (
            "",
            number(Column::new("id", "text").identity(Identity::always())),
            "users.id is an identity column: it is an integer, not text",
        ),
        (
            "",
            number(Column::new("id", "text").generated("'a'").default_to("'b'")),
            "users.id is a generated column: it has no default",
        ),
        (
            "",
            one(users().unlogged()).table(
                Table::new("posts")
                    .column(Column::new("owner_id", "bigint"))
                    .foreign_key(key("users", "id")),
            ),
            "refers to users, which is unlogged: only another unlogged table may",
        ),
        (
            "",
            one(users()).sequence("users_pkey", Sequence::default()),
            "users: the name users_pkey is taken already",
        ),
        (
            "CH08",
            one(users()
                .check("positive", "id > 0")
                .check("positive", "id > 1")),
            "users: two constraints positive",
        ),
        (
            "EN72",
            Model::default().enumeration("mood", EnumType::new(&["good", "bad", "good"])),
            "enum mood: the label good is listed twice",
        ),
        (
            "OW17",
            one(Table::new(&"n".repeat(64)).column(Column::new("id", "bigint"))),
            "longer than 63 bytes",
        ),
        (
            "",
            one(users().column(Column::new("id", "text"))),
            "users: two columns id",
        ),
        (
            "",
            one(users()).table(posts(key("users", "id"))),
            "owner_id is text, but users.id is bigint",
        ),
        (
            "",
            one(posts(key("users", "id"))),
            "refers to users, which is not in schema!",
        ),
        (
            "",
            one(users().column(Column::new("name", "text"))).table(posts(key("users", "name"))),
            "which is neither its primary key nor unique",
        ),
        (
            "",
            one(users().unique(Unique::new(&["nick"]))),
            "users: unique users_nick_key names nick, which is no column",
        ),
        (
            "",
            one(users().index(Index::new("users", "id"))),
            "the name users is taken already",
        ),
        (
            "",
            one(users()).table(users()),
            "table users is listed twice",
        ),
    ]
}

/// The same of views and of objects given as SQL.
pub(crate) fn made_from_sql() -> Vec<(&'static str, Model, &'static str)> {
    let view = || View::new("SELECT 1 AS one");
    let views = |names: [&str; 2], view: &dyn Fn() -> View| {
        Model::default()
            .view(names[0], view())
            .view(names[1], view())
    };
    let object =
        |needs: &[&str]| SqlObject::new("function", "CREATE …", "DROP …").depends_on(needs);
    let users = || Table::new("users").column(Column::new("id", "bigint"));
    vec![
        ("VI06", views(["v", "v"], &view), "view v is listed twice"),
        (
            "VI13",
            views(["v", "v"], &|| view().materialized()),
            "view v is listed twice",
        ),
        (
            "VI06",
            Model::default().table(users()).view("users", view()),
            "view users: the name users is taken already by table users",
        ),
        (
            "VI13",
            views(["a", "b"], &|| {
                view().materialized().index(Index::new("i", "one"))
            }),
            "index i of b: the name i is taken already by index i of a",
        ),
        (
            "",
            Model::default().view("v", view().index(Index::new("i", "one"))),
            "view v has indexes, which only a materialised view can have",
        ),
        (
            "OW05",
            Model::default()
                .object("a", object(&["b"]))
                .object("b", object(&["c"]))
                .object("c", object(&["a"])),
            "neither can be made before the other: sql object a, which needs sql object b, \
             which needs sql object c, which needs sql object a",
        ),
        (
            "OW05",
            Model::default()
                .view("v", View::new("SELECT f()"))
                .object("f", object(&["v"])),
            "view v, which needs sql object f, which needs view v",
        ),
        (
            "OW05",
            Model::default().object("a", object(&["app.users"])),
            "sql object a depends on app.users, which is nothing in schema!",
        ),
        (
            "OW05",
            Model::default().object("a", SqlObject::new("function", "CREATE …", " ")),
            "sql object a: down is empty",
        ),
    ]
}

#[test]
fn a_model_that_cannot_be_is_refused_with_its_place() {
    for (code, model, expected) in all().into_iter().chain(made_from_sql()) {
        let error = between(&Model::default(), &model, &Options::default());
        let text = error.map(|planned| planned.len()).unwrap_err().to_string();
        assert!(text.contains(expected), "{code}: {text}");
    }
}
