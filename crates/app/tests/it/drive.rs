use app::drive::{self, DriveRole};
use db::schema::MemberRole;
use testkit::World;

use crate::support::{events, problem, sql, status};

#[tokio::test]
async fn a_drive_belongs_to_its_maker_and_tells_of_its_making() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let made = drive::create(&world.db, &ada.key_actor, "  My Drive ")
        .await
        .unwrap();
    assert_eq!(
        (made.drive.name.as_str(), made.drive.slug.as_str()),
        ("My Drive", "my-drive")
    );
    assert!(made.is_owned);
    assert_eq!(made.role, DriveRole::Owner);
    assert_eq!(
        events(&world, &ada.actor, &made.drive.id, 0).await,
        ["drive.created"]
    );
}

#[tokio::test]
async fn slugs_are_unique_per_owner_also_when_drives_are_made_at_once() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let create = || drive::create(&world.db, &ada.actor, "Team");
    let made = tokio::join!(create(), create(), create(), create(), create(), create());
    let made: [_; 6] = made.into();
    let mut slugs: Vec<String> = made
        .into_iter()
        .map(|made| made.unwrap().drive.slug)
        .collect();
    slugs.sort();
    assert_eq!(
        slugs,
        ["team", "team-2", "team-3", "team-4", "team-5", "team-6"]
    );
    let other = drive::create(&world.db, &bob.actor, "Team").await.unwrap();
    assert_eq!(other.drive.slug, "team");
}

#[tokio::test]
async fn names_that_are_no_names_are_refused() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    for name in ["", "   ", "a\0b", "a\nb", &"x".repeat(101)] {
        let (field, _) = problem(drive::create(&world.db, &ada.actor, name).await);
        assert_eq!(field, "name", "{name:?}");
    }
    drive::create(&world.db, &ada.actor, &"ü".repeat(100))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_list_holds_own_and_joined_drives_with_the_role_in_each() {
    let world = World::start().await;
    let (olga, ada, mia) = (
        world.person("olga").await,
        world.person("ada").await,
        world.person("mia").await,
    );
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &ada, MemberRole::Admin).await;
    world.member(&drive.id, &mia, MemberRole::Member).await;
    let roles = async |person: &testkit::Person, include_trash| {
        let views = drive::list(&world.db, &person.actor, include_trash)
            .await
            .unwrap();
        let views = views
            .into_iter()
            .map(|view| (view.drive.name, view.role, view.is_owned));
        views.collect::<Vec<_>>()
    };
    let home = ("Home".to_owned(), DriveRole::Owner, true);
    let team = |role| ("Team".to_owned(), role, role == DriveRole::Owner);
    assert_eq!(
        roles(&olga, false).await,
        [home.clone(), team(DriveRole::Owner)]
    );
    assert_eq!(
        roles(&ada, false).await,
        [home.clone(), team(DriveRole::Admin)]
    );
    assert_eq!(
        roles(&mia, false).await,
        [home.clone(), team(DriveRole::Member)]
    );

    sql(
        &world,
        "UPDATE drives SET trashed_at = now() WHERE name = 'Team'",
    )
    .await;
    for person in [&olga, &ada, &mia] {
        assert_eq!(roles(person, false).await.len(), 1);
    }
    assert_eq!(roles(&olga, true).await.len(), 2);
    assert_eq!(roles(&ada, true).await.len(), 2);
    assert_eq!(
        roles(&mia, true).await.len(),
        1,
        "a plain member does not see the trash"
    );
}

#[tokio::test]
async fn an_invitation_that_was_not_accepted_gives_nothing() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    world.member(&drive.id, &mia, MemberRole::Admin).await;
    sql(&world, "UPDATE drive_members SET accepted_at = NULL").await;
    assert_eq!(
        drive::list(&world.db, &mia.actor, true)
            .await
            .unwrap()
            .len(),
        1
    );
    let listed = app::page::list(&world.db, &mia.actor, &drive.id, None, false).await;
    assert_eq!(status(&listed), 404);
}

#[tokio::test]
async fn members_come_and_go_and_the_drive_tells_it() {
    let world = World::start().await;
    let (olga, mia) = (world.person("olga").await, world.person("mia").await);
    let drive = world.drive(&olga, "Team").await;
    let add = |email| drive::add_member(&world.db, &drive.id, email, MemberRole::Member);
    add("mia@example.com").await.unwrap();
    assert_eq!(status(&add("mia@example.com").await), 409);
    assert_eq!(status(&add("olga@example.com").await), 409);
    assert_eq!(status(&add("nobody@example.com").await), 404);
    assert_eq!(status(&add("nonsense").await), 400);
    let remove = || drive::remove_member(&world.db, &drive.id, "mia@example.com");
    remove().await.unwrap();
    assert_eq!(status(&remove().await), 404);
    let told = events(&world, &olga.actor, &drive.id, 0).await;
    assert_eq!(told, ["drive.created", "member.added", "member.removed"]);
    assert_eq!(
        drive::list(&world.db, &mia.actor, true)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_home_drive_is_for_one() {
    let world = World::start().await;
    let (ada, _bob) = (world.person("ada").await, world.person("bob").await);
    let home = drive::home(&world.db, &ada.user.id).await.unwrap();
    let outcome = drive::add_member(&world.db, &home, "bob@example.com", MemberRole::Member).await;
    assert_eq!(status(&outcome), 403);
}
