use app::access;
use db::access::Asker;
use db::schema::{Drive, MemberRole, Page};
use testkit::{Person, World};

use crate::support::{batch, child, sql, status};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn one_in(&mut self, sides: u64) -> bool {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).is_multiple_of(sides)
    }
}

/// 90 pages in a tree of up to four levels, with everything that a page can carry, in a random mixture.
async fn generated(
    world: &World,
    drive: &Drive,
    people: &[&Person],
    keys: &[String],
    roles: &[String],
) {
    let mut dice = Dice(7);
    let mut pages: Vec<Page> = Vec::new();
    for number in 0..90 {
        let above = pages.get(number / 3).filter(|_| number > 5).cloned();
        let page = match &above {
            Some(above) => child(world, people[0], above, "below").await,
            None => world.page(people[0], &drive.id, "root").await,
        };
        pages.push(page);
    }
    for (number, page) in pages.iter().enumerate() {
        let maker = &people[number % people.len()].user.id;
        let key = if dice.one_in(4) {
            format!("'{}'", keys[number % keys.len()])
        } else {
            "NULL".to_owned()
        };
        let mut statements = vec![format!(
            "UPDATE pages SET is_private = {}, trashed_at = CASE WHEN {} THEN now() END, created_by = '{maker}',
             created_by_key = {key} WHERE id = '{}'",
            dice.one_in(5),
            dice.one_in(6),
            page.id,
        )];
        for person in people {
            statements.extend(grant(&mut dice, page, person));
        }
        for role in roles {
            if !dice.one_in(7) {
                continue;
            }
            let view = dice.one_in(2);
            statements.push(format!(
                "INSERT INTO role_page_permissions VALUES ('{role}', '{}', {view}, {view}, false)",
                page.id,
            ));
        }
        batch(world, &statements.join(";")).await;
    }
}

/// A grant on every eighth page: some deny, some expired, some for that page only.
fn grant(dice: &mut Dice, page: &Page, person: &Person) -> Option<String> {
    if !dice.one_in(8) {
        return None;
    }
    let view = !dice.one_in(3);
    let expiry = if dice.one_in(4) {
        "now() - interval '1 day'"
    } else {
        "NULL"
    };
    Some(format!(
        "INSERT INTO page_permissions (id, page_id, user_id, can_view, can_edit, can_share, can_delete,
         page_only, expires_at) VALUES ('{}', '{}', '{}', {view}, {}, false, {}, {}, {expiry})",
        db::id::GrantId::new(),
        page.id,
        person.user.id,
        view && dice.one_in(2),
        view && dice.one_in(2),
        dice.one_in(3),
    ))
}

const ROLES: [(&str, &str); 3] = [
    ("open", "true, true, false"),
    ("closed", "false, false, false"),
    ("silent", "NULL, NULL, NULL"),
];

/// Custom roles of a drive, by their ids.
async fn roles(world: &World, drive: &Drive) -> Vec<String> {
    let mut ids = Vec::new();
    for (name, wide) in ROLES {
        let id = db::id::RoleId::new().to_string();
        let insert = "INSERT INTO drive_roles (id, drive_id, name, can_view, can_edit, can_share)";
        sql(
            world,
            &format!("{insert} VALUES ('{id}', '{}', '{name}', {wide})", drive.id),
        )
        .await;
        ids.push(id);
    }
    ids
}

/// Keys of a person: unscoped, limited to another drive, in scope, with each role, and with custom roles.
async fn keys(world: &World, drive: &Drive, owner: &Person, roles: &[String]) -> Vec<String> {
    let mut scopes = vec![None, Some(None), Some(Some("NULL, NULL".to_owned()))];
    scopes.push(Some(Some("'admin', NULL".to_owned())));
    scopes.push(Some(Some("'member', NULL".to_owned())));
    scopes.extend(
        roles
            .iter()
            .map(|role| Some(Some(format!("'member', '{role}'")))),
    );
    let mut ids = Vec::new();
    for scope in scopes {
        let id = db::id::ApiKeyId::new().to_string();
        let owner = &owner.user.id;
        let is_scoped = scope.is_some();
        let insert = format!(
            "INSERT INTO api_keys (id, user_id, name, token_hash, token_prefix, is_scoped)
             VALUES ('{id}', '{owner}', 'key', '{id}', 'mcp_', {is_scoped})"
        );
        batch(world, &insert).await;
        if let Some(Some(role)) = scope {
            let values = format!("'{id}', '{}', {role}", drive.id);
            batch(
                world,
                &format!("INSERT INTO api_key_drives VALUES ({values})"),
            )
            .await;
        }
        ids.push(id);
    }
    ids
}

#[tokio::test]
async fn the_list_of_visible_pages_agrees_with_the_verdict_on_each() {
    let world = World::start().await;
    let people = [
        world.person("olga").await,
        world.person("ada").await,
        world.person("mia").await,
        world.person("rob").await,
        world.person("sam").await,
    ];
    let [olga, ada, mia, rob, sam] = &people;
    let drive = world.drive(olga, "Team").await;
    world.member(&drive.id, ada, MemberRole::Admin).await;
    world.member(&drive.id, mia, MemberRole::Member).await;
    world.member(&drive.id, rob, MemberRole::Member).await;
    let roles = roles(&world, &drive).await;
    let mut all_keys = Vec::new();
    for person in [olga, ada, rob, sam] {
        all_keys.push((person, keys(&world, &drive, person, &roles).await));
    }
    let made_with: Vec<String> = all_keys.iter().flat_map(|(_, keys)| keys.clone()).collect();
    generated(
        &world,
        &drive,
        &[olga, ada, mia, rob, sam],
        &made_with,
        &roles,
    )
    .await;
    let mut hidden_and_shown = (0, 0);
    for (role, members_edit) in roles.iter().zip([false, true, false]) {
        let statements = format!(
            "UPDATE drives SET members_edit = {members_edit} WHERE id = '{}';
             UPDATE drive_members SET custom_role_id = '{role}' WHERE user_id = '{}'",
            drive.id, rob.user.id
        );
        batch(&world, &statements).await;
        for person in &people {
            compare(&world, &drive, person, None, &mut hidden_and_shown).await;
        }
        for (person, keys) in &all_keys {
            for key in keys {
                compare(&world, &drive, person, Some(key), &mut hidden_and_shown).await;
            }
        }
    }
    let (hidden, shown) = hidden_and_shown;
    assert!(
        hidden > 2_000 && shown > 2_000,
        "{hidden} hidden, {shown} shown"
    );
}

async fn compare(
    world: &World,
    drive: &Drive,
    person: &Person,
    key: Option<&String>,
    (hidden, shown): &mut (usize, usize),
) {
    let key: Option<db::id::ApiKeyId> = key.map(|key| key.parse().unwrap());
    let asker = Asker {
        user: &person.user.id,
        key: key.as_ref(),
    };
    let conn = &mut *world.db.conn().await.unwrap();
    let visible = db::access::visible(conn, &drive.id, asker, false)
        .await
        .unwrap();
    let rows = sql(
        world,
        &format!("SELECT id FROM pages WHERE drive_id = '{}'", drive.id),
    )
    .await;
    for row in rows {
        let page = row.get::<_, String>(0).parse().unwrap();
        let facts = db::access::facts(conn, &page, asker)
            .await
            .unwrap()
            .unwrap();
        let view = access::decide(&facts).view;
        *(if view { &mut *shown } else { &mut *hidden }) += 1;
        let name = &person.user.name;
        assert_eq!(
            visible.contains(&page),
            view,
            "{name} with {asker:?}: {facts:#?}"
        );
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
