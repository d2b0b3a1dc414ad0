//! `seed`: fills the tables of an empty database, or of one for development.

use clap::Args;

use super::command::blocking;
use super::development::Meant;
use super::{Common, Kit, Outcome};
use crate::connection::Server;
use crate::error::Error;
use crate::seed::{Filled, Quantity, Seed as Plan, run, tables};

#[derive(Debug, Clone, Args)]
pub struct Seed {
    /// Empty all tables first.
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    meant: Meant,
    /// How many rows a table gets, or all those that nothing is said about: `100`, `1-5`, or with weights
    /// `9:1-3,1:20-30`. With 0 the table is left alone, and its rows are referred to.
    #[arg(long = "count", value_name = "[TABLE=]COUNT", value_parser = count)]
    counts: Vec<(Option<String>, Quantity)>,
    /// How many rows there are for each row that a foreign key refers to; the key is given by its column.
    #[arg(long = "per", value_name = "TABLE.COLUMN=COUNT", value_parser = per)]
    pers: Vec<(String, Quantity)>,
    /// Other rows than those of the number in the code, or of 0.
    #[arg(long)]
    number: Option<u64>,
}

fn count(text: &str) -> Result<(Option<String>, Quantity), String> {
    match text.rsplit_once('=') {
        Some((table, count)) => Ok((Some(table.to_owned()), count.parse()?)),
        None => Ok((None, text.parse()?)),
    }
}

fn per(text: &str) -> Result<(String, Quantity), String> {
    let (column, count) = text.rsplit_once('=').ok_or("write `posts.author_id=3`")?;
    Ok((column.to_owned(), count.parse()?))
}

impl Seed {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let problems = kit.model.problems();
        if !problems.is_empty() {
            return Err(Error::Model(problems));
        }
        let plan = self.plan(&kit.seed);
        let url = kit.database(common.database_url.as_ref())?;
        blocking(self.run(kit, &url, &plan))
    }

    /// What the code says, with what the options say.
    fn plan(&self, declared: &Plan) -> Plan {
        let mut plan = declared.clone();
        for (table, count) in &self.counts {
            plan = match table {
                Some(table) => plan.count(table, count.clone()),
                None => plan.others(count.clone()),
            };
        }
        for (column, count) in &self.pers {
            plan = plan.per(column, count.clone());
        }
        match self.number {
            Some(number) => plan.number(number),
            None => plan,
        }
    }

    async fn run(&self, kit: &Kit, url: &str, plan: &Plan) -> Result<Outcome, Error> {
        let server = Server::new(url)?;
        let database = self.meant.look(&mut server.connect().await?).await?;
        if self.reset && !database.is_meant {
            let tables = tables(&kit.model);
            let text = format!(
                "would empty {}\n{}",
                tables.join(", "),
                database.how_to("seed --reset")
            );
            return Ok(Outcome::unconfirmed(text).with("would_empty", tables));
        }
        let mut client = server.client().await?;
        let filled = run(&mut client, &kit.model, plan, self.reset).await?;
        Ok(done(&filled, plan))
    }
}

fn done(filled: &[Filled], plan: &Plan) -> Outcome {
    let width = filled.iter().map(|one| one.table.chars().count()).max();
    let width = width.unwrap_or_default();
    let lines = filled
        .iter()
        .map(|Filled { table, rows }| format!("{table:width$}  {rows} rows"));
    let lines: Vec<String> = lines.collect();
    let outcome = if lines.is_empty() {
        Outcome::no_changes("there is no table to fill")
    } else {
        Outcome::ok(lines.join("\n")).with("filled", filled)
    };
    outcome
        .with("number", plan.number_is())
        .with("version", plan.version_is())
}
