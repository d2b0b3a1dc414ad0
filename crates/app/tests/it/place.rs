use app::page;
use db::id::PageId;
use db::schema::{MemberRole, Page};
use testkit::{Person, World};

use crate::support::{child, events, head, make_private, problem, reload, sql, status};

async fn order(world: &World, person: &Person, page: &Page) -> Vec<String> {
    let parent = reload(world, &person.actor, page).await.parent_id;
    let listing = page::list(
        &world.db,
        &person.actor,
        &page.drive_id,
        parent.as_ref(),
        false,
    )
    .await;
    listing
        .unwrap()
        .pages
        .into_iter()
        .map(|item| item.page.title)
        .collect()
}

#[tokio::test]
async fn a_page_goes_where_it_is_put_and_takes_what_is_below_along() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let (a, b) = (
        world.page(&ada, &drive.id, "a").await,
        world.page(&ada, &drive.id, "b").await,
    );
    let c = child(&world, &ada, &b, "c").await;
    let start = head(&world, &ada.actor, &drive.id).await;
    page::move_to(&world.db, &ada.actor, &b.id, Some(&a.id), 7.5)
        .await
        .unwrap();
    let moved = reload(&world, &ada.actor, &b).await;
    assert_eq!(
        (moved.parent_id.as_ref(), moved.position, moved.revision),
        (Some(&a.id), 7.5, 1)
    );
    assert_eq!(
        reload(&world, &ada.actor, &c).await.parent_id.as_ref(),
        Some(&b.id)
    );
    assert_eq!(
        events(&world, &ada.actor, &drive.id, start).await,
        ["page.moved"]
    );
    page::move_to(&world.db, &ada.actor, &b.id, None, 0.0)
        .await
        .unwrap();
    assert_eq!(order(&world, &ada, &b).await, ["b", "a"]);
}

#[tokio::test]
async fn impossible_moves_are_refused() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let a = world.page(&ada, &drive.id, "a").await;
    let b = child(&world, &ada, &a, "b").await;
    let c = child(&world, &ada, &b, "c").await;
    let elsewhere = world
        .page(&ada, &world.drive(&ada, "Other").await.id, "elsewhere")
        .await;
    let trashed = world.page(&ada, &drive.id, "trashed").await;
    page::trash(&world.db, &ada.actor, &trashed.id, true)
        .await
        .unwrap();
    let unknown = PageId::new();
    for (page, parent, position) in [
        (&a.id, Some(&a.id), 1.0),
        (&a.id, Some(&b.id), 1.0),
        (&a.id, Some(&c.id), 1.0),
        (&c.id, Some(&elsewhere.id), 1.0),
        (&c.id, Some(&trashed.id), 1.0),
        (&c.id, Some(&unknown), 1.0),
        (&trashed.id, Some(&a.id), 1.0),
        (&c.id, None, f64::NAN),
        (&c.id, None, f64::INFINITY),
    ] {
        let outcome = page::move_to(&world.db, &ada.actor, page, parent, position).await;
        assert_eq!(status(&outcome), 400, "{parent:?} {position}");
    }
    let outcome = page::move_to(&world.db, &ada.actor, &unknown, None, 1.0).await;
    assert_eq!(status(&outcome), 404);
    assert_eq!(reload(&world, &ada.actor, &c).await.revision, 0);
}

#[tokio::test]
async fn siblings_are_renumbered_when_no_place_is_left_between_two() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let mut pages = Vec::new();
    for title in ["a", "b", "c"] {
        pages.push(world.page(&ada, &drive.id, title).await);
    }
    let (mut low, high) = (pages[0].position, pages[1].position);
    for _ in 0..60 {
        low = f64::midpoint(low, high);
        page::move_to(&world.db, &ada.actor, &pages[2].id, None, low)
            .await
            .unwrap();
        assert_eq!(order(&world, &ada, &pages[0]).await, ["a", "c", "b"]);
        let siblings = [&pages[0], &pages[1], &pages[2]];
        let mut positions = Vec::new();
        for page in siblings {
            positions.push(reload(&world, &ada.actor, page).await.position);
        }
        positions.sort_by(f64::total_cmp);
        assert!(
            positions.windows(2).all(|pair| pair[1] - pair[0] >= 1e-9),
            "{positions:?}"
        );
        if positions == [1.0, 2.0, 3.0] {
            return;
        }
    }
    panic!("never renumbered");
}

#[tokio::test]
async fn the_end_stays_the_end_after_an_absurd_position() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let a = world.page(&ada, &drive.id, "a").await;
    page::move_to(&world.db, &ada.actor, &a.id, None, f64::MAX)
        .await
        .unwrap();
    world.page(&ada, &drive.id, "b").await;
    world.page(&ada, &drive.id, "c").await;
    let titles = order(&world, &ada, &a).await;
    assert_eq!(titles.len(), 3);
    assert_eq!(titles[2], "c");
}

#[tokio::test]
async fn two_moves_at_once_cannot_make_a_cycle() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    for _ in 0..10 {
        let (a, b) = (
            world.page(&ada, &drive.id, "a").await,
            world.page(&ada, &drive.id, "b").await,
        );
        let (one, two) = tokio::join!(
            page::move_to(&world.db, &ada.actor, &a.id, Some(&b.id), 1.0),
            page::move_to(&world.db, &ada.actor, &b.id, Some(&a.id), 1.0),
        );
        let mut outcomes = [status(&one), status(&two)];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [200, 400]);
    }
    let listing = page::list(&world.db, &ada.actor, &drive.id, None, true)
        .await
        .unwrap();
    assert_eq!(listing.pages.len(), 20, "every page hangs on the root");
}

#[tokio::test]
async fn moving_takes_rights_at_both_ends() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let theirs = world.page(&olga, &drive.id, "theirs").await;
    let mine = world.page(&mia, &drive.id, "mine").await;
    let other = world.page(&mia, &drive.id, "other").await;
    let hidden = world.page(&olga, &drive.id, "hidden").await;
    make_private(&world, &olga.actor, &hidden.id).await;
    let go = |page: &Page, parent: Option<&Page>| {
        let (page, parent) = (page.id.clone(), parent.map(|parent| parent.id.clone()));
        let (db, actor) = (world.db.clone(), mia.actor.clone());
        async move { page::move_to(&db, &actor, &page, parent.as_ref(), 1.0).await }
    };
    assert_eq!(status(&go(&theirs, Some(&mine)).await), 403, "not hers");
    assert_eq!(
        status(&go(&mine, Some(&theirs)).await),
        403,
        "not below what she may only read"
    );
    assert_eq!(problem(go(&mine, Some(&hidden)).await).0, "parentId");
    assert_eq!(
        status(&go(&mine, None).await),
        403,
        "plain members do not arrange the root"
    );
    assert_eq!(status(&go(&mine, Some(&other)).await), 200);
    assert_eq!(status(&go(&mine, None).await), 200);
    sql(&world, "UPDATE drives SET members_edit = true").await;
    assert_eq!(status(&go(&mine, Some(&theirs)).await), 200);
    assert_eq!(status(&go(&theirs, None).await), 200);
}

#[tokio::test]
async fn a_move_that_changes_who_can_see_the_page_takes_the_right_to_share() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let den = world.page(&mia, &drive.id, "den").await;
    make_private(&world, &mia.actor, &den.id).await;
    let secret = child(&world, &mia, &den, "secret").await;
    let open = world.page(&mia, &drive.id, "open").await;
    let out = page::move_to(&world.db, &mia.actor, &secret.id, None, 1.0).await;
    assert_eq!(status(&out), 403);
    let into = page::move_to(&world.db, &mia.actor, &open.id, Some(&den.id), 1.0).await;
    assert_eq!(status(&into), 403);
    page::move_to(&world.db, &olga.actor, &secret.id, None, 1.0)
        .await
        .unwrap();
    page::move_to(&world.db, &olga.actor, &open.id, Some(&den.id), 1.0)
        .await
        .unwrap();
}

/// 50 moves at once, many of which would make a cycle of each other.
#[tokio::test]
async fn concurrent_moves_leave_a_tree() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let mut pages: Vec<Page> = Vec::new();
    for at in 0..16_usize {
        pages.push(match pages.get(at / 3).filter(|_| at > 3) {
            Some(above) => child(&world, &ada, &above.clone(), "page").await,
            None => world.page(&ada, &drive.id, "page").await,
        });
    }
    let moves = (0..50_usize).map(|at| {
        let page = &pages[at * 7 % 16].id;
        let parent = (at % 5 > 0).then(|| &pages[at * 11 % 16].id);
        let position = [1.0, 1.5, 2.0, 2.0][at % 4];
        page::move_to(&world.db, &ada.actor, page, parent, position)
    });
    let outcomes = futures_util::future::join_all(moves).await;
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    for outcome in &outcomes {
        assert!(matches!(status(outcome), 200 | 400), "{outcome:?}");
    }
    assert!((10..50).contains(&done), "{done} of 50 were moved");
    let reached = "
        WITH RECURSIVE tree AS (
            SELECT id FROM pages WHERE drive_id = $1 AND parent_id IS NULL
          UNION ALL
            SELECT pages.id FROM tree JOIN pages ON pages.parent_id = tree.id
        )
        SELECT count(*), count(DISTINCT id) FROM tree"
        .replace("$1", &format!("'{}'", drive.id));
    let reached = &sql(&world, &reached).await[0];
    // The drive began with a page of its own.
    let all = &sql(
        &world,
        &format!("SELECT count(*), count(DISTINCT (parent_id, position)) FROM pages WHERE drive_id = '{}'", drive.id),
    )
    .await[0];
    let number = |row: &tokio_postgres::Row, at: usize| row.get::<_, i64>(at);
    assert_eq!(
        number(reached, 0),
        number(all, 0),
        "no page is lost or in a cycle"
    );
    assert_eq!(number(reached, 0), number(reached, 1));
    assert_eq!(
        number(all, 0),
        number(all, 1),
        "no two siblings are in one place"
    );
}
