//! `diesel_cli` beside us: it applies what `generate` wrote, and prints the tables that are derived.

use std::path::PathBuf;

use diesel_async::SimpleAsyncConnection;
use diesel_kit::Fingerprint;
use diesel_kit::cli::{Kit, answer};
use diesel_kit::migrate::{Options, migrate};
use diesel_kit::model::{Action, Column, EnumType, ForeignKey, Index, Model, Table};
use diesel_kit::{Migrations, Script};

use crate::folder::Folder;
use crate::print_schema::{Lines, compiled, difference, printed, program, run};
use crate::{example, server};

/// A project as `diesel_cli` knows it: `diesel.toml` and a folder of migrations.
struct Project {
    folder: Folder,
    diesel: PathBuf,
    url: String,
}

impl Project {
    /// None where `diesel_cli` is missing.
    async fn new() -> Option<Self> {
        let diesel = program()?;
        let folder = Folder::new();
        let settings = "[migrations_directory]\ndir = \"migrations\"\n";
        std::fs::write(folder.path().join("diesel.toml"), settings).unwrap();
        let url = server::database().await;
        Some(Self {
            folder,
            diesel,
            url,
        })
    }

    fn migrations(&self) -> PathBuf {
        self.folder.path().join("migrations")
    }

    fn generate(&self, model: Model) {
        let kit = Kit::new(model, self.migrations());
        let outcome = answer(kit, ["db", "generate"]).unwrap();
        assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    }

    /// What `diesel_cli` prints for these arguments.
    fn diesel(&self, arguments: &[&str]) -> String {
        run(&self.diesel, self.folder.path(), &self.url, arguments)
    }

    /// Each migration with whether `diesel_cli` takes it for applied.
    fn list(&self) -> Vec<(bool, String)> {
        let text = self.diesel(&["migration", "list"]);
        let lines = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix('['));
        let entries = lines.filter_map(|line| line.split_once("] "));
        entries
            .map(|(mark, name)| (mark == "X", name.trim().to_owned()))
            .collect()
    }

    async fn fingerprint(&self) -> Fingerprint {
        let mut conn = server::connect(&self.url).await;
        Fingerprint::of(&mut conn).await.unwrap()
    }

    async fn execute(&self, sql: &str) {
        server::connect(&self.url)
            .await
            .batch_execute(sql)
            .await
            .unwrap();
    }

    fn printed(&self) -> Lines {
        printed(&self.diesel(&["print-schema"]))
    }
}

fn before() -> Model {
    let users = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text").nullable())
        .primary_key(&["id"]);
    let notes = Table::new("notes")
        .column(Column::new("id", "bigint"))
        .column(Column::new("user_id", "bigint").nullable())
        .column(Column::new("state", "state"))
        .primary_key(&["id"]);
    Model::default()
        .enumeration("state", EnumType::new(&["open", "done"]))
        .table(users)
        .table(notes)
}

/// Asks for a migration of every kind: a label first, validation afterwards, and indexes by themselves.
fn after() -> Model {
    let users = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text"))
        .primary_key(&["id"])
        .index(Index::new("users_email_idx", "lower(email)"));
    let key = ForeignKey::new(&["user_id"], "users", &["id"]).on_delete(Action::Cascade);
    let notes = Table::new("notes")
        .column(Column::new("id", "bigint"))
        .column(Column::new("user_id", "bigint").nullable())
        .column(Column::new("state", "state").default_to("'new'"))
        .primary_key(&["id"])
        .foreign_key(key)
        .index(Index::new("notes_user_id_idx", "user_id"));
    let state = EnumType::new(&["new", "open", "done"]);
    Model::default()
        .enumeration("state", state)
        .table(users)
        .table(notes)
}

#[tokio::test(flavor = "multi_thread")]
async fn diesel_cli_applies_and_takes_back_what_generate_wrote() {
    let Some(project) = Project::new().await else {
        return;
    };
    project.generate(before());
    project.generate(after());
    let migrations = Migrations::read(&project.migrations()).unwrap();
    let kinds = migrations.scripts().iter().map(Script::in_transaction);
    assert!(kinds.clone().any(|kind| kind) && kinds.clone().filter(|kind| !kind).count() >= 2);
    let names: Vec<&str> = migrations.scripts().iter().map(Script::name).collect();
    let list = |applied: bool| -> Vec<(bool, String)> {
        names
            .iter()
            .map(|name| (applied, (*name).to_owned()))
            .collect()
    };
    let ours = server::database().await;
    migrate(&ours, &migrations, &Options::default())
        .await
        .unwrap();
    let goal = Fingerprint::of(&mut server::connect(&ours).await)
        .await
        .unwrap();
    let empty = project.fingerprint().await;

    assert_eq!(project.list(), list(false));
    project.diesel(&["migration", "run"]);
    assert_eq!(project.list(), list(true));
    assert!(goal.difference(&project.fingerprint().await).is_empty());
    project
        .execute("INSERT INTO users VALUES (1, 'ada@example.org')")
        .await;

    project.diesel(&["migration", "redo"]);
    assert!(goal.difference(&project.fingerprint().await).is_empty());
    project.diesel(&["migration", "redo", "--all"]);
    assert!(goal.difference(&project.fingerprint().await).is_empty());
    project.diesel(&["migration", "revert"]);
    assert_eq!(
        project
            .list()
            .iter()
            .filter(|(applied, _)| !applied)
            .count(),
        1
    );

    // Either program goes on where the other one stopped.
    let rest = migrate(&project.url, &migrations, &Options::default())
        .await
        .unwrap();
    assert_eq!((rest.applied.len(), rest.warnings.len()), (1, 0));
    assert_eq!(project.list(), list(true));
    project.diesel(&["migration", "revert", "--all"]);
    assert_eq!(project.list(), list(false));
    let left = empty.difference(&project.fingerprint().await);
    assert!(left.is_empty(), "{left:#?}");
}

fn derived() -> Lines {
    use crate::example::{measures, people, places, visits};
    compiled!(measures, people, places, visits; visits -> people, visits -> places, people -> places)
}

#[tokio::test(flavor = "multi_thread")]
async fn diesel_cli_prints_the_tables_that_are_derived() {
    let Some(project) = Project::new().await else {
        return;
    };
    project.generate(example::schema());
    project.diesel(&["migration", "run"]);
    assert_eq!(
        difference(&derived(), &project.printed()),
        // `people` refers to `places` twice and back once. diesel_cli leaves out what is ambiguous;
        // the derive takes the first key that is not declared as `no_join`.
        ["- people joins places by home_id"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_table_than_the_derived_one_is_noticed() {
    let Some(project) = Project::new().await else {
        return;
    };
    project.generate(example::schema());
    project.diesel(&["migration", "run"]);
    let derived = derived();
    let mut known = project.printed();
    for (sql, expected) in [
        (
            "ALTER TABLE people ALTER name DROP NOT NULL",
            &["- people.name Text", "+ people.name Text or null"][..],
        ),
        (
            "ALTER TABLE people ALTER last_mood TYPE text",
            &[
                "- people.last_mood mood or null",
                "+ people.last_mood Text or null",
            ],
        ),
        (
            "ALTER TABLE places ADD extra inet",
            &["+ places.extra Inet or null"],
        ),
        (
            "ALTER TABLE visits DROP CONSTRAINT visits_place_id_fkey",
            &["- visits joins places by place_id"],
        ),
        (
            "ALTER TABLE measures DROP CONSTRAINT measures_pkey, ADD PRIMARY KEY (id, small)",
            &["+ measures.small is key"],
        ),
        (
            "ALTER TABLE measures ALTER double TYPE numeric",
            &["- measures.double Double", "+ measures.double Numeric"],
        ),
    ] {
        project.execute(sql).await;
        let printed = project.printed();
        assert_eq!(difference(&known, &printed), expected, "{sql}");
        let unexpected = difference(&derived, &printed);
        assert!(
            expected
                .iter()
                .all(|line| unexpected.iter().any(|found| found == line)),
            "{sql}"
        );
        known = printed;
    }
}
