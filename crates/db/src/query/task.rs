//! Task lists. The title, the place and the trash state of a task are those of its page, which the
//! caller makes and changes; here is what makes it a task.

mod assigned;
mod progress;
mod status;

use diesel::dsl::{count, count_star, exists};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, batches, execute_all, prepared};

pub use assigned::{Assigned, Assignment, Completion, Whose, assigned};
pub use progress::{Progress, counts};
pub use status::{StatusList, copy_statuses, insert_status, insert_statuses, statuses};

use crate::cursor::{self, ByPosition, Cursor};
use crate::id::{DriveId, PageId, TaskId, TaskListId};
use crate::ops::sql;
use crate::query::user::Author;
use crate::schema::{
    NewTaskAssignee, NewTaskItem, NewTaskList, PageType, StatusGroup, TaskAssignee, TaskItem,
    TaskItemChanges, TaskList, page, pages, task_assignee, task_assignees, task_item, task_items,
    task_lists,
};
use crate::{Result, Tx};

/// An agent, as others see it beside what it is to do.
#[derive(Debug, Clone, PartialEq, Eq, View)]
#[view(page)]
pub struct Agent {
    pub id: PageId,
    pub title: String,
    pub page_type: PageType,
}

/// A person or an agent who is to do a task.
#[derive(Debug, Clone, View)]
#[view(task_assignee)]
pub struct AssigneeView {
    #[view(row)]
    pub assignee: TaskAssignee,
    #[view(with)]
    pub user: Option<Author>,
    #[view(with)]
    pub agent: Option<Agent>,
}

/// The page of a task.
#[derive(Debug, Clone, View)]
#[view(page)]
pub struct TaskPage {
    pub id: PageId,
    pub drive_id: DriveId,
    pub parent_id: Option<PageId>,
    pub title: String,
    pub position: f64,
    pub trashed_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// A task with its page, and who is to do it in the order in which they were named.
#[derive(Debug, Clone, View)]
#[view(task_item)]
pub struct TaskView {
    #[view(row)]
    pub task: TaskItem,
    #[view(with)]
    pub page: TaskPage,
    /// `None` if the account is gone.
    #[view(with)]
    pub creator: Option<Author>,
    #[view(with, order = (task_assignees::position, task_assignees::id))]
    pub assignees: Vec<AssigneeView>,
}

/// Open and all direct sub-tasks of a task, without those in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubTasks {
    pub open: i64,
    pub total: i64,
}

/// Some tasks, and where the next ones begin.
pub type Tasks = cursor::Page<TaskView, ByPosition<PageId>>;

/// The list of a page.
pub async fn list_of(conn: &mut AsyncPgConnection, page: &PageId) -> Result<Option<TaskList>> {
    Ok(task_lists::table
        .filter(task_lists::page_id.eq(page))
        .select(TaskList::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// Makes the list of a page; `None` if it has one.
pub async fn insert_list(tx: &mut Tx<'_>, page: &PageId) -> Result<Option<TaskList>> {
    let row = NewTaskList {
        id: TaskListId::new(),
        page_id: page.clone(),
        created_at: None,
    };
    let insert = diesel::insert_into(task_lists::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(TaskList::as_returning());
    Ok(prepared(insert).get_result(&mut **tx).await.optional()?)
}

/// Makes a task of a page.
pub async fn insert(conn: &mut AsyncPgConnection, row: NewTaskItem) -> Result<TaskItem> {
    Ok(diesel::insert_into(task_items::table)
        .values(row)
        .returning(TaskItem::as_returning())
        .get_result(conn)
        .await?)
}

/// A task with all that is shown of it, also if its page is in the trash.
pub async fn find(conn: &mut AsyncPgConnection, task: &TaskId) -> Result<TaskView> {
    let one = TaskView::query().filter(task_items::id.eq(task));
    Ok(one.one(conn).await?)
}

/// The task that a page is; `None` for a plain page.
pub async fn of_page(conn: &mut AsyncPgConnection, page: &PageId) -> Result<Option<TaskView>> {
    let one = TaskView::query().filter(task_items::page_id.eq(page));
    Ok(one.first(conn).await?)
}

/// A page that is a task, or was one when the query began.
#[derive(Debug, Clone, View)]
#[view(page)]
struct Row {
    id: PageId,
    position: f64,
    #[view(with)]
    task: Option<TaskView>,
}

/// The tasks of a list in their order, without those in the trash.
pub async fn list(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    list: &PageId,
    after: Option<ByPosition<PageId>>,
    limit: u32,
) -> Result<Tasks> {
    let tasks = Row::query()
        .filter(pages::drive_id.eq(drive))
        .filter(pages::parent_id.eq(list))
        .filter(pages::trashed_at.is_null())
        .filter(exists(
            task_items::table.filter(task_items::page_id.eq(pages::id)),
        ));
    let by = (pages::position.asc(), pages::id.asc());
    let place = |row: &Row| Cursor {
        key: row.position,
        id: row.id.clone(),
    };
    let page = cursor::load(conn, tasks, by, after, limit, place).await?;
    Ok(Tasks {
        rows: page.rows.into_iter().filter_map(|row| row.task).collect(),
        next: page.next,
    })
}

/// Writes changes of priority, dates and metadata. Status and completion change by [`set_status`].
pub async fn update(tx: &mut Tx<'_>, task: &TaskId, changes: TaskItemChanges) -> Result<TaskItem> {
    Ok(diesel::update(task_items::table.find(task))
        .set(changes)
        .returning(TaskItem::as_returning())
        .get_result(&mut **tx)
        .await?)
}

/// Gives a task a status. It is completed as long as the status belongs to the group `done`; a change
/// from one such status to another does not complete it anew.
pub async fn set_status(
    conn: &mut AsyncPgConnection,
    task: &TaskId,
    slug: &str,
    group: StatusGroup,
) -> Result<TaskItem> {
    let completed_at = sql::<diesel::sql_types::Nullable<Timestamptz>>("CASE WHEN ")
        .bind::<diesel::sql_types::Bool, _>(group == StatusGroup::Done)
        .text(" THEN coalesce(")
        .expression(task_items::completed_at)
        .text(", now()) END");
    let update = diesel::update(task_items::table.find(task))
        .set((
            task_items::status.eq(slug),
            task_items::completed_at.eq(completed_at),
        ))
        .returning(TaskItem::as_returning());
    Ok(prepared(update).get_result(conn).await?)
}

/// Replaces who is to do a task.
pub async fn set_assignees(
    tx: &mut Tx<'_>,
    task: &TaskId,
    rows: Vec<NewTaskAssignee>,
) -> Result<()> {
    let all = task_assignees::table.filter(task_assignees::task_id.eq(task));
    diesel::delete(all).execute(&mut **tx).await?;
    let inserts =
        batches(rows).map(|rows| prepared(diesel::insert_into(task_assignees::table).values(rows)));
    execute_all(tx, inserts).await?;
    Ok(())
}

/// How many of the direct sub-tasks of a task are still to do: these keep it from being completed.
pub async fn sub_tasks(conn: &mut AsyncPgConnection, page: &PageId) -> Result<SubTasks> {
    let open = count(task_items::id).aggregate_filter(task_items::completed_at.is_null());
    let (total, open) = pages::table
        .inner_join(task_items::table.on(task_items::page_id.eq(pages::id)))
        .filter(pages::parent_id.eq(page))
        .filter(pages::trashed_at.is_null())
        .select((count_star(), open))
        .get_result(conn)
        .await?;
    Ok(SubTasks { open, total })
}

/// Between which positions a task has to go to be number `index` of its list, from 0; an index beyond
/// the end is the end. It counts the tasks outside the trash, without this one.
pub async fn neighbours(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    list: &PageId,
    page: &PageId,
    index: usize,
) -> Result<(Option<f64>, Option<f64>)> {
    let positions: Vec<f64> = pages::table
        .inner_join(task_items::table.on(task_items::page_id.eq(pages::id)))
        .filter(pages::drive_id.eq(drive))
        .filter(pages::parent_id.eq(list))
        .filter(pages::trashed_at.is_null())
        .filter(pages::id.ne(page))
        .order((pages::position, pages::id))
        .select(pages::position)
        .load(conn)
        .await?;
    let index = index.min(positions.len());
    let before = index.checked_sub(1).and_then(|at| positions.get(at));
    Ok((before.copied(), positions.get(index).copied()))
}
