use std::time::Duration;

use app::page;
use testkit::World;

use crate::support::{reload, sql};

/// The service is used from tasks that move between threads.
#[test]
fn the_futures_of_operations_can_be_sent() {
    fn sendable<T: Send>(_: impl Fn() -> T) {}
    sendable(|| async {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let id = db::id::PageId::new();
        drop(page::rename(&world.db, &ada.actor, &id, "x", None).await);
        drop(page::restore(&world.db, &ada.actor, &id).await);
        drop(app::live::append(&world.db, Vec::new()).await);
        drop(app::live::project(&world.db, &id, None).await);
        drop(app::live::compact(&world.db, &id).await);
        drop(app::lines::delete(&world.db, &ada.actor, &id, 1, 1).await);
    });
}

#[tokio::test]
async fn a_request_that_is_dropped_half_way_leaves_nothing_behind() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let page = world.page(&ada, &drive.id, "page").await;
    for steps in 0..40 {
        let mut rename = Box::pin(page::rename(&world.db, &ada.actor, &page.id, "half", None));
        for _ in 0..steps {
            if tokio::time::timeout(Duration::from_micros(300), &mut rename)
                .await
                .is_ok()
            {
                break;
            }
        }
        drop(rename);
    }
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    loop {
        let open = sql(
            &world,
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
        )
        .await;
        if open.is_empty() {
            break;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "{} transactions are open",
            open.len()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let before = reload(&world, &ada.actor, &page).await.revision;
    page::rename(&world.db, &ada.actor, &page.id, "whole", None)
        .await
        .unwrap();
    assert_eq!(reload(&world, &ada.actor, &page).await.revision, before + 1);
    let gaps = sql(
        &world,
        "SELECT FROM streams WHERE id LIKE 'drive:%' AND seq <> (SELECT count(*) FROM events WHERE 'drive:' || drive_id = streams.id)",
    )
    .await;
    assert!(gaps.is_empty());
}
