//! Task lists and their tasks.

use chrono::{DateTime, TimeDelta, Utc};

use super::Drive;
use crate::seed::id;

/// Slug, name, group and colour of the statuses that a new list has.
const STATUSES: [(&str, &str, &str, &str); 4] = [
    ("pending", "To do", "todo", "gray"),
    ("in_progress", "In progress", "in_progress", "blue"),
    ("blocked", "Blocked", "in_progress", "red"),
    ("completed", "Done", "done", "green"),
];

impl Drive<'_> {
    /// A list, and its id; one below another list has the statuses of that one.
    pub(super) fn task_list(
        &mut self,
        page: &str,
        made: DateTime<Utc>,
        own_statuses: bool,
    ) -> String {
        let list = id(self.rng);
        let time = made.to_rfc3339();
        let row = self.tables.row("task_lists").plain(&list).plain(page);
        row.plain(&time);
        let statuses = STATUSES.iter().enumerate().filter(|_| own_statuses);
        for (position, (slug, name, group, color)) in statuses {
            let status = id(self.rng);
            let row = self.tables.row("task_status_configs").plain(status);
            let row = row.plain(&list).text(name).plain(slug).plain(color);
            row.plain(group).plain(position).plain(&time).plain(&time);
        }
        list
    }

    pub(super) fn task(&mut self, list: &str, page: &str, made: DateTime<Utc>) {
        let task = id(self.rng);
        let author = self.member().to_owned();
        let time = made.to_rfc3339();
        let (slug, _, group, _) = self.rng.choice(STATUSES).unwrap_or(STATUSES[0]);
        let priority = self
            .rng
            .choice(["low", "medium", "high"])
            .unwrap_or("medium");
        let due = self
            .rng
            .bool()
            .then(|| made + TimeDelta::days(self.rng.i64(1..60)));
        let completed = (group == "done").then(|| made + TimeDelta::days(3));
        self.tables
            .row("task_items")
            .plain(&task)
            .plain(list)
            .plain(page)
            .plain(&author)
            .plain(slug)
            .plain(priority)
            .or_null(due.map(|at| at.to_rfc3339()))
            .or_null(completed.map(|at| at.to_rfc3339()))
            .plain(&time)
            .plain(&time);
        if self.rng.u8(..3) > 0 {
            let (assignee, person) = (id(self.rng), self.member().to_owned());
            let row = self
                .tables
                .row("task_assignees")
                .plain(assignee)
                .plain(&task);
            row.plain(person).plain(0).plain(&time);
        }
    }
}
