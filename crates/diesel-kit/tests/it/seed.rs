//! `seed`: rows that every constraint accepts, the same for the same number.

mod found;
mod keys;
mod types;

use std::collections::BTreeMap;

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::cli::{Kit, Outcome};
use diesel_kit::model::{
    Column, EnumType, ForeignKey, Identity, Model, Schema, Sequence, SequenceOptions, Table, Unique,
};
use diesel_kit::seed::{Generator, Quantity, Seed, VERSION};
use serde_json::json;

use crate::folder::Folder;
use crate::{output, server};

/// A database with the schema of a model.
struct Place {
    runtime: tokio::runtime::Runtime,
    folder: Folder,
    url: String,
    model: Model,
}

impl Place {
    fn new(model: &Model) -> Self {
        let place = Self::empty(model);
        let name = server::name_of(&place.url);
        let pushed = place.run(Seed::new(), &["push", "--database", name]);
        assert_eq!(pushed.exit_code(), 0, "{}", pushed.text());
        place
    }

    /// The schema is made by other means.
    fn empty(model: &Model) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        Self {
            url: runtime.block_on(server::database()),
            runtime,
            folder: Folder::new(),
            model: model.clone(),
        }
    }

    fn sql(&self, sql: &str) {
        self.runtime.block_on(async {
            let mut conn = server::connect(&self.url).await;
            conn.batch_execute(sql).await.unwrap();
        });
    }

    /// The one value of a query.
    fn value(&self, sql: &str) -> String {
        #[derive(diesel::QueryableByName)]
        struct Value {
            #[diesel(sql_type = diesel::sql_types::Text)]
            value: String,
        }
        self.runtime.block_on(async {
            let mut conn = server::connect(&self.url).await;
            let query = diesel::sql_query(format!("SELECT coalesce(({sql})::text, '') AS value"));
            let found: Value = query.get_result(&mut conn).await.unwrap();
            found.value
        })
    }

    fn rows(&self, table: &str) -> String {
        self.value(&format!(
            "SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM {table} AS t"
        ))
    }

    fn count(&self, table: &str) -> String {
        self.value(&format!("SELECT count(*) FROM {table}"))
    }

    fn run(&self, seed: Seed, arguments: &[&str]) -> Outcome {
        let all = [arguments, &["--database-url", &self.url]].concat();
        let directory = self.folder.path().join("migrations");
        let mut model = self.model.clone();
        model.roles.clear();
        output::run(Kit::new(model, directory).seed(seed), &all)
    }

    /// It works.
    fn fills(&self, seed: Seed, arguments: &[&str]) -> Outcome {
        let done = self.run(seed, &[&["seed"], arguments].concat());
        assert_eq!(done.exit_code(), 0, "{}", done.text());
        done
    }

    /// With the tables emptied first.
    fn refills(&self, seed: Seed, arguments: &[&str]) {
        let name = server::name_of(&self.url);
        self.fills(
            seed,
            &[&["--reset", "--database", name], arguments].concat(),
        );
    }

    /// It does not, and these words say why.
    fn refuses(&self, seed: Seed, arguments: &[&str], code: u8, words: &[&str]) {
        let refused = self.run(seed, &[&["seed"], arguments].concat());
        assert_eq!(refused.exit_code(), code, "{}", refused.text());
        for word in words {
            assert!(refused.text().contains(word), "{word}: {}", refused.text());
        }
    }
}

fn table(name: &str) -> Table {
    let id = Column::new("id", "bigint").identity(Identity::always());
    Table::new(name).column(id).primary_key(&["id"])
}

fn refers(name: &str) -> Column {
    Column::new(name, "bigint")
}

fn to(column: &str, table: &str) -> ForeignKey {
    ForeignKey::new(&[column], table, &["id"])
}

/// People, their posts, and the tags of these.
fn blog() -> Model {
    let users = table("users")
        .column(Column::new("name", "text"))
        .column(Column::new("email", "varchar(60)"))
        .column(Column::new("created_at", "timestamptz").default_to("now()"))
        .unique(Unique::new(&["email"]));
    let posts = table("posts")
        .column(refers("author_id"))
        .column(Column::new("title", "varchar(30)"))
        .column(Column::new("body", "text").nullable())
        .column(Column::new("mood", "mood"))
        .column(Column::new("words", "tsvector").generated("to_tsvector('simple', title)"))
        .foreign_key(to("author_id", "users"));
    let tags = table("tags")
        .column(Column::new("name", "text"))
        .unique(Unique::new(&["name"]));
    let post_tags = Table::new("post_tags")
        .column(refers("post_id"))
        .column(refers("tag_id"))
        .primary_key(&["post_id", "tag_id"])
        .foreign_key(to("post_id", "posts"))
        .foreign_key(to("tag_id", "tags"));
    Model::default()
        .enumeration("mood", EnumType::new(&["sad", "ok", "happy"]))
        .table(users)
        .table(posts)
        .table(tags)
        .table(post_tags)
}

const BLOG: [&str; 4] = ["users", "posts", "tags", "post_tags"];

fn dump(place: &Place) -> String {
    let tables = BLOG.map(|table| format!("== {table}\n{}\n", place.rows(table)));
    tables.concat()
}

/// Another process, another day, another machine: the rows are in a file.
#[test]
fn c11_01_c11_09_the_same_number_and_version_make_the_same_rows() {
    let place = Place::new(&blog());
    let seed = || Seed::new().number(7).version(1).count("users", 4);
    place.fills(seed(), &[]);
    let made = dump(&place);
    assert_eq!(made, include_str!("seed/blog.txt"), "{made}");
    place.refills(seed(), &[]);
    assert_eq!(dump(&place), made);
    place.refills(seed(), &["--number", "8"]);
    assert_ne!(dump(&place), made);
}

#[test]
fn c11_01_a_new_table_or_column_changes_no_other_value() {
    let place = Place::new(&blog());
    place.fills(Seed::new(), &[]);
    let made = place.rows("(SELECT id, name, email FROM users)");
    let mut model = blog().table(
        table("audit")
            .column(refers("user_id"))
            .foreign_key(to("user_id", "users")),
    );
    let users = model.tables.get_mut(&"users".into()).unwrap();
    users.columns.insert(1, Column::new("city", "text"));
    let grown = Place::new(&model);
    grown.fills(Seed::new(), &[]);
    assert_eq!(grown.rows("(SELECT id, name, email FROM users)"), made);
}

#[test]
fn c11_04_counts_are_as_asked() {
    let place = Place::new(&blog());
    let seed = Seed::new().others(3).count("users", 20).per(
        "posts.author_id",
        Quantity::weighted([(4, 1..=2), (1, 10..=12)]),
    );
    let done = place.fills(seed.clone(), &[]);
    assert_eq!(
        [
            place.count("users"),
            place.count("tags"),
            place.count("post_tags")
        ],
        ["20", "3", "3"]
    );
    let per = "(SELECT count(*) AS n FROM posts GROUP BY author_id) AS of_one";
    assert_eq!(place.count(per), "20", "everybody has some");
    assert_eq!(
        place.count(&format!("{per} WHERE n BETWEEN 3 AND 9 OR n > 12")),
        "0"
    );
    let many: usize = place
        .count(&format!("{per} WHERE n >= 10"))
        .parse()
        .unwrap();
    assert!((1..12).contains(&many), "{many}");
    let filled: BTreeMap<String, usize> = done.json()["filled"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["table"].as_str().unwrap().to_owned(),
                serde_json::from_value(one["rows"].clone()).unwrap(),
            )
        })
        .collect();
    for table in BLOG {
        assert_eq!(filled[table].to_string(), place.count(table), "{table}");
    }

    place.refills(
        seed.clone(),
        &["--count", "5", "--per", "posts.author_id=2"],
    );
    assert_eq!([place.count("posts"), place.count("tags")], ["40", "5"]);
    place.refills(seed, &["--count", "posts=7"]);
    assert_eq!(
        place.count("posts"),
        "7",
        "the last word is that of the options"
    );
}

#[test]
fn c11_04_tables_without_rows_are_left_alone_and_referred_to() {
    let place = Place::new(&blog());
    place.sql("INSERT INTO users OVERRIDING SYSTEM VALUE VALUES (77, 'Ada', 'ada@example.org')");
    place.fills(Seed::new(), &["--count", "users=0"]);
    assert_eq!(place.count("posts WHERE author_id = 77"), "10");
    let none = Place::new(&blog());
    none.refuses(
        Seed::new(),
        &["--count", "users=0"],
        1,
        &["posts.author_id needs rows of users"],
    );
}

#[test]
fn c11_05_a_generator_is_named_or_follows_from_type_and_name() {
    let place = Place::new(&blog());
    let seed = Seed::new()
        .count("posts", 100)
        .column("posts.title", Generator::one_of(["A\tb\\", "It's \"x\"\n"]))
        .column("posts.body", Generator::paragraph().sometimes(50))
        .column("posts.mood", Generator::weighted([(1, "sad"), (0, "ok")]))
        .column("users.name", Generator::company());
    place.fills(seed, &[]);
    assert_eq!(
        place.count("posts WHERE title NOT IN (E'A\\tb\\\\', E'It''s \"x\"\\n')"),
        "0"
    );
    assert_eq!(place.count("posts WHERE mood <> 'sad'"), "0");
    let null: usize = place.count("posts WHERE body IS NULL").parse().unwrap();
    assert!((25..75).contains(&null), "{null}");
    assert_eq!(
        place.count("users WHERE email ~ '^[a-z.]+\\d+@example.org$'"),
        "10"
    );
}

#[test]
fn c11_06_relations_without_a_foreign_key_can_be_declared() {
    let log = table("log")
        .column(refers("actor_id"))
        .column(refers("reviewer_id").nullable());
    let place = Place::new(&blog().table(log));
    let seed = Seed::new()
        .relation("log.actor_id", "users.id")
        .relation("log.reviewer_id", "users.id")
        .per("log.actor_id", 3);
    place.fills(seed, &[]);
    assert_eq!(place.count("log JOIN users ON users.id = actor_id"), "30");
    assert_eq!(
        place.count("log WHERE reviewer_id NOT IN (SELECT id FROM users)"),
        "0"
    );
}

#[test]
fn c11_08_a_reset_empties_all_tables_of_a_database_for_development_only() {
    let mut model = blog().schema("app", Schema::default());
    model = model.table(
        Table::new("logs")
            .in_schema("app")
            .column(refers("post_id"))
            .primary_key(&["post_id"])
            .foreign_key(to("post_id", "posts")),
    );
    let place = Place::new(&model);
    place.fills(Seed::new(), &[]);
    let (before, name) = (dump(&place), server::name_of(&place.url).to_owned());
    place.refuses(Seed::new(), &[], 1, &["rows in", "posts", "seed --reset"]);
    let unnamed = place.run(Seed::new(), &["seed", "--reset"]);
    assert_eq!(unnamed.exit_code(), 3);
    assert!(
        unnamed
            .text()
            .contains(&format!("seed --reset --database {name}")),
        "{}",
        unnamed.text()
    );
    assert!(
        unnamed.json()["would_empty"]
            .as_array()
            .unwrap()
            .contains(&json!("app.logs"))
    );
    place.refuses(
        Seed::new(),
        &["--reset", "--database", "production"],
        2,
        &[&name, "not production"],
    );
    assert_eq!(dump(&place), before);
    place.refills(Seed::new(), &["--count", "2"]);
    assert_eq!([place.count("users"), place.count("app.logs")], ["2", "2"]);
    place.sql(&format!(
        "ALTER DATABASE {name} SET diesel_kit.development = 'on'"
    ));
    place.fills(Seed::new(), &["--reset", "--count", "app.logs=1"]);
    assert_eq!([place.count("users"), place.count("app.logs")], ["10", "1"]);
}

#[test]
fn c11_09_versions_that_are_not_known_are_refused() {
    let place = Place::new(&blog());
    for version in [0, VERSION + 1] {
        let seed = Seed::new().version(version);
        place.refuses(seed, &[], 2, &[&format!("no version {version}")]);
    }
}

#[test]
fn what_is_not_there_is_refused() {
    let place = Place::new(&blog());
    for (seed, words) in [
        (Seed::new().count("user", 3), "no table user"),
        (
            Seed::new().column("users.nam", Generator::word()),
            "no column users.nam",
        ),
        (
            Seed::new().relation("users.id", "people.id"),
            "no column people.id",
        ),
        (
            Seed::new().per("posts.title", 3),
            "posts.title belongs to no key",
        ),
    ] {
        place.refuses(seed, &[], 2, &[words]);
    }
    let empty = Place::empty(&blog());
    empty.refuses(Seed::new(), &[], 1, &["`migrate` or `push`"]);
    let nothing = Place::new(&Model::default());
    assert_eq!(
        nothing.run(Seed::new(), &["seed"]).json()["state"],
        "no_changes"
    );
}

#[test]
fn simple_checks_are_met_and_others_are_named() {
    let items = table("items")
        .column(Column::new("stars", "integer"))
        .column(Column::new("price", "numeric(8,2)"))
        .column(Column::new("status", "text"))
        .column(Column::new("kind", "text").default_to("'plain'"))
        .column(Column::new("settings", "jsonb").default_to("'{}'"))
        .check("stars_check", "stars BETWEEN 1 AND 5")
        .check("price_check", "price > 0 AND price <= 20")
        .check("status_check", "status IN ('open', 'closed')")
        .check("kind_check", "length(kind) = 5");
    let place = Place::new(&Model::default().table(items.clone()));
    place.fills(Seed::new().count("items", 200), &[]);
    assert_eq!(
        place.count("items WHERE kind = 'plain' AND settings = '{}'"),
        "200"
    );

    let dates = items
        .column(Column::new("starts_on", "date"))
        .column(Column::new("ends_on", "date"))
        .check("dates_check", "ends_on > starts_on");
    let place = Place::new(&Model::default().table(dates));
    place.refuses(
        Seed::new(),
        &[],
        1,
        &[
            "items",
            "dates_check",
            "Seed::column",
            "nothing was changed",
        ],
    );
    assert_eq!(place.count("items"), "0");
    let seed = Seed::new().column("items.ends_on", Generator::pattern("2030-01-1#"));
    place.fills(seed, &[]);
}

#[test]
fn numbers_go_on_behind_the_rows() {
    let steps = SequenceOptions::default()
        .start(1000)
        .increment(-5)
        .min(-1000)
        .max(1000);
    let orders = Table::new("orders")
        .column(Column::new("number", "integer").default_to("nextval('order_numbers')"))
        .column(Column::new("old", "serial"))
        .column(Column::new("ticket", "smallint").identity(Identity::by_default().options(steps)))
        .primary_key(&["number"])
        .unique(Unique::new(&["old"]))
        .unique(Unique::new(&["ticket"]));
    let numbers = Sequence::new(SequenceOptions::default().start(500).increment(10));
    let place = Place::new(
        &Model::default()
            .sequence("order_numbers", numbers)
            .table(orders),
    );
    place.fills(Seed::new(), &[]);
    assert_eq!(
        place.value("SELECT (max(number), max(old), min(ticket)) FROM orders"),
        "(590,10,955)"
    );
    place.sql("INSERT INTO orders DEFAULT VALUES");
    assert_eq!(
        place.value("SELECT (max(number), max(old), min(ticket)) FROM orders"),
        "(600,11,950)"
    );
}
