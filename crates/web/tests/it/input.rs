//! Input that no client of ours would send.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::answer::Answer;
use crate::server::Server;

const MALFORMED: [&[u8]; 12] = [
    b"{",
    b"null",
    b"\"name\"",
    b"name=x",
    b"{\"name\": \"\xff\"}",
    b"{\"name\": \"\\ud800\"}",
    b"{\"name\": \"a\\u0000b\"}",
    b"{\"na\\u0000me\": 1}",
    b"{\"name\": 1e999}",
    b"{\"name\": null}",
    b"{\"name\": {\"name\": \"x\"}}",
    &[b'['; 100_000],
];

#[tokio::test]
async fn malformed_bodies_are_refused_with_the_place() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let caller = server.key(&ada);
    let send = async |body: &[u8]| {
        Answer::to(
            caller
                .request(Method::POST, "/api/drives")
                .body(body.to_vec()),
        )
        .await
    };
    assert_snapshot!(send(b"{\"name\": \"x\",}").await, @r#"
    400
    error: "The body is not JSON: trailing comma at line 1 column 14."
    "#);
    assert_snapshot!(send(b"[]").await, @r#"
    400
    error: "The body must be a JSON object."
    "#);
    assert_snapshot!(send(b"").await, @r#"
    400
    error: [{"path":["name"],"message":"Name is required."}]
    "#);
    for body in MALFORMED {
        let answer = send(body).await;
        assert_eq!(
            answer.status,
            400,
            "{:?}: {answer:?}",
            String::from_utf8_lossy(body)
        );
        assert!(!answer.json()["error"].is_null());
    }
    assert_eq!(
        caller
            .get("/api/drives")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_content_type_does_not_matter() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    for kind in [
        "text/plain",
        "application/json; charset=utf-8",
        "nonsense",
        "application/x-www-form-urlencoded",
    ] {
        let request = server
            .key(&ada)
            .request(Method::POST, "/api/drives")
            .header("content-type", kind);
        assert_eq!(
            Answer::to(request.body("{\"name\": \"x\"}")).await.status,
            201,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn an_oversized_body_is_refused() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let caller = server.key(&ada);
    let large = json!({"name": "x".repeat(6 * 1024 * 1024)}).to_string();
    let answer = Answer::to(caller.request(Method::POST, "/api/drives").body(large)).await;
    assert_snapshot!(answer, @r#"
    413
    error: "The request body is larger than 5 MiB."
    "#);
    assert_eq!(caller.get("/api/drives").await.status, 200);
}

#[tokio::test]
async fn a_page_may_hold_two_mebibytes_and_no_more() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let caller = server.key(&ada);
    let new = |size: usize| json!({"driveId": drive.id, "title": "x", "type": "CODE", "content": "x".repeat(size)});
    let limit = 2 * 1024 * 1024;
    assert_eq!(caller.post("/api/pages", new(limit)).await.status, 201);
    assert_eq!(caller.post("/api/pages", new(limit + 1)).await.status, 400);
}

#[tokio::test]
async fn odd_paths_and_headers_are_survived() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let caller = server.key(&ada);
    for path in [
        "/api/pages/%ff",
        "/api/pages/%00",
        "/api/pages/..%2f..",
        "/api/pages/%",
        "/api/pages/🚀",
    ] {
        assert_eq!(caller.get(path).await.status, 404, "{path}");
    }
    let long = format!("/api/pages/{}", "a".repeat(5000));
    assert_eq!(caller.get(&long).await.status, 404);
    for (name, value) in [
        ("cookie", "pagespace_session=%%%; ="),
        ("x-client-id", "\u{e9}"),
        ("origin", "::"),
    ] {
        let request = caller
            .request(Method::GET, "/api/drives")
            .header(name, value);
        assert_eq!(Answer::to(request).await.status, 200, "{name}");
    }
    let basic = server
        .nobody()
        .request(Method::GET, "/api/drives")
        .basic_auth("a", Some("b"));
    assert_eq!(Answer::to(basic).await.status, 401);
}
