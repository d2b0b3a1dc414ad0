//! `push`: a development database follows the code, and loses nothing that nobody has agreed to.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::Fingerprint;
use diesel_kit::cli::{Kit, Outcome};
use diesel_kit::model::{Column, EnumType, Index, Model, Schema, SqlObject, Table, Unique, View};

use crate::folder::Folder;
use crate::{output, server};

/// A database, and what is done to it.
struct Place {
    runtime: tokio::runtime::Runtime,
    folder: Folder,
    url: String,
}

impl Place {
    fn new(sql: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let url = runtime.block_on(server::database());
        let place = Self {
            runtime,
            folder: Folder::new(),
            url,
        };
        place.sql(sql);
        place
    }

    /// With the schema of a model.
    fn with(model: &Model, sql: &str) -> Self {
        let place = Self::new("");
        assert_eq!(place.push(model, &[]).exit_code(), 0);
        place.sql(sql);
        place
    }

    fn sql(&self, sql: &str) {
        self.runtime.block_on(async {
            let mut conn = server::connect(&self.url).await;
            conn.batch_execute(sql).await.unwrap();
        });
    }

    fn count(&self, sql: &str) -> i64 {
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            count: i64,
        }
        self.runtime.block_on(async {
            let mut conn = server::connect(&self.url).await;
            let query = diesel::sql_query(format!("SELECT ({sql})::bigint AS count"));
            let found: Count = query.get_result(&mut conn).await.unwrap();
            found.count
        })
    }

    fn fingerprint(&self) -> Fingerprint {
        self.runtime.block_on(async {
            let mut conn = server::connect(&self.url).await;
            Fingerprint::of(&mut conn).await.unwrap()
        })
    }

    fn run(&self, model: &Model, arguments: &[&str]) -> Outcome {
        let all = [arguments, &["--database-url", &self.url]].concat();
        let directory = self.folder.path().join("migrations");
        output::run(Kit::new(model.clone(), directory), &all)
    }

    fn push(&self, model: &Model, arguments: &[&str]) -> Outcome {
        let name = server::name_of(&self.url);
        self.run(model, &[&["push", "--database", name], arguments].concat())
    }

    /// It works, and there is nothing to do afterwards.
    fn reaches(&self, model: &Model, arguments: &[&str]) {
        let pushed = self.push(model, arguments);
        assert_eq!(pushed.json()["state"], "ok", "{}", pushed.json());
        let again = self.push(model, &[]);
        assert_eq!(again.json()["state"], "no_changes", "{}", again.json());
    }

    /// Nothing is done, and these words say why.
    fn refuses(&self, model: &Model, arguments: &[&str], code: u8, words: &[&str]) {
        let before = self.fingerprint();
        let refused = self.push(model, arguments);
        assert_eq!(refused.exit_code(), code, "{}", refused.json());
        for word in words {
            assert!(refused.text().contains(word), "{word}: {}", refused.text());
        }
        assert_eq!(before.difference(&self.fingerprint()), Vec::<String>::new());
    }
}

fn users(columns: &[&str]) -> Table {
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"]);
    let add = |table: Table, name: &&str| table.column(Column::new(*name, "text").nullable());
    columns.iter().fold(table, add)
}

fn one(table: Table) -> Model {
    Model::default().table(table)
}

#[test]
fn what_migrations_made_needs_no_push() {
    let model = one(users(&["email"]).column_check("email", "email  <>  ''"))
        .enumeration("mood", EnumType::new(&["sad", "ok"]))
        .view("names", View::new("select email from users where id>0"));
    let place = Place::new("CREATE TABLE __diesel_kit_attempts (version text PRIMARY KEY)");
    place.sql("DROP TABLE __diesel_kit_attempts");
    assert_eq!(place.run(&model, &["generate"]).exit_code(), 0);
    assert_eq!(place.run(&model, &["migrate"]).exit_code(), 0);
    let pushed = place.push(&model, &[]);
    assert_eq!(pushed.json()["state"], "no_changes", "{}", pushed.json());
    assert_eq!(
        place.count("SELECT count(*) FROM __diesel_schema_migrations"),
        1
    );
}

#[test]
fn the_difference_is_applied_and_leaves_no_files() {
    let place = Place::new("");
    let explained = place.push(&one(users(&["email"])), &["--explain"]);
    assert!(explained.text().contains("CREATE TABLE users"));
    assert_eq!(
        explained.json()["migrations"][0]["up"][0]["sql"]
            .as_str()
            .map(|sql| &sql[..12]),
        Some("CREATE TABLE")
    );
    place.reaches(&one(users(&["email"])), &[]);
    place.sql("INSERT INTO users VALUES (1, 'a')");
    let grown = users(&["email", "name"])
        .unique(Unique::new(&["email"]))
        .index(Index::new("users_lower_idx", "lower( email )"));
    place.reaches(&one(grown), &[]);
    assert_eq!(place.count("SELECT count(*) FROM users"), 1);
    assert!(place.folder.names().is_empty());
}

#[test]
fn a_database_that_nobody_named_is_left_alone() {
    let place = Place::new("");
    let model = one(users(&[]));
    let asked = place.run(&model, &["push"]);
    assert_eq!(asked.exit_code(), 3);
    assert!(
        asked.text().contains("push --database test_"),
        "{}",
        asked.text()
    );
    assert_eq!(
        place
            .run(&model, &["push", "--database", "other"])
            .exit_code(),
        2
    );
    assert_eq!(place.fingerprint(), Place::new("").fingerprint());
    let name = server::name_of(&place.url);
    place.sql(&format!(
        "ALTER DATABASE {name} SET diesel_kit.development = 'on'"
    ));
    assert_eq!(place.run(&model, &["push"]).exit_code(), 0);
}

#[test]
fn rows_are_lost_only_by_consent() {
    let both = one(users(&["email", "name"])).table(
        Table::new("notes")
            .column(Column::new("id", "bigint"))
            .primary_key(&["id"]),
    );
    let place = Place::with(&both, "");
    // Nothing is in them.
    place.reaches(&one(users(&["email"])), &[]);
    let place = Place::with(
        &both,
        "INSERT INTO users VALUES (1, 'a', 'b'); INSERT INTO notes VALUES (1), (2)",
    );
    let less = one(users(&["email"]));
    place.refuses(
        &less,
        &[],
        3,
        &[
            "table notes loses data",
            "2 rows",
            "column users.name loses data",
        ],
    );
    place.refuses(
        &less,
        &["--accept", "notes"],
        3,
        &["1 point is open", "users.name"],
    );
    place.reaches(&less, &["--accept", "notes", "--accept", "users.name"]);
    assert_eq!(
        place.count("SELECT count(*) FROM users WHERE email = 'a'"),
        1
    );

    let place = Place::with(&both, "INSERT INTO users VALUES (1, 'a', 'b')");
    place.reaches(&less, &["--allow-data-loss"]);
}

#[test]
fn a_narrower_type_is_a_loss_only_with_rows() {
    let of_type = |sql_type| {
        one(Table::new("users")
            .column(Column::new("id", "bigint"))
            .column(Column::new("name", sql_type).nullable())
            .primary_key(&["id"]))
    };
    let place = Place::with(&of_type("text"), "INSERT INTO users VALUES (1, 'a')");
    place.refuses(&of_type("varchar(3)"), &[], 3, &["users.name", "1 row"]);
    place.reaches(&of_type("varchar(3)"), &["--accept", "users.name"]);
    place.reaches(&of_type("varchar(9)"), &[]);
}

#[test]
fn a_failed_push_changes_nothing() {
    let strict = one(Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text"))
        .column(Column::new("more", "text").nullable())
        .primary_key(&["id"]));
    let place = Place::with(
        &one(users(&["email"])),
        "INSERT INTO users VALUES (1, NULL), (2, NULL), (3, 'x')",
    );
    place.refuses(
        &strict,
        &[],
        1,
        &["2 rows of users have none", "nothing was changed"],
    );
    place.sql("UPDATE users SET email = 'x'");
    let unique = one(users(&["email", "more"]).unique(Unique::new(&["email"])));
    place.refuses(&unique, &[], 1, &["Key (email)=(x) is duplicated"]);
    place.reaches(&strict, &[]);
}

#[test]
fn renames_are_asked_for_or_told() {
    let place = Place::with(&one(users(&["name"])), "INSERT INTO users VALUES (1, 'a')");
    place.refuses(
        &one(users(&["title"])),
        &[],
        3,
        &["--rename users.name:users.title"],
    );
    place.reaches(
        &one(users(&["title"])),
        &["--rename", "users.name:users.title"],
    );
    let column = Column::new("label", "text")
        .nullable()
        .renamed_from("title");
    place.reaches(&one(users(&[]).column(column)), &[]);
    assert_eq!(
        place.count("SELECT count(*) FROM users WHERE label = 'a'"),
        1
    );
}

#[test]
fn what_is_managed_elsewhere_is_left_alone() {
    let place = Place::new("CREATE SCHEMA auth CREATE TABLE accounts (id bigint PRIMARY KEY)");
    let model = one(users(&[])).schema("auth", Schema::existing());
    place.reaches(&model, &[]);
    let model = model.table(
        Table::new("accounts")
            .in_schema("auth")
            .column(Column::new("id", "bigint"))
            .primary_key(&["id"])
            .existing(),
    );
    assert_eq!(place.push(&model, &[]).json()["state"], "no_changes");
    let nothing = Model::default();
    let filtered = place.push(&nothing, &["--schema", "public"]);
    assert_eq!(
        filtered.json()["pushed"][0]["up"][0]["sql"],
        "DROP TABLE users"
    );
    let filtered = place.push(&nothing, &["--schema", "!auth"]);
    assert_eq!(
        filtered.json()["state"],
        "no_changes",
        "{}",
        filtered.json()
    );
}

#[test]
fn tables_given_as_sql_hold_rows_too() {
    let parts = |key: &str| {
        let up = format!("CREATE TABLE parts (id bigint, at date) PARTITION BY {key}");
        let parts = SqlObject::new("table", &up, "DROP TABLE parts");
        let first = SqlObject::new(
            "table",
            "CREATE TABLE parts_rest PARTITION OF parts DEFAULT",
            "DROP TABLE parts_rest",
        );
        Model::default()
            .object("parts", parts)
            .object("rest", first.depends_on(&["parts"]))
    };
    let place = Place::with(
        &parts("RANGE (at)"),
        "INSERT INTO parts VALUES (1, '2026-01-01')",
    );
    assert_eq!(
        place.push(&parts("RANGE (at)"), &[]).json()["state"],
        "no_changes"
    );
    place.refuses(
        &parts("RANGE (id)"),
        &[],
        3,
        &["the rows of parts are gone; 1 row"],
    );
    place.reaches(
        &parts("RANGE (id)"),
        &["--accept", "parts", "--accept", "parts_rest"],
    );
}
