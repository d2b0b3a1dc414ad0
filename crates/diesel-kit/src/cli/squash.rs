//! `squash`: its options, and what it reports.

use clap::Args;

use super::command::blocking;
use super::{Common, Kit, Outcome};
use crate::error::Error;
use crate::squash::{Options, squash};

#[derive(Debug, Clone, Args)]
pub struct Squash {
    /// Part of the new folder's name.
    #[arg(default_value = "baseline")]
    name: String,
    /// How many of the newest migrations stay as they are: all that a database somewhere may not have yet.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    keep: usize,
    /// Rows that migrations insert are left out.
    #[arg(long)]
    leave_out_rows: bool,
}

impl Squash {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let directory = kit.migrations()?.to_owned();
        let server = kit.database(common.database_url.as_ref())?;
        let options = Options {
            title: self.name.clone(),
            keep: self.keep,
            leave_out_rows: self.leave_out_rows,
        };
        let Some(squashed) = blocking(squash(&directory, &server, &options))? else {
            return Ok(Outcome::no_changes(
                "there are not two migrations to put together",
            ));
        };
        let mut lines: Vec<String> = squashed
            .replaced
            .iter()
            .map(|name| format!("removed {name}"))
            .collect();
        lines.push(format!("wrote {}", squashed.written.display()));
        Ok(Outcome::ok(lines.join("\n"))
            .with("written", [squashed.written])
            .with("replaced", squashed.replaced))
    }
}
