//! `revert`: shows what will be lost, and does it when the database is named.

use clap::Args;
use diesel_async::RunQueryDsl;
use serde_json::json;

use super::apply::Patience;
use super::command::{blocking, read};
use super::{Common, Kit, Outcome};
use crate::connection::Server;
use crate::error::Error;
use crate::migrate::{losses, newest, revert, state};
use crate::script::{Migrations, Script};

#[derive(Debug, Clone, Args)]
pub struct Revert {
    /// How many.
    #[arg(default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    count: u16,
    /// The name of the database, to show that it is the one meant; without it nothing is changed.
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    #[command(flatten)]
    patience: Patience,
}

impl Revert {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let migrations = read(kit)?;
        let url = kit.database(common.database_url.as_ref())?;
        blocking(self.run(&url, &migrations))
    }

    async fn run(&self, url: &str, migrations: &Migrations) -> Result<Outcome, Error> {
        let mut conn = Server::new(url)?.connect().await?;
        let state = state(&mut conn, migrations).await?;
        let scripts = newest(&state, migrations, self.count.into())?;
        let name: String = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(
            "current_database()::text",
        ))
        .get_result(&mut conn)
        .await
        .map_err(Error::database("asking for the name of the database"))?;
        drop(conn);
        let lost = lost(&scripts);
        match &self.database {
            _ if scripts.is_empty() => Ok(Outcome::no_changes("nothing to revert")),
            None => Ok(self.ask(&scripts, &lost, &name)),
            Some(given) if *given == name => self.revert(url, migrations, &lost).await,
            Some(given) => Err(Error::Usage(format!(
                "this is the database {name}, not {given}: nothing was changed"
            ))),
        }
    }

    fn ask(&self, scripts: &[&Script], lost: &[String], database: &str) -> Outcome {
        let names: Vec<&str> = scripts.iter().map(|script| script.name()).collect();
        let text = format!(
            "would revert {}\n{}\nnothing was changed; to do it: revert {} --database {database}",
            names.join(", "),
            told(lost),
            self.count
        );
        Outcome::unconfirmed(text)
            .with("would_revert", names)
            .with("losses", lost)
    }

    async fn revert(
        &self,
        url: &str,
        migrations: &Migrations,
        lost: &[String],
    ) -> Result<Outcome, Error> {
        let options = self.patience.options();
        let report = revert(url, migrations, self.count.into(), &options).await?;
        let mut lines = vec![told(lost)];
        let reverted = report.applied.iter();
        lines.extend(
            reverted.map(|one| format!("reverted {} in {} ms", one.name, one.milliseconds)),
        );
        Ok(Outcome::ok(lines.join("\n"))
            .with("reverted", json!(report.applied))
            .with("losses", lost)
            .warnings(&report.warnings))
    }
}

/// What the scripts destroy, each with the migration that it goes with.
fn lost(scripts: &[&Script]) -> Vec<String> {
    let of_one = |script: &&Script| {
        let name = script.name().to_owned();
        let lost = losses(script.down()).into_iter();
        lost.map(move |loss| format!("{name}: {loss}"))
            .collect::<Vec<_>>()
    };
    scripts.iter().flat_map(of_one).collect()
}

fn told(lost: &[String]) -> String {
    if lost.is_empty() {
        return "no data is lost".to_owned();
    }
    let lines: Vec<String> = lost.iter().map(|loss| format!("    {loss}")).collect();
    format!("lost:\n{}", lines.join("\n"))
}
