//! A confined transaction reaches what its person can reach, and nothing else.

use db::id::{GrantId, LinkId, PageId};
use db::schema::{MemberRole, NewPagePermission, PageType};
use db::wall::{self, Inside};
use testkit::{Person, World, new_page};

use crate::connect;

fn of(person: &Person) -> Inside<'_> {
    Inside {
        user: Some(&person.user.id),
        link: None,
    }
}

/// Every table that a policy guards, with how many of its rows the transaction sees.
async fn seen(world: &World, inside: Inside<'_>) -> Vec<(String, i64)> {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let sql: String = guarded_tables(world)
        .await
        .into_iter()
        .map(|table| format!("SELECT '{table}' AS name, count(*) AS count FROM {table}"))
        .collect::<Vec<_>>()
        .join(" UNION ALL ");
    let counts: Vec<Count> = world
        .db
        .write(async |tx| {
            wall::enter(tx, inside).await?;
            let counts = diesel_async::RunQueryDsl::load(diesel::sql_query(sql), &mut **tx);
            Ok::<_, db::Error>(counts.await?)
        })
        .await
        .unwrap();
    counts
        .into_iter()
        .filter(|row| row.count > 0)
        .map(|row| (row.name, row.count))
        .collect()
}

async fn sees(world: &World, inside: Inside<'_>, page: &PageId) -> bool {
    let found = world
        .db
        .write(async |tx| {
            wall::enter(tx, inside).await?;
            db::query::page::find(tx, page).await
        })
        .await;
    match found {
        Ok(_) => true,
        Err(db::Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn guarded_tables(world: &World) -> Vec<String> {
    let sql = "SELECT relname::text FROM pg_class WHERE relrowsecurity ORDER BY 1";
    let rows = connect(world.url()).await.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn world() -> World {
    let world = World::start().await;
    wall::prepare(&mut world.db.conn().await.unwrap())
        .await
        .unwrap();
    world
}

/// Whatever belongs to a drive leads to its row by foreign keys, and is guarded.
#[tokio::test]
async fn every_table_with_rows_of_a_drive_is_guarded() {
    let world = World::start().await;
    let sql = "
        WITH RECURSIVE owned AS (
            SELECT 'drives'::regclass::oid AS id
          UNION
            SELECT conrelid FROM pg_constraint JOIN owned ON confrelid = owned.id
            WHERE contype = 'f' AND confdeltype = 'c'
        )
        SELECT relname::text FROM owned JOIN pg_class ON pg_class.oid = owned.id
        WHERE NOT relrowsecurity ORDER BY 1";
    let rows = connect(world.url()).await.query(sql, &[]).await.unwrap();
    let open: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    // Rows of a person, which only point at drives.
    assert_eq!(open, ["api_key_drives", "favorites"]);
}

#[tokio::test]
async fn strangers_see_no_row_of_a_drive() {
    let world = world().await;
    let (olga, sam) = (world.person("olga").await, world.person("sam").await);
    // Everybody has a drive of their own.
    let home = seen(&world, of(&sam)).await;
    let drive = world.drive(&olga, "Team").await;
    world.code(&olga, &drive.id, "Secret", "one").await;
    let owners = seen(&world, of(&olga)).await;
    for table in ["documents", "drives", "events", "pages"] {
        assert!(owners.iter().any(|(name, _)| name == table), "{owners:?}");
    }
    assert_eq!(seen(&world, of(&sam)).await, home);
    let nobody = Inside {
        user: None,
        link: None,
    };
    assert_eq!(seen(&world, nobody).await, []);
}

#[tokio::test]
async fn members_people_with_a_grant_and_visitors_of_a_link_reach_the_drive() {
    let world = world().await;
    let (olga, mia, sam) = (
        world.person("olga").await,
        world.person("mia").await,
        world.person("sam").await,
    );
    let drive = world.drive(&olga, "Team").await;
    let page = world.page(&olga, &drive.id, "Plan").await;
    let pages = async |inside| sees(&world, inside, &page.id).await;
    assert!(!pages(of(&mia)).await);
    world.member(&drive.id, &mia, MemberRole::Member).await;
    assert!(pages(of(&mia)).await);
    let grant = NewPagePermission {
        id: GrantId::new(),
        page_id: page.id.clone(),
        user_id: sam.user.id.clone(),
        can_view: true,
        can_edit: false,
        can_share: false,
        can_delete: false,
        page_only: None,
        expires_at: None,
        granted_by: None,
        granted_at: None,
    };
    world
        .db
        .write(async |tx| db::query::grant::give(tx, grant).await)
        .await
        .unwrap();
    assert!(pages(of(&sam)).await);
    let link = Inside {
        user: None,
        link: Some(&[7; 32]),
    };
    assert!(!pages(link).await);
    let insert = "INSERT INTO page_share_links (id, page_id, token_hash) VALUES ($1, $2, $3)";
    let (id, page_id, hash) = (LinkId::new(), page.id.as_str(), vec![7_u8; 32]);
    let client = connect(world.url()).await;
    client
        .execute(insert, &[&id.as_str(), &page_id, &hash])
        .await
        .unwrap();
    assert!(pages(link).await);
    client
        .batch_execute("UPDATE page_share_links SET revoked_at = now()")
        .await
        .unwrap();
    assert!(!pages(link).await);
}

/// A query that forgot to ask for the right changes nothing in the drives of others.
#[tokio::test]
async fn rows_of_others_can_be_neither_changed_nor_made() {
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;

    use db::schema::pages;

    let world = world().await;
    let (olga, sam) = (world.person("olga").await, world.person("sam").await);
    let drive = world.drive(&olga, "Team").await;
    let page = world.page(&olga, &drive.id, "Plan").await;
    let changed: usize = world
        .db
        .write(async |tx| {
            wall::enter(tx, of(&sam)).await?;
            let found = pages::table.filter(pages::drive_id.eq(&drive.id));
            let changed = diesel::update(found).set(pages::title.eq("mine"));
            let gone = diesel::delete(found);
            Ok::<_, db::Error>(changed.execute(&mut **tx).await? + gone.execute(&mut **tx).await?)
        })
        .await
        .unwrap();
    assert_eq!(changed, 0);
    let error = world
        .db
        .write(async |tx| {
            wall::enter(tx, of(&sam)).await?;
            let row = diesel::insert_into(pages::table).values((
                pages::id.eq(PageId::new()),
                pages::drive_id.eq(&drive.id),
                pages::title.eq("mine"),
                pages::page_type.eq(PageType::Folder),
                pages::position.eq(1.0),
            ));
            Ok::<_, db::Error>(row.execute(&mut **tx).await?)
        })
        .await
        .unwrap_err();
    assert!(error.to_string().contains("row-level security"), "{error}");
    let same = db::query::page::find(&mut world.db.conn().await.unwrap(), &page.id).await;
    assert_eq!(same.unwrap().title, "Plan");
}

/// The connection goes back to the pool as it was.
#[tokio::test]
async fn nothing_outlives_the_transaction() {
    let world = world().await;
    let (olga, sam) = (world.person("olga").await, world.person("sam").await);
    let drive = world.drive(&olga, "Team").await;
    for _ in 0..20 {
        sees(&world, of(&sam), &PageId::new()).await;
        let mut conn = world.db.conn().await.unwrap();
        db::query::drive::find(&mut conn, &drive.id).await.unwrap();
    }
    // The product works on with the policies in place.
    world
        .page_with(&olga, new_page(&drive.id, PageType::Folder, "More"))
        .await;
}

#[tokio::test]
async fn preparing_twice_or_at_the_same_time_is_fine() {
    let (one, two) = (World::start().await, World::start().await);
    let prepare = async |world: &World| {
        let mut conn = world.db.conn().await.unwrap();
        wall::prepare(&mut conn).await.unwrap();
        wall::prepare(&mut conn).await.unwrap();
    };
    tokio::join!(prepare(&one), prepare(&two), prepare(&one));
}
