//! The locks that are told beforehand are those that PostgreSQL takes.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::sql_types::{Array, Oid, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::generate::{Planned, export};
use diesel_kit::{Rollout, Step};

use crate::cases::{Case, all};
use crate::{property, server};

/// What is there before a migration, under its current name.
#[derive(QueryableByName)]
struct Relation {
    #[diesel(sql_type = Oid)]
    oid: u32,
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

const RELATIONS: &str = r"
SELECT class.oid, relkind::text AS kind,
       CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname AS path
FROM pg_class class JOIN pg_namespace space ON space.oid = relnamespace
WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'";

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Oid)]
    oid: u32,
    #[diesel(sql_type = Array<Text>)]
    modes: Vec<String>,
}

const HELD: &str = "
SELECT relation AS oid, array_agg(mode::text) AS modes FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' GROUP BY relation";

/// Names of modes here and in `pg_locks`, strongest first.
const MODES: [(&str, &str); 5] = [
    ("ACCESS EXCLUSIVE", "AccessExclusiveLock"),
    ("EXCLUSIVE", "ExclusiveLock"),
    ("SHARE ROW EXCLUSIVE", "ShareRowExclusiveLock"),
    ("SHARE", "ShareLock"),
    ("SHARE UPDATE EXCLUSIVE", "ShareUpdateExclusiveLock"),
];

#[tokio::test]
async fn what_is_told_is_what_is_taken() {
    server::tablespaces().await;
    let url = server::database().await;
    let mut conn = server::connect(&url).await;
    let mut failures = BTreeSet::new();
    for case in all() {
        failures.extend(play(&mut conn, &case).await.err());
    }
    let failures: Vec<String> = failures.into_iter().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

async fn play(conn: &mut AsyncPgConnection, case: &Case) -> Result<(), String> {
    property::reset(conn, case).await?;
    let start = export(&case.from).map_err(|error| error.to_string())?;
    property::run(conn, &start, true).await?;
    for planned in property::plan(case, &case.from, &case.to, true, Rollout::Online)? {
        if planned.in_transaction {
            migration(conn, &planned).await?;
        } else {
            property::run(conn, &planned.up_sql(), false).await?;
        }
    }
    Ok(())
}

/// Each statement in a transaction of its own, so that its locks are seen alone.
async fn migration(conn: &mut AsyncPgConnection, planned: &Planned) -> Result<(), String> {
    let before: BTreeSet<u32> = relations(conn).await?.into_keys().collect();
    for step in &planned.up {
        let mut relations = relations(conn).await?;
        relations.retain(|oid, _| before.contains(oid));
        let held = conn
            .transaction(async |conn| {
                conn.batch_execute(&step.sql).await?;
                diesel::sql_query(HELD).load::<Held>(conn).await
            })
            .await
            .map_err(|error| format!("{error}\n{}", step.sql))?;
        compare(step, &relations, &held)?;
    }
    Ok(())
}

async fn relations(conn: &mut AsyncPgConnection) -> Result<BTreeMap<u32, Relation>, String> {
    let found = diesel::sql_query(RELATIONS).load::<Relation>(conn).await;
    let found = found.map_err(|error| error.to_string())?;
    Ok(found.into_iter().map(|one| (one.oid, one)).collect())
}

/// Tables and views exactly; of indexes and sequences, which others meet through their tables, those
/// that are told.
fn compare(step: &Step, relations: &BTreeMap<u32, Relation>, held: &[Held]) -> Result<(), String> {
    let Some(told) = &step.locks else {
        // What a block does is not looked into, and that is said.
        if step.sql.contains("DO $$") {
            return Ok(());
        }
        return Err(format!("nothing is told about: {}", step.sql));
    };
    let told: BTreeSet<(&str, &str)> = told
        .iter()
        .map(|lock| (lock.on.as_str(), lock.mode.name()))
        .collect();
    let mut taken = BTreeSet::new();
    for one in held {
        let strongest = MODES
            .iter()
            .find(|(_, mode)| one.modes.iter().any(|held| held == mode));
        if let (Some(relation), Some((mode, _))) = (relations.get(&one.oid), strongest) {
            let lock = (relation.path.as_str(), *mode);
            let shown = matches!(relation.kind.as_str(), "r" | "v" | "m" | "p");
            if shown || told.contains(&lock) {
                taken.insert(lock);
            }
        }
    }
    if told == taken {
        return Ok(());
    }
    Err(format!("told {told:?}\ntaken {taken:?}: {}\n", step.sql))
}
