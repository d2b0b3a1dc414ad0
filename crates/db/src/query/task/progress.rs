//! How far a list is.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Result;
use crate::id::TaskListId;
use crate::schema::{StatusGroup, TaskStatus, pages, task_items};

/// The tasks of a list by what is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pub total: i64,
    /// Of those in the group `done`, rounded; 0 for an empty list.
    pub percentage: i64,
    pub todo: i64,
    pub in_progress: i64,
    pub done: i64,
    pub by_slug: BTreeMap<String, i64>,
}

impl Progress {
    /// Sums up what [`counts`] has counted. A status that the list no longer has counts as to be done.
    pub fn new(counts: Vec<(String, i64)>, statuses: &[TaskStatus]) -> Self {
        let mut progress = Self::default();
        for (slug, count) in counts {
            let status = statuses.iter().find(|status| status.slug == slug);
            *match status.map_or(StatusGroup::Todo, |status| status.group) {
                StatusGroup::Todo => &mut progress.todo,
                StatusGroup::InProgress => &mut progress.in_progress,
                StatusGroup::Done => &mut progress.done,
            } += count;
            progress.total += count;
            progress.by_slug.insert(slug, count);
        }
        if progress.total > 0 {
            progress.percentage = (200 * progress.done + progress.total) / (2 * progress.total);
        }
        progress
    }
}

/// How many tasks of a list have which status, without those in the trash.
pub async fn counts(conn: &mut AsyncPgConnection, list: &TaskListId) -> Result<Vec<(String, i64)>> {
    Ok(task_items::table
        .inner_join(pages::table)
        .filter(task_items::task_list_id.eq(list))
        .filter(pages::trashed_at.is_null())
        .group_by(task_items::status)
        .select((task_items::status, count_star()))
        .load(conn)
        .await?)
}
