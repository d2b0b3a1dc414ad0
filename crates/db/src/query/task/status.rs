//! The statuses that tasks can have: those of their list or, if it has none, of the nearest list above.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{batches, execute_all, prepared};

use crate::id::{PageId, TaskListId, TaskStatusId};
use crate::schema::{NewTaskStatus, TaskStatus, task_status_configs};
use crate::{Result, Tx};

const STATUSES: &str = "
WITH RECURSIVE way AS (
    SELECT id AS list_page, id, parent_id, 0 AS depth FROM pages WHERE id = ANY ($1)
  UNION ALL
    SELECT way.list_page, above.id, above.parent_id, way.depth + 1
    FROM way JOIN pages above ON above.id = way.parent_id
), giver AS (
    SELECT DISTINCT ON (way.list_page) way.list_page, way.depth, task_lists.id
    FROM way JOIN task_lists ON task_lists.page_id = way.id
    WHERE EXISTS (SELECT FROM task_status_configs WHERE task_list_id = task_lists.id)
    ORDER BY way.list_page, way.depth
)
SELECT giver.list_page, giver.depth = 0 AS is_own, status.*
FROM giver JOIN task_status_configs status ON status.task_list_id = giver.id
ORDER BY giver.list_page, status.position, status.slug";

/// The statuses of a list, in their order: the first is that of new tasks.
#[derive(Debug, Clone)]
pub struct StatusList {
    /// Not those of a list above.
    pub is_own: bool,
    pub statuses: Vec<TaskStatus>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    list_page: PageId,
    #[diesel(sql_type = Bool)]
    is_own: bool,
    #[diesel(embed)]
    status: TaskStatus,
}

/// The statuses of the lists of these pages; a list without any, also above it, is left out.
pub async fn statuses(
    conn: &mut AsyncPgConnection,
    lists: &[PageId],
) -> Result<BTreeMap<PageId, StatusList>> {
    let query = diesel::sql_query(STATUSES).bind::<Array<Text>, _>(lists);
    let rows: Vec<Row> = prepared(query).load(conn).await?;
    let mut found = BTreeMap::new();
    for row in rows {
        let list = found.entry(row.list_page).or_insert_with(|| StatusList {
            is_own: row.is_own,
            statuses: Vec::new(),
        });
        list.statuses.push(row.status);
    }
    Ok(found)
}

/// `None` if the list has a status with this slug.
pub async fn insert_status(tx: &mut Tx<'_>, row: NewTaskStatus) -> Result<Option<TaskStatus>> {
    let insert = diesel::insert_into(task_status_configs::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(TaskStatus::as_returning());
    Ok(prepared(insert).get_result(&mut **tx).await.optional()?)
}

/// Gives a list several statuses at once.
pub async fn insert_statuses(tx: &mut Tx<'_>, rows: Vec<NewTaskStatus>) -> Result<()> {
    let inserts = batches(rows)
        .map(|rows| prepared(diesel::insert_into(task_status_configs::table).values(rows)));
    execute_all(tx, inserts).await?;
    Ok(())
}

/// Gives a list statuses of its own that are equal to these.
pub async fn copy_statuses(
    tx: &mut Tx<'_>,
    list: &TaskListId,
    statuses: &[TaskStatus],
) -> Result<()> {
    let rows = statuses.iter().map(|status| NewTaskStatus {
        id: TaskStatusId::new(),
        task_list_id: list.clone(),
        name: status.name.clone(),
        slug: status.slug.clone(),
        color: status.color.clone(),
        group: status.group,
        position: status.position,
        created_at: None,
        updated_at: None,
    });
    insert_statuses(tx, rows.collect()).await
}
