//! `check`: files, code and a real PostgreSQL agree.

use std::path::Path;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use serde::Serialize;

use crate::branch::Conflict;
use crate::connection::Server;
use crate::error::Error;
use crate::fingerprint::{Fingerprint, Sides};
use crate::generate::{Options, export, plan};
use crate::history::{Folder, History};
use crate::lint::{Severity, lint_sql};
use crate::migrate::state;
use crate::model::Model;
use crate::scratch::{in_scratch, run_script};
use crate::script::{Direction, Migrations, Script};

const TRUTH: Sides = Sides {
    only_first: "in the code, not in the migrations",
    only_second: "in the migrations, not in the code",
    in_first: "in the code",
    in_second: "in the migrations",
};
const DRIFT: Sides = Sides {
    only_first: "in the code, not in the database",
    only_second: "in the database, not in the code",
    in_first: "in the code",
    in_second: "in the database",
};
const BACKWARDS: Sides = Sides {
    only_first: "missing after down.sql",
    only_second: "left over by down.sql",
    in_first: "before",
    in_second: "after down.sql",
};
const AGAIN: Sides = Sides {
    only_first: "missing the second time",
    only_second: "only there the second time",
    in_first: "the first time",
    in_second: "the second time",
};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub kind: FindingKind,
    pub message: String,
    /// Statements that are missing, or what differs, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// The migration files contradict themselves.
    History,
    /// Branches of the history contradict each other.
    Branches,
    /// A migration does harm that nobody has accepted, or cannot work.
    Hazard,
    /// The code has changes that no migration makes.
    Model,
    /// The migrations make another schema than the code describes.
    Truth,
    /// A down-script does not restore what was before.
    Reversal,
    /// A running database has other migrations than the code.
    Migrations,
    /// A running database differs from the code.
    Drift,
}

impl Finding {
    fn new(kind: FindingKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            lines: Vec::new(),
        }
    }

    fn with_lines(mut self, lines: Vec<String>) -> Self {
        self.lines = lines;
        self
    }
}

/// What can be said without a server.
pub fn check_files(directory: &Path, model: &Model) -> Result<Vec<Finding>, Error> {
    let history = History::read(directory)?;
    let problems = history.problems().into_iter();
    let mut findings: Vec<Finding> = problems
        .map(|problem| Finding::new(FindingKind::History, problem))
        .collect();
    for folder in &history.folders {
        findings.extend(hazards(&history, folder));
    }
    match plan(directory, model, &Options::default()) {
        Ok(plan) => {
            let steps: Vec<String> = plan
                .migrations
                .iter()
                .flat_map(|planned| planned.up.iter().map(|step| step.sql.clone()))
                .collect();
            if !steps.is_empty() {
                let message = "the code has changes that no migration makes: run `generate`";
                findings.push(Finding::new(FindingKind::Model, message).with_lines(steps));
            }
        }
        Err(Error::Unanswered { questions, .. }) => {
            let lines = questions.iter().map(crate::Question::sentence).collect();
            let message = "the code has changes that no migration makes, and they raise questions";
            findings.push(Finding::new(FindingKind::Model, message).with_lines(lines));
        }
        Err(Error::Model(problems)) => {
            let message = "the schema in the code is wrong";
            findings.push(Finding::new(FindingKind::Model, message).with_lines(problems));
        }
        Err(Error::Branches(conflicts)) => {
            let message = "branches contradict each other: delete the folders of one of them, and generate \
                           them again on top of the other";
            let lines = conflicts.iter().map(Conflict::to_string).collect();
            findings.push(Finding::new(FindingKind::Branches, message).with_lines(lines));
        }
        Err(error) => findings.push(Finding::new(FindingKind::History, error.to_string())),
    }
    Ok(findings)
}

/// What `lint` does not let pass.
fn hazards(history: &History, folder: &Folder) -> impl Iterator<Item = Finding> {
    let findings = lint_sql(history, folder).into_iter();
    let errors = findings.filter(|finding| finding.severity == Severity::Error);
    errors.map(|error| {
        let statement = error.statement.iter().cloned();
        Finding::new(FindingKind::Hazard, error.sentence())
            .with_lines(statement.chain([error.advice]).collect())
    })
}

/// Replays the migrations in a scratch database on the server, forwards, backwards and forwards
/// again, and compares with what the code describes. `reversals` limits how many are taken back.
pub async fn check_server(
    url: &str,
    migrations: &Migrations,
    model: &Model,
    reversals: Option<usize>,
) -> Result<Vec<Finding>, Error> {
    let wanted = wanted(url, model).await;
    in_scratch(url, async |conn| {
        let mut replay = Replay {
            conn,
            findings: Vec::new(),
        };
        replay.run(migrations.scripts(), wanted, reversals).await?;
        Ok(replay.findings)
    })
    .await
}

/// What PostgreSQL makes of the schema in the code.
async fn wanted(url: &str, model: &Model) -> Result<Fingerprint, Error> {
    let sql = export(model)?;
    in_scratch(url, async |conn| {
        let context = "building the schema that the code describes";
        conn.batch_execute(&sql)
            .await
            .map_err(Error::database(context))?;
        Fingerprint::of(conn).await
    })
    .await
}

/// Compares a running database, which is only read, with the code. The schema of the code is built in
/// a scratch database on the server.
pub async fn check_live(
    live: &str,
    server: &str,
    migrations: &Migrations,
    model: &Model,
) -> Result<Vec<Finding>, Error> {
    let mut conn = Server::new(live)?.connect().await?;
    // The role may be able to write; nothing here shall.
    conn.batch_execute("SET default_transaction_read_only = on")
        .await
        .map_err(Error::database("making the connection read-only"))?;
    let mut reached = Fingerprint::of(&mut conn).await?;
    // A role that may read nothing but the catalog cannot know which migrations were applied.
    let state = state(&mut conn, migrations).await.unwrap_or_default();
    drop(conn);
    let wanted = wanted(server, model).await?;
    if !wanted.has_privileges() {
        // A project that declares none leaves them to those who run the database.
        reached.forget_privileges();
    }
    let mut findings = Vec::new();
    for (versions, message) in [
        (state.pending, "the database does not have all migrations"),
        (
            state.unknown,
            "the database has migrations that are not here",
        ),
        (
            state.edited,
            "migrations were edited after they had been applied",
        ),
    ] {
        if !versions.is_empty() {
            findings.push(Finding::new(FindingKind::Migrations, message).with_lines(versions));
        }
    }
    let lines = wanted.in_words(&reached, DRIFT);
    if !lines.is_empty() {
        let message = "the database differs from the code";
        findings.push(Finding::new(FindingKind::Drift, message).with_lines(lines));
    }
    Ok(findings)
}

struct Replay<'a> {
    conn: &'a mut AsyncPgConnection,
    findings: Vec<Finding>,
}

impl Replay<'_> {
    async fn run(
        &mut self,
        scripts: &[Script],
        wanted: Result<Fingerprint, Error>,
        reversals: Option<usize>,
    ) -> Result<(), Error> {
        let Some(states) = self.forwards(scripts).await? else {
            return Ok(());
        };
        match (wanted, states.last()) {
            (Ok(wanted), Some(reached)) => self.compare_with_code(&wanted, reached),
            (Ok(_), None) => {}
            (Err(error), _) => {
                self.findings
                    .push(Finding::new(FindingKind::Model, error.to_string()));
            }
        }
        let skipped = scripts.len() - reversals.unwrap_or(scripts.len()).min(scripts.len());
        self.backwards_and_forwards(scripts, &states, skipped).await
    }

    /// The state before each migration and at the end; nothing if one of them fails.
    async fn forwards(&mut self, scripts: &[Script]) -> Result<Option<Vec<Fingerprint>>, Error> {
        let mut states = vec![Fingerprint::of(self.conn).await?];
        for script in scripts {
            if let Err(error) = run_script(self.conn, script, Direction::Up).await {
                self.findings
                    .push(Finding::new(FindingKind::Truth, error.to_string()));
                return Ok(None);
            }
            states.push(Fingerprint::of(self.conn).await?);
        }
        Ok(Some(states))
    }

    fn compare_with_code(&mut self, wanted: &Fingerprint, reached: &Fingerprint) {
        let lines = wanted.in_words(reached, TRUTH);
        if !lines.is_empty() {
            let message = "the migrations make another schema than the code describes";
            self.findings
                .push(Finding::new(FindingKind::Truth, message).with_lines(lines));
        }
    }

    async fn backwards_and_forwards(
        &mut self,
        scripts: &[Script],
        states: &[Fingerprint],
        skipped: usize,
    ) -> Result<(), Error> {
        for (script, before) in scripts.iter().zip(states).skip(skipped).rev() {
            if !self.step(script, Direction::Down, before).await? {
                return Ok(());
            }
        }
        for (script, after) in scripts.iter().zip(states.iter().skip(1)).skip(skipped) {
            if !self.step(script, Direction::Up, after).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Runs one script and compares. After a failure the rest would only repeat it.
    async fn step(
        &mut self,
        script: &Script,
        direction: Direction,
        expected: &Fingerprint,
    ) -> Result<bool, Error> {
        if let Err(error) = run_script(self.conn, script, direction).await {
            self.findings
                .push(Finding::new(FindingKind::Reversal, error.to_string()));
            return Ok(false);
        }
        let (sides, message) = match direction {
            Direction::Down => (BACKWARDS, "down.sql does not restore what was before"),
            Direction::Up => (AGAIN, "up.sql does something else the second time"),
        };
        let lines = expected.in_words(&Fingerprint::of(self.conn).await?, sides);
        if lines.is_empty() {
            return Ok(true);
        }
        let message = format!("{}/{message}", script.name());
        self.findings
            .push(Finding::new(FindingKind::Reversal, message).with_lines(lines));
        Ok(false)
    }
}
