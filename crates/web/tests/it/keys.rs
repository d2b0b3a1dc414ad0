//! API keys over HTTP.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::server::Server;

#[tokio::test]
async fn a_key_is_made_listed_and_revoked() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let session = server.session(&ada);
    let minted = session
        .post("/api/auth/mcp-tokens", json!({"name": "Backup"}))
        .await;
    assert_snapshot!(minted, @r#"
    200
    id: "[id 1]", name: "Backup", token: "[key of 36 characters]", createdAt: "[date]", lastUsed: null
    driveScopes: []
    "#);
    let (id, token) = (minted.text("id"), minted.text("token"));
    let listed = session.get("/api/auth/mcp-tokens").await;
    assert_snapshot!(listed, @r#"
    200
    {"id":"[id 1]","name":"Backup","tokenPrefix":"[key of 12 characters]","lastUsed":null,"createdAt":"[date]","isScoped":false,"driveScopes":[]}
    {"id":"[id 2]","name":"test","tokenPrefix":"[key of 12 characters]","lastUsed":"[date]","createdAt":"[date]","isScoped":false,"driveScopes":[]}
    "#);
    assert!(!listed.body.contains(&token));

    let key = server.bearer(&token);
    assert_eq!(key.get("/api/drives").await.status, 200);
    let path = format!("/api/auth/mcp-tokens/{id}");
    assert_snapshot!(session.bare(Method::DELETE, &path).await, @r#"
    200
    message: "The key is revoked."
    "#);
    assert_eq!(key.get("/api/drives").await.status, 401);
    assert_eq!(session.bare(Method::DELETE, &path).await.status, 404);
}

#[tokio::test]
async fn keys_see_neither_keys_nor_their_person() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let key = server.key(&ada);
    assert_eq!(key.get("/api/auth/mcp-tokens").await.status, 401);
    assert_eq!(
        key.post("/api/auth/mcp-tokens", json!({"name": "x"}))
            .await
            .status,
        401
    );
    assert_eq!(key.get("/api/auth/me").await.status, 401);
    assert_snapshot!(server.session(&ada).get("/api/auth/me").await, @r#"
    200
    id: "[id 1]", name: "ada", email: "ada@example.com", image: null
    "#);
}

#[tokio::test]
async fn somebody_elses_key_is_not_there() {
    let server = Server::start().await;
    let (ada, eve) = (
        server.world.person("ada").await,
        server.world.person("eve").await,
    );
    let app::Credential::Key(key) = &ada.key_actor.credential else {
        panic!("a key acts by a key")
    };
    let path = format!("/api/auth/mcp-tokens/{key}");
    assert_eq!(
        server
            .session(&eve)
            .bare(Method::DELETE, &path)
            .await
            .status,
        404
    );
    assert_eq!(server.key(&ada).get("/api/drives").await.status, 200);
}

#[tokio::test]
async fn a_limited_key_is_refused_rather_than_made_too_strong() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let limited = json!({"name": "x", "driveIds": [drive.id]});
    assert_snapshot!(server.session(&ada).post("/api/auth/mcp-tokens", limited).await, @r#"
    400
    error: [{"path":["drives"],"message":"This version cannot limit a key to drives: leave drives and driveIds out."}]
    "#);
    let nameless = json!({"name": " "});
    assert_eq!(
        server
            .session(&ada)
            .post("/api/auth/mcp-tokens", nameless)
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn useless_credentials_are_all_the_same() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let first = server.nobody().get("/api/drives").await;
    assert_snapshot!(first, @r#"
    401
    error: "Send a valid key as \"Authorization: Bearer mcp_…\", or sign in."
    "#);
    assert_eq!(first.header("www-authenticate"), "Bearer");
    let unknown = format!("mcp_{}", "a".repeat(32));
    for token in [
        "",
        "mcp_",
        "nonsense",
        &unknown,
        &ada.key[..20],
        "ps_sess_x",
        "mcp_ mcp_",
    ] {
        let answer = server.bearer(token).get("/api/drives").await;
        assert_eq!(answer.observable(), first.observable(), "{token}");
    }
}

#[tokio::test]
async fn a_key_ends_when_it_expires() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let soon = Utc::now() + TimeDelta::seconds(2);
    let minted = app::key::create(&server.world.db, &ada.user.id, "short", Some(soon)).await;
    let key = server.bearer(&minted.unwrap().token);
    assert_eq!(key.get("/api/drives").await.status, 200);
    let ended = async { while key.get("/api/drives").await.status != 401 {} };
    tokio::time::timeout(Duration::from_secs(30), ended)
        .await
        .expect("an end");
}
