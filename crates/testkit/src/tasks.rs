//! Task lists and what is to be done.

use app::page::NewPage;
use db::Tx;
use db::id::{DriveId, PageId, TaskId, TaskStatusId};
use db::query::task::{self, TaskView};
use db::schema::{NewTaskItem, NewTaskStatus, Page, PageType, StatusGroup, TaskList};

use crate::{Person, World, new_page};

/// What a new list has.
const STATUSES: [(&str, StatusGroup); 4] = [
    ("pending", StatusGroup::Todo),
    ("in_progress", StatusGroup::InProgress),
    ("blocked", StatusGroup::InProgress),
    ("completed", StatusGroup::Done),
];

impl World {
    /// A task list at the root of a drive, with the four statuses of new lists.
    pub async fn task_list(&self, author: &Person, drive: &DriveId, title: &str) -> Page {
        let page = self
            .page_with(author, new_page(drive, PageType::TaskList, title))
            .await;
        self.db
            .write(async |tx| {
                let list = list_of(tx, &page.id).await?;
                task::insert_statuses(tx, statuses(&list)).await
            })
            .await
            .expect("a task list");
        page
    }

    /// A task at the end of a list, or below another task: to be done, and nobody's.
    pub async fn task(&self, author: &Person, list: &Page, title: &str) -> TaskView {
        let new = NewPage {
            parent_id: Some(list.id.clone()),
            ..new_page(&list.drive_id, PageType::TaskList, title)
        };
        let page = self.page_with(author, new).await;
        self.db
            .write(async |tx| {
                let list = list_of(tx, &list.id).await?;
                let row = new_task(author, &list, &page.id);
                let task = task::insert(tx, row).await?;
                task::find(tx, &task.id).await
            })
            .await
            .expect("a task")
    }
}

async fn list_of(tx: &mut Tx<'_>, page: &PageId) -> db::Result<TaskList> {
    match task::insert_list(tx, page).await? {
        Some(made) => Ok(made),
        None => task::list_of(tx, page).await?.ok_or(db::Error::NotFound),
    }
}

fn statuses(list: &TaskList) -> Vec<NewTaskStatus> {
    let rows = STATUSES.iter().zip(0..);
    rows.map(|((slug, group), position)| NewTaskStatus {
        id: TaskStatusId::new(),
        task_list_id: list.id.clone(),
        name: (*slug).to_owned(),
        slug: (*slug).to_owned(),
        color: "slate".to_owned(),
        group: *group,
        position,
        created_at: None,
        updated_at: None,
    })
    .collect()
}

fn new_task(author: &Person, list: &TaskList, page: &PageId) -> NewTaskItem {
    NewTaskItem {
        id: TaskId::new(),
        task_list_id: list.id.clone(),
        page_id: page.clone(),
        user_id: author.user.id.clone(),
        status: "pending".to_owned(),
        priority: None,
        due_date: None,
        metadata: None,
        completed_at: None,
        created_at: None,
        updated_at: None,
    }
}
