use app::account::{self, NewAccount};
use app::{drive, page};
use db::schema::DriveKind;
use testkit::{PASSWORD, World};

use crate::support::{problem, sql, status};

fn new(email: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        name: "Ada".to_owned(),
        password: PASSWORD.to_owned(),
    }
}

#[tokio::test]
async fn the_first_person_administers_and_has_a_home_with_a_page() {
    let world = World::start().await;
    assert!(account::is_fresh(&world.db).await.unwrap());
    let user = account::sign_up_first(&world.db, new(" Ada@Example.com "))
        .await
        .unwrap();
    assert!(user.is_admin);
    assert_eq!(user.email, "ada@example.com");
    assert!(!account::is_fresh(&world.db).await.unwrap());

    let (_, token) = account::sign_in(&world.db, "ADA@example.com", PASSWORD, None)
        .await
        .unwrap();
    let actor = world.actor(&token.token).await;
    let drives = drive::list(&world.db, &actor, false).await.unwrap();
    assert_eq!(drives.len(), 1);
    assert_eq!(
        (drives[0].drive.kind, drives[0].drive.name.as_str()),
        (DriveKind::Home, "Home")
    );
    let listing = page::list(&world.db, &actor, &drives[0].drive.id, None, false)
        .await
        .unwrap();
    let titles: Vec<&str> = listing
        .pages
        .iter()
        .map(|item| item.page.title.as_str())
        .collect();
    assert_eq!(titles, ["Start here"]);
    let welcome = page::details(&world.db, &actor, &listing.pages[0].page.id)
        .await
        .unwrap();
    assert!(
        welcome.page.content.contains("Welcome to Pagespace"),
        "{}",
        welcome.page.content
    );
}

#[tokio::test]
async fn of_two_first_people_exactly_one_is() {
    let world = World::start().await;
    let (one, two) = tokio::join!(
        account::sign_up_first(&world.db, new("one@example.com")),
        account::sign_up_first(&world.db, new("two@example.com")),
    );
    let mut outcomes = [status(&one), status(&two)];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 409]);
    assert_eq!(sql(&world, "SELECT FROM users").await.len(), 1);
    assert_eq!(sql(&world, "SELECT FROM drives").await.len(), 1);
    assert_eq!(
        status(&account::sign_up_first(&world.db, new("three@example.com")).await),
        409
    );
}

#[tokio::test]
async fn later_accounts_do_not_administer_and_addresses_are_unique() {
    let world = World::start().await;
    assert!(
        account::create(&world.db, new("ada@example.com"))
            .await
            .unwrap()
            .is_admin
    );
    assert!(
        !account::create(&world.db, new("bob@example.com"))
            .await
            .unwrap()
            .is_admin
    );
    let again = account::create(&world.db, new("BOB@example.com")).await;
    assert_eq!(status(&again), 409);
    assert_eq!(sql(&world, "SELECT FROM users").await.len(), 2);
}

#[tokio::test]
async fn bad_accounts_are_refused_with_a_reason() {
    let world = World::start().await;
    let long = "x".repeat(201);
    for (email, name, password, field, reason) in [
        ("ada", "Ada", PASSWORD, "email", "not an e-mail address"),
        ("a\0@b.c", "Ada", PASSWORD, "email", "not an e-mail address"),
        ("a@b.c", " ", PASSWORD, "name", "must not be empty"),
        ("a@b.c", "a\0b", PASSWORD, "name", "control characters"),
        ("a@b.c", &long, PASSWORD, "name", "at most 100"),
        ("a@b.c", "Ada", "short", "password", "10 to 200 characters"),
        ("a@b.c", "Ada", &long, "password", "10 to 200 characters"),
    ] {
        let new = NewAccount {
            email: email.to_owned(),
            name: name.to_owned(),
            password: password.to_owned(),
        };
        let (path, message) = problem(account::create(&world.db, new).await);
        assert_eq!(path, field);
        assert!(message.contains(reason), "{message}");
    }
    assert!(account::is_fresh(&world.db).await.unwrap());
}

#[tokio::test]
async fn signing_in_takes_the_right_password_of_an_account_that_is_not_suspended() {
    let world = World::start().await;
    account::create(&world.db, new("ada@example.com"))
        .await
        .unwrap();
    let attempts = [
        ("ada@example.com", "wrong horse battery"),
        ("bob@example.com", PASSWORD),
        ("ada@example.com", ""),
        ("ada@example.com", "\0"),
        ("ada\0@example.com", PASSWORD),
        ("", PASSWORD),
    ];
    for (email, password) in attempts {
        let outcome = account::sign_in(&world.db, email, password, None).await;
        assert_eq!(status(&outcome), 401, "{email:?} {password:?}");
    }
    account::sign_in(&world.db, "ada@example.com", PASSWORD, Some("Browser\0\n"))
        .await
        .unwrap();
    sql(&world, "UPDATE users SET suspended_at = now()").await;
    let suspended = account::sign_in(&world.db, "ada@example.com", PASSWORD, None).await;
    assert_eq!(status(&suspended), 401);
}

#[tokio::test]
async fn guessing_is_limited_per_address() {
    let world = World::start().await;
    account::create(&world.db, new("ada@example.com"))
        .await
        .unwrap();
    account::create(&world.db, new("bob@example.com"))
        .await
        .unwrap();
    for _ in 0..10 {
        let outcome = account::sign_in(&world.db, "ada@example.com", "too short", None).await;
        assert_eq!(status(&outcome), 401);
    }
    let limited = account::sign_in(&world.db, "ada@example.com", PASSWORD, None).await;
    assert_eq!(status(&limited), 429, "also with the right password");
    account::sign_in(&world.db, "bob@example.com", PASSWORD, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_person_is_found_by_address_and_hidden_behind_a_key() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let found = account::by_email(&world.db, "ADA@example.com")
        .await
        .unwrap();
    assert_eq!(found.id, ada.user.id);
    assert_eq!(
        status(&account::by_email(&world.db, "bob@example.com").await),
        404
    );
    assert_eq!(
        account::me(&world.db, &ada.actor).await.unwrap().id,
        ada.user.id
    );
    assert_eq!(status(&account::me(&world.db, &ada.key_actor).await), 401);
}
