//! Migrations as they would be written.

use super::Outcome;
use crate::generate::{Plan, Planned};
use crate::script::Direction;
use crate::sql::script::explained;

pub(super) fn no_changes(warnings: &[String]) -> Outcome {
    Outcome::no_changes("no changes").warnings(warnings)
}

/// The migrations in the order in which they run.
pub(super) fn explain(plan: &Plan, direction: Direction) -> Outcome {
    if plan.migrations.is_empty() {
        return no_changes(&plan.warnings);
    }
    let mut migrations: Vec<&Planned> = plan.migrations.iter().collect();
    if direction == Direction::Down {
        migrations.reverse();
    }
    let mut text = String::new();
    for migration in &migrations {
        let outside = if migration.in_transaction {
            ""
        } else {
            ", not in a transaction"
        };
        let sql = match direction {
            Direction::Up => explained(&migration.up),
            Direction::Down => migration.down_sql(),
        };
        text.extend(["-- ==== ", &migration.title, outside, "\n\n", &sql, "\n"]);
    }
    Outcome::ok(text)
        .with("migrations", migrations)
        .warnings(&plan.warnings)
}
