//! Every change of a schema, on a real PostgreSQL: up reaches the goal, down comes back, rows stay.

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::{Options, Planned, between, export};
use diesel_kit::model::Model;
use diesel_kit::{Answers, Fingerprint, Hazard, Rollout, Style, diff};

use crate::cases::{Case, all};
use crate::server;

const WORKERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_reaches_its_goal_and_comes_back() {
    let mut shares: Vec<Vec<Case>> = (0..WORKERS).map(|_| Vec::new()).collect();
    for (at, case) in all().into_iter().enumerate() {
        shares[at % WORKERS].push(case);
    }
    let workers: Vec<_> = shares
        .into_iter()
        .map(|share| tokio::spawn(work(share)))
        .collect();
    let mut failures = Vec::new();
    for worker in workers {
        failures.extend(worker.await.unwrap());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Plays the cases one after the other in one database.
async fn work(cases: Vec<Case>) -> Vec<String> {
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

type Checked = Result<(), String>;

async fn play(conn: &mut AsyncPgConnection, case: &Case, rollout: Rollout) -> Checked {
    nothing_to_do(&case.from)?;
    nothing_to_do(&case.to)?;
    reset(conn, case).await?;
    run(conn, &export(&case.to).map_err(text)?, true).await?;
    let goal = fingerprint(conn).await?;

    reset(conn, case).await?;
    run(conn, &export(&case.from).map_err(text)?, true).await?;
    for row in &case.rows {
        run(conn, row, true).await?;
    }
    let options = Options {
        title: None,
        answers: Answers {
            renames: case.renames.clone(),
            creates: case.creates.clone(),
        },
        rollout,
    };
    let planned = between(&case.from, &case.to, &options).map_err(text)?;
    if planned.is_empty() && case.name != "nothing" {
        return Err("no migration".to_owned());
    }
    losses_are_told(case, &planned)?;

    let mut states = vec![fingerprint(conn).await?];
    for migration in &planned {
        one_statement_alone(migration)?;
        run(conn, &migration.up_sql(), migration.in_transaction).await?;
        states.push(fingerprint(conn).await?);
    }
    equal("up does not reach the goal", &goal, states.last().unwrap())?;
    holds(conn, &case.after, "after up").await?;
    for (migration, before) in planned.iter().zip(&states).rev() {
        run(conn, &migration.down_sql(), migration.in_transaction).await?;
        let reached = fingerprint(conn).await?;
        equal(&format!("down of {}", migration.title), before, &reached)?;
    }
    holds(conn, &case.before, "after down").await
}

fn nothing_to_do(model: &Model) -> Checked {
    let steps = diff(model, model, &[], Style::Transaction);
    if steps.is_empty() {
        return Ok(());
    }
    Err(format!("a model differs from itself: {steps:?}"))
}

fn losses_are_told(case: &Case, planned: &[Planned]) -> Checked {
    let told = planned
        .iter()
        .flat_map(|migration| &migration.up)
        .any(|step| step.hazards.contains(&Hazard::DataLoss));
    if told == case.loses_data {
        return Ok(());
    }
    Err(format!("data_loss is {told}, expected {}", case.loses_data))
}

/// PostgreSQL runs several statements of one message in one transaction.
fn one_statement_alone(migration: &Planned) -> Checked {
    if migration.in_transaction || (migration.up.len() == 1 && migration.down.len() == 1) {
        return Ok(());
    }
    Err(format!("{} is not alone in its migration", migration.title))
}

fn equal(what: &str, expected: &Fingerprint, reached: &Fingerprint) -> Checked {
    let lines = expected.difference(reached);
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!("{what}:\n  {}", lines.join("\n  ")))
}

/// An empty database, but for what the case takes as given.
async fn reset(conn: &mut AsyncPgConnection, case: &Case) -> Checked {
    conn.batch_execute(EMPTY).await.map_err(text)?;
    for sql in &case.elsewhere {
        run(conn, sql, true).await?;
    }
    Ok(())
}

/// Drops every schema, and so what is in them.
const EMPTY: &str = r"SET client_min_messages = warning;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP
        EXECUTE format('DROP EXTENSION %I CASCADE', name);
    END LOOP;
    FOR name IN SELECT nspname FROM pg_namespace
                WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
END $$;
CREATE SCHEMA public";

async fn run(conn: &mut AsyncPgConnection, sql: &str, in_transaction: bool) -> Checked {
    let result = if in_transaction {
        conn.transaction(async |conn| conn.batch_execute(sql).await)
            .await
    } else {
        conn.batch_execute(sql).await
    };
    result.map_err(|error| format!("{error}\n{sql}"))
}

async fn fingerprint(conn: &mut AsyncPgConnection) -> Result<Fingerprint, String> {
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
