//! `push`: a development database gets the schema of the code, without migrations.

use std::cell::RefCell;

use clap::Args;

use super::answering::{Answering, Consent, asking};
use super::command::runtime;
use super::development::{Database, Meant};
use super::explain::{explain, no_changes};
use super::{Common, Kit, Outcome};
use crate::connection::Server;
use crate::error::Error;
use crate::filter::FilterOptions;
use crate::generate::{Options, Plan};
use crate::migrate::state;
use crate::push::Push as Work;
use crate::script::{Direction, Migrations};
use crate::stage::Rollout;

#[derive(Debug, Clone, Args)]
pub struct Push {
    #[command(flatten)]
    meant: Meant,
    #[command(flatten)]
    answering: Answering,
    #[command(flatten)]
    consent: Consent,
    /// Print what would be done, with hazards and locks.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    filter: FilterOptions,
}

impl Push {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let (options, filter) = (self.options()?, self.filter.filter()?);
        let url = kit.database(common.database_url.as_ref())?;
        let runtime = runtime()?;
        let (database, warnings) = runtime.block_on(self.look(&url, kit))?;
        let is_meant = database.is_meant;
        let work = runtime.block_on(Work::between(&url, &kit.model, &filter))?;
        let work = RefCell::new(work);
        let plan = asking(kit.asks && is_meant && !self.explain, options, |options| {
            let mut options = options.clone();
            // Nobody has to agree to what is only looked at.
            options.answers.allow_data_loss |= self.explain || !is_meant;
            runtime.block_on(work.borrow_mut().plan(&options))
        })?;
        let plan = Plan {
            warnings: [plan.warnings.as_slice(), &warnings].concat(),
            ..plan
        };
        if plan.migrations.is_empty() {
            return Ok(no_changes(&plan.warnings));
        }
        if self.explain {
            return Ok(explain(&plan, Direction::Up));
        }
        if !is_meant {
            return Ok(unmarked(&plan, &database));
        }
        runtime.block_on(work.borrow_mut().apply(&plan))?;
        Ok(done(&plan))
    }

    async fn look(&self, url: &str, kit: &Kit) -> Result<(Database, Vec<String>), Error> {
        let mut conn = Server::new(url)?.connect().await?;
        let database = self.meant.look(&mut conn).await?;
        let mut warnings = Vec::new();
        if kit.directory.is_dir() {
            let pending = state(&mut conn, &Migrations::read(&kit.directory)?)
                .await?
                .pending;
            warnings.extend(pending.iter().map(|version| {
                format!("{version} is pending: `migrate` may find what is pushed already there")
            }));
        }
        Ok((database, warnings))
    }

    fn options(&self) -> Result<Options, Error> {
        let mut options = self.answering.options()?;
        options.rollout = Rollout::OneStep;
        self.consent.give(&mut options.answers);
        Ok(options)
    }
}

/// Nothing is done to a database that nobody has named.
fn unmarked(plan: &Plan, database: &Database) -> Outcome {
    let shown = explain(plan, Direction::Up);
    let text = format!("{}{}", shown.text(), database.how_to("push"));
    Outcome::unconfirmed(text)
        .with("would_push", &plan.migrations)
        .warnings(&plan.warnings)
}

fn done(plan: &Plan) -> Outcome {
    let steps = plan.migrations.iter().flat_map(|migration| &migration.up);
    let lines: Vec<String> = steps.map(|step| format!("{};", step.sql)).collect();
    Outcome::ok(format!("{}\npushed", lines.join("\n")))
        .with("pushed", &plan.migrations)
        .warnings(&plan.warnings)
}
