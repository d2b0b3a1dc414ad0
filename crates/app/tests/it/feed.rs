use app::{feed, page};
use db::schema::{MemberRole, PageType};
use testkit::{World, new_page};

use crate::support::{child, head, make_private, sql, status};

#[tokio::test]
async fn numbers_have_no_gap_whoever_writes_at_once() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..30 {
        let (db, actor, drive) = (world.db.clone(), ada.actor.clone(), drive.id.clone());
        tasks.spawn(async move {
            // Every third one is refused after it has taken the lock.
            let title = if number % 3 == 0 {
                "x".repeat(600)
            } else {
                format!("page {number}")
            };
            let page = page::create(&db, &actor, new_page(&drive, PageType::Code, &title)).await;
            if let Ok(page) = page {
                let stale = page::rename(&db, &actor, &page.page.id, "stale", Some(9)).await;
                assert_eq!(status(&stale), 409);
                page::rename(&db, &actor, &page.page.id, "renamed", Some(0))
                    .await
                    .unwrap();
            }
        });
    }
    tasks.join_all().await;
    let events = feed::since(&world.db, &ada.actor, &drive.id, 0, 1_000)
        .await
        .unwrap();
    let numbers: Vec<i64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=41).collect::<Vec<_>>());
    assert_eq!(head(&world, &ada.actor, &drive.id).await, 41);
}

#[tokio::test]
async fn replay_in_steps_gives_every_event_once() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    for number in 0..9 {
        world.page(&ada, &drive.id, &number.to_string()).await;
    }
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let events = feed::since(&world.db, &ada.actor, &drive.id, after, 4)
            .await
            .unwrap();
        let Some(last) = events.last() else { break };
        after = last.seq;
        seen.extend(events.into_iter().map(|event| event.seq));
    }
    assert_eq!(seen, (1..=10).collect::<Vec<_>>());
    for (after, limit) in [(0, 0), (0, -1), (i64::MAX, 5), (99, 5)] {
        let events = feed::since(&world.db, &ada.actor, &drive.id, after, limit).await;
        assert!(events.unwrap().is_empty());
    }
    assert_eq!(
        feed::since(&world.db, &ada.actor, &drive.id, -5, 1)
            .await
            .unwrap()[0]
            .seq,
        1
    );
}

#[tokio::test]
async fn an_event_names_who_did_it_and_by_which_client() {
    let world = World::start().await;
    let mut ada = world.person("ada").await;
    ada.actor.client = Some("tab-1".to_owned());
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "page").await;
    let events = feed::since(&world.db, &ada.actor, &drive.id, 1, 1)
        .await
        .unwrap();
    assert_eq!(events[0].page_id.as_ref(), Some(&page.id));
    assert_eq!(events[0].actor_id.as_ref(), Some(&ada.user.id));
    assert_eq!(events[0].client.as_deref(), Some("tab-1"));
    assert_eq!(events[0].data["title"], "page");
    assert_eq!(events[0].data["type"], "DOCUMENT");
    ada.actor.client = Some("\0".to_owned());
    world.page(&ada, &drive.id, "page").await;
    let events = feed::since(&world.db, &ada.actor, &drive.id, 2, 1)
        .await
        .unwrap();
    assert_eq!(events[0].client, None, "what cannot be stored is left out");
}

#[tokio::test]
async fn nobody_hears_of_pages_that_are_hidden_from_them() {
    let world = World::start().await;
    let (olga, mia, sam) = (
        world.person("olga").await,
        world.person("mia").await,
        world.person("sam").await,
    );
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let hidden = world.page(&olga, &drive.id, "hidden").await;
    make_private(&world, &olga.actor, &hidden.id).await;
    child(&world, &olga, &hidden, "below").await;
    let open = world.page(&olga, &drive.id, "open").await;
    page::trash(&world.db, &olga.actor, &hidden.id, true)
        .await
        .unwrap();
    page::trash(&world.db, &olga.actor, &open.id, true)
        .await
        .unwrap();
    let heard = async |actor| {
        let events = feed::since(&world.db, actor, &drive.id, 0, 100)
            .await
            .unwrap();
        let heard = events
            .into_iter()
            .map(|event| (event.event_type, event.page_id));
        heard.filter(|(_, page)| page.is_some()).collect::<Vec<_>>()
    };
    let by_mia = heard(&mia.actor).await;
    assert_eq!(
        by_mia,
        [("page.trashed".to_owned(), Some(open.id))],
        "who saw it may know that it went"
    );
    assert_eq!(heard(&olga.actor).await.len(), 6);
    assert_eq!(
        status(&feed::since(&world.db, &sam.actor, &drive.id, 0, 9).await),
        404
    );
    assert_eq!(
        status(&feed::head(&world.db, &sam.actor, &drive.id).await),
        404
    );
}

#[tokio::test]
async fn the_limit_counts_what_is_shown() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let hidden = world.page(&olga, &drive.id, "hidden").await;
    make_private(&world, &olga.actor, &hidden.id).await;
    sql(&world, &format!(
        "INSERT INTO events (drive_id, seq, id, event_type, page_id, data)
         SELECT '{0}', 4 + n, gen_random_uuid(), 'page.updated', '{1}', '{{}}' FROM generate_series(1, 1200) n",
        drive.id, hidden.id
    ))
    .await;
    sql(
        &world,
        &format!(
            "UPDATE streams SET seq = 1204 WHERE id = 'drive:{}'",
            drive.id
        ),
    )
    .await;
    let open = world.page(&olga, &drive.id, "open").await;
    let events = feed::since(&world.db, &mia.actor, &drive.id, 2, 1)
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].page_id.as_ref(), Some(&open.id));
}
