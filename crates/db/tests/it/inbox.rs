//! Notifications, favourites, tags, mentions and what was opened last.

use db::id::{FavoriteId, PageId, TagId};
use db::query::notification::Which;
use db::query::{favorite, mention, notification, tag, view};
use db::schema::{Drive, NewFavorite, NewNotification, NewTag, NotificationKind, Tag, TagChanges};
use testkit::{Person, World};
use uuid::Uuid;

struct Desk {
    world: World,
    ada: Person,
    drive: Drive,
}

impl Desk {
    async fn new() -> Self {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Engines").await;
        Self { world, ada, drive }
    }

    async fn page(&self, title: &str) -> PageId {
        self.world.page(&self.ada, &self.drive.id, title).await.id
    }

    async fn tell(&self, person: &Person, count: usize) {
        let rows = (0..count).map(|_| NewNotification {
            id: Uuid::now_v7(),
            user_id: person.user.id.clone(),
            kind: NotificationKind::Mention,
            drive_id: None,
            page_id: None,
            message_id: None,
            actor_id: Some(self.ada.user.id.clone()),
            data: None,
            created_at: None,
            read_at: None,
        });
        let rows = rows.collect();
        self.world
            .db
            .write(async |tx| notification::insert(tx, rows).await)
            .await
            .unwrap();
    }

    async fn tag(&self, name: &str) -> Option<Tag> {
        let row = NewTag {
            id: TagId::new(),
            drive_id: self.drive.id.clone(),
            name: name.to_owned(),
            color: None,
            created_at: None,
        };
        let db = &self.world.db;
        db.write(async |tx| tag::insert(tx, row).await)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn the_inbox_is_read_newest_first_and_page_by_page() {
    let desk = Desk::new().await;
    let bob = desk.world.person("bob").await;
    // More than one piece of an insert has room for.
    desk.tell(&bob, 300).await;
    desk.tell(&desk.ada, 1).await;
    let mut conn = desk.world.db.conn().await.unwrap();
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = notification::inbox(&mut conn, &bob.user.id, before, false, 70)
            .await
            .unwrap();
        seen.extend(page.rows.iter().map(|row| row.notification.id));
        assert!(
            page.rows
                .iter()
                .all(|row| row.actor.as_ref().unwrap().name == "ada")
        );
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 300);
    assert!(seen.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn notifications_are_marked_as_read_by_whose_they_are() {
    let desk = Desk::new().await;
    let bob = desk.world.person("bob").await;
    desk.tell(&bob, 5).await;
    let (ada, bob) = (&desk.ada.user.id, &bob.user.id);
    let conn = &mut *desk.world.db.conn().await.unwrap();
    let page = notification::inbox(conn, bob, None, true, 50)
        .await
        .unwrap();
    let ids: Vec<Uuid> = page.rows.iter().map(|row| row.notification.id).collect();
    let marked = notification::mark_read(conn, ada, Which::These(&ids))
        .await
        .unwrap();
    assert_eq!(marked, 0, "they are somebody else's");
    let two = Which::These(&ids[..2]);
    assert_eq!(notification::mark_read(conn, bob, two).await.unwrap(), 2);
    assert_eq!(notification::mark_read(conn, bob, two).await.unwrap(), 0);
    assert_eq!(notification::unread(conn, bob).await.unwrap(), 3);
    let marked = notification::mark_read(conn, bob, Which::UpTo(ids[3]))
        .await
        .unwrap();
    assert_eq!(marked, 2, "the one between stays unread");
    let left = notification::inbox(conn, bob, None, true, 50)
        .await
        .unwrap();
    let left: Vec<Uuid> = left.rows.iter().map(|row| row.notification.id).collect();
    assert_eq!(left, [ids[2]]);
}

#[tokio::test]
async fn favourites_keep_their_order_and_are_there_once() {
    let desk = Desk::new().await;
    let (one, two) = (desk.page("one").await, desk.page("two").await);
    let user = &desk.ada.user.id;
    let new = |page: Option<&PageId>, position| NewFavorite {
        id: FavoriteId::new(),
        user_id: user.clone(),
        page_id: page.cloned(),
        drive_id: page.is_none().then(|| desk.drive.id.clone()),
        position,
        created_at: None,
    };
    let db = &desk.world.db;
    let add = async |row| {
        db.write(async |tx| favorite::insert(tx, row).await)
            .await
            .unwrap()
    };
    add(new(Some(&one), 1.0)).await.unwrap();
    let last = add(new(Some(&two), 2.0)).await.unwrap();
    add(new(None, 3.0)).await.unwrap();
    assert!(
        add(new(Some(&one), 4.0)).await.is_none(),
        "it is one already"
    );
    let mut conn = db.conn().await.unwrap();
    assert_eq!(
        favorite::last_position(&mut conn, user).await.unwrap(),
        Some(3.0)
    );
    let place = async |user| {
        db.write(async |tx| favorite::place(tx, user, &last.id, 0.5).await)
            .await
    };
    assert!(place(user).await.unwrap());
    let stranger = desk.world.person("bob").await;
    assert!(!place(&stranger.user.id).await.unwrap());
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = favorite::list(&mut conn, user, after, 1).await.unwrap();
        seen.extend(
            page.rows
                .into_iter()
                .map(|row| match (row.page, row.drive) {
                    (Some(page), None) => page.title,
                    (None, Some(drive)) => drive.name,
                    other => unreachable!("{other:?}"),
                }),
        );
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["two", "one", "Engines"]);
    let gone = db
        .write(async |tx| favorite::delete(tx, user, &last.id).await)
        .await;
    assert!(gone.unwrap());
}

#[tokio::test]
async fn tags_are_unique_in_a_drive_and_found_on_pages_that_may_be_seen() {
    let desk = Desk::new().await;
    let (one, two) = (desk.page("one").await, desk.page("two").await);
    let urgent = desk.tag("Urgent").await.unwrap();
    let later = desk.tag("Later").await.unwrap();
    assert!(desk.tag("uRGENT").await.is_none(), "whatever the case");
    let db = &desk.world.db;
    for (page, tag) in [(&one, &urgent), (&two, &urgent), (&one, &later)] {
        let new = db
            .write(async |tx| tag::attach(tx, page, &tag.id).await)
            .await;
        assert!(new.unwrap());
    }
    let again = db
        .write(async |tx| tag::attach(tx, &one, &urgent.id).await)
        .await;
    assert!(!again.unwrap());
    let mut conn = db.conn().await.unwrap();
    let of_one = tag::of_pages(&mut conn, std::slice::from_ref(&one))
        .await
        .unwrap();
    let names: Vec<_> = of_one.iter().map(|(_, tag)| tag.name.as_str()).collect();
    assert_eq!(names, ["Later", "Urgent"]);
    let visible = [one.clone()];
    let tagged = tag::tagged(&mut conn, &urgent.id, &visible).await.unwrap();
    assert_eq!(tagged, visible);
    let rename = TagChanges {
        name: Some("LATER".to_owned()),
        ..TagChanges::default()
    };
    let taken = db
        .write(async |tx| tag::update(tx, &desk.drive.id, &urgent.id, rename).await)
        .await
        .unwrap_err();
    assert!(taken.violates("tags_name_key"), "{taken:?}");
    let off = db
        .write(async |tx| tag::detach(tx, &one, &later.id).await)
        .await;
    assert!(off.unwrap());
    let gone = db
        .write(async |tx| tag::delete(tx, &desk.drive.id, &urgent.id).await)
        .await;
    assert!(gone.unwrap());
    let left = tag::list(&mut conn, &desk.drive.id).await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(tag::of_pages(&mut conn, &visible).await.unwrap().is_empty());
}

#[tokio::test]
async fn mentions_are_replaced_and_only_new_ones_are_told() {
    let desk = Desk::new().await;
    let bob = desk.world.person("bob").await;
    let source = desk.page("source").await;
    let (one, two) = (desk.page("one").await, desk.page("two").await);
    let db = &desk.world.db;
    let name = async |pages: &[PageId]| {
        let new = db
            .write(async |tx| mention::replace_pages(tx, &source, pages).await)
            .await;
        new.unwrap()
    };
    let nowhere = PageId::new();
    let new = name(&[one.clone(), nowhere, source.clone()]).await;
    assert_eq!(new, std::slice::from_ref(&one));
    let new = name(&[one.clone(), two.clone()]).await;
    assert_eq!(new, std::slice::from_ref(&two));
    let mut conn = db.conn().await.unwrap();
    let visible = [source.clone()];
    for page in [&one, &two] {
        let back = mention::backlinks(&mut conn, page, &visible).await.unwrap();
        assert_eq!(back[0].id, source);
        assert!(
            mention::backlinks(&mut conn, page, &[])
                .await
                .unwrap()
                .is_empty()
        );
    }
    assert!(name(std::slice::from_ref(&two)).await.is_empty());
    assert!(
        mention::backlinks(&mut conn, &one, &visible)
            .await
            .unwrap()
            .is_empty()
    );
    let people = [bob.user.id.clone()];
    let tell = async || {
        let new = db
            .write(async |tx| mention::replace_people(tx, &source, &people).await)
            .await;
        new.unwrap()
    };
    assert_eq!(tell().await, people);
    assert!(tell().await.is_empty());
    let named = mention::of_person(&mut conn, &bob.user.id, &visible)
        .await
        .unwrap();
    assert_eq!(named, visible);
}

#[tokio::test]
async fn pages_that_were_opened_come_back_last_one_first() {
    let desk = Desk::new().await;
    let (one, two) = (desk.page("one").await, desk.page("two").await);
    let hidden = desk.page("hidden").await;
    let mut conn = desk.world.db.conn().await.unwrap();
    let user = &desk.ada.user.id;
    for page in [&one, &hidden, &two, &one] {
        view::record(&mut conn, user, page).await.unwrap();
    }
    let visible = [one, two];
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = view::recents(&mut conn, user, &visible, before, 1)
            .await
            .unwrap();
        seen.extend(
            page.rows
                .into_iter()
                .map(|row| (row.page.title, row.view.views)),
        );
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, [("one".to_owned(), 2), ("two".to_owned(), 1)]);
}
