use app::page::{self, NewPage, PageUpdate};
use app::{Error, drive};
use db::schema::{ContentMode, MemberRole, PageType};
use testkit::{World, new_page};

use crate::support::{child, events, head, make_private, problem, reload, sql, status};

#[tokio::test]
async fn a_new_page_is_the_last_of_its_siblings_and_says_who_made_it() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let start = head(&world, &ada.actor, &drive.id).await;
    let first = world.page(&ada, &drive.id, "First").await;
    let new = NewPage {
        content: Some("<p>Hello</p>".to_owned()),
        ai_model: Some("m".to_owned()),
        enabled_tools: Some(vec!["read".to_owned()]),
        ..new_page(&drive.id, PageType::Document, "  Second ")
    };
    let second = page::create(&world.db, &ada.key_actor, new).await.unwrap();
    assert_eq!(
        (second.page.title.as_str(), second.page.revision),
        ("Second", 0)
    );
    assert!(second.page.position > first.position);
    assert_eq!(second.page.created_by.as_ref(), Some(&ada.user.id));
    assert!(second.page.created_by_key.is_some() && first.created_by_key.is_none());
    assert_eq!(second.content, "<p>Hello</p>");
    let read = page::details(&world.db, &ada.actor, &second.page.id)
        .await
        .unwrap();
    assert_eq!(read.page.content, second.content);
    assert_eq!(
        events(&world, &ada.actor, &drive.id, start).await,
        ["page.created", "page.created"]
    );
}

#[tokio::test]
async fn every_type_but_files_can_be_made_and_only_those_with_lines_take_content() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    for (page_type, takes_content) in [
        (PageType::Folder, false),
        (PageType::Document, true),
        (PageType::Channel, false),
        (PageType::AiChat, false),
        (PageType::Canvas, true),
        (PageType::Sheet, false),
        (PageType::TaskList, true),
        (PageType::Code, true),
    ] {
        let empty = page::create(
            &world.db,
            &ada.actor,
            new_page(&drive.id, page_type, "Page"),
        )
        .await;
        assert_eq!(empty.unwrap().content, "", "{page_type:?}");
        let new = NewPage {
            content: Some("text".to_owned()),
            ..new_page(&drive.id, page_type, "Page")
        };
        match page::create(&world.db, &ada.actor, new).await {
            Ok(page) => assert_eq!((page.content.as_str(), takes_content), ("text", true)),
            refused => assert_eq!(
                (problem(refused).0.as_str(), takes_content),
                ("content", false)
            ),
        }
    }
    let file = page::create(
        &world.db,
        &ada.actor,
        new_page(&drive.id, PageType::File, "f"),
    )
    .await;
    assert_eq!(problem(file).0, "type");
}

#[tokio::test]
async fn markdown_is_kept_as_it_was_written() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let text = "# A | b\r\n\n* x <y> 100% _z_ 🦀 שלום\n\n";
    let new = NewPage {
        content: Some(text.to_owned()),
        content_mode: ContentMode::Markdown,
        ..new_page(&drive.id, PageType::Document, "Notes")
    };
    let page = world.page_with(&ada, new).await;
    let read = page::details(&world.db, &ada.actor, &page.id)
        .await
        .unwrap();
    assert_eq!(read.page.content, text);
}

#[tokio::test]
async fn a_parent_must_be_live_visible_and_of_the_same_drive() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let drive = world.drive(&ada, "Team").await;
    let other = world.drive(&ada, "Other").await;
    let foreign = world.page(&ada, &other.id, "Foreign").await;
    let hidden = world
        .page(&bob, &world.drive(&bob, "Bob").await.id, "Hidden")
        .await;
    let trashed = world.page(&ada, &drive.id, "Trashed").await;
    page::trash(&world.db, &ada.actor, &trashed.id, true)
        .await
        .unwrap();
    let mut messages = Vec::new();
    for parent in [&foreign, &hidden] {
        let new = NewPage {
            parent_id: Some(parent.id.clone()),
            ..new_page(&drive.id, PageType::Document, "x")
        };
        messages.push(problem(page::create(&world.db, &ada.actor, new).await));
    }
    assert_eq!(
        messages[0], messages[1],
        "hidden and elsewhere look the same"
    );
    let below_trashed = NewPage {
        parent_id: Some(trashed.id),
        ..new_page(&drive.id, PageType::Document, "x")
    };
    let (_, message) = problem(page::create(&world.db, &ada.actor, below_trashed).await);
    assert!(message.contains("trash"), "{message}");
    let strange = page::create(
        &world.db,
        &bob.actor,
        new_page(&drive.id, PageType::Document, "x"),
    )
    .await;
    assert_eq!(status(&strange), 404);
    sql(
        &world,
        "UPDATE drives SET trashed_at = now() WHERE name = 'Team'",
    )
    .await;
    let gone = page::create(
        &world.db,
        &ada.actor,
        new_page(&drive.id, PageType::Document, "x"),
    )
    .await;
    assert_eq!(status(&gone), 404);
}

#[tokio::test]
async fn members_make_root_pages_and_children_only_where_they_may_edit() {
    let world = World::start().await;
    let (ada, mia) = (world.person("ada").await, world.person("mia").await);
    let drive = world.drive(&ada, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let plans = world.page(&ada, &drive.id, "Plans").await;
    let own = world.page(&mia, &drive.id, "Mine").await;
    child(&world, &mia, &own, "below mine").await;
    let new = || NewPage {
        parent_id: Some(plans.id.clone()),
        ..new_page(&drive.id, PageType::Document, "x")
    };
    assert_eq!(
        status(&page::create(&world.db, &mia.actor, new()).await),
        403
    );
    sql(&world, "UPDATE drives SET members_edit = true").await;
    assert_eq!(
        status(&page::create(&world.db, &mia.actor, new()).await),
        200
    );
}

#[tokio::test]
async fn several_changes_at_once_are_one_revision() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let folder = world.page(&ada, &drive.id, "Folder").await;
    let page = world.page(&ada, &drive.id, "Page").await;
    let start = head(&world, &ada.actor, &drive.id).await;
    let changes = PageUpdate {
        title: Some(" New title ".to_owned()),
        content: Some("<p>one</p>".to_owned()),
        parent_id: Some(Some(folder.id.clone())),
        is_private: Some(true),
        is_paginated: Some(Some(true)),
        ai_provider: Some(Some("p".to_owned())),
        ai_model: Some(None),
        expected_revision: Some(0),
    };
    let updated = page::update(&world.db, &ada.actor, &page.id, changes)
        .await
        .unwrap();
    assert_eq!(
        (updated.page.revision, updated.page.title.as_str()),
        (1, "New title")
    );
    assert_eq!(updated.page.parent_id.as_ref(), Some(&folder.id));
    assert!(updated.page.is_private);
    assert_eq!(updated.page.is_paginated, Some(true));
    assert_eq!(updated.content, "<p>one</p>");
    let told = events(&world, &ada.actor, &drive.id, start).await;
    assert_eq!(told, ["page.updated", "page.content", "page.moved"]);
    let renamed = page::rename(&world.db, &ada.actor, &page.id, "Again", None)
        .await
        .unwrap();
    assert_eq!(
        (renamed.page.revision, renamed.content.as_str()),
        (2, "<p>one</p>")
    );
}

#[tokio::test]
async fn a_stale_revision_is_a_conflict_with_both_numbers_and_changes_nothing() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "Page").await;
    page::rename(&world.db, &ada.actor, &page.id, "One", Some(0))
        .await
        .unwrap();
    let start = head(&world, &ada.actor, &drive.id).await;
    match page::rename(&world.db, &ada.actor, &page.id, "Two", Some(0)).await {
        Err(Error::Conflict {
            current, expected, ..
        }) => {
            assert_eq!((current, expected), (Some(1), Some(0)));
        }
        other => panic!("{other:?}"),
    }
    let page = reload(&world, &ada.actor, &page).await;
    assert_eq!((page.title.as_str(), page.revision), ("One", 1));
    assert_eq!(head(&world, &ada.actor, &drive.id).await, start);
}

#[tokio::test]
async fn of_many_changes_of_one_revision_exactly_one_wins() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "Page").await;
    let rename = |title| page::rename(&world.db, &ada.actor, &page.id, title, Some(0));
    let (a, b, c, d) = tokio::join!(rename("a"), rename("b"), rename("c"), rename("d"));
    let mut outcomes = [&a, &b, &c, &d].map(status);
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 409, 409, 409]);
    assert_eq!(reload(&world, &ada.actor, &page).await.revision, 1);
}

fn title(title: &str) -> PageUpdate {
    PageUpdate {
        title: Some(title.to_owned()),
        ..PageUpdate::default()
    }
}

fn content(content: &str) -> PageUpdate {
    PageUpdate {
        content: Some(content.to_owned()),
        ..PageUpdate::default()
    }
}

#[tokio::test]
async fn bad_changes_are_refused() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "Page").await;
    let only_expected = PageUpdate {
        expected_revision: Some(0),
        ..PageUpdate::default()
    };
    let odd_model = PageUpdate {
        ai_model: Some(Some("\u{1}".to_owned())),
        ..PageUpdate::default()
    };
    let into_itself = PageUpdate {
        parent_id: Some(Some(page.id.clone())),
        ..PageUpdate::default()
    };
    for (changes, field) in [
        (PageUpdate::default(), ""),
        (only_expected, ""),
        (title(" "), "title"),
        (title("a\0b"), "title"),
        (title("a\u{7}"), "title"),
        (title(&"x".repeat(501)), "title"),
        (content("a\0b"), "content"),
        (content(&"x".repeat(2 * 1024 * 1024 + 1)), "content"),
        (odd_model, "aiModel"),
        (into_itself, ""),
    ] {
        let outcome = page::update(&world.db, &ada.actor, &page.id, changes).await;
        assert_eq!(problem(outcome).0, field);
    }
    assert_eq!(reload(&world, &ada.actor, &page).await.revision, 0);

    let new = new_page(&drive.id, PageType::Folder, "Folder");
    let folder = world.page_with(&ada, new).await;
    let outcome = page::update(&world.db, &ada.actor, &folder.id, content("text")).await;
    assert_eq!(problem(outcome).0, "content");
    for title in ["", "\0", "a\u{7}"] {
        let new = new_page(&drive.id, PageType::Document, title);
        let outcome = page::create(&world.db, &ada.actor, new).await;
        assert_eq!(problem(outcome).0, "title");
    }
}

#[tokio::test]
async fn readers_read_editors_edit_and_strangers_find_nothing() {
    let world = World::start().await;
    let people = (
        world.person("olga").await,
        world.person("ada").await,
        world.person("mia").await,
        world.person("sam").await,
    );
    let (olga, ada, mia, sam) = &people;
    let drive = world.drive(olga, "Team").await;
    world.member(&drive.id, ada, MemberRole::Admin).await;
    world.member(&drive.id, mia, MemberRole::Member).await;
    let plans = world.page(olga, &drive.id, "Plans").await;
    let mine = world.page(mia, &drive.id, "Mine").await;
    let private = world.page(ada, &drive.id, "HR").await;
    let below = child(&world, ada, &private, "Salaries").await;
    make_private(&world, &ada.actor, &private.id).await;
    for (who, page, read, renamed) in [
        (&olga.actor, &plans, 200, 200),
        (&ada.key_actor, &plans, 200, 200),
        (&mia.actor, &plans, 200, 403),
        (&sam.actor, &plans, 404, 404),
        (&mia.key_actor, &mine, 200, 200),
        (&mia.actor, &private, 404, 404),
        (&mia.actor, &below, 404, 404),
        (&olga.actor, &below, 200, 200),
    ] {
        let outcome = page::details(&world.db, who, &page.id).await;
        assert_eq!(status(&outcome), read, "read {}", page.title);
        let outcome = page::rename(&world.db, who, &page.id, &page.title, None).await;
        assert_eq!(status(&outcome), renamed, "rename {}", page.title);
    }
    drive::remove_member(&world.db, &drive.id, "mia@example.com")
        .await
        .unwrap();
    assert_eq!(
        status(&page::details(&world.db, &mia.actor, &mine.id).await),
        404
    );
}

#[tokio::test]
async fn privacy_is_for_the_creator_and_admins() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    sql(&world, "UPDATE drives SET members_edit = true").await;
    let plans = world.page(&olga, &drive.id, "Plans").await;
    let mine = world.page(&mia, &drive.id, "Mine").await;
    let private = || PageUpdate {
        is_private: Some(true),
        ..PageUpdate::default()
    };
    assert_eq!(
        status(&page::update(&world.db, &mia.actor, &plans.id, private()).await),
        403
    );
    assert_eq!(
        status(&page::update(&world.db, &mia.actor, &mine.id, private()).await),
        200
    );
    assert_eq!(
        status(&page::update(&world.db, &olga.actor, &plans.id, private()).await),
        200
    );
    assert_eq!(
        status(&page::rename(&world.db, &mia.actor, &plans.id, "x", None).await),
        404
    );
}

#[tokio::test]
async fn details_show_only_the_children_that_the_actor_may_see() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let plans = world.page(&olga, &drive.id, "Plans").await;
    let (a, _b) = (
        child(&world, &olga, &plans, "a").await,
        child(&world, &olga, &plans, "b").await,
    );
    let gone = child(&world, &olga, &plans, "gone").await;
    make_private(&world, &olga.actor, &a.id).await;
    page::trash(&world.db, &olga.actor, &gone.id, true)
        .await
        .unwrap();
    for (actor, expected) in [(&olga.actor, vec!["a", "b"]), (&mia.actor, vec!["b"])] {
        let details = page::details(&world.db, actor, &plans.id).await.unwrap();
        let titles: Vec<&str> = details
            .children
            .iter()
            .map(|page| page.title.as_str())
            .collect();
        assert_eq!(titles, expected);
    }
}

#[tokio::test]
async fn of_twelve_writers_who_expect_the_same_revision_one_wins() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "page").await;
    for round in 0..5 {
        let titles: Vec<String> = (0..12)
            .map(|at| format!("{round} by writer {at}"))
            .collect();
        let writes = titles
            .iter()
            .map(|title| page::rename(&world.db, &ada.actor, &page.id, title, Some(round)));
        let outcomes = futures_util::future::join_all(writes).await;
        let won: Vec<&str> = outcomes
            .iter()
            .filter_map(|outcome| outcome.as_ref().ok())
            .map(|won| won.page.title.as_str())
            .collect();
        let refused = outcomes
            .iter()
            .filter(|outcome| status(outcome) == 409)
            .count();
        assert_eq!((won.len(), refused), (1, 11));
        let stored = reload(&world, &ada.actor, &page).await;
        assert_eq!(
            (stored.title.as_str(), stored.revision),
            (won[0], round + 1)
        );
    }
}
