//! The tree of pages: the way up, and what it costs.

use db::query::tree;
use diesel_async::SimpleAsyncConnection;
use testkit::World;

#[tokio::test]
async fn breadcrumbs_lead_from_the_root_to_the_page() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let mut above = world.page(&ada, &drive.id, "0").await;
    for title in ["1", "2", "3"] {
        let mut new = testkit::new_page(&drive.id, db::schema::PageType::Folder, title);
        new.parent_id = Some(above.id.clone());
        above = world.page_with(&ada, new).await;
    }
    let conn = &mut *world.db.conn().await.unwrap();
    let crumbs = tree::breadcrumbs(conn, &above.id).await.unwrap();
    let titles: Vec<&str> = crumbs.iter().map(|crumb| crumb.title.as_str()).collect();
    assert_eq!(titles, ["0", "1", "2", "3"]);
    let unknown = db::id::PageId::new();
    assert_eq!(tree::breadcrumbs(conn, &unknown).await.unwrap(), []);
}

/// 10,000 pages in a chain of folders of ten: read, and decided upon, by one query each.
#[tokio::test]
async fn a_drive_of_10_000_pages_is_read_in_one_query() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Team").await;
    let conn = &mut *world.db.conn().await.unwrap();
    conn.batch_execute(&format!(
        "INSERT INTO pages (id, drive_id, parent_id, title, page_type, position, created_by)
         SELECT 'p' || lpad(n::text, 23, '0'), '{}',
                CASE WHEN n >= 10 THEN 'p' || lpad((n / 10)::text, 23, '0') END,
                'page ' || n, 'document', n, '{}'
         FROM generate_series(1, 10000) AS n",
        drive.id, ada.user.id
    ))
    .await
    .unwrap();
    let pages = db::query::page::live(conn, &drive.id).await.unwrap();
    assert_eq!(pages.len(), 10_000);
    assert!(pages.is_sorted_by(|one, two| one.position <= two.position));
    let visible = db::access::visible(conn, &drive.id, &ada.user.id, false).await;
    assert_eq!(visible.unwrap().len(), 10_000);
}
