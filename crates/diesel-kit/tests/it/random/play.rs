//! Plays one pair of schemas on a real PostgreSQL.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::generate::{Options, Planned, between, export};
use diesel_kit::model::{Model, ObjectName, Table};
use diesel_kit::{Answers, Fingerprint, Hazard, Rollout};

use super::change::{Change, Changed, of_type};
use crate::property::{Checked, empty, equal, fingerprint, run};
use crate::server;

pub(super) struct Database {
    conn: AsyncPgConnection,
}

/// The rows of a table, or the values of one of its columns, as one text.
type Contents = BTreeMap<(ObjectName, String), String>;

impl Database {
    pub(super) async fn new() -> Self {
        let conn = server::connect(&server::database().await).await;
        Self { conn }
    }

    pub(super) async fn play(&mut self, first: &[Change], second: &[Change]) -> Checked {
        let mut from = Changed::default();
        for change in first {
            from.apply(change);
        }
        let mut to = Changed::start(from.model.clone());
        for change in second {
            to.apply(change);
        }
        for rollout in [Rollout::Online, Rollout::OneStep] {
            let planned = plan(&from.model, &to, rollout)?;
            self.without_rows(&from.model, &to.model, &planned).await?;
            self.with_rows(&from.model, &to, &planned).await?;
        }
        Ok(())
    }

    /// Up and down are exact.
    async fn without_rows(&mut self, from: &Model, to: &Model, planned: &[Planned]) -> Checked {
        let goal = self.fresh(to).await?;
        let mut states = vec![self.fresh(from).await?];
        for migration in planned {
            run(
                &mut self.conn,
                &migration.up_sql(),
                migration.in_transaction,
            )
            .await?;
            states.push(fingerprint(&mut self.conn).await?);
        }
        equal("up does not reach the goal", &goal, states.last().unwrap())?;
        for (migration, before) in planned.iter().zip(&states).rev() {
            run(
                &mut self.conn,
                &migration.down_sql(),
                migration.in_transaction,
            )
            .await?;
            let reached = fingerprint(&mut self.conn).await?;
            equal(&format!("down of {}", migration.title), before, &reached)?;
        }
        Ok(())
    }

    /// Rows stay, and so do the values of every column that was not said to lose them. A migration that
    /// fails has said that rows can make it fail.
    async fn with_rows(&mut self, from: &Model, to: &Changed, planned: &[Planned]) -> Checked {
        self.fresh(from).await?;
        for table in from.tables.values() {
            run(&mut self.conn, &rows(table), true).await?;
        }
        let before = self
            .contents(to, |old, _| old.clone(), |old, _| old.to_owned())
            .await?;
        for migration in planned {
            let sql = migration.up_sql();
            if let Err(message) = run(&mut self.conn, &sql, migration.in_transaction).await {
                return announced(migration, Hazard::NeedsData)
                    .then_some(())
                    .ok_or(message);
            }
        }
        let after = self
            .contents(to, |_, new| new.clone(), |_, new| new.to_owned())
            .await?;
        if before == after {
            return Ok(());
        }
        Err(format!("values have changed:\n{before:#?}\n{after:#?}"))
    }

    async fn fresh(&mut self, model: &Model) -> Result<Fingerprint, String> {
        empty(&mut self.conn).await?;
        let sql = export(model).map_err(|error| error.to_string())?;
        run(&mut self.conn, &sql, true).await?;
        fingerprint(&mut self.conn).await
    }

    /// What is in the tables and columns that outlive the change, by their old names.
    async fn contents(
        &mut self,
        to: &Changed,
        table: impl Fn(&ObjectName, &ObjectName) -> ObjectName,
        column: impl Fn(&str, &str) -> String,
    ) -> Result<Contents, String> {
        let mut contents = Contents::new();
        for (old, new) in &to.tables {
            let name = table(old, new);
            let kept = to.columns.iter().filter(|(owner, _, _)| owner == old);
            for (_, before, after) in kept {
                if of_text(to, new, after) {
                    let sql = format!("coalesce(\"{}\"::text, 'null')", column(before, after));
                    let value = self.joined(&sql, &name).await?;
                    contents.insert((old.clone(), before.clone()), value);
                }
            }
            let count = self.joined("''", &name).await?;
            contents.insert((old.clone(), String::new()), count);
        }
        Ok(contents)
    }

    async fn joined(&mut self, expression: &str, table: &ObjectName) -> Result<String, String> {
        #[derive(QueryableByName)]
        struct Joined {
            #[diesel(sql_type = Text)]
            joined: String,
        }
        let sql = format!(
            "SELECT coalesce(string_agg({expression}, '|' ORDER BY id), '') AS joined FROM {table}"
        );
        let row: Joined = diesel::sql_query(sql)
            .get_result(&mut self.conn)
            .await
            .map_err(|error| error.to_string())?;
        Ok(row.joined)
    }
}

/// Values whose text is the same in every type they may get; a moment's depends on how it is shown.
fn of_text(to: &Changed, table: &ObjectName, column: &str) -> bool {
    let table = to.model.tables.get(table);
    let column = table.and_then(|table| table.find(column));
    column.is_some_and(|column| !column.sql_type.starts_with("timestamp") && !column.touched)
}

fn plan(from: &Model, to: &Changed, rollout: Rollout) -> Result<Vec<Planned>, String> {
    let options = options(from, to, rollout);
    between(from, &to.model, &options).map_err(|error| format!("{error}\n{:?}", options.answers))
}

/// With all that would be asked.
pub(crate) fn options(from: &Model, to: &Changed, rollout: Rollout) -> Options {
    let mut answers = Answers::default();
    for (old, new) in to.tables.iter().filter(|(old, new)| old != new) {
        answers.renames.push((old.path(), new.path()));
    }
    for (table, old, new) in to.columns.iter().filter(|(_, old, new)| old != new) {
        let renamed = to.tables.iter().find(|(old, _)| old == table);
        let (_, now) = renamed.unwrap();
        let path = |table: &ObjectName, column: &str| format!("{}.{column}", table.path());
        answers.renames.push((path(table, old), path(now, new)));
    }
    answers.creates = created(from, to);
    Options {
        answers,
        rollout,
        ..Options::default()
    }
}

/// What is new beside something gone, and not a new name for it: what would be asked.
fn created(from: &Model, to: &Changed) -> Vec<String> {
    let mut created = Vec::new();
    let table_gone = from.tables.len() > to.tables.len();
    for (name, table) in &to.model.tables {
        let Some((old, _)) = to.tables.iter().find(|(_, new)| new == name) else {
            created.extend(table_gone.then(|| name.path()));
            continue;
        };
        let kept: Vec<_> = to
            .columns
            .iter()
            .filter(|(owner, _, _)| owner == old)
            .collect();
        let column_gone = from.tables[old].columns.len() > kept.len();
        let new = table
            .columns
            .iter()
            .filter(|column| column_gone && kept.iter().all(|(_, _, new)| *new != column.name));
        created.extend(new.map(|column| format!("{}.{}", name.path(), column.name)));
    }
    let mood = |model: &Model| {
        model
            .enums
            .get(&"mood".into())
            .map(|mood| mood.values.clone())
    };
    if let (Some(old), Some(new)) = (mood(from), mood(&to.model))
        && old.iter().any(|label| !new.contains(label))
    {
        let added = new.iter().filter(|label| !old.contains(label));
        created.extend(added.map(|label| format!("mood.{label}")));
    }
    created
}

fn announced(migration: &Planned, hazard: Hazard) -> bool {
    migration
        .up
        .iter()
        .any(|step| step.hazards.contains(&hazard))
}

/// Three rows with a value in every column.
fn rows(table: &Table) -> String {
    let columns: Vec<_> = table
        .columns
        .iter()
        .filter(|column| column.generated.is_none())
        .collect();
    let names: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{}\"", column.name))
        .collect();
    let values: Vec<&str> = columns
        .iter()
        .map(|column| match column.name.as_str() {
            name if name == "id" || name.ends_with("_id") => "id",
            _ => of_type(&column.sql_type).2,
        })
        .collect();
    // Keys may point at tables that are filled later.
    format!(
        "SET session_replication_role = replica;
         INSERT INTO {} ({}) SELECT {} FROM generate_series(1, 3) AS id;
         SET session_replication_role = origin",
        table.name(),
        names.join(", "),
        values.join(", ")
    )
}
