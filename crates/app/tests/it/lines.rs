use app::lines::{self, Lines, Read};
use app::page;
use db::schema::{MemberRole, PageType};
use testkit::{World, new_page};

use crate::support::{events, head, problem, reload, status};

fn text(read: Read) -> Lines {
    match read {
        Read::Text(lines) | Read::TaskList(lines) | Read::Channel(lines) => lines,
        Read::File(page) => panic!("{page:?}"),
    }
}

#[tokio::test]
async fn lines_are_read_replaced_inserted_and_deleted() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world
        .code(&ada, &drive.id, "main.rs", "one\ntwo\nthree")
        .await;
    let start = head(&world, &ada.actor, &drive.id).await;
    let (db, actor) = (&world.db, &ada.key_actor);
    assert_eq!(
        text(lines::read(db, actor, &page.id).await.unwrap()).lines,
        ["one", "two", "three"]
    );
    let edited = lines::replace(db, actor, &page.id, 2, 3, "2\n3\n")
        .await
        .unwrap();
    assert_eq!(edited.lines, ["one", "2", "3", ""]);
    assert_eq!(edited.page.revision, 1);
    let (edited, at) = lines::insert(db, actor, &page.id, 1, "zero").await.unwrap();
    assert_eq!(
        (edited.lines.len(), edited.lines[0].as_str(), at),
        (5, "zero", 1)
    );
    let (edited, at) = lines::insert(db, actor, &page.id, 99, "last")
        .await
        .unwrap();
    assert_eq!((edited.lines[5].as_str(), at), ("last", 6));
    let edited = lines::delete(db, actor, &page.id, 1, 6).await.unwrap();
    assert_eq!(edited.lines, [""]);
    let again = lines::replace(db, actor, &page.id, 1, 1, "x")
        .await
        .unwrap();
    let same = lines::replace(db, actor, &page.id, 1, 1, "x")
        .await
        .unwrap();
    assert_eq!(
        (again.page.revision, same.page.revision),
        (5, 6),
        "each accepted edit is one revision"
    );
    assert_eq!(
        events(&world, &ada.actor, &drive.id, start).await,
        ["page.content"; 6]
    );
    assert_eq!(
        page::details(db, actor, &page.id)
            .await
            .unwrap()
            .page
            .content,
        "x"
    );
}

#[tokio::test]
async fn a_rich_document_reads_in_its_layout() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let new = page::NewPage {
        content: Some("<h2>Plan</h2><ul><li>first <b>step</b></li></ul>".to_owned()),
        ..new_page(&drive.id, PageType::Document, "Plan")
    };
    let page = world.page_with(&ada, new).await;
    let read = text(lines::read(&world.db, &ada.actor, &page.id).await.unwrap());
    assert_eq!(read.lines.len(), 8);
    assert_eq!(
        (read.lines[1].as_str(), read.lines[4].as_str()),
        ("Plan", "<li>")
    );
    let edited = lines::replace(&world.db, &ada.actor, &page.id, 2, 2, "New plan")
        .await
        .unwrap();
    assert_eq!(edited.lines[1], "New plan");
    assert_eq!(edited.lines[2..], read.lines[2..]);
}

#[tokio::test]
async fn every_line_of_many_parallel_insertions_is_there() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.code(&ada, &drive.id, "log", "start").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let (db, actor, page) = (world.db.clone(), ada.key_actor.clone(), page.id.clone());
        tasks.spawn(async move {
            let line = format!("line {number}");
            lines::insert(&db, &actor, &page, 1 + number % 7, &line)
                .await
                .unwrap();
            line
        });
    }
    let accepted = tasks.join_all().await;
    let read = text(lines::read(&world.db, &ada.actor, &page.id).await.unwrap());
    assert_eq!(read.lines.len(), 41);
    for line in &accepted {
        assert!(read.lines.contains(line), "{line} is lost");
    }
    assert_eq!(reload(&world, &ada.actor, &page).await.revision, 40);
}

#[tokio::test]
async fn edits_that_make_no_sense_are_refused_and_change_nothing() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.code(&ada, &drive.id, "x", "one\ntwo").await;
    let (db, actor, id) = (&world.db, &ada.actor, &page.id);
    for (start, end) in [(0, 1), (2, 1), (3, 3), (1, 3), (usize::MAX, usize::MAX)] {
        assert_eq!(
            status(&lines::replace(db, actor, id, start, end, "x").await),
            400,
            "{start}-{end}"
        );
        assert_eq!(
            status(&lines::delete(db, actor, id, start, end).await),
            400,
            "{start}-{end}"
        );
    }
    assert_eq!(status(&lines::insert(db, actor, id, 0, "x").await), 400);
    let large = "x".repeat(2 * 1024 * 1024);
    for content in ["", "a\0b", large.as_str()] {
        assert_eq!(
            problem(lines::insert(db, actor, id, 1, content).await).0,
            "content"
        );
        let replaced = lines::replace(db, actor, id, 1, 1, content).await;
        assert_eq!(problem(replaced).0, "content");
    }
    let same = reload(&world, actor, &page).await;
    assert_eq!(same.revision, 0);
    assert_eq!(
        page::details(db, actor, id).await.unwrap().page.content,
        "one\ntwo"
    );
}

#[tokio::test]
async fn only_pages_with_lines_can_be_edited_by_line() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    for (page_type, count, has_lines) in [
        (PageType::Folder, 1, false),
        (PageType::AiChat, 1, false),
        (PageType::Channel, 0, false),
        (PageType::Sheet, 0, false),
        (PageType::Document, 1, true),
        (PageType::Canvas, 1, true),
        (PageType::TaskList, 1, true),
        (PageType::Code, 1, true),
    ] {
        let page = world
            .page_with(&ada, new_page(&drive.id, page_type, "page"))
            .await;
        let read = text(lines::read(&world.db, &ada.actor, &page.id).await.unwrap());
        assert_eq!(read.lines, vec![""; count], "{page_type:?}");
        let outcome = lines::insert(&world.db, &ada.actor, &page.id, 1, "x").await;
        assert_eq!(
            status(&outcome),
            if has_lines { 200 } else { 400 },
            "{page_type:?}"
        );
    }
}

#[tokio::test]
async fn reading_takes_view_and_editing_takes_edit() {
    let world = World::start().await;
    let (olga, mia, sam) = (
        world.person("olga").await,
        world.person("mia").await,
        world.person("sam").await,
    );
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let page = world.code(&olga, &drive.id, "x", "one").await;
    for (actor, read, edit) in [
        (&olga.actor, 200, 200),
        (&mia.actor, 200, 403),
        (&sam.actor, 404, 404),
    ] {
        assert_eq!(status(&lines::read(&world.db, actor, &page.id).await), read);
        assert_eq!(
            status(&lines::insert(&world.db, actor, &page.id, 1, "x").await),
            edit
        );
        assert_eq!(
            status(&lines::replace(&world.db, actor, &page.id, 1, 1, "x").await),
            edit
        );
        assert_eq!(
            status(&lines::delete(&world.db, actor, &page.id, 1, 1).await),
            edit
        );
    }
    page::trash(&world.db, &olga.actor, &page.id, true)
        .await
        .unwrap();
    assert_eq!(
        status(&lines::read(&world.db, &olga.actor, &page.id).await),
        200
    );
    assert_eq!(
        status(&lines::insert(&world.db, &olga.actor, &page.id, 1, "x").await),
        400
    );
}
