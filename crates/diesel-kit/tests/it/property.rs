//! Every change of a schema, on a real PostgreSQL: up reaches the goal, down comes back, rows stay.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::{Options, Planned, between, export};
use diesel_kit::model::Model;
use diesel_kit::{Answers, Fingerprint, Hazard, Rollout, Step, Style, diff};

use crate::cases::{Case, all};
use crate::server;
use crate::shares::work_on;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_reaches_its_goal_and_comes_back() {
    work_on(all(), work).await;
}

/// Plays the cases one after the other in one database.
async fn work(cases: Vec<Case>) -> Vec<String> {
    server::tablespaces().await;
    let url = server::database().await;
    let mut conn = server::connect(&url).await;
    let mut failures = Vec::new();
    for case in cases {
        for rollout in [Rollout::Online, Rollout::OneStep] {
            if let Err(message) = play(&mut conn, &case, rollout).await {
                failures.push(format!("{} ({rollout:?}): {message}", case.name));
            }
        }
    }
    failures
}

pub(crate) type Checked = Result<(), String>;

async fn play(conn: &mut AsyncPgConnection, case: &Case, rollout: Rollout) -> Checked {
    nothing_to_do(&case.from)?;
    let goals = goals(conn, case).await?;

    reset(conn, case).await?;
    run(conn, &export(&case.from).map_err(text)?, true).await?;
    for row in &case.rows {
        run(conn, row, true).await?;
    }
    let mut states = vec![fingerprint(conn).await?];
    let mut planned = Vec::new();
    let mut base = &case.from;
    let mut obstacle = Obstacle(&case.up_after);
    for (at, (to, goal)) in goals.into_iter().enumerate() {
        let migrations = plan(case, base, to, at == 0, rollout)?;
        for migration in &migrations {
            one_statement_alone(migration)?;
            let before = states.last().unwrap();
            let sql = migration.up_sql();
            obstacle
                .run(conn, &sql, migration.in_transaction, before)
                .await?;
            states.push(fingerprint(conn).await?);
        }
        equal("up does not reach the goal", &goal, states.last().unwrap())?;
        planned.extend(migrations);
        base = to;
    }
    obstacle.was_met()?;
    hazards_are_told(case, &planned)?;
    says(case, rollout, &planned)?;
    holds(conn, &case.after, "after up").await?;
    down(conn, case, &planned, &states).await?;
    holds(conn, &case.before, "after down").await
}

/// Takes the migrations back, newest first; each restores the state before it.
async fn down(
    conn: &mut AsyncPgConnection,
    case: &Case,
    planned: &[Planned],
    states: &[Fingerprint],
) -> Checked {
    let mut obstacle = Obstacle(&case.down_after);
    for (migration, state) in planned.iter().zip(states.windows(2)).rev() {
        let (before, after) = (&state[0], &state[1]);
        let sql = migration.down_sql();
        obstacle
            .run(conn, &sql, migration.in_transaction, after)
            .await?;
        let reached = fingerprint(conn).await?;
        equal(&format!("down of {}", migration.title), before, &reached)?;
    }
    obstacle.was_met()
}

/// Rows that make one script fail, and the statements that take them away.
struct Obstacle<'a>(&'a [&'static str]);

impl Obstacle<'_> {
    /// Runs a script; the first one that fails must have changed nothing, and works afterwards.
    async fn run(
        &mut self,
        conn: &mut AsyncPgConnection,
        sql: &str,
        in_transaction: bool,
        unchanged: &Fingerprint,
    ) -> Checked {
        let outcome = run(conn, sql, in_transaction).await;
        if self.0.is_empty() || outcome.is_ok() {
            return outcome;
        }
        if in_transaction {
            equal("a script that fails", unchanged, &fingerprint(conn).await?)?;
        }
        for statement in self.0 {
            run(conn, statement, true).await?;
        }
        self.0 = &[];
        run(conn, sql, in_transaction).await
    }

    fn was_met(&self) -> Checked {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(format!("nothing failed before {:?}", self.0))
    }
}

/// What the models of the case make of an empty database, each on its own.
async fn goals<'a>(
    conn: &mut AsyncPgConnection,
    case: &'a Case,
) -> Result<Vec<(&'a Model, Fingerprint)>, String> {
    let mut goals = Vec::new();
    for model in std::iter::once(&case.to).chain(&case.then) {
        nothing_to_do(model)?;
        reset(conn, case).await?;
        run(conn, &export(model).map_err(text)?, true).await?;
        types_are_spelled_as_postgresql_does(conn, model).await?;
        goals.push((model, fingerprint(conn).await?));
    }
    Ok(goals)
}

/// The migrations of one change; only the first one of a case has answers.
pub(crate) fn plan(
    case: &Case,
    from: &Model,
    to: &Model,
    is_first: bool,
    rollout: Rollout,
) -> Result<Vec<Planned>, String> {
    let answers = Answers {
        renames: case.renames.clone(),
        creates: case.creates.clone(),
        ..Answers::default()
    };
    let options = Options {
        title: None,
        answers: if is_first {
            answers
        } else {
            Answers::default()
        },
        rollout,
        ..Options::default()
    };
    let planned = between(from, to, &options).map_err(text)?;
    if is_first && planned.is_empty() != case.unchanged {
        return Err(format!("{} migrations", planned.len()));
    }
    let last = planned.last();
    if last.is_some_and(|last| stored(last.model()) != stored(to)) {
        return Err("the last snapshot is not the model".to_owned());
    }
    Ok(planned)
}

fn stored(model: &Model) -> serde_json::Value {
    serde_json::to_value(model).unwrap()
}

fn nothing_to_do(model: &Model) -> Checked {
    let steps = diff(model, model, &[], Style::Transaction);
    if steps.is_empty() {
        return Ok(());
    }
    Err(format!("a model differs from itself: {steps:?}"))
}

#[derive(QueryableByName)]
struct Spelling {
    #[diesel(sql_type = Text)]
    spelling: String,
}

/// Otherwise another spelling of the same type would be taken for a change.
async fn types_are_spelled_as_postgresql_does(
    conn: &mut AsyncPgConnection,
    model: &Model,
) -> Checked {
    let tables = model.tables.values().filter(|table| !table.existing);
    for table in tables {
        for column in &table.columns {
            let row: Spelling = diesel::sql_query(
                "SELECT format_type(atttypid, atttypmod) AS spelling FROM pg_attribute \
                 WHERE attrelid = $1::regclass AND attname = $2",
            )
            .bind::<Text, _>(table.name().to_string())
            .bind::<Text, _>(&column.name)
            .get_result(conn)
            .await
            .map_err(text)?;
            if row.spelling != column.sql_type {
                return Err(format!(
                    "{} is called {} by PostgreSQL",
                    column.sql_type, row.spelling
                ));
            }
        }
    }
    Ok(())
}

fn hazards_are_told(case: &Case, planned: &[Planned]) -> Checked {
    let mut steps = planned.iter().flat_map(|migration| &migration.up);
    let lossy = |step: &Step| step.hazards.contains(&Hazard::DataLoss);
    if let Some(step) = steps.find(|step| lossy(step) == step.losses.is_empty()) {
        return Err(format!("does not say what loses its values: {}", step.sql));
    }
    for (hazard, expected) in [
        (Hazard::DataLoss, case.loses_data),
        (Hazard::Security, case.opens),
    ] {
        let mut steps = planned.iter().flat_map(|migration| &migration.up);
        let told = steps.any(|step| step.hazards.contains(&hazard));
        if told != expected {
            return Err(format!("{} is {told}, expected {expected}", hazard.name()));
        }
    }
    Ok(())
}

fn says(case: &Case, rollout: Rollout, planned: &[Planned]) -> Checked {
    let steps = planned.iter().flat_map(|migration| &migration.up);
    let statements: Vec<&str> = steps.map(|step| step.sql.as_str()).collect();
    if rollout == Rollout::Online || case.statements.is_empty() || case.statements == statements {
        return Ok(());
    }
    Err(format!(
        "these are the statements:\n{}",
        statements.join(";\n")
    ))
}

/// PostgreSQL runs several statements of one message in one transaction.
fn one_statement_alone(migration: &Planned) -> Checked {
    if migration.in_transaction || (migration.up.len() == 1 && migration.down.len() == 1) {
        return Ok(());
    }
    Err(format!("{} is not alone in its migration", migration.title))
}

pub(crate) fn equal(what: &str, expected: &Fingerprint, reached: &Fingerprint) -> Checked {
    let lines = expected.difference(reached);
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!("{what}:\n  {}", lines.join("\n  ")))
}

/// An empty database, but for what the case takes as given.
pub(crate) async fn reset(conn: &mut AsyncPgConnection, case: &Case) -> Checked {
    empty(conn).await?;
    for sql in &case.elsewhere {
        run(conn, sql, true).await?;
    }
    Ok(())
}

pub(crate) async fn empty(conn: &mut AsyncPgConnection) -> Checked {
    conn.batch_execute(EMPTY).await.map_err(text)
}

/// Drops every schema, and so what is in them.
const EMPTY: &str = r"SET client_min_messages = warning;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP
        EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', name);
    END LOOP;
    FOR name IN SELECT nspname FROM pg_namespace
                WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
END $$;
CREATE SCHEMA public";

pub(crate) async fn run(conn: &mut AsyncPgConnection, sql: &str, in_transaction: bool) -> Checked {
    let result = if in_transaction {
        conn.transaction(async |conn| conn.batch_execute(sql).await)
            .await
    } else {
        conn.batch_execute(sql).await
    };
    result.map_err(|error| format!("{error}\n{sql}"))
}

pub(crate) async fn fingerprint(conn: &mut AsyncPgConnection) -> Result<Fingerprint, String> {
    Fingerprint::of(conn).await.map_err(text)
}

#[derive(QueryableByName)]
struct Holds {
    #[diesel(sql_type = Bool)]
    holds: bool,
}

async fn holds(conn: &mut AsyncPgConnection, condition: &str, when: &str) -> Checked {
    if condition.is_empty() {
        return Ok(());
    }
    let row: Holds = diesel::sql_query(format!("SELECT ({condition}) AS holds"))
        .get_result(conn)
        .await
        .map_err(text)?;
    if row.holds {
        return Ok(());
    }
    Err(format!("{when} this does not hold: {condition}"))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
