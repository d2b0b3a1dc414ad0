use app::page::{self, Listing};
use db::id::PageId;
use db::schema::MemberRole;
use testkit::World;

use crate::support::{child, make_private, status};

fn titles(listing: &Listing) -> Vec<(&str, bool)> {
    let items = listing.pages.iter();
    items
        .map(|item| (item.page.title.as_str(), item.has_children))
        .collect()
}

#[tokio::test]
async fn one_level_or_everything_below_depth_first() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "My Team").await;
    let a = world.page(&ada, &drive.id, "a").await;
    world.page(&ada, &drive.id, "b").await;
    let x = child(&world, &ada, &a, "x").await;
    child(&world, &ada, &a, "y").await;
    child(&world, &ada, &x, "deep").await;
    let list = |parent: Option<&PageId>, recursive| {
        let (db, actor, drive, parent) = (
            world.db.clone(),
            ada.actor.clone(),
            drive.id.clone(),
            parent.cloned(),
        );
        async move {
            page::list(&db, &actor, &drive, parent.as_ref(), recursive)
                .await
                .unwrap()
        }
    };
    let root = list(None, false).await;
    assert_eq!(titles(&root), [("a", true), ("b", false)]);
    assert_eq!(
        (
            root.location.as_str(),
            root.breadcrumb.len(),
            root.total_in_drive
        ),
        ("/my-team", 0, 5)
    );
    let all = list(None, true).await;
    assert_eq!(
        titles(&all),
        [
            ("a", true),
            ("x", true),
            ("deep", false),
            ("y", false),
            ("b", false)
        ]
    );
    let below = list(Some(&x.id), false).await;
    assert_eq!(titles(&below), [("deep", false)]);
    assert_eq!(below.location, "/my-team/a/x");
    assert_eq!(
        below.breadcrumb,
        [(a.id, "a".to_owned()), (x.id, "x".to_owned())]
    );
}

#[tokio::test]
async fn nothing_of_a_hidden_page_is_in_a_list() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let open = world.page(&olga, &drive.id, "open").await;
    let hidden = child(&world, &olga, &open, "zanzibar").await;
    child(&world, &olga, &hidden, "zanzibar below").await;
    let mine = child(&world, &olga, &hidden, "mine").await;
    let below = child(&world, &olga, &mine, "below mine").await;
    make_private(&world, &olga.actor, &hidden.id).await;
    crate::support::sql(
        &world,
        &format!(
            "UPDATE pages SET created_by = '{}' WHERE title LIKE '%mine'",
            mia.user.id
        ),
    )
    .await;

    let listing = page::list(&world.db, &mia.actor, &drive.id, None, true)
        .await
        .unwrap();
    assert_eq!(
        titles(&listing),
        [("open", false), ("mine", true), ("below mine", false)]
    );
    assert_eq!(listing.total_in_drive, 3);
    let listing = page::list(&world.db, &mia.actor, &drive.id, Some(&below.id), false)
        .await
        .unwrap();
    assert_eq!(listing.location, "/team/mine/below mine");
    assert!(!format!("{listing:?}").contains("zanzibar"));
    let refused = page::list(&world.db, &mia.actor, &drive.id, Some(&hidden.id), false).await;
    assert_eq!(status(&refused), 404);
}

#[tokio::test]
async fn unknown_and_forbidden_look_the_same() {
    let world = World::start().await;
    let (olga, sam) = (world.person("olga").await, world.person("sam").await);
    let drive = world.drive(&olga, "Team").await;
    let elsewhere = world
        .page(&olga, &world.drive(&olga, "Other").await.id, "x")
        .await;
    let gone = world.page(&olga, &drive.id, "gone").await;
    page::trash(&world.db, &olga.actor, &gone.id, true)
        .await
        .unwrap();
    let stranger = page::list(&world.db, &sam.actor, &drive.id, None, false).await;
    let unknown = page::list(&world.db, &sam.actor, &db::id::DriveId::new(), None, false).await;
    assert_eq!((status(&stranger), status(&unknown)), (404, 404));
    assert_eq!(
        stranger.unwrap_err().to_string(),
        unknown.unwrap_err().to_string()
    );
    for parent in [&elsewhere.id, &gone.id, &PageId::new()] {
        let outcome = page::list(&world.db, &olga.actor, &drive.id, Some(parent), false).await;
        assert_eq!(status(&outcome), 404);
    }
}
