use app::{Credential, credential, drive, key, session};
use chrono::{TimeDelta, Utc};
use testkit::World;

use crate::support::{events, sql, status};

#[tokio::test]
async fn tokens_name_their_person_and_only_hashes_are_stored() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    assert_eq!(ada.actor.user, ada.user.id);
    assert!(!ada.actor.is_key());
    assert!(ada.key_actor.is_key());
    for token in [&ada.session, &ada.key] {
        let stored = sql(&world, &format!(
            "SELECT FROM sessions s, api_keys k WHERE s::text LIKE '%{token}%' OR k::text LIKE '%{token}%'"
        ))
        .await;
        assert!(stored.is_empty());
    }
}

#[tokio::test]
async fn unusable_tokens_all_look_the_same() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let flipped = format!(
        "{}{}",
        &ada.key[..35],
        if ada.key.ends_with('a') { 'b' } else { 'a' }
    );
    for token in ["", "mcp_", "nonsense", "mcp_\0", "ps_sess_x", &flipped] {
        assert_eq!(
            status(&credential::authenticate(&world.db, token).await),
            401,
            "{token:?}"
        );
    }
    sql(&world, "UPDATE users SET suspended_at = now()").await;
    for token in [&ada.session, &ada.key] {
        assert_eq!(
            status(&credential::authenticate(&world.db, token).await),
            401
        );
    }
    assert_eq!(
        status(&credential::recheck(&world.db, &ada.actor).await),
        401
    );
}

#[tokio::test]
async fn expired_credentials_are_no_longer_good() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let past = Utc::now() - TimeDelta::seconds(1);
    let refused = key::create(&world.db, &ada.user.id, "late", Some(past)).await;
    assert_eq!(status(&refused), 400);
    sql(
        &world,
        "UPDATE sessions SET expires_at = now() - interval '1 second'",
    )
    .await;
    sql(
        &world,
        "UPDATE api_keys SET expires_at = now() - interval '1 second'",
    )
    .await;
    for (token, actor) in [(&ada.session, &ada.actor), (&ada.key, &ada.key_actor)] {
        assert_eq!(
            status(&credential::authenticate(&world.db, token).await),
            401
        );
        assert_eq!(status(&credential::recheck(&world.db, actor).await), 401);
    }
}

#[tokio::test]
async fn use_is_noted_once_a_minute_and_keeps_a_session_alive() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    sql(&world, "UPDATE sessions SET last_used_at = now() - interval '1 hour', expires_at = now() + interval '1 day'").await;
    sql(
        &world,
        "UPDATE api_keys SET last_used_at = now() - interval '1 hour'",
    )
    .await;
    world.actor(&ada.session).await;
    world.actor(&ada.key).await;
    let fresh = sql(&world, "SELECT FROM sessions, api_keys WHERE sessions.expires_at > now() + interval '29 days' AND api_keys.last_used_at > now() - interval '1 minute'").await;
    assert_eq!(fresh.len(), 1);

    sql(
        &world,
        "UPDATE api_keys SET last_used_at = now() - interval '30 seconds'",
    )
    .await;
    world.actor(&ada.key).await;
    let untouched = sql(
        &world,
        "SELECT FROM api_keys WHERE last_used_at < now() - interval '20 seconds'",
    )
    .await;
    assert_eq!(untouched.len(), 1);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_tells_the_home_drive() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let other = session::open(&world.db, &ada.user.id, None).await.unwrap();
    assert_eq!(status(&session::end(&world.db, &ada.key_actor).await), 401);
    session::end(&world.db, &ada.actor).await.unwrap();
    assert_eq!(
        status(&credential::authenticate(&world.db, &ada.session).await),
        401
    );
    assert_eq!(
        status(&credential::recheck(&world.db, &ada.actor).await),
        401
    );

    let actor = world.actor(&other.token).await;
    let home = drive::home(&world.db, &ada.user.id).await.unwrap();
    let told = events(&world, &actor, &home, 0).await;
    assert_eq!(told, ["drive.created", "page.created", "session.ended"]);
}

#[tokio::test]
async fn keys_are_listed_and_revoked_by_their_person_only() {
    let world = World::start().await;
    let (ada, bob) = (world.person("ada").await, world.person("bob").await);
    let minted = key::create(&world.db, &ada.user.id, " laptop ", None)
        .await
        .unwrap();
    assert_eq!(minted.key.name, "laptop");
    assert!(minted.token.starts_with(&minted.key.token_prefix));
    let names = async || {
        let keys = key::list(&world.db, &ada.actor).await.unwrap();
        keys.into_iter().map(|key| key.name).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["laptop", "test"]);

    assert_eq!(status(&key::list(&world.db, &ada.key_actor).await), 401);
    assert_eq!(
        status(&key::revoke(&world.db, &ada.key_actor, &minted.key.id).await),
        401
    );
    assert_eq!(
        status(&key::revoke(&world.db, &bob.actor, &minted.key.id).await),
        404
    );
    assert_eq!(
        status(&credential::authenticate(&world.db, &minted.token).await),
        200
    );

    key::revoke(&world.db, &ada.actor, &minted.key.id)
        .await
        .unwrap();
    assert_eq!(
        status(&credential::authenticate(&world.db, &minted.token).await),
        401
    );
    assert_eq!(
        status(&key::revoke(&world.db, &ada.actor, &minted.key.id).await),
        404
    );
    assert_eq!(names().await, ["test"]);
    let home = drive::home(&world.db, &ada.user.id).await.unwrap();
    assert_eq!(events(&world, &ada.actor, &home, 2).await, ["key.revoked"]);
    let Credential::Key(own) = &ada.key_actor.credential else {
        panic!()
    };
    assert_ne!(own, &minted.key.id);
}

#[tokio::test]
async fn names_of_keys_are_bounded() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    for name in ["", "  ", "a\0b", &"x".repeat(101)] {
        assert_eq!(
            status(&key::create(&world.db, &ada.user.id, name, None).await),
            400,
            "{name:?}"
        );
    }
}
