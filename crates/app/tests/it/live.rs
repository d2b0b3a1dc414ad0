use app::document::{Document, Kind};
use app::live::{self, Append};
use app::{feed, lines, page};
use db::id::PageId;
use db::schema::{MemberRole, Page, PageType};
use testkit::{World, new_page};

use crate::support::{events, head, reload, sql, status};

/// What a page reads as to somebody who opens it now.
async fn opened(world: &World, page: &PageId) -> (i64, Document) {
    let loaded = live::load(&world.db, page, 0).await.unwrap();
    let updates = loaded.updates.iter().map(Vec::as_slice);
    (loaded.seq, Document::load(Kind::Text, updates).unwrap())
}

/// An update that writes `line` as the first line of what is stored now.
async fn typed(world: &World, page: &Page, line: &str) -> Append {
    let (_, mut document) = opened(world, &page.id).await;
    let inserted = document.insert_lines(1, line).unwrap();
    Append {
        page: page.id.clone(),
        update: inserted.update.unwrap(),
        actor: page.created_by.clone(),
    }
}

#[tokio::test]
async fn joining_tells_the_kind_and_whether_one_may_write() {
    let world = World::start().await;
    let (olga, mia, sam) = (
        world.person("olga").await,
        world.person("mia").await,
        world.person("sam").await,
    );
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let text = world.code(&olga, &drive.id, "code", "x").await;
    let rich = world.page(&olga, &drive.id, "rich").await;
    let folder = world
        .page_with(&olga, new_page(&drive.id, PageType::Folder, "folder"))
        .await;
    let joined = live::join(&world.db, &olga.actor, &rich.id).await.unwrap();
    assert_eq!((joined.kind, joined.can_edit), (Kind::Rich, true));
    let joined = live::join(&world.db, &mia.key_actor, &text.id)
        .await
        .unwrap();
    assert_eq!((joined.kind, joined.can_edit), (Kind::Text, false));
    assert_eq!(
        status(&live::join(&world.db, &olga.actor, &folder.id).await),
        404
    );
    assert_eq!(
        status(&live::join(&world.db, &sam.actor, &text.id).await),
        404
    );
    assert_eq!(
        status(&live::join(&world.db, &olga.actor, &PageId::new()).await),
        404
    );
    page::trash(&world.db, &olga.actor, &text.id, true)
        .await
        .unwrap();
    let joined = live::join(&world.db, &olga.actor, &text.id).await.unwrap();
    assert!(!joined.can_edit, "pages in the trash can be read only");
}

#[tokio::test]
async fn a_batch_is_numbered_without_a_gap_and_loads_as_it_was_appended() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let (a, b) = (
        world.code(&ada, &drive.id, "a", "a").await,
        world.code(&ada, &drive.id, "b", "b").await,
    );
    let batch = vec![
        typed(&world, &a, "1").await,
        typed(&world, &b, "1").await,
        typed(&world, &a, "2").await,
    ];
    let mut last = live::append(&world.db, batch).await.unwrap();
    last.sort();
    let mut expected = [(a.id.clone(), 3), (b.id.clone(), 2)];
    expected.sort();
    assert_eq!(last, expected);
    let (seq, document) = opened(&world, &a.id).await;
    assert_eq!((seq, document.lines().len()), (3, 3));
    let after = live::load(&world.db, &a.id, 2).await.unwrap();
    assert_eq!((after.seq, after.updates.len()), (3, 1));
    let nothing = live::load(&world.db, &a.id, 3).await.unwrap();
    assert_eq!((nothing.seq, nothing.updates.len()), (3, 0));
    assert!(
        live::append(&world.db, Vec::new())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn pages_that_are_gone_do_not_keep_the_others_from_being_stored() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let kept = world.code(&ada, &drive.id, "kept", "x").await;
    let trashed = world.code(&ada, &drive.id, "trashed", "x").await;
    let deleted = world.code(&ada, &drive.id, "deleted", "x").await;
    let mut batch = Vec::new();
    for page in [&trashed, &deleted, &kept] {
        batch.push(typed(&world, page, "late").await);
    }
    page::trash(&world.db, &ada.actor, &trashed.id, true)
        .await
        .unwrap();
    sql(
        &world,
        &format!("DELETE FROM pages WHERE id = '{}'", deleted.id),
    )
    .await;
    let last = live::append(&world.db, batch).await.unwrap();
    assert_eq!(last, [(kept.id, 2)]);
    assert_eq!(opened(&world, &trashed.id).await.0, 1);
}

#[tokio::test]
async fn batches_over_the_same_documents_wait_for_each_other_and_lose_nothing() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let (a, b) = (
        world.code(&ada, &drive.id, "a", "").await,
        world.code(&ada, &drive.id, "b", "").await,
    );
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let mut batch = vec![typed(&world, &a, "x").await, typed(&world, &b, "x").await];
        if number % 2 == 0 {
            batch.reverse();
        }
        let db = world.db.clone();
        tasks.spawn(async move { live::append(&db, batch).await.unwrap() });
    }
    tasks.join_all().await;
    for page in [&a, &b] {
        let (seq, document) = opened(&world, &page.id).await;
        assert_eq!((seq, document.lines().len()), (20, 21));
    }
}

#[tokio::test]
async fn what_was_typed_is_read_at_once_and_rendered_once() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.code(&ada, &drive.id, "a", "end").await;
    let start = head(&world, &ada.actor, &drive.id).await;
    let typed = typed(&world, &page, "typed").await;
    live::append(&world.db, vec![typed]).await.unwrap();
    let content = async || {
        page::details(&world.db, &ada.actor, &page.id)
            .await
            .unwrap()
            .page
            .content
    };
    assert_eq!(content().await, "typed\nend");
    assert_eq!(reload(&world, &ada.actor, &page).await.revision, 0);

    let project = || live::project(&world.db, &page.id, Some(&ada.user.id));
    let (one, two) = tokio::join!(project(), project());
    one.unwrap();
    two.unwrap();
    assert_eq!(reload(&world, &ada.actor, &page).await.revision, 1);
    assert_eq!(content().await, "typed\nend");
    assert_eq!(
        events(&world, &ada.actor, &drive.id, start).await,
        ["page.content"]
    );
    let told = feed::since(&world.db, &ada.actor, &drive.id, start, 1)
        .await
        .unwrap();
    assert_eq!(
        (
            told[0].data["revision"].clone(),
            told[0].data["seq"].clone()
        ),
        (1.into(), 2.into())
    );
    assert_eq!(
        status(&live::project(&world.db, &PageId::new(), None).await),
        404
    );
}

#[tokio::test]
async fn a_line_edit_merges_with_what_was_typed_and_not_rendered() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.code(&ada, &drive.id, "a", "one\ntwo").await;
    let typed = typed(&world, &page, "typed").await;
    live::append(&world.db, vec![typed]).await.unwrap();
    let edited = lines::replace(&world.db, &ada.actor, &page.id, 3, 3, "2")
        .await
        .unwrap();
    assert_eq!(edited.lines, ["typed", "one", "2"]);
    assert_eq!(edited.page.revision, 1);
    live::project(&world.db, &page.id, None).await.unwrap();
    assert_eq!(
        reload(&world, &ada.actor, &page).await.revision,
        1,
        "nothing was left to render"
    );
    let (seq, document) = opened(&world, &page.id).await;
    assert_eq!((seq, document.content().as_str()), (3, "typed\none\n2"));
}

#[tokio::test]
async fn a_long_log_is_compacted_while_it_grows_and_reads_the_same() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.code(&ada, &drive.id, "a", "start").await;
    assert!(
        !live::compact(&world.db, &page.id).await.unwrap(),
        "too short"
    );
    let mut document = opened(&world, &page.id).await.1;
    let mut type_more = |count: usize| -> Vec<Append> {
        let lines = (0..count).map(|_| document.insert_lines(1, "x").unwrap().update.unwrap());
        lines
            .map(|update| Append {
                page: page.id.clone(),
                update,
                actor: None,
            })
            .collect()
    };
    live::append(&world.db, type_more(600)).await.unwrap();
    let more = type_more(50);
    let (compacted, again, appended) = tokio::join!(
        live::compact(&world.db, &page.id),
        live::compact(&world.db, &page.id),
        live::append(&world.db, more),
    );
    appended.unwrap();
    assert!(compacted.unwrap() | again.unwrap());
    let left = sql(&world, "SELECT FROM document_updates").await.len();
    assert!(left <= 60, "{left} updates are left");
    let (seq, read) = opened(&world, &page.id).await;
    assert_eq!((seq, read.lines().len()), (651, 651));
    let behind = live::load(&world.db, &page.id, 10).await.unwrap();
    assert_eq!(
        behind.seq, 651,
        "the state covers what a follower has not seen"
    );
    assert!(!live::compact(&world.db, &page.id).await.unwrap());
}

#[tokio::test]
async fn large_updates_are_compacted_by_size() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world
        .code(&ada, &drive.id, "a", &"x".repeat(300 * 1024))
        .await;
    assert!(live::compact(&world.db, &page.id).await.unwrap());
    assert_eq!(sql(&world, "SELECT FROM document_states").await.len(), 1);
    let content = page::details(&world.db, &ada.actor, &page.id)
        .await
        .unwrap()
        .page
        .content;
    assert_eq!(content.len(), 300 * 1024);
}

#[tokio::test]
async fn what_an_editor_can_type_and_a_database_cannot_store_does_not_break_the_page() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    for (page_type, kind) in [
        (PageType::Code, Kind::Text),
        (PageType::Document, Kind::Rich),
    ] {
        let page = world
            .page_with(&ada, new_page(&drive.id, page_type, "page"))
            .await;
        let update = Document::empty(kind).set_content("a\0b").unwrap().unwrap();
        let append = Append {
            page: page.id.clone(),
            update,
            actor: None,
        };
        live::append(&world.db, vec![append]).await.unwrap();
        live::project(&world.db, &page.id, None).await.unwrap();
        let details = page::details(&world.db, &ada.actor, &page.id)
            .await
            .unwrap();
        assert_eq!(details.page.content, "a\u{fffd}b");
        lines::insert(&world.db, &ada.actor, &page.id, 1, "above")
            .await
            .unwrap();
    }
}
