use app::page;
use db::schema::{MemberRole, Page};
use testkit::{Person, World};

use crate::support::{child, events, head, make_private, reload, sql, status};

async fn tree(world: &World, person: &Person, page: &Page) -> Vec<String> {
    let listing = page::list(&world.db, &person.actor, &page.drive_id, None, true)
        .await
        .unwrap();
    listing
        .pages
        .into_iter()
        .map(|item| item.page.title)
        .collect()
}

#[tokio::test]
async fn a_page_goes_with_everything_below_it_and_comes_back_with_it() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let a = world.page(&ada, &drive.id, "a").await;
    let b = child(&world, &ada, &a, "b").await;
    let early = child(&world, &ada, &b, "early").await;
    page::trash(&world.db, &ada.actor, &early.id, true)
        .await
        .unwrap();
    let start = head(&world, &ada.actor, &drive.id).await;
    page::trash(&world.db, &ada.actor, &a.id, true)
        .await
        .unwrap();
    assert!(tree(&world, &ada, &a).await.is_empty());
    let marks = sql(
        &world,
        "SELECT DISTINCT trash_mark FROM pages WHERE title IN ('a', 'b')",
    )
    .await;
    assert_eq!(marks.len(), 1);
    let trashed = reload(&world, &ada.actor, &b).await;
    assert_eq!((trashed.trashed_at.is_some(), trashed.revision), (true, 1));
    assert_eq!(
        status(&page::trash(&world.db, &ada.actor, &a.id, true).await),
        400
    );
    assert_eq!(
        status(&page::rename(&world.db, &ada.actor, &a.id, "x", None).await),
        400
    );

    let message = page::restore(&world.db, &ada.actor, &a.id).await.unwrap();
    assert_eq!(message, "Page restored.");
    assert_eq!(
        tree(&world, &ada, &a).await,
        ["a", "b"],
        "what was trashed before stays"
    );
    assert_eq!(reload(&world, &ada.actor, &b).await.revision, 2);
    assert_eq!(
        status(&page::restore(&world.db, &ada.actor, &a.id).await),
        400
    );
    let told = events(&world, &ada.actor, &drive.id, start).await;
    assert_eq!(told, ["page.trashed", "page.restored"]);
}

#[tokio::test]
async fn trashed_alone_its_children_take_its_place_and_come_back() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let root = world.page(&ada, &drive.id, "root").await;
    let page = child(&world, &ada, &root, "page").await;
    let after = child(&world, &ada, &root, "after").await;
    let (x, y) = (
        child(&world, &ada, &page, "x").await,
        child(&world, &ada, &page, "y").await,
    );
    let below = child(&world, &ada, &x, "below").await;
    let start = head(&world, &ada.actor, &drive.id).await;
    page::trash(&world.db, &ada.actor, &page.id, false)
        .await
        .unwrap();
    assert_eq!(
        tree(&world, &ada, &root).await,
        ["root", "x", "below", "y", "after"]
    );
    assert_eq!(reload(&world, &ada.actor, &x).await.revision, 1);
    assert_eq!(reload(&world, &ada.actor, &below).await.revision, 0);
    page::restore(&world.db, &ada.actor, &page.id)
        .await
        .unwrap();
    assert_eq!(
        tree(&world, &ada, &root).await,
        ["root", "page", "x", "below", "y", "after"]
    );
    let told = events(&world, &ada.actor, &drive.id, start).await;
    let expected = [
        "page.trashed",
        "page.moved",
        "page.moved",
        "page.restored",
        "page.moved",
        "page.moved",
    ];
    assert_eq!(told, expected);
    assert_eq!(reload(&world, &ada.actor, &y).await.moved_from_id, None);
    assert_eq!(reload(&world, &ada.actor, &after).await.revision, 0);
}

#[tokio::test]
async fn a_child_that_was_moved_on_meanwhile_does_not_come_back() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "page").await;
    let elsewhere = world.page(&ada, &drive.id, "elsewhere").await;
    let moved = child(&world, &ada, &page, "moved").await;
    let arranged = child(&world, &ada, &page, "arranged").await;
    page::trash(&world.db, &ada.actor, &page.id, false)
        .await
        .unwrap();
    page::move_to(&world.db, &ada.actor, &moved.id, Some(&elsewhere.id), 1.0)
        .await
        .unwrap();
    page::move_to(&world.db, &ada.actor, &arranged.id, None, 99.0)
        .await
        .unwrap();
    page::restore(&world.db, &ada.actor, &page.id)
        .await
        .unwrap();
    assert_eq!(
        reload(&world, &ada.actor, &moved).await.parent_id,
        Some(elsewhere.id)
    );
    assert_eq!(
        reload(&world, &ada.actor, &arranged).await.parent_id,
        Some(page.id)
    );
}

#[tokio::test]
async fn a_page_whose_parent_is_in_the_trash_comes_back_where_it_can_be_reached() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let root = world.page(&ada, &drive.id, "root").await;
    world.page(&ada, &drive.id, "other").await;
    let middle = child(&world, &ada, &root, "middle").await;
    let page = child(&world, &ada, &middle, "page").await;
    child(&world, &ada, &page, "below").await;
    page::trash(&world.db, &ada.actor, &page.id, true)
        .await
        .unwrap();
    page::trash(&world.db, &ada.actor, &middle.id, true)
        .await
        .unwrap();
    let message = page::restore(&world.db, &ada.actor, &page.id)
        .await
        .unwrap();
    assert!(message.contains("under “root”"), "{message}");
    assert_eq!(
        tree(&world, &ada, &root).await,
        ["root", "page", "below", "other"]
    );

    page::trash(&world.db, &ada.actor, &page.id, true)
        .await
        .unwrap();
    page::trash(&world.db, &ada.actor, &root.id, true)
        .await
        .unwrap();
    let message = page::restore(&world.db, &ada.actor, &page.id)
        .await
        .unwrap();
    assert!(message.contains("at the top level"), "{message}");
    assert_eq!(tree(&world, &ada, &root).await, ["other", "page", "below"]);
    page::restore(&world.db, &ada.actor, &root.id)
        .await
        .unwrap();
    assert_eq!(
        tree(&world, &ada, &root).await,
        ["root", "other", "page", "below"]
    );
}

#[tokio::test]
async fn what_was_below_a_private_page_stays_private_when_it_comes_back_without_it() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let hr = world.page(&olga, &drive.id, "HR").await;
    make_private(&world, &olga.actor, &hr.id).await;
    let salaries = child(&world, &olga, &hr, "Salaries").await;
    page::trash(&world.db, &olga.actor, &salaries.id, true)
        .await
        .unwrap();
    page::trash(&world.db, &olga.actor, &hr.id, true)
        .await
        .unwrap();
    let message = page::restore(&world.db, &olga.actor, &salaries.id)
        .await
        .unwrap();
    assert!(message.contains("private now"), "{message}");
    assert_eq!(
        status(&page::details(&world.db, &mia.actor, &salaries.id).await),
        404
    );
}

#[tokio::test]
async fn the_trash_is_for_creators_and_admins_and_hidden_from_others() {
    let world = World::start().await;
    let (olga, mia, rob) = (
        world.person("olga").await,
        world.person("mia").await,
        world.person("rob").await,
    );
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    world.member(&drive.id, &rob, MemberRole::Member).await;
    sql(&world, "UPDATE drives SET members_edit = true").await;
    let theirs = world.page(&olga, &drive.id, "theirs").await;
    let mine = world.page(&mia, &drive.id, "mine").await;
    let below = child(&world, &rob, &mine, "below").await;
    make_private(&world, &rob.actor, &below.id).await;
    let trash = |page: &Page, with_children| {
        let (db, actor, page) = (world.db.clone(), mia.actor.clone(), page.id.clone());
        async move { page::trash(&db, &actor, &page, with_children).await }
    };
    assert_eq!(status(&trash(&theirs, true).await), 403);
    assert_eq!(
        status(&page::restore(&world.db, &mia.actor, &theirs.id).await),
        403
    );
    assert_eq!(status(&trash(&below, true).await), 404);
    let refused = trash(&mine, true).await;
    assert_eq!(status(&refused), 403, "someone else's page is below");
    assert!(!refused.unwrap_err().to_string().contains("below\""));
    assert_eq!(status(&trash(&mine, false).await), 200);
    assert_eq!(reload(&world, &rob.actor, &below).await.parent_id, None);

    assert_eq!(
        reload(&world, &mia.actor, &mine).await.revision,
        1,
        "its creator can still read it"
    );
    assert_eq!(
        status(&page::details(&world.db, &rob.actor, &mine.id).await),
        404
    );
    assert_eq!(
        status(&page::restore(&world.db, &rob.actor, &mine.id).await),
        404
    );
    assert_eq!(
        status(&page::restore(&world.db, &mia.actor, &mine.id).await),
        200
    );
    assert_eq!(
        reload(&world, &rob.actor, &below).await.parent_id,
        Some(mine.id)
    );
}

#[tokio::test]
async fn a_private_page_alone_does_not_spill_its_children() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let den = world.page(&mia, &drive.id, "den").await;
    make_private(&world, &mia.actor, &den.id).await;
    child(&world, &mia, &den, "secret").await;
    let alone = page::trash(&world.db, &mia.actor, &den.id, false).await;
    assert_eq!(status(&alone), 403);
    assert_eq!(
        status(&page::trash(&world.db, &mia.actor, &den.id, true).await),
        200
    );
}

#[tokio::test]
async fn a_trashed_drive_holds_nothing() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "page").await;
    sql(&world, "UPDATE drives SET trashed_at = now()").await;
    let (db, actor) = (&world.db, &ada.actor);
    assert_eq!(status(&page::details(db, actor, &page.id).await), 404);
    assert_eq!(
        status(&page::rename(db, actor, &page.id, "x", None).await),
        404
    );
    assert_eq!(
        status(&page::move_to(db, actor, &page.id, None, 1.0).await),
        404
    );
    assert_eq!(status(&page::trash(db, actor, &page.id, true).await), 404);
    assert_eq!(status(&page::restore(db, actor, &page.id).await), 404);
    assert_eq!(
        status(&page::list(db, actor, &drive.id, None, false).await),
        404
    );
    assert_eq!(status(&app::lines::read(db, actor, &page.id).await), 404);
    assert_eq!(
        status(&app::feed::since(db, actor, &drive.id, 0, 1).await),
        404
    );
    assert_eq!(status(&app::live::join(db, actor, &page.id).await), 404);
}
