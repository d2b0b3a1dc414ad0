//! The sample data is what the product itself would have made.

use app::{Actor, page};
use db::id::{PageId, SessionId, UserId};
use db::seed::{PASSWORD, Scale, fill};
use testkit::World;

use crate::support::sql;

async fn world() -> World {
    let world = World::start().await;
    let (mut client, connection) = tokio_postgres::connect(world.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    drop(tokio::spawn(connection));
    fill(&mut client, Scale::Small, 3, |_| {}).await.unwrap();
    world
}

/// The update of each document reads as what is stored beside it.
#[tokio::test]
async fn every_document_is_one_that_the_editor_could_have_written() {
    let world = world().await;
    let rows = sql(
        &world,
        "SELECT p.id, d.owner_id, c.content FROM pages p
         JOIN drives d ON d.id = p.drive_id JOIN documents c ON c.page_id = p.id
         WHERE p.trashed_at IS NULL",
    )
    .await;
    sql(
        &world,
        "UPDATE documents SET seq = 0, content = 'forgotten' WHERE seq > 0",
    )
    .await;
    let mut written = 0;
    for row in &rows {
        let (id, owner, content): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let actor = Actor {
            user: owner.parse::<UserId>().unwrap(),
            credential: app::Credential::Session(SessionId::new()),
            client: None,
        };
        let page: PageId = id.parse().unwrap();
        let found = page::details(&world.db, &actor, &page).await.unwrap();
        assert_eq!(found.page.content, content);
        written += usize::from(!content.is_empty());
    }
    assert!(written > 120, "{written} of {}", rows.len());
}

#[tokio::test]
async fn the_first_person_signs_in() {
    let world = world().await;
    let signed_in =
        app::account::sign_in(&world.db, "ada.lovelace@example.com", PASSWORD, None).await;
    assert!(signed_in.is_ok());
}
