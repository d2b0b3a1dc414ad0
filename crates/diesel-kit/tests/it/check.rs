//! `check`: files that contradict each other, migrations that do something else than the code says,
//! and running databases that were changed by hand.

use std::path::Path;

use diesel_async::SimpleAsyncConnection;
use diesel_kit::Fingerprint;
use diesel_kit::cli::{Kit, Outcome};
use diesel_kit::model::{Column, EnumType, Index, Model, Table};
use serde_json::Value;

use crate::folder::Folder;
use crate::process::command;
use crate::{output, server};

fn users() -> Model {
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text").default_to("''"))
        .primary_key(&["id"])
        .check("users_email_check", "email <> 'nobody'")
        .index(Index::new("users_email_idx", "email"));
    Model::default().table(table)
}

fn run(model: Model, directory: &Path, arguments: &[&str]) -> Outcome {
    output::run(Kit::new(model, directory), arguments)
}

fn generated(model: Model) -> Folder {
    let folder = Folder::new();
    run(model, folder.path(), &["generate", "users"]);
    folder
}

fn check(folder: &Folder) -> Outcome {
    let url = server::admin_url();
    run(users(), folder.path(), &["check", "--database-url", url])
}

/// Of the findings of one kind: messages and lines.
fn found(outcome: &Outcome, kind: &str) -> Vec<String> {
    let json = outcome.json();
    let findings = json
        .get("findings")
        .and_then(Value::as_array)
        .unwrap()
        .iter();
    let of_kind = findings.filter(|finding| finding.get("kind").unwrap() == kind);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    of_kind
        .flat_map(|finding| {
            let lines = finding.get("lines").and_then(Value::as_array).cloned();
            let lines = lines.unwrap_or_default();
            [finding.get("message").unwrap()]
                .into_iter()
                .chain(&lines)
                .map(text)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What is done to a folder and the migration in it.
type Spoil = fn(&Folder, &str);

#[test]
fn files_that_contradict_each_other() {
    let cases: [(Spoil, &str); 7] = [
        (
            |folder, name| folder.write(name, "up.sql", "SELECT 1;\n"),
            "up.sql was edited after it was generated",
        ),
        (
            |folder, name| remove(folder, name, "up.sql"),
            "up.sql is missing",
        ),
        (
            |folder, name| remove(folder, name, "down.sql"),
            "down.sql is missing",
        ),
        (
            |folder, name| remove(folder, name, "metadata.toml"),
            "run_in_transaction",
        ),
        (
            |folder, name| folder.write(name, "metadata.toml", "# nothing\n"),
            "run_in_transaction",
        ),
        (
            |folder, name| {
                let (version, _) = name.split_once('_').unwrap();
                folder.migration(&format!("{version}_twin"), ("SELECT 1", "SELECT 1"), true);
            },
            "have the same version",
        ),
        (
            |folder, name| {
                let text = folder.read(name, "snapshot.json");
                let mut json: Value = serde_json::from_str(&text).unwrap();
                json["prev"] = serde_json::json!(["somewhere"]);
                folder.write(name, "snapshot.json", &json.to_string());
            },
            "builds on the snapshot somewhere, which is not here",
        ),
    ];
    for (spoil, message) in cases {
        let folder = generated(users());
        assert_eq!(
            run(users(), folder.path(), &["check", "--offline"]).exit_code(),
            0
        );
        let name = folder.names().remove(0);
        spoil(&folder, &name);
        let outcome = run(users(), folder.path(), &["check", "--offline"]);
        assert_eq!(outcome.exit_code(), 1);
        let history = found(&outcome, "history");
        let told = history
            .iter()
            .any(|line| line.contains(message) && line.contains(&name));
        assert!(told, "{message:?} is not in {history:?}");
    }
}

fn remove(folder: &Folder, name: &str, file: &str) {
    std::fs::remove_file(folder.path().join(name).join(file)).unwrap();
}

/// Replaces a text in a script, and accepts that.
fn edit(folder: &Folder, file: &str, from: &str, to: &str) {
    let name = folder.names().remove(0);
    let text = folder.read(&name, file);
    assert!(text.contains(from), "{text}");
    folder.write(&name, file, &text.replacen(from, to, 1));
    run(users(), folder.path(), &["generate", "--rehash"]);
}

#[test]
fn migrations_that_do_something_else_than_the_code_says() {
    let folder = generated(users());
    assert_eq!(check(&folder).exit_code(), 0, "{}", check(&folder).text());
    edit(
        &folder,
        "up.sql",
        "CREATE INDEX users_email_idx ON users (email)",
        "CREATE TABLE audit (at date)",
    );
    edit(&folder, "up.sql", "DEFAULT ''", "DEFAULT 'x'");
    edit(
        &folder,
        "down.sql",
        "DROP TABLE users",
        "DROP TABLE users; DROP TABLE audit",
    );
    let outcome = check(&folder);
    assert_eq!(
        found(&outcome, "truth"),
        [
            "the migrations make another schema than the code describes",
            "table audit: in the migrations, not in the code",
            "column email on users: text not null default ''::text in the code, \
             text not null default 'x'::text in the migrations",
            "index users_email_idx on users: in the code, not in the migrations",
        ]
    );
    assert_eq!(found(&outcome, "reversal"), Vec::<String>::new());
    assert_eq!(outcome.exit_code(), 1);
}

#[test]
fn a_down_that_does_not_restore() {
    let folder = generated(users());
    let name = folder.names().remove(0);
    edit(
        &folder,
        "down.sql",
        "DROP TABLE users",
        "ALTER TABLE users DROP COLUMN email",
    );
    let outcome = check(&folder);
    let message = format!("{name}/down.sql does not restore what was before");
    assert_eq!(
        found(&outcome, "reversal"),
        [message.as_str(), "table users: left over by down.sql"]
    );
    edit(
        &folder,
        "down.sql",
        "ALTER TABLE users DROP COLUMN email",
        "DROP TABLE nothing",
    );
    let outcome = check(&folder);
    let [message] = found(&outcome, "reversal").try_into().unwrap();
    assert!(
        message.contains("down.sql") && message.contains("\"nothing\" does not exist"),
        "{message}"
    );
}

fn scratch_databases() -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let sql = "SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'diesel\\_kit\\_%'";
    block_on(async {
        let mut conn = server::connect(server::admin_url()).await;
        let rows = diesel_async::RunQueryDsl::load(diesel::sql_query(sql), &mut conn).await;
        rows.unwrap()
            .into_iter()
            .map(|row: Name| row.name)
            .collect()
    })
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

/// After findings and errors nothing is left; what a killed check has left goes with the next one.
#[test]
fn scratch_databases_are_removed() {
    if std::env::var_os("DIESEL_KIT_TEST_URL").is_some() {
        return; // Other tests may be checking there at the same time.
    }
    let folder = Folder::new();
    folder.migration(
        "2026-01-01-000000_wrong",
        ("SELECT nothing", "SELECT 1"),
        true,
    );
    let outcome = check(&folder);
    assert_eq!(outcome.exit_code(), 1);
    assert_eq!(scratch_databases(), Vec::<String>::new());

    folder.migration(
        "2026-01-01-000000_wrong",
        ("SELECT pg_sleep(600)", "SELECT 1"),
        true,
    );
    let arguments = ["check", "--database-url", server::admin_url()];
    let mut child = command(folder.path(), &arguments).spawn().unwrap();
    let sleeping =
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep') AS holds";
    let gone = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname LIKE 'diesel\\_kit\\_%') AS holds";
    block_on(async {
        let mut admin = server::connect(server::admin_url()).await;
        server::wait_until(&mut admin, sleeping).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let stop =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        admin.batch_execute(stop).await.unwrap();
        server::wait_until(&mut admin, gone).await;
    });
    assert_eq!(scratch_databases().len(), 1);
    folder.migration("2026-01-01-000000_wrong", ("SELECT 1", "SELECT 1"), true);
    check(&folder);
    assert_eq!(scratch_databases(), Vec::<String>::new());
}

/// A scratch database in use by another check is not taken away from it.
#[test]
fn a_check_does_not_disturb_another() {
    let folder = generated(users());
    let children: Vec<_> = (0..4)
        .map(|_| {
            let arguments = ["check", "--database-url", server::admin_url()];
            command(folder.path(), &arguments).spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        // These processes know no table: every one of them gets to that.
        assert!(
            said.contains("table users: in the migrations, not in the code"),
            "{said}"
        );
    }
}

fn execute(url: &str, sql: &str) {
    block_on(async {
        let mut conn = server::connect(url).await;
        conn.batch_execute(sql).await.unwrap();
    });
}

/// A database with all migrations, and the same as a role that may only read it.
fn running(folder: &Folder) -> (String, String) {
    let url = block_on(server::database());
    let migrated = run(users(), folder.path(), &["migrate", "--database-url", &url]);
    assert_eq!(migrated.exit_code(), 0, "{}", migrated.text());
    let reader = format!("reader_{}", server::name_of(&url));
    execute(
        &url,
        &format!(
            "CREATE ROLE {reader} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"
        ),
    );
    let as_reader = server::as_role(&url, &reader);
    (url, as_reader)
}

fn live(model: Model, folder: &Folder, url: &str) -> Outcome {
    let server = server::admin_url();
    run(
        model,
        folder.path(),
        &["check", "--live", url, "--database-url", server],
    )
}

#[test]
fn a_running_database_that_was_changed_by_hand() {
    let folder = generated(users());
    let (url, reader) = running(&folder);
    let untouched = live(users(), &folder, &reader);
    assert_eq!(untouched.text(), "database and code agree");
    assert_eq!(untouched.exit_code(), 0);
    execute(
        &url,
        "CREATE INDEX by_hand ON users (id); ALTER TABLE users ALTER email DROP DEFAULT; \
         ALTER TABLE users DROP CONSTRAINT users_email_check; ALTER TABLE users ADD age integer; \
         ALTER TABLE users ADD CHECK (age > 0); CREATE POLICY mine ON users; ALTER TABLE users ENABLE ROW LEVEL SECURITY; \
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
         CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f(); \
         CREATE TABLE audit (id bigint PRIMARY KEY); COMMENT ON TABLE users IS 'people'; \
         CREATE VIEW v AS SELECT id FROM users; COMMENT ON COLUMN audit.id IS 'not told'",
    );
    let before = block_on(async {
        Fingerprint::of(&mut server::connect(&url).await)
            .await
            .unwrap()
    });
    let outcome = live(users(), &folder, &reader);
    assert_eq!(outcome.exit_code(), 1);
    assert_eq!(
        found(&outcome, "drift"),
        [
            "the database differs from the code",
            "table audit: in the database, not in the code",
            "function f(): in the database, not in the code",
            "column age on users: in the database, not in the code",
            "column email on users: text not null default ''::text in the code, text not null in the database",
            "comment on table users: in the database, not in the code",
            "constraint users_age_check on users: in the database, not in the code",
            "constraint users_email_check on users: in the code, not in the database",
            "index by_hand on users: in the database, not in the code",
            "policy mine on users: in the database, not in the code",
            "table users: plain in the code, row level security in the database",
            "trigger t on users: in the database, not in the code",
            "view v: in the database, not in the code",
        ]
    );
    let after = block_on(async {
        Fingerprint::of(&mut server::connect(&url).await)
            .await
            .unwrap()
    });
    assert_eq!(before, after);
}

/// Migrations that are missing there are named; so are enums with other values.
#[test]
fn a_running_database_that_is_behind() {
    let folder = generated(users());
    let (_, reader) = running(&folder);
    let grown = users().enumeration("mood", EnumType::new(&["sad", "happy"]));
    run(grown.clone(), folder.path(), &["generate", "moods"]);
    let outcome = live(grown, &folder, &reader);
    let version = folder.names().remove(1).replace('-', "");
    let (version, _) = version.split_once('_').unwrap();
    assert_eq!(
        found(&outcome, "migrations"),
        ["the database does not have all migrations", version]
    );
    assert_eq!(
        found(&outcome, "drift"),
        [
            "the database differs from the code",
            "enum mood: in the code, not in the database"
        ]
    );
}

/// Without another server the scratch database is made beside the running one.
#[test]
fn a_running_database_is_its_own_server_for_lack_of_another() {
    let folder = generated(users());
    let (url, reader) = running(&folder);
    let beside = |url: &str| {
        let output = command(folder.path(), &["check", "--live", url])
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, said) = beside(&url);
    // That process knows no table.
    assert!(
        said.contains("table users: in the database, not in the code"),
        "{said}"
    );
    assert_eq!(code, Some(1));
    let (code, said) = beside(&reader);
    assert!(
        said.contains("making a scratch database") && said.contains("permission denied"),
        "{said}"
    );
    assert_eq!(code, Some(1));
}
