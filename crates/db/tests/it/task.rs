//! Task lists: statuses, sub-tasks, order, progress, and who is to do what.

use std::ops::Bound;

use chrono::{DateTime, Duration, Utc};
use db::id::{AssigneeId, PageId, TaskStatusId, UserId};
use db::query::task::{self, Assignment, Completion, Progress, SubTasks, TaskView, Whose};
use db::query::{page, tree};
use db::schema::{
    Drive, NewTaskAssignee, NewTaskStatus, Page, PageChanges, PageType, StatusGroup,
    TaskItemChanges, TaskPriority,
};
use testkit::{Person, World, new_page};
use uuid::Uuid;

/// A drive with a list, and who works on it.
struct Board {
    world: World,
    ada: Person,
    drive: Drive,
    list: Page,
}

impl Board {
    async fn open() -> Self {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        let list = world.task_list(&ada, &drive.id, "Backlog").await;
        Self {
            world,
            ada,
            drive,
            list,
        }
    }

    async fn add(&self, title: &str) -> TaskView {
        self.world.task(&self.ada, &self.list, title).await
    }

    async fn below(&self, parent: &TaskView, title: &str) -> TaskView {
        let page = self.page(&parent.page.id).await;
        self.world.task(&self.ada, &page, title).await
    }

    async fn page(&self, id: &PageId) -> Page {
        let mut conn = self.world.db.conn().await.unwrap();
        page::find(&mut conn, id).await.unwrap()
    }

    async fn set_status(
        &self,
        task: &TaskView,
        slug: &str,
        group: StatusGroup,
    ) -> Option<DateTime<Utc>> {
        let mut conn = self.world.db.conn().await.unwrap();
        let changed = task::set_status(&mut conn, &task.task.id, slug, group)
            .await
            .unwrap();
        assert_eq!(changed.status, slug);
        changed.completed_at
    }

    async fn trash(&self, task: &TaskView) {
        let pages = [task.page.id.clone()];
        self.world
            .db
            .write(async |tx| tree::trash(tx, &pages, Uuid::now_v7()).await)
            .await
            .unwrap();
    }

    async fn change(&self, task: &TaskView, changes: TaskItemChanges) {
        self.world
            .db
            .write(async |tx| task::update(tx, &task.task.id, changes).await)
            .await
            .unwrap();
    }

    async fn assign(&self, task: &TaskView, people: &[&UserId]) {
        let rows = people
            .iter()
            .zip(0..)
            .map(|(user, position)| NewTaskAssignee {
                id: AssigneeId::new(),
                task_id: task.task.id.clone(),
                user_id: Some((*user).clone()),
                agent_page_id: None,
                position,
                created_at: None,
            });
        let rows = rows.collect();
        self.world
            .db
            .write(async |tx| task::set_assignees(tx, &task.task.id, rows).await)
            .await
            .unwrap();
    }

    async fn titles(&self, limit: u32) -> Vec<String> {
        let mut conn = self.world.db.conn().await.unwrap();
        let (mut titles, mut after) = (Vec::new(), None);
        loop {
            let page = task::list(&mut conn, &self.drive.id, &self.list.id, after, limit)
                .await
                .unwrap();
            titles.extend(page.rows.into_iter().map(|row| row.page.title));
            after = page.next;
            if after.is_none() {
                return titles;
            }
        }
    }

    async fn pages(&self) -> Vec<PageId> {
        let mut conn = self.world.db.conn().await.unwrap();
        let live = page::live(&mut conn, &self.drive.id).await.unwrap();
        live.into_iter().map(|page| page.id).collect()
    }

    async fn slugs(&self, list: &PageId) -> Vec<String> {
        let mut conn = self.world.db.conn().await.unwrap();
        let mut found = task::statuses(&mut conn, std::slice::from_ref(list))
            .await
            .unwrap();
        let statuses = found
            .remove(list)
            .map(|list| list.statuses)
            .unwrap_or_default();
        statuses.into_iter().map(|status| status.slug).collect()
    }
}

fn status(list: db::id::TaskListId, slug: &str, position: i32) -> NewTaskStatus {
    NewTaskStatus {
        id: TaskStatusId::new(),
        task_list_id: list,
        name: slug.to_owned(),
        slug: slug.to_owned(),
        color: "red".to_owned(),
        group: StatusGroup::Todo,
        position,
        created_at: None,
        updated_at: None,
    }
}

#[tokio::test]
async fn a_list_below_another_has_its_statuses_until_it_has_its_own() {
    let board = Board::open().await;
    let outer = board.add("Outer").await;
    let inner = board.below(&outer, "Inner").await;
    board.below(&inner, "Innermost").await;
    let inherited = ["pending", "in_progress", "blocked", "completed"];
    assert_eq!(board.slugs(&board.list.id).await, inherited);
    assert_eq!(board.slugs(&inner.page.id).await, inherited);
    let db = &board.world.db;
    let own = db
        .write(async |tx| {
            let list = task::list_of(tx, &board.list.id).await?.unwrap();
            task::insert_status(tx, status(list.id, "review", 4)).await?;
            let list = task::list_of(tx, &outer.page.id).await?.unwrap();
            task::insert_status(tx, status(list.id.clone(), "idea", 0)).await?;
            task::insert_status(tx, status(list.id, "idea", 1)).await
        })
        .await
        .unwrap();
    assert!(own.is_none(), "a slug is there once");
    assert_eq!(board.slugs(&board.list.id).await.len(), 5);
    assert_eq!(
        board.slugs(&inner.page.id).await,
        ["idea"],
        "of the nearest list"
    );
    let mut conn = db.conn().await.unwrap();
    let lists = [
        board.list.id.clone(),
        inner.page.id.clone(),
        outer.page.id.clone(),
    ];
    let found = task::statuses(&mut conn, &lists).await.unwrap();
    let own: Vec<bool> = lists.iter().map(|list| found[list].is_own).collect();
    assert_eq!(own, [true, false, true]);
}

#[tokio::test]
async fn tasks_come_in_the_order_of_their_pages_without_those_in_the_trash() {
    let board = Board::open().await;
    for title in ["one", "two", "three", "four", "five"] {
        board.add(title).await;
    }
    let gone = board.add("gone").await;
    board.trash(&gone).await;
    let mut plain = new_page(&board.drive.id, PageType::TaskList, "a plain list");
    plain.parent_id = Some(board.list.id.clone());
    board.world.page_with(&board.ada, plain).await;
    for limit in [1, 2, 5, 50] {
        assert_eq!(
            board.titles(limit).await,
            ["one", "two", "three", "four", "five"],
            "{limit}"
        );
    }
}

#[tokio::test]
async fn a_task_goes_between_its_new_neighbours() {
    let board = Board::open().await;
    let first = board.add("one").await;
    board.add("two").await;
    board.add("three").await;
    let db = &board.world.db;
    for (index, expected) in [
        (1, ["two", "one", "three"]),
        (9, ["two", "three", "one"]),
        (0, ["one", "two", "three"]),
    ] {
        db.write(async |tx| {
            let (drive, list) = (&board.drive.id, &board.list.id);
            let (before, behind) = task::neighbours(tx, drive, list, &first.page.id, index).await?;
            let position = match (before, behind) {
                (Some(before), Some(behind)) => f64::midpoint(before, behind),
                (Some(before), None) => before + 1.0,
                (None, behind) => behind.unwrap_or(2.0) - 1.0,
            };
            let changes = PageChanges {
                position: Some(position),
                ..PageChanges::default()
            };
            page::update(tx, &first.page.id, changes).await
        })
        .await
        .unwrap();
        assert_eq!(board.titles(50).await, expected);
    }
}

#[tokio::test]
async fn a_task_is_completed_while_its_status_is_done() {
    let board = Board::open().await;
    let task = board.add("one").await;
    let completed = board
        .set_status(&task, "completed", StatusGroup::Done)
        .await;
    assert!(completed.is_some());
    let shipped = board.set_status(&task, "shipped", StatusGroup::Done).await;
    assert_eq!(shipped, completed, "it was completed before");
    assert_eq!(
        board
            .set_status(&task, "blocked", StatusGroup::InProgress)
            .await,
        None
    );
}

#[tokio::test]
async fn open_sub_tasks_are_counted_one_level_deep_and_outside_the_trash() {
    let board = Board::open().await;
    let parent = board.add("parent").await;
    let (one, two) = (
        board.below(&parent, "1").await,
        board.below(&parent, "2").await,
    );
    let gone = board.below(&parent, "3").await;
    board.below(&one, "deeper").await;
    board.trash(&gone).await;
    let mut conn = board.world.db.conn().await.unwrap();
    let counted = task::sub_tasks(&mut conn, &parent.page.id).await.unwrap();
    assert_eq!(counted, SubTasks { open: 2, total: 2 });
    board.set_status(&two, "completed", StatusGroup::Done).await;
    let counted = task::sub_tasks(&mut conn, &parent.page.id).await.unwrap();
    assert_eq!(counted, SubTasks { open: 1, total: 2 });
}

#[tokio::test]
async fn progress_counts_by_slug_and_by_group() {
    let board = Board::open().await;
    for (title, slug, group) in [
        ("1", "completed", StatusGroup::Done),
        ("2", "completed", StatusGroup::Done),
        ("3", "blocked", StatusGroup::InProgress),
        ("4", "removed", StatusGroup::Todo),
    ] {
        let task = board.add(title).await;
        board.set_status(&task, slug, group).await;
    }
    let gone = board.add("gone").await;
    board.trash(&gone).await;
    let mut conn = board.world.db.conn().await.unwrap();
    let list = task::list_of(&mut conn, &board.list.id)
        .await
        .unwrap()
        .unwrap();
    let counts = task::counts(&mut conn, &list.id).await.unwrap();
    let lists = [board.list.id.clone()];
    let statuses = task::statuses(&mut conn, &lists).await.unwrap();
    let progress = Progress::new(counts, &statuses[&board.list.id].statuses);
    assert_eq!((progress.total, progress.percentage), (4, 50));
    assert_eq!(
        (progress.todo, progress.in_progress, progress.done),
        (1, 1, 2)
    );
    let by_slug: Vec<_> = progress
        .by_slug
        .iter()
        .map(|(slug, n)| (slug.as_str(), *n))
        .collect();
    assert_eq!(by_slug, [("blocked", 1), ("completed", 2), ("removed", 1)]);
    assert_eq!(Progress::new(Vec::new(), &[]), Progress::default());
}

fn everything(visible: &[PageId]) -> Assignment<'_> {
    Assignment {
        visible,
        whose: Whose::Any,
        completion: Completion::Any,
        status: None,
        priority: None,
        due: (Bound::Unbounded, Bound::Unbounded),
        search: None,
    }
}

async fn found(board: &Board, criteria: Assignment<'_>) -> Vec<String> {
    let mut conn = board.world.db.conn().await.unwrap();
    let found = task::assigned(&mut conn, &criteria, 50, 0).await.unwrap();
    assert_eq!(usize::try_from(found.total).unwrap(), found.tasks.len());
    found.tasks.into_iter().map(|row| row.page.title).collect()
}

/// Four tasks: soon and urgent for Ada and Bob, later for Bob, never for nobody, done for Ada.
async fn assigned_board() -> (Board, Person, DateTime<Utc>) {
    let board = Board::open().await;
    let bob = board.world.person("bob").await;
    let today = DateTime::UNIX_EPOCH + Duration::days(20_000);
    let due = |days: i64, priority| TaskItemChanges {
        due_date: Some(Some(today + Duration::days(days))),
        priority: Some(priority),
        ..TaskItemChanges::default()
    };
    board.add("never").await;
    let (later, soon) = (board.add("later").await, board.add("soon 100%").await);
    let done = board.add("done").await;
    board.change(&later, due(9, TaskPriority::Low)).await;
    board.change(&soon, due(1, TaskPriority::High)).await;
    board.change(&done, due(1, TaskPriority::Low)).await;
    board
        .set_status(&done, "completed", StatusGroup::Done)
        .await;
    let ada = &board.ada.user.id;
    board.assign(&soon, &[&bob.user.id, ada]).await;
    board.assign(&later, &[&bob.user.id]).await;
    board.assign(&done, &[ada]).await;
    (board, bob, today)
}

#[tokio::test]
async fn tasks_are_found_by_who_is_to_do_them_and_how_far_they_are() {
    let (board, bob, _) = assigned_board().await;
    let visible = board.pages().await;
    let all = everything(&visible);
    let cases = [
        (all.clone(), vec!["soon 100%", "done", "later", "never"]),
        (
            Assignment {
                whose: Whose::Person(&bob.user.id),
                ..all.clone()
            },
            vec!["soon 100%", "later"],
        ),
        (
            Assignment {
                completion: Completion::Completed,
                ..all.clone()
            },
            vec!["done"],
        ),
        (
            Assignment {
                completion: Completion::Open,
                whose: Whose::Person(&board.ada.user.id),
                ..all.clone()
            },
            vec!["soon 100%"],
        ),
        (
            Assignment {
                status: Some("pending"),
                priority: Some(TaskPriority::High),
                ..all.clone()
            },
            vec!["soon 100%"],
        ),
    ];
    for (criteria, expected) in cases {
        let case = format!("{criteria:?}");
        assert_eq!(found(&board, criteria).await, expected, "{case}");
    }
}

#[tokio::test]
async fn tasks_are_found_by_when_they_are_due_and_by_title() {
    let (board, _, today) = assigned_board().await;
    let visible = board.pages().await;
    let all = everything(&visible);
    let cases = [
        (
            Assignment {
                due: (
                    Bound::Excluded(today),
                    Bound::Included(today + Duration::days(1)),
                ),
                ..all.clone()
            },
            vec!["soon 100%", "done"],
        ),
        (
            Assignment {
                due: (
                    Bound::Included(today + Duration::days(1)),
                    Bound::Excluded(today + Duration::days(9)),
                ),
                ..all.clone()
            },
            vec!["soon 100%", "done"],
        ),
        (
            Assignment {
                search: Some("SOON 100%"),
                ..all.clone()
            },
            vec!["soon 100%"],
        ),
        (
            Assignment {
                search: Some("%"),
                ..all.clone()
            },
            vec!["soon 100%"],
        ),
        (
            Assignment {
                whose: Whose::Agent(&board.list.id),
                ..all.clone()
            },
            vec![],
        ),
        (
            Assignment {
                visible: &[],
                ..all.clone()
            },
            vec![],
        ),
    ];
    for (criteria, expected) in cases {
        let case = format!("{criteria:?}");
        assert_eq!(found(&board, criteria).await, expected, "{case}");
    }
}

#[tokio::test]
async fn a_task_is_left_out_unless_it_and_its_list_may_be_seen() {
    let (board, ..) = assigned_board().await;
    let mut visible = board.pages().await;
    visible.retain(|page| *page != board.list.id);
    assert!(
        found(&board, everything(&visible)).await.is_empty(),
        "the list is hidden"
    );
    let list_only = [board.list.id.clone()];
    assert!(
        found(&board, everything(&list_only)).await.is_empty(),
        "the tasks are hidden"
    );
}

#[tokio::test]
async fn the_total_is_told_on_every_page_and_behind_the_last_one() {
    let (board, ..) = assigned_board().await;
    let visible = board.pages().await;
    let mut conn = board.world.db.conn().await.unwrap();
    for (limit, offset, titles) in [
        (2, 0, vec!["soon 100%", "done"]),
        (2, 3, vec!["never"]),
        (2, 9, vec![]),
        (0, 0, vec![]),
    ] {
        let page = task::assigned(&mut conn, &everything(&visible), limit, offset)
            .await
            .unwrap();
        let found: Vec<_> = page
            .tasks
            .iter()
            .map(|row| row.page.title.as_str())
            .collect();
        assert_eq!((found, page.total), (titles, 4), "{limit} {offset}");
    }
}

#[tokio::test]
async fn assignees_come_in_the_order_in_which_they_were_named() {
    let (board, ..) = assigned_board().await;
    let visible = board.pages().await;
    let mut conn = board.world.db.conn().await.unwrap();
    let page = task::assigned(&mut conn, &everything(&visible), 1, 0)
        .await
        .unwrap();
    let names: Vec<_> = page.tasks[0]
        .assignees
        .iter()
        .map(|row| row.user.as_ref().unwrap().name.as_str())
        .collect();
    assert_eq!(names, ["bob", "ada"]);
    let task = task::of_page(&mut conn, &page.tasks[0].page.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(task.creator.unwrap().name, "ada");
    assert!(
        task::of_page(&mut conn, &board.list.id)
            .await
            .unwrap()
            .is_none()
    );
}
