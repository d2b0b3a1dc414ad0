//! Tasks by who is to do them, over many lists.

use std::collections::HashMap;
use std::ops::Bound;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::View;

use super::TaskView;
use crate::Result;
use crate::id::{PageId, TaskId, UserId};
use crate::ops::{escape_like, sql};
use crate::schema::{TaskPriority, pages, task_assignees, task_items, task_lists};

/// Who is to do the tasks.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// Anybody, or nobody.
    Any,
    Person(&'a UserId),
    /// The page of the agent.
    Agent(&'a PageId),
}

/// Whether tasks are completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    Any,
    Open,
    Completed,
}

/// Which tasks are looked for.
#[derive(Debug, Clone)]
pub struct Assignment<'a> {
    /// The pages that may be seen: that of the task has to be one, and that of its list.
    pub visible: &'a [PageId],
    pub whose: Whose<'a>,
    pub completion: Completion,
    /// The slug of a status.
    pub status: Option<&'a str>,
    pub priority: Option<TaskPriority>,
    /// Tasks without a date are left out if either end is bounded.
    pub due: (Bound<DateTime<Utc>>, Bound<DateTime<Utc>>),
    /// A text in the title, whatever the case of letters.
    pub search: Option<&'a str>,
}

/// Some of the tasks that were found.
#[derive(Debug, Clone)]
pub struct Assigned {
    pub tasks: Vec<TaskView>,
    /// How many were found in all.
    pub total: i64,
}

/// The tasks by due date, those without one last; then by priority, highest first; then by position.
pub async fn assigned(
    conn: &mut AsyncPgConnection,
    criteria: &Assignment<'_>,
    limit: u32,
    offset: u32,
) -> Result<Assigned> {
    let page: Vec<(TaskId, i64)> = matching(criteria)
        .select((task_items::id, sql::<BigInt>("count(*) OVER ()")))
        .order((
            task_items::due_date.asc().nulls_last(),
            task_items::priority.desc(),
            pages::position,
            pages::id,
        ))
        .limit(limit.into())
        .offset(offset.into())
        .load(conn)
        .await?;
    let total = match page.as_slice().first() {
        Some((_, total)) => *total,
        // Behind the end, no row tells.
        None if offset > 0 || limit == 0 => {
            matching(criteria)
                .select(sql::<BigInt>("count(*)"))
                .get_result(conn)
                .await?
        }
        None => 0,
    };
    let ids: Vec<TaskId> = page.into_iter().map(|(id, _)| id).collect();
    let tasks = in_order(conn, &ids).await?;
    Ok(Assigned { tasks, total })
}

async fn in_order(conn: &mut AsyncPgConnection, ids: &[TaskId]) -> Result<Vec<TaskView>> {
    let these = TaskView::query().filter(task_items::id.eq_any(ids));
    let rows = these.load(conn).await?.into_iter();
    let mut tasks: HashMap<_, _> = rows.map(|row| (row.task.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| tasks.remove(id)).collect())
}

#[diesel::dsl::auto_type]
fn joined() -> _ {
    task_items::table
        .inner_join(pages::table)
        .inner_join(task_lists::table.on(task_lists::id.eq(task_items::task_list_id)))
}

type Boxed<'a> = diesel::helper_types::IntoBoxed<'a, joined, Pg>;

/// It has one text for each set of criteria: some hundreds, so that the statements kept prepared are bounded.
fn matching<'a>(criteria: &Assignment<'a>) -> Boxed<'a> {
    let mut query = joined()
        .into_boxed()
        .filter(pages::trashed_at.is_null())
        .filter(pages::id.eq_any(criteria.visible))
        .filter(task_lists::page_id.eq_any(criteria.visible));
    let assignees = task_assignees::table.filter(task_assignees::task_id.eq(task_items::id));
    query = match criteria.whose {
        Whose::Any => query,
        Whose::Person(user) => {
            query.filter(exists(assignees.filter(task_assignees::user_id.eq(user))))
        }
        Whose::Agent(page) => query.filter(exists(
            assignees.filter(task_assignees::agent_page_id.eq(page)),
        )),
    };
    query = match criteria.completion {
        Completion::Any => query,
        Completion::Open => query.filter(task_items::completed_at.is_null()),
        Completion::Completed => query.filter(task_items::completed_at.is_not_null()),
    };
    if let Some(status) = criteria.status {
        query = query.filter(task_items::status.eq(status));
    }
    if let Some(priority) = criteria.priority {
        query = query.filter(task_items::priority.eq(priority));
    }
    query = match criteria.due.0 {
        Bound::Included(from) => query.filter(task_items::due_date.ge(from)),
        Bound::Excluded(after) => query.filter(task_items::due_date.gt(after)),
        Bound::Unbounded => query,
    };
    query = match criteria.due.1 {
        Bound::Included(until) => query.filter(task_items::due_date.le(until)),
        Bound::Excluded(before) => query.filter(task_items::due_date.lt(before)),
        Bound::Unbounded => query,
    };
    if let Some(text) = criteria.search {
        query = query.filter(pages::title.ilike(format!("%{}%", escape_like(text))));
    }
    query
}
