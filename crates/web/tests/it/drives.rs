//! Drives over HTTP.

use insta::assert_snapshot;
use serde_json::json;

use crate::server::Server;

#[tokio::test]
async fn a_drive_is_made_and_listed() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let caller = server.key(&ada);
    assert_snapshot!(caller.post("/api/drives", json!({"name": "  Team | 50% _x 🚀 "})).await, @r#"
    201
    id: "[id 1]", name: "Team | 50% _x 🚀", slug: "team--50-_x-", ownerId: "[id 2]", kind: "STANDARD"
    isTrashed: false, trashedAt: null, drivePrompt: null, createdAt: "[date]", updatedAt: "[date]"
    isOwned: true, role: "OWNER", lastAccessedAt: null, homePageId: null
    "#);
    assert_snapshot!(caller.get("/api/drives?includeTrash=true&tokenScopable=true").await, @r#"
    200
    {"id":"[id 1]","name":"Home","slug":"home","ownerId":"[id 2]","kind":"HOME","isTrashed":false,"trashedAt":null,"drivePrompt":null,"createdAt":"[date]","updatedAt":"[date]","isOwned":true,"role":"OWNER","lastAccessedAt":null,"homePageId":null}
    {"id":"[id 3]","name":"Team | 50% _x 🚀","slug":"team--50-_x-","ownerId":"[id 2]","kind":"STANDARD","isTrashed":false,"trashedAt":null,"drivePrompt":null,"createdAt":"[date]","updatedAt":"[date]","isOwned":true,"role":"OWNER","lastAccessedAt":null,"homePageId":null}
    "#);
}

#[tokio::test]
async fn a_drive_needs_a_name() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let caller = server.key(&ada);
    assert_snapshot!(caller.post("/api/drives", json!({"name": "  "})).await, @r#"
    400
    error: [{"path":["name"],"message":"Name must not be empty."}]
    "#);
    assert_snapshot!(caller.post("/api/drives", json!({"nam": "x"})).await, @r#"
    400
    error: [{"path":["name"],"message":"Name is required."}]
    "#);
    let long = "x".repeat(101);
    assert_eq!(
        caller
            .post("/api/drives", json!({"name": long}))
            .await
            .status,
        400
    );
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
async fn a_query_that_makes_no_sense_is_refused() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    assert_snapshot!(server.key(&ada).get("/api/drives?includeTrash=perhaps").await, @r#"
    400
    error: [{"path":["includeTrash"],"message":"includeTrash: provided string was not `true` or `false`."}]
    "#);
    assert_snapshot!(server.key(&ada).get("/api/drives?includeTrash=%00").await, @r#"
    400
    error: [{"path":["includeTrash"],"message":"Must not contain the character U+0000."}]
    "#);
    assert_eq!(
        server
            .key(&ada)
            .get("/api/drives?includeTrash=&other=%ff")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn pages_are_listed_level_by_level_or_all_at_once() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let caller = server.key(&ada);
    let path = format!("/api/drives/{}/pages", drive.id);
    assert_snapshot!(caller.get(&format!("{path}?ls=true")).await, @r#"
    200
    mode: "ls", driveName: "Plans", driveSlug: "plans", location: "/plans", breadcrumb: [], pages: []
    count: 0, totalInDrive: 0
    "#);

    let page = json!({"driveId": drive.id, "title": "Year", "type": "FOLDER"});
    let parent = caller.post("/api/pages", page).await.text("id");
    let page = json!({"driveId": drive.id, "title": "May", "type": "CODE", "parentId": parent});
    caller.post("/api/pages", page).await;
    assert_snapshot!(caller.get(&format!("{path}?ls=true")).await, @r#"
    200
    mode: "ls", driveName: "Plans", driveSlug: "plans", location: "/plans", breadcrumb: []
    pages: [{"id":"[id 1]","title":"Year","type":"FOLDER","hasChildren":true,"isTaskLinked":false}]
    count: 1, totalInDrive: 2
    "#);
    assert_snapshot!(caller.get(&format!("{path}?ls=true&parentId={parent}")).await, @r#"
    200
    mode: "ls", driveName: "Plans", driveSlug: "plans", location: "/plans/Year"
    breadcrumb: [{"id":"[id 1]","title":"Year"}]
    pages: [{"id":"[id 2]","title":"May","type":"CODE","hasChildren":false,"isTaskLinked":false}]
    count: 1, totalInDrive: 2
    "#);
    assert_snapshot!(caller.get(&format!("{path}?ls=true&recursive=true")).await, @r#"
    200
    mode: "ls", driveName: "Plans", driveSlug: "plans", location: "/plans", breadcrumb: []
    pages: [{"id":"[id 1]","title":"Year","type":"FOLDER","hasChildren":true,"isTaskLinked":false},{"id":"[id 2]","title":"May","type":"CODE","hasChildren":false,"isTaskLinked":false}]
    count: 2, totalInDrive: 2
    "#);
    assert_snapshot!(caller.get(&path).await, @r#"
    200
    {"id":"[id 1]","title":"Year","type":"FOLDER","content":null,"contentMode":"html","parentId":null,"driveId":"[id 2]","position":1.0,"createdAt":"[date]","updatedAt":"[date]","revision":0,"stateHash":null,"isTrashed":false,"trashedAt":null,"aiProvider":null,"aiModel":null,"systemPrompt":null,"enabledTools":null,"isPaginated":null,"children":[{"id":"[id 3]","title":"May","type":"CODE","content":null,"contentMode":"html","parentId":"[id 1]","driveId":"[id 2]","position":1.0,"createdAt":"[date]","updatedAt":"[date]","revision":0,"stateHash":null,"isTrashed":false,"trashedAt":null,"aiProvider":null,"aiModel":null,"systemPrompt":null,"enabledTools":null,"isPaginated":null,"children":[]}]}
    "#);
}

#[tokio::test]
async fn events_are_replayed_by_number() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let caller = server.key(&ada);
    let new = json!({"driveId": drive.id, "title": "Year", "type": "FOLDER"});
    let request = caller
        .request(reqwest::Method::POST, "/api/pages")
        .header("x-client-id", "tab-1");
    crate::answer::Answer::to(request.json(&new)).await;
    caller.post("/api/pages", new).await;

    let path = format!("/api/drives/{}/events", drive.id);
    assert_snapshot!(caller.get(&path).await, @r#"
    200
    events: [{"seq":1,"id":"[uuid]","type":"drive.created","driveId":"[id 1]","pageId":null,"actorId":"[id 2]","client":null,"data":{"kind":"STANDARD","name":"Plans","slug":"plans"},"at":"[date]"},{"seq":2,"id":"[uuid]","type":"page.created","driveId":"[id 1]","pageId":"[id 3]","actorId":"[id 2]","client":"tab-1","data":{"type":"FOLDER","title":"Year","parentId":null,"position":1.0,"revision":0,"isPrivate":false},"at":"[date]"},{"seq":3,"id":"[uuid]","type":"page.created","driveId":"[id 1]","pageId":"[id 4]","actorId":"[id 2]","client":null,"data":{"type":"FOLDER","title":"Year","parentId":null,"position":2.0,"revision":0,"isPrivate":false},"at":"[date]"}]
    head: 3
    "#);
    assert_eq!(
        caller.get(&format!("{path}?after=1&limit=1")).await.json()["events"][0]["seq"],
        2
    );
    assert_eq!(
        caller.get(&format!("{path}?after=3")).await.json(),
        json!({"events": [], "head": 3})
    );
    assert_eq!(
        caller.get(&format!("{path}?after=9999")).await.json()["events"],
        json!([])
    );
    for bad in [
        "after=-1",
        "after=x",
        "limit=0",
        "limit=501",
        "after=99999999999999999999",
    ] {
        let answer = caller.get(&format!("{path}?{bad}")).await;
        assert_eq!(answer.status, 400, "{bad}: {answer:?}");
    }
}
