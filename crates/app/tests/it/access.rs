use app::access;
use db::schema::MemberRole;
use testkit::{Person, World};

use crate::support::{child, sql, status};

/// Pages that are private, trashed and made by this person or that, in every nesting of two levels.
async fn generated(world: &World, drive: &db::schema::Drive, people: &[&Person]) {
    let mut number = 0_u32;
    let mut dress = |person: &Person| {
        number += 1;
        format!(
            "is_private = {}, trashed_at = CASE WHEN {} THEN now() END, created_by = '{}'",
            number.is_multiple_of(2),
            number.is_multiple_of(5),
            person.user.id,
        )
    };
    let owner = people[0];
    for upper in people {
        for _ in 0..2 {
            let above = world.page(owner, &drive.id, "above").await;
            let mut pages = vec![(above.clone(), *upper)];
            for lower in people {
                let middle = child(world, owner, &above, "middle").await;
                pages.push((child(world, owner, &middle, "below").await, *upper));
                pages.push((middle, *lower));
            }
            for (page, person) in pages {
                let change = dress(person);
                sql(
                    world,
                    &format!("UPDATE pages SET {change} WHERE id = '{}'", page.id),
                )
                .await;
            }
        }
    }
}

#[tokio::test]
async fn the_list_of_visible_pages_agrees_with_the_verdict_on_each() {
    let world = World::start().await;
    let people = [
        world.person("olga").await,
        world.person("ada").await,
        world.person("mia").await,
        world.person("sam").await,
    ];
    let [olga, ada, mia, sam] = &people;
    let drive = world.drive(olga, "Team").await;
    world.member(&drive.id, ada, MemberRole::Admin).await;
    world.member(&drive.id, mia, MemberRole::Member).await;
    generated(&world, &drive, &[olga, ada, mia, sam]).await;
    let rows = sql(
        &world,
        &format!("SELECT id FROM pages WHERE drive_id = '{}'", drive.id),
    )
    .await;
    let conn = &mut *world.db.conn().await.unwrap();
    for members_edit in [false, true] {
        sql(
            &world,
            &format!("UPDATE drives SET members_edit = {members_edit}"),
        )
        .await;
        for person in &people {
            let visible = db::access::visible(conn, &drive.id, &person.user.id, false)
                .await
                .unwrap();
            let mut seen = 0;
            for row in &rows {
                let page = row.get::<_, String>(0).parse().unwrap();
                let facts = db::access::facts(conn, &page, &person.user.id)
                    .await
                    .unwrap();
                let view = access::decide(&facts.unwrap()).view;
                seen += usize::from(view);
                assert_eq!(
                    visible.contains(&page),
                    view,
                    "{page} for {}",
                    person.user.name
                );
            }
            assert_eq!(seen, visible.len());
            let expected = match person.user.name.as_str() {
                "olga" | "ada" => seen == rows.len(),
                "mia" => 0 < seen && seen < rows.len(),
                _ => seen == 0,
            };
            assert!(
                expected,
                "{} sees {seen} of {}",
                person.user.name,
                rows.len()
            );
        }
    }
}

#[tokio::test]
async fn a_right_is_read_under_the_lock_so_that_its_end_comes_before_or_after_a_write() {
    let world = World::start().await;
    let (olga, ada) = (world.person("olga").await, world.person("ada").await);
    let drive = world.drive(&olga, "Team").await;
    let page = world.page(&olga, &drive.id, "page").await;
    for _ in 0..10 {
        world.member(&drive.id, &ada, MemberRole::Admin).await;
        let before = crate::support::reload(&world, &olga.actor, &page)
            .await
            .revision;
        let (write, removal) = tokio::join!(
            app::page::rename(&world.db, &ada.actor, &page.id, "by ada", None),
            app::drive::remove_member(&world.db, &drive.id, "ada@example.com"),
        );
        removal.unwrap();
        let written = crate::support::reload(&world, &olga.actor, &page)
            .await
            .revision
            - before;
        let order = sql(
            &world,
            &format!(
                "SELECT event_type FROM events WHERE drive_id = '{}' ORDER BY seq DESC LIMIT 2",
                drive.id
            ),
        )
        .await;
        let last: String = order[0].get(0);
        match status(&write) {
            200 => assert_eq!(
                (written, last.as_str()),
                (1, "member.removed"),
                "the write came first"
            ),
            404 => assert_eq!((written, last.as_str()), (0, "member.removed")),
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn strangers_and_trashed_drives_have_no_visible_pages() {
    let world = World::start().await;
    let (olga, sam) = (world.person("olga").await, world.person("sam").await);
    let drive = world.drive(&olga, "Team").await;
    world.page(&olga, &drive.id, "page").await;
    let conn = &mut *world.db.conn().await.unwrap();
    assert_eq!(
        access::visible_pages(conn, &olga.actor, &drive.id)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        status(&access::visible_pages(conn, &sam.actor, &drive.id).await),
        404
    );
    sql(&world, "UPDATE drives SET trashed_at = now()").await;
    assert_eq!(
        status(&access::visible_pages(conn, &olga.actor, &drive.id).await),
        404
    );
}
