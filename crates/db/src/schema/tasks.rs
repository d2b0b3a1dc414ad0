//! Task lists. A task is a page of its own, which has its title, place and trash state.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};

use super::auth::users;
use super::core::pages;
use crate::id::{AssigneeId, PageId, TaskId, TaskListId, TaskStatusId, UserId};

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    PgEnum,
    Serialize,
    Deserialize,
)]
#[pg_enum(name = "task_priority")]
#[serde(rename_all = "snake_case")]
pub enum TaskPriority {
    Low,
    #[default]
    Medium,
    High,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "status_group")]
#[serde(rename_all = "snake_case")]
pub enum StatusGroup {
    Todo,
    InProgress,
    Done,
}

/// The tasks of a page.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = task_lists, check_for_backend(diesel::pg::Pg))]
#[table(name = "task_lists", new = NewTaskList)]
#[table(has_many(statuses = task_status_configs(task_list_id)))]
#[table(has_many(tasks = task_items(task_list_id)))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct TaskList {
    #[column(pk, sql = Text, db = "text")]
    pub id: TaskListId,
    #[column(sql = Text, db = "text", unique, references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// A status that the tasks of a list can have. A list without any uses those of the nearest list above it.
#[derive(Debug, Clone, Table, Queryable, QueryableByName, Selectable, Identifiable)]
#[diesel(table_name = task_status_configs, check_for_backend(diesel::pg::Pg))]
#[table(name = "task_status_configs", new = NewTaskStatus)]
#[table(unique(task_list_id, slug))]
#[table(check(
    name = "task_status_configs_slug_check",
    expr = "slug ~ '^[a-z0-9]+(_[a-z0-9]+)*$'"
))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM task_lists WHERE task_lists.id = task_list_id)"
))]
pub struct TaskStatus {
    #[column(pk, sql = Text, db = "text")]
    pub id: TaskStatusId,
    #[column(sql = Text, db = "text", references = task_lists(id), on_delete = "cascade")]
    pub task_list_id: TaskListId,
    pub name: String,
    pub slug: String,
    pub color: String,
    #[column(sql = StatusGroupSql)]
    pub group: StatusGroup,
    pub position: i32,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// What a page of type `TASK_LIST` is as a task of the list above it.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = task_items, check_for_backend(diesel::pg::Pg))]
#[table(name = "task_items", new = NewTaskItem, changes = TaskItemChanges)]
#[table(index(name = "task_items_task_list_id_idx", on = "task_list_id"))]
#[table(index(
    name = "task_items_due_idx",
    on = "due_date",
    where_ = "due_date IS NOT NULL AND completed_at IS NULL"
))]
#[table(index(name = "task_items_user_id_idx", on = "user_id"))]
#[table(has_many(assignees = task_assignees(task_id)))]
#[table(has_one(creator = users(id), on(user_id)))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct TaskItem {
    #[column(pk, sql = Text, db = "text")]
    pub id: TaskId,
    #[column(sql = Text, db = "text", references = task_lists(id), on_delete = "cascade")]
    pub task_list_id: TaskListId,
    #[column(sql = Text, db = "text", unique, references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    /// Who made it. Not a foreign key: the task outlives the account.
    #[column(sql = Text, db = "text")]
    pub user_id: UserId,
    /// The slug of a status of the list, or of the list that it has its statuses from.
    pub status: String,
    #[column(sql = TaskPrioritySql, default = "'medium'")]
    pub priority: TaskPriority,
    pub due_date: Option<DateTime<Utc>>,
    pub metadata: Option<serde_json::Value>,
    /// Set while the status belongs to the group `done`.
    pub completed_at: Option<DateTime<Utc>>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// A person or an agent who is to do a task.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = task_assignees, check_for_backend(diesel::pg::Pg))]
#[table(name = "task_assignees", new = NewTaskAssignee)]
#[table(unique(task_id, user_id))]
#[table(unique(task_id, agent_page_id))]
#[table(index(name = "task_assignees_user_id_idx", on = "user_id"))]
#[table(index(name = "task_assignees_agent_page_id_idx", on = "agent_page_id"))]
#[table(check(
    name = "task_assignees_one_check",
    expr = "num_nonnulls(user_id, agent_page_id) = 1"
))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM task_items WHERE task_items.id = task_id)"
))]
pub struct TaskAssignee {
    #[column(pk, sql = Text, db = "text")]
    pub id: AssigneeId,
    #[column(sql = Text, db = "text", references = task_items(id), on_delete = "cascade")]
    pub task_id: TaskId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: Option<UserId>,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade", relation = agent)]
    pub agent_page_id: Option<PageId>,
    /// Order in which they were named, from 0.
    pub position: i32,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}
