//! `pull`: databases as they are found become entities that compile, and then there is nothing to do.

/// What `pull` has written, as it is.
#[rustfmt::skip]
#[expect(
    dead_code,
    unreachable_pub,
    clippy::duplicated_attributes,
    clippy::struct_field_names,
    reason = "written for a library of one's own, where everything is used"
)]
#[path = "pull"]
mod pulled {
    pub(super) mod blog;
    pub(super) mod cycles;
    pub(super) mod diesel_project;
    pub(super) mod every_type;
    pub(super) mod odds_and_ends;
    pub(super) mod partitions;
    pub(super) mod quoted;
    pub(super) mod shop;
    pub(super) mod sixty;
    pub(super) mod tenants;
}

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use diesel_async::SimpleAsyncConnection;
use diesel_kit::cli::{Kit, Outcome};
use diesel_kit::model::Model;
use serde_json::Value;

use crate::folder::Folder;
use crate::{output, server};

/// A database, as SQL makes it, and the schema of its entities.
struct Found {
    name: &'static str,
    sql: String,
    schema: fn() -> Model,
}

macro_rules! found {
    ($($name:ident),*) => {
        vec![$(Found {
            name: stringify!($name),
            sql: include_str!(concat!("pull/", stringify!($name), ".sql")).to_owned(),
            schema: pulled::$name::schema,
        }),*]
    };
}

fn databases() -> Vec<Found> {
    let mut databases = found![
        blog,
        cycles,
        diesel_project,
        every_type,
        odds_and_ends,
        partitions,
        quoted,
        shop,
        tenants
    ];
    databases.push(Found {
        name: "sixty",
        sql: sixty_tables(),
        schema: pulled::sixty::schema,
    });
    databases
}

/// The names of the databases, and the SQL that makes them.
pub(crate) fn sources() -> Vec<(&'static str, String)> {
    let databases = databases().into_iter();
    databases.map(|found| (found.name, found.sql)).collect()
}

/// Sixty tables in five groups of related ones.
fn sixty_tables() -> String {
    let mut sql = String::new();
    for number in 0..60 {
        let reference = match number % 12 {
            0 => String::new(),
            _ => format!(" REFERENCES table_{} ON DELETE CASCADE", number - 1),
        };
        write!(
            sql,
            "CREATE TABLE table_{number} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
             name text NOT NULL UNIQUE, parent_id bigint{reference}, amount numeric(10, 2) NOT NULL DEFAULT 0, \
             made_at timestamptz NOT NULL DEFAULT now(), CHECK (amount >= 0));\
             CREATE INDEX table_{number}_parent_idx ON table_{number} (parent_id, made_at DESC);"
        )
        .unwrap();
    }
    sql
}

/// A project around a database that was found.
struct Project {
    name: &'static str,
    folder: Folder,
    url: String,
}

impl Project {
    async fn of(name: &'static str, sql: &str) -> Self {
        let url = server::database().await;
        let mut conn = server::connect(&url).await;
        conn.batch_execute(sql).await.unwrap();
        Self {
            name,
            folder: Folder::new(),
            url,
        }
    }

    fn entities(&self) -> PathBuf {
        self.folder.path().join("src/schema")
    }

    fn migrations(&self) -> PathBuf {
        self.folder.path().join("migrations")
    }

    fn run(&self, model: Model, arguments: &[&str]) -> Outcome {
        let all = [arguments, &["--database-url", &self.url]].concat();
        output::run(Kit::new(model, self.migrations()), &all)
    }

    fn pull(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(Model::default(), &[&["pull"], arguments].concat());
        assert_eq!(outcome.exit_code(), 0, "{}: {}", self.name, outcome.text());
        outcome
    }
}

/// The entities are compiled into this program. `DIESEL_KIT_BLESS=1` writes them anew.
#[test]
fn what_is_pulled_is_what_is_compiled_and_leaves_nothing_to_do() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut failures = Vec::new();
    for Found { name, sql, schema } in databases() {
        let project = runtime.block_on(Project::of(name, &sql));
        project.pull(&["--init"]);
        let difference = compare(&project.entities(), &stored(name));
        failures.extend(difference.map(|file| format!("{name}: {file} is another")));
        failures.extend(leaves_nothing(&project, &schema()).map(|what| format!("{name}: {what}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn leaves_nothing(project: &Project, model: &Model) -> Option<String> {
    for (arguments, state) in [
        (&["generate"][..], "no_changes"),
        (&["check"], "ok"),
        (&["check", "--live", &project.url], "ok"),
        (&["migrate"], "no_changes"),
    ] {
        let outcome = project.run(model.clone(), arguments);
        if outcome.json()["state"] != state {
            return Some(format!("{}: {}", arguments[0], outcome.json()));
        }
    }
    None
}

/// Where the entities of a database are kept.
fn stored(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/pull")
        .join(name)
}

/// A file that is not as it is kept.
fn compare(written: &Path, kept: &Path) -> Option<String> {
    if std::env::var_os("DIESEL_KIT_BLESS").is_some() {
        drop(std::fs::remove_dir_all(kept));
        std::fs::create_dir(kept).unwrap();
        for (name, text) in files(written) {
            std::fs::write(kept.join(name), text).unwrap();
        }
    }
    let (written, kept) = (files(written), files(kept));
    let mut names = written.keys().chain(kept.keys());
    let other = names.find(|name| written.get(*name) != kept.get(*name));
    other.cloned()
}

fn files(directory: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn a_second_pull_writes_nothing_and_notes_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sql = include_str!("pull/cycles.sql");
    let project = runtime.block_on(Project::of("cycles", sql));
    let first = project.pull(&["--init"]).json();
    let written = first["written"].as_array().unwrap();
    assert!(
        written
            .iter()
            .all(|path| Path::new(path.as_str().unwrap()).exists())
    );
    assert!(first["baseline"].as_str().unwrap().ends_with("_baseline"));
    assert!(first["noted"].as_str().unwrap().ends_with("_baseline"));
    let second = project.pull(&["--init"]).json();
    assert_eq!(second["state"], "no_changes", "{second}");

    let changed = project.entities().join("cities_table.rs");
    std::fs::write(&changed, "// mine").unwrap();
    let refused = project.run(Model::default(), &["pull"]);
    assert_eq!(refused.exit_code(), 2);
    assert!(
        refused
            .text()
            .contains("cities_table.rs; nothing was written")
    );
    assert_eq!(std::fs::read_to_string(&changed).unwrap(), "// mine");
    let again = project.pull(&["--overwrite"]).json();
    assert_eq!(again["written"].as_array().map(Vec::len), Some(1));
    assert_eq!(again["baseline"], Value::Null);
}

#[test]
fn old_migrations_of_diesel_are_replaced_by_the_baseline() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sql = include_str!("pull/diesel_project.sql");
    let project = runtime.block_on(Project::of("diesel_project", sql));
    let old = project.migrations().join("2024-01-01-120000_users");
    std::fs::create_dir_all(&old).unwrap();
    std::fs::write(old.join("up.sql"), "SELECT 1;").unwrap();
    let refused = project.run(Model::default(), &["pull"]);
    assert_eq!(refused.exit_code(), 2);
    assert!(refused.text().contains("move the old migrations away"));
    assert!(!project.entities().exists());
    std::fs::remove_dir_all(&old).unwrap();
    let pulled = project.pull(&["--init"]);
    assert_eq!(pulled.json()["warnings"].as_array().map(Vec::len), Some(2));
    let status = project.run(Model::default(), &["status"]).json();
    assert_eq!(status["applied"].as_array().map(Vec::len), Some(1));
    assert_eq!(status["unknown"], serde_json::json!([]));
}

#[test]
fn filters_choose_what_is_pulled() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sql = include_str!("pull/shop.sql");
    let project = runtime.block_on(Project::of("shop", sql));
    project.pull(&["--schema", "public", "--extension", "!hstore"]);
    let module = std::fs::read_to_string(project.entities().join("mod.rs")).unwrap();
    for (word, is_there) in [
        ("customers => Customer", true),
        ("citext", true),
        ("sales", false),
        ("items", false),
    ] {
        assert_eq!(module.contains(word), is_there, "{word}: {module}");
    }
}
