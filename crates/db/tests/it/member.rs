//! Members, custom roles and grants.

use std::collections::BTreeSet;

use db::Error;
use db::id::{GrantId, PageId, RoleId, UserId};
use db::query::{grant, member, role};
use db::schema::{
    Drive, DriveRoleChanges, MemberRole, NewDriveRole, NewPagePermission, NewRolePagePermission,
    Page,
};
use testkit::{Person, World};

fn new_role(drive: &Drive, name: &str) -> NewDriveRole {
    NewDriveRole {
        id: RoleId::new(),
        drive_id: drive.id.clone(),
        name: name.to_owned(),
        description: None,
        color: None,
        is_default: None,
        can_view: None,
        can_edit: None,
        can_share: None,
        position: None,
        created_at: None,
        updated_at: None,
    }
}

fn entry(role: &RoleId, page: &PageId, can_edit: bool) -> NewRolePagePermission {
    NewRolePagePermission {
        role_id: role.clone(),
        page_id: page.clone(),
        can_view: true,
        can_edit,
        can_share: false,
    }
}

fn new_grant(page: &Page, user: &UserId, can_edit: bool) -> NewPagePermission {
    NewPagePermission {
        id: GrantId::new(),
        page_id: page.id.clone(),
        user_id: user.clone(),
        can_view: true,
        can_edit,
        can_share: false,
        can_delete: false,
        page_only: None,
        expires_at: None,
        granted_by: None,
        granted_at: None,
    }
}

async fn team(world: &World) -> (Person, Person, Drive) {
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    (olga, mia, drive)
}

#[tokio::test]
async fn members_are_listed_with_their_role_and_lose_it_when_it_is_deleted() {
    let world = World::start().await;
    let (olga, mia, drive) = team(&world).await;
    let row = new_role(&drive, "Writers");
    let (id, name) = (row.id.clone(), row.name.clone());
    world
        .db
        .write(async |tx| {
            role::insert(tx, row).await?;
            let user = &mia.user.id;
            assert!(
                member::set_role(tx, &drive.id, user, MemberRole::Member, Some(&id)).await?,
                "mia is a member"
            );
            assert!(
                !member::set_role(tx, &drive.id, &olga.user.id, MemberRole::Admin, None).await?
            );
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    let conn = &mut *world.db.conn().await.unwrap();
    assert_eq!(
        member::owner(conn, &drive.id).await.unwrap().user.id,
        olga.user.id
    );
    let members = member::list(conn, &drive.id).await.unwrap();
    let [only] = members.as_slice() else {
        panic!("{members:?}");
    };
    assert_eq!(only.person.user.id, mia.user.id);
    assert_eq!(
        only.custom_role.as_ref().map(|role| &role.name),
        Some(&name)
    );
    world
        .db
        .write(async |tx| role::delete(tx, &drive.id, &id).await)
        .await
        .unwrap();
    let members = member::list(conn, &drive.id).await.unwrap();
    assert!(members[0].custom_role.is_none());
    assert_eq!(members[0].member.role, MemberRole::Member);
}

#[tokio::test]
async fn a_role_has_a_name_of_its_own_and_entries_for_pages_of_its_drive_only() {
    let world = World::start().await;
    let (olga, _, drive) = team(&world).await;
    let other = world.drive(&olga, "Other").await;
    let (a, b) = (
        world.page(&olga, &drive.id, "a").await,
        world.page(&olga, &drive.id, "b").await,
    );
    let elsewhere = world.page(&olga, &other.id, "elsewhere").await;
    let row = new_role(&drive, "Writers");
    let id = row.id.clone();
    world
        .db
        .write(async |tx| role::insert(tx, row).await)
        .await
        .unwrap();
    let same = new_role(&drive, "writers");
    let taken = world
        .db
        .write(async |tx| role::insert(tx, same).await)
        .await;
    assert!(taken.unwrap_err().violates(role::NAME_KEY));
    let patch = async |entries: Vec<NewRolePagePermission>, removed: &[PageId]| {
        world
            .db
            .write(async |tx| role::patch_entries(tx, &drive.id, &id, entries, removed).await)
            .await
    };
    patch(
        vec![entry(&id, &a.id, false), entry(&id, &b.id, false)],
        &[],
    )
    .await
    .unwrap();
    patch(vec![entry(&id, &a.id, true)], std::slice::from_ref(&b.id))
        .await
        .unwrap();
    let refused = patch(
        vec![entry(&id, &elsewhere.id, true)],
        std::slice::from_ref(&a.id),
    )
    .await;
    assert!(matches!(refused, Err(Error::NotFound)));
    let conn = &mut *world.db.conn().await.unwrap();
    let found = role::find(conn, &drive.id, &id).await.unwrap();
    let entries: Vec<(&PageId, bool)> = found
        .entries
        .iter()
        .map(|entry| (&entry.page_id, entry.can_edit))
        .collect();
    assert_eq!(entries, [(&a.id, true)]);
    let hidden = role::find(conn, &other.id, &id).await;
    assert!(matches!(hidden, Err(Error::NotFound)));
}

/// Each transaction takes the drive's turn first, as every operation does.
#[tokio::test]
async fn of_roles_that_become_the_default_at_the_same_time_one_is_it() {
    let world = World::start().await;
    let (_, _, drive) = team(&world).await;
    let roles: Vec<NewDriveRole> = ["a", "b", "c", "d"]
        .map(|name| new_role(&drive, name))
        .into();
    let ids: Vec<RoleId> = roles.iter().map(|role| role.id.clone()).collect();
    for row in roles {
        world
            .db
            .write(async |tx| role::insert(tx, row).await)
            .await
            .unwrap();
    }
    let mark = async |id: &RoleId| {
        let changes = DriveRoleChanges {
            is_default: Some(true),
            ..DriveRoleChanges::default()
        };
        let stream = [db::stream::StreamId::Drive(drive.id.clone())];
        world
            .db
            .write(async |tx| {
                db::stream::lock(tx, &stream).await?;
                role::update(tx, &drive.id, id, changes).await
            })
            .await
            .unwrap();
    };
    let marks = ids.iter().cycle().take(24).map(mark);
    futures_util::future::join_all(marks).await;
    let conn = &mut *world.db.conn().await.unwrap();
    let roles = role::list(conn, &drive.id).await.unwrap();
    let defaults = roles.iter().filter(|role| role.role.is_default).count();
    assert_eq!(defaults, 1);
}

#[tokio::test]
async fn a_person_has_one_grant_on_a_page_and_loses_all_of_a_drive_at_once() {
    let world = World::start().await;
    let (olga, mia, drive) = team(&world).await;
    let other = world.drive(&olga, "Other").await;
    let pages = [
        world.page(&olga, &drive.id, "a").await,
        world.page(&olga, &drive.id, "b").await,
        world.page(&olga, &other.id, "elsewhere").await,
    ];
    for can_edit in [false, true] {
        for page in &pages {
            let row = new_grant(page, &mia.user.id, can_edit);
            world
                .db
                .write(async |tx| grant::give(tx, row).await)
                .await
                .unwrap();
        }
    }
    let conn = &mut *world.db.conn().await.unwrap();
    let ids: Vec<PageId> = pages.iter().map(|page| page.id.clone()).collect();
    let grants = grant::list(conn, &ids).await.unwrap();
    assert_eq!(grants.len(), 3);
    assert!(grants.iter().all(|grant| grant.grant.can_edit));
    assert!(
        grants
            .iter()
            .all(|grant| grant.person.user.id == mia.user.id)
    );
    let revoked = world
        .db
        .write(async |tx| grant::revoke_all(tx, &drive.id, &mia.user.id).await);
    assert_eq!(revoked.await.unwrap(), 2);
    let left = grant::list(conn, &ids).await.unwrap();
    let left: BTreeSet<&PageId> = left.iter().map(|grant| &grant.grant.page_id).collect();
    assert_eq!(left, BTreeSet::from([&pages[2].id]));
}
