//! Pages over HTTP.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::answer::Answer;
use crate::server::Server;

#[tokio::test]
async fn a_page_is_made_and_read() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let caller = server.key(&ada);
    let new = json!({
        "driveId": drive.id, "title": "مرحبا 🚀 50% | x_y", "type": "DOCUMENT",
        "content": "<h2>Plan</h2><p>first <strong>step</strong></p>", "enabledTools": ["search"], "other": 1,
    });
    let page = caller.post("/api/pages", new).await;
    assert_snapshot!(page, @r#"
    201
    id: "[id 1]", title: "مرحبا 🚀 50% | x_y", type: "DOCUMENT"
    content: "<h2>Plan</h2><p>first <strong>step</strong></p>", contentMode: "html", parentId: null
    driveId: "[id 2]", position: 1.0, createdAt: "[date]", updatedAt: "[date]", revision: 0
    stateHash: null, isTrashed: false, trashedAt: null, aiProvider: null, aiModel: null
    systemPrompt: null, enabledTools: ["search"], isPaginated: null
    "#);
    let new = json!({"driveId": drive.id, "title": "Below", "type": "CODE", "content": "a\nb", "parentId": page.text("id")});
    caller.post("/api/pages", new).await;
    assert_snapshot!(caller.get(&format!("/api/pages/{}", page.text("id"))).await, @r#"
    200
    id: "[id 1]", title: "مرحبا 🚀 50% | x_y", type: "DOCUMENT"
    content: "<h2>Plan</h2><p>first <strong>step</strong></p>", contentMode: "html", parentId: null
    driveId: "[id 2]", position: 1.0, createdAt: "[date]", updatedAt: "[date]", revision: 0
    stateHash: null, isTrashed: false, trashedAt: null, aiProvider: null, aiModel: null
    systemPrompt: null, enabledTools: ["search"], isPaginated: null
    children: [{"id":"[id 3]","title":"Below","type":"CODE","content":null,"contentMode":"html","parentId":"[id 1]","driveId":"[id 2]","position":1.0,"createdAt":"[date]","updatedAt":"[date]","revision":0,"stateHash":null,"isTrashed":false,"trashedAt":null,"aiProvider":null,"aiModel":null,"systemPrompt":null,"enabledTools":null,"isPaginated":null}]
    messages: []
    "#);
}

#[tokio::test]
async fn a_page_that_cannot_be_made_is_refused_with_reasons() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let (drive, other) = (
        server.world.drive(&ada, "Plans").await,
        server.world.drive(&ada, "Other").await,
    );
    let elsewhere = server.world.page(&ada, &other.id, "Elsewhere").await;
    let caller = server.key(&ada);
    assert_snapshot!(caller.post("/api/pages", json!({})).await, @r#"
    400
    error: [{"path":["driveId"],"message":"driveId is required."}]
    "#);
    let new = json!({"driveId": drive.id, "title": "x", "type": "POEM"});
    assert_snapshot!(caller.post("/api/pages", new).await, @r#"
    400
    error: [{"path":["type"],"message":"type: unknown variant `POEM`, expected one of `FOLDER`, `DOCUMENT`, `CHANNEL`, `AI_CHAT`, `CANVAS`, `FILE`, `SHEET`, `TASK_LIST`, `CODE`."}]
    "#);
    let new = json!({"driveId": drive.id, "title": "x", "type": "FILE"});
    assert_snapshot!(caller.post("/api/pages", new).await, @r#"
    400
    error: [{"path":["type"],"message":"A FILE page is made by uploading a file."}]
    "#);
    let new = json!({"driveId": drive.id, "title": "x", "type": "CODE", "parentId": elsewhere.id});
    assert_snapshot!(caller.post("/api/pages", new).await, @r#"
    400
    error: [{"path":["parentId"],"message":"There is no such parent page in this drive."}]
    "#);
    let new = json!({"driveId": "nothing", "title": "x", "type": "CODE"});
    assert_snapshot!(caller.post("/api/pages", new).await, @r#"
    404
    error: "Not found."
    "#);
    let long = "x".repeat(501);
    let new = json!({"driveId": drive.id, "title": long, "type": "CODE"});
    assert_eq!(caller.post("/api/pages", new).await.status, 400);
}

#[tokio::test]
async fn a_page_is_renamed_under_its_revision() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.code(&ada, &drive.id, "Old", "text").await;
    let (caller, path) = (server.key(&ada), format!("/api/pages/{}", page.id));
    let renamed = caller.patch(&path, json!({"title": "New"})).await;
    assert_snapshot!(renamed, @r#"
    200
    id: "[id 1]", title: "New", type: "CODE", content: "text", contentMode: "html", parentId: null
    driveId: "[id 2]", position: 1.0, createdAt: "[date]", updatedAt: "[date]", revision: 1
    stateHash: null, isTrashed: false, trashedAt: null, aiProvider: null, aiModel: null
    systemPrompt: null, enabledTools: null, isPaginated: null
    "#);
    let stale = caller
        .patch(&path, json!({"title": "Newer", "expectedRevision": 0}))
        .await;
    assert_snapshot!(stale, @r#"
    409
    error: "The page is at revision 1, not 0: read it again and repeat the change.", currentRevision: 1
    expectedRevision: 0
    "#);
    assert_snapshot!(caller.patch(&path, json!({"titel": "Newer"})).await, @r#"
    400
    error: [{"path":["titel"],"message":"Titel is not known here, only one of `title`, `content`, `parentId`, `isPaginated`, `isPrivate`, `aiProvider`, `aiModel`, `expectedRevision`, `changeGroupId`."}]
    "#);
    assert_snapshot!(caller.patch(&path, json!({"title": ""})).await, @r#"
    400
    error: [{"path":["title"],"message":"Title must not be empty."}]
    "#);
    assert_eq!(caller.get(&path).await.text("title"), "New");
    let current = json!({"title": "Newest", "expectedRevision": 1, "changeGroupId": "x"});
    assert_eq!(caller.patch(&path, current).await.json()["revision"], 2);
}

#[tokio::test]
async fn a_page_is_moved() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let a = server.world.page(&ada, &drive.id, "A").await;
    let b = server.world.page(&ada, &drive.id, "B").await;
    let caller = server.key(&ada);
    let under = |page: &db::id::PageId, parent: Option<&db::id::PageId>| json!({"pageId": page, "newParentId": parent, "newPosition": 1.5});
    assert_snapshot!(caller.patch("/api/pages/reorder", under(&b.id, Some(&a.id))).await, @r#"
    200
    message: "The page is moved."
    "#);
    assert_snapshot!(caller.patch("/api/pages/reorder", under(&a.id, Some(&b.id))).await, @r#"
    400
    error: "A page cannot be moved into itself or below itself."
    "#);
    assert_eq!(
        caller
            .patch("/api/pages/reorder", under(&a.id, Some(&a.id)))
            .await
            .status,
        400
    );
    let children = caller.get(&format!("/api/pages/{}", a.id)).await.json();
    assert_eq!(children["children"][0]["position"], 1.5);
    let wrong = json!({"pageId": b.id, "newParentId": null, "newPosition": 1, "x": 1});
    assert_eq!(caller.patch("/api/pages/reorder", wrong).await.status, 400);
    let unknown = json!({"pageId": "nothing", "newParentId": null, "newPosition": 1});
    assert_eq!(
        caller.patch("/api/pages/reorder", unknown).await.status,
        404
    );
    assert_eq!(
        caller
            .patch("/api/pages/reorder", under(&b.id, None))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_page_goes_to_the_trash_and_comes_back() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.page(&ada, &drive.id, "A").await;
    let (caller, path) = (server.key(&ada), format!("/api/pages/{}", page.id));

    let request = caller
        .request(Method::DELETE, &path)
        .json(&json!({"trash_children": false, "x": 1}));
    assert_snapshot!(Answer::to(request).await, @r#"
    200
    message: "The page is in the trash."
    "#);
    assert_snapshot!(caller.bare(Method::DELETE, &path).await, @r#"
    400
    error: "This page is in the trash already."
    "#);
    let trashed = caller.get(&path).await.json();
    assert_eq!(trashed["isTrashed"], true);
    assert_snapshot!(caller.patch(&path, json!({"title": "B"})).await, @r#"
    400
    error: "This page is in the trash: restore it first."
    "#);

    let restore = format!("{path}/restore");
    assert_snapshot!(caller.bare(Method::POST, &restore).await, @r#"
    200
    message: "Page restored."
    "#);
    assert_snapshot!(caller.bare(Method::POST, &restore).await, @r#"
    400
    error: "This page is not in the trash."
    "#);
    assert_eq!(caller.bare(Method::DELETE, &path).await.status, 200);
    assert_eq!(caller.post(&restore, json!({})).await.status, 200);
}
