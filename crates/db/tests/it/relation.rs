//! Relations of the schema, loaded into nested structs.

use db::prelude::*;
use db::seed::{Scale, fill};
use testkit::World;

use crate::connect;

#[derive(Debug, View)]
#[view(drive)]
struct DriveView {
    #[view(row)]
    drive: Drive,
    #[view(with)]
    owner: Owner,
    #[view(with)]
    members: Vec<Membership>,
    #[view(with)]
    roles: Vec<Role>,
    #[view(with, order = tags::name)]
    tags: Vec<Tag>,
    #[view(with, filter = pages::parent_id.is_null(), order = (pages::position, pages::id), limit = 5)]
    pages: Vec<PageTree>,
    #[view(count = pages)]
    all_pages: i64,
}

#[derive(Debug, View)]
#[view(user)]
struct Owner {
    #[view(row)]
    user: User,
    #[view(with)]
    profile: Option<UserProfile>,
    #[view(count = owned_drives)]
    drives: i64,
}

#[derive(Debug, View)]
#[view(drive_member)]
struct Membership {
    #[view(row)]
    member: DriveMember,
    #[view(with)]
    user: User,
    #[view(with)]
    custom_role: Option<DriveRole>,
    #[view(with)]
    inviter: Option<User>,
}

#[derive(Debug, View)]
#[view(drive_role)]
struct Role {
    #[view(row)]
    row: DriveRole,
    #[view(with)]
    members: Vec<DriveMember>,
    #[view(count)]
    entries: i64,
}

#[derive(Debug, View)]
#[view(page)]
struct PageTree {
    #[view(row)]
    page: Page,
    #[view(with)]
    drive: Drive,
    #[view(with)]
    creator: Option<User>,
    #[view(with)]
    parent: Option<Page>,
    #[view(with, order = (pages::position, pages::id))]
    children: Vec<Child>,
    #[view(with)]
    tags: Vec<Tag>,
    #[view(with)]
    document: Option<Content>,
    #[view(with)]
    text: Option<PageText>,
    #[view(with, filter = channel_messages::parent_id.is_null(), order = channel_messages::created_at.desc(), limit = 3)]
    messages: Vec<Message>,
    #[view(with)]
    task_list: Option<List>,
    #[view(count)]
    grants: i64,
    #[view(count)]
    backlinks: i64,
}

#[derive(Debug, View)]
#[view(page)]
struct Child {
    #[view(row)]
    page: Page,
    #[view(with)]
    parent: Option<Page>,
    #[view(with = children, recursive)]
    subtree: Vec<Page>,
}

#[derive(Debug, View)]
#[view(document)]
struct Content {
    #[view(row)]
    document: Document,
    #[view(count)]
    updates: i64,
    #[view(with)]
    state: Option<DocumentState>,
}

#[derive(Debug, View)]
#[view(channel_message)]
struct Message {
    #[view(row)]
    row: ChannelMessage,
    #[view(with)]
    author: Option<User>,
    #[view(with)]
    reactions: Vec<Reaction>,
    #[view(with, order = channel_messages::created_at)]
    replies: Vec<ChannelMessage>,
}

#[derive(Debug, View)]
#[view(message_reaction)]
struct Reaction {
    emoji: String,
    #[view(with)]
    author: Option<User>,
}

#[derive(Debug, View)]
#[view(task_list)]
struct List {
    #[view(row)]
    row: TaskList,
    #[view(with, order = task_status_configs::position)]
    statuses: Vec<TaskStatus>,
    #[view(with)]
    tasks: Vec<Task>,
}

#[derive(Debug, View)]
#[view(task_item)]
struct Task {
    #[view(row)]
    row: TaskItem,
    #[view(with)]
    page: Page,
    #[view(with)]
    creator: Option<User>,
    #[view(with)]
    assignees: Vec<Assignee>,
}

#[derive(Debug, View)]
#[view(task_assignee)]
struct Assignee {
    #[view(row)]
    assignee: TaskAssignee,
    #[view(with)]
    user: Option<User>,
}

/// What is loaded at once is what is asked for one by one.
#[tokio::test]
async fn a_drive_is_loaded_with_everything_below_it() {
    let world = World::start().await;
    let mut client = connect(world.url()).await;
    fill(&mut client, Scale::Small, 1, |_| {}).await.unwrap();
    let conn = &mut *world.db.conn().await.unwrap();
    let drives: Vec<DriveView> = DriveView::query()
        .filter(drives::kind.eq(DriveKind::Standard))
        .order(drives::id)
        .load(conn)
        .await
        .unwrap();
    assert_eq!(drives.len(), Scale::Small.size().drives);
    let (mut messages, mut tasks, mut below) = (0, 0, 0);
    for drive in &drives {
        let id = &drive.drive.id;
        assert_eq!(drive.owner.user.id, drive.drive.owner_id);
        assert!(drive.owner.profile.is_some());
        assert_eq!(drive.owner.drives, 2);
        let of_drive = pages::table.filter(pages::drive_id.eq(id));
        let count: i64 = of_drive.count().get_result(conn).await.unwrap();
        assert_eq!(drive.all_pages, count);
        assert_eq!(drive.tags.len(), 8);
        let with_role = |member: &&Membership| member.custom_role.is_some();
        assert_eq!(
            drive.members.iter().filter(with_role).count(),
            drive.roles[0].members.len()
        );
        assert!(
            drive.members.iter().all(|member| {
                member.user.id == member.member.user_id && member.inviter.is_none()
            })
        );
        assert_eq!(
            (drive.roles[0].entries, drive.roles[0].row.can_view),
            (0, Some(true))
        );
        assert_eq!(drive.pages.len(), 5);
        for page in &drive.pages {
            check(page, conn).await;
            messages += page.messages.len();
            tasks += page.task_list.as_ref().map_or(0, |list| list.tasks.len());
            below += page.children.len();
        }
    }
    assert!(messages > 0 && below > 0, "{messages} {tasks} {below}");
}

async fn check(found: &PageTree, conn: &mut db::Connection) {
    let page = &found.page;
    assert_eq!(found.drive.id, page.drive_id);
    assert_eq!(
        found.creator.as_ref().map(|user| &user.id),
        page.created_by.as_ref()
    );
    assert!(found.parent.is_none());
    let children = db::query::page::children(conn, &page.id).await.unwrap();
    let live = |child: &&Child| child.page.trashed_at.is_none();
    assert_eq!(found.children.iter().filter(live).count(), children.len());
    for child in &found.children {
        assert_eq!(
            child.parent.as_ref().map(|parent| &parent.id),
            Some(&page.id)
        );
        assert!(
            child
                .subtree
                .iter()
                .all(|below| below.drive_id == page.drive_id)
        );
    }
    assert_eq!(
        found.document.is_some(),
        page.page_type == PageType::Document
            || matches!(
                page.page_type,
                PageType::Code | PageType::Canvas | PageType::TaskList
            )
    );
    if let Some(content) = &found.document {
        assert_eq!(content.updates, content.document.seq);
        assert!(content.state.is_none());
        assert_eq!(
            found.text.as_ref().map_or(0, |text| text.seq),
            content.document.seq
        );
    }
    check_messages(&found.messages);
    if let Some(list) = &found.task_list {
        check_tasks(list, &page.id);
    }
    assert!(found.grants >= 0 && found.backlinks == 0 && found.tags.len() <= 1);
}

fn check_messages(messages: &[Message]) {
    for message in messages {
        assert_eq!(
            message.author.as_ref().map(|user| &user.id),
            Some(&message.row.user_id)
        );
        assert_eq!(
            i32::try_from(message.replies.len()),
            Ok(message.row.reply_count)
        );
        assert!(
            message
                .reactions
                .iter()
                .all(|one| one.author.is_some() && !one.emoji.is_empty())
        );
    }
}

fn check_tasks(list: &List, page: &PageId) {
    assert_eq!((list.statuses.len(), &list.row.page_id), (4, page));
    for task in &list.tasks {
        assert_eq!(task.page.id, task.row.page_id);
        assert_eq!(
            task.creator.as_ref().map(|user| &user.id),
            Some(&task.row.user_id)
        );
        assert!(task.assignees.iter().all(|one| {
            one.user.as_ref().map(|user| &user.id) == one.assignee.user_id.as_ref()
        }));
    }
}
