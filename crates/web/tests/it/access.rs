//! Other people's things, and writes that a foreign page might send.

use reqwest::Method;
use serde_json::json;

use crate::answer::Answer;
use crate::server::{Caller, Server};

/// Every operation on a drive or a page.
async fn try_everything(caller: &Caller<'_>, drive: &str, page: &str) -> Vec<Answer> {
    let edit = |operation: &str| json!({"operation": operation, "pageId": page, "startLine": 1, "content": "x"});
    let new = json!({"driveId": drive, "title": "x", "type": "CODE"});
    let place = json!({"pageId": page, "newParentId": null, "newPosition": 1});
    let (in_drive, of_page) = (format!("/api/drives/{drive}"), format!("/api/pages/{page}"));
    let mut answers = vec![
        caller.get(&format!("{in_drive}/pages?ls=true")).await,
        caller.get(&format!("{in_drive}/pages")).await,
        caller.get(&format!("{in_drive}/events")).await,
        caller.post("/api/pages", new).await,
        caller.get(&of_page).await,
        caller.patch(&of_page, json!({"title": "x"})).await,
        caller.patch("/api/pages/reorder", place).await,
        caller.bare(Method::DELETE, &of_page).await,
        caller
            .bare(Method::POST, &format!("{of_page}/restore"))
            .await,
    ];
    for operation in ["read", "replace", "insert", "delete"] {
        answers.push(caller.post("/api/mcp/documents", edit(operation)).await);
    }
    answers
}

#[tokio::test]
async fn what_one_may_not_see_is_answered_like_what_does_not_exist() {
    let server = Server::start().await;
    let (ada, eve) = (
        server.world.person("ada").await,
        server.world.person("eve").await,
    );
    let drive = server.world.drive(&ada, "Secret plans").await;
    let page = server.world.page(&ada, &drive.id, "Secret page").await;
    let unknown = db::id::PageId::new();
    let caller = server.key(&eve);
    let hidden = try_everything(&caller, drive.id.as_str(), page.id.as_str()).await;
    let missing = try_everything(&caller, unknown.as_str(), unknown.as_str()).await;
    let malformed = try_everything(&caller, "Not-An-Id", "%00").await;
    for (number, answer) in missing.iter().enumerate() {
        assert_eq!(answer.status, 404, "{number}: {answer:?}");
        assert_eq!(hidden[number].observable(), answer.observable(), "{number}");
        assert_eq!(
            malformed[number].observable(),
            answer.observable(),
            "{number}"
        );
    }
    let untouched = server
        .key(&ada)
        .get(&format!("/api/pages/{}", page.id))
        .await
        .json();
    assert_eq!(
        (&untouched["revision"], &untouched["isTrashed"]),
        (&json!(0), &json!(false))
    );
}

#[tokio::test]
async fn a_parent_of_somebody_else_does_not_exist() {
    let server = Server::start().await;
    let (ada, eve) = (
        server.world.person("ada").await,
        server.world.person("eve").await,
    );
    let theirs = server.world.drive(&ada, "Secret plans").await;
    let page = server.world.page(&ada, &theirs.id, "Secret page").await;
    let own = server.world.drive(&eve, "Own").await;
    let caller = server.key(&eve);
    let unknown = db::id::PageId::new();
    for (hidden, missing) in [
        (
            caller
                .get(&format!(
                    "/api/drives/{}/pages?ls=true&parentId={}",
                    own.id, page.id
                ))
                .await,
            caller
                .get(&format!(
                    "/api/drives/{}/pages?ls=true&parentId={unknown}",
                    own.id
                ))
                .await,
        ),
        (
            caller
                .post(
                    "/api/pages",
                    json!({"driveId": own.id, "title": "x", "type": "CODE", "parentId": page.id}),
                )
                .await,
            caller
                .post(
                    "/api/pages",
                    json!({"driveId": own.id, "title": "x", "type": "CODE", "parentId": unknown}),
                )
                .await,
        ),
    ] {
        assert_eq!(hidden.observable(), missing.observable());
        assert!(hidden.status.is_client_error(), "{hidden:?}");
    }
}

#[tokio::test]
async fn a_write_with_a_cookie_needs_token_and_origin() {
    let server = Server::start().await;
    let (ada, eve) = (
        server.world.person("ada").await,
        server.world.person("eve").await,
    );
    let browser = server.browser(&ada);
    let (token, foreign_token) = (browser.csrf().await, server.browser(&eve).csrf().await);
    let write = async |token: Option<&str>, origin: Option<&str>| {
        let mut request = browser
            .request(Method::POST, "/api/drives")
            .json(&json!({"name": "x"}));
        if let Some(token) = token {
            request = request.header("x-csrf-token", token);
        }
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        Answer::to(request).await.status.as_u16()
    };
    let ours = Some(server.origin.as_str());
    assert_eq!(write(None, ours).await, 403);
    assert_eq!(write(Some(""), ours).await, 403);
    assert_eq!(write(Some(&foreign_token), ours).await, 403);
    assert_eq!(write(Some(&token), None).await, 403);
    assert_eq!(write(Some(&token), Some("null")).await, 403);
    assert_eq!(
        write(Some(&token), Some("https://evil.example.com")).await,
        403
    );
    assert_eq!(
        browser
            .get("/api/drives")
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(write(Some(&token), ours).await, 201);
}

#[tokio::test]
async fn a_form_with_a_cookie_needs_token_and_origin() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let browser = server.browser(&ada);
    let token = browser.csrf().await;
    let drive_id = drive.id.to_string();
    let fields = |token: &str| {
        let pairs = [
            ("csrf", token),
            ("driveId", &drive_id),
            ("title", "A"),
            ("type", "CODE"),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |token: &str, origin: &str| {
        let request = browser
            .request(Method::POST, "/pages")
            .header("origin", origin);
        Answer::to(request.form(&fields(token))).await
    };
    let refused = send("wrong", &server.origin).await;
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("reload the page"), "{}", refused.body);
    assert_eq!(send(&token, "https://evil.example.com").await.status, 403);
    assert_eq!(send(&token, &server.origin).await.status, 303);
    // A key is no cookie: forms are for browsers.
    let by_key = server.key(&ada).form("/pages", &[("csrf", &token)]).await;
    assert_eq!(
        (by_key.status.as_u16(), by_key.header("location")),
        (303, "/login?next=/")
    );
}
