//! Reading and editing by lines over HTTP.

use db::schema::PageType;
use insta::assert_snapshot;
use serde_json::{Value, json};
use testkit::new_page;

use crate::answer::Answer;
use crate::server::{Caller, Server};

async fn edit(caller: &Caller<'_>, operation: &str, page: &db::id::PageId, more: Value) -> Answer {
    let mut body = json!({"operation": operation, "pageId": page});
    let fields = body.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    caller.post("/api/mcp/documents", body).await
}

#[tokio::test]
async fn lines_are_read_with_the_numbers_of_the_page() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server
        .world
        .code(&ada, &drive.id, "main.rs", "one\ntwo\nthree")
        .await;
    let caller = server.key(&ada);
    assert_snapshot!(edit(&caller, "read", &page.id, json!({})).await, @r#"
    200
    pageId: "[id 1]", pageTitle: "main.rs", totalLines: 3
    numberedLines: ["   1 | one","   2 | two","   3 | three"], content: "one\ntwo\nthree"
    "#);
    assert_snapshot!(edit(&caller, "read", &page.id, json!({"startLine": 2, "endLine": 99})).await, @r#"
    200
    pageId: "[id 1]", pageTitle: "main.rs", totalLines: 3, numberedLines: ["   2 | two","   3 | three"]
    content: "two\nthree", rangeStart: 2, rangeEnd: 3
    "#);
    assert_snapshot!(edit(&caller, "read", &page.id, json!({"startLine": 9})).await, @r#"
    200
    pageId: "[id 1]", pageTitle: "main.rs", totalLines: 3, numberedLines: [], content: "", rangeStart: 9
    rangeEnd: 3, rangeMessage: "The page has 3 lines; line 9 is past its end."
    "#);
}

#[tokio::test]
async fn other_types_read_in_their_own_shapes() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let caller = server.key(&ada);
    for page_type in [PageType::Folder, PageType::AiChat] {
        let page = server
            .world
            .page_with(&ada, new_page(&drive.id, page_type, "x"))
            .await;
        let read = edit(&caller, "read", &page.id, json!({})).await.json();
        assert_eq!(read["numberedLines"], json!(["   1 | "]), "{page_type:?}");
        assert!(read.get("pageType").is_none(), "{page_type:?}");
    }
    let channel = server
        .world
        .page_with(&ada, new_page(&drive.id, PageType::Channel, "Talk"))
        .await;
    assert_snapshot!(edit(&caller, "read", &channel.id, json!({})).await, @r#"
    200
    pageId: "[id 1]", pageTitle: "Talk", pageType: "CHANNEL", totalLines: 0, numberedLines: []
    content: "", messageCount: 0, totalMessages: 0
    "#);
    let list = server
        .world
        .page_with(&ada, new_page(&drive.id, PageType::TaskList, "To do"))
        .await;
    assert_snapshot!(edit(&caller, "read", &list.id, json!({})).await, @r#"
    200
    pageId: "[id 1]", pageTitle: "To do", pageType: "TASK_LIST", taskListId: "[id 1]"
    parentTaskList: null, totalLines: 1, numberedLines: ["   1 | "], content: "", tasks: []
    availableStatuses: [{"slug":"pending","label":"To Do","group":"todo","position":0},{"slug":"in_progress","label":"In Progress","group":"in_progress","position":1},{"slug":"blocked","label":"Blocked","group":"in_progress","position":2},{"slug":"completed","label":"Done","group":"done","position":3}]
    progress: {"total":0,"percentage":0,"byGroup":{"todo":0,"in_progress":0,"done":0},"bySlug":{"pending":0,"in_progress":0,"blocked":0,"completed":0}}
    "#);
}

#[tokio::test]
async fn lines_are_replaced_inserted_and_deleted() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server
        .world
        .code(&ada, &drive.id, "main.rs", "one\ntwo\nthree")
        .await;
    let caller = server.key(&ada);
    let replaced = edit(
        &caller,
        "replace",
        &page.id,
        json!({"startLine": 2, "content": "2a\n2b"}),
    )
    .await;
    assert_snapshot!(replaced, @r#"
    200
    pageId: "[id 1]", pageTitle: "main.rs", totalLines: 4
    numberedLines: ["   1 | one","   2 | 2a","   3 | 2b","   4 | three"], operation: "replace"
    affectedLines: "2-2"
    "#);
    let inserted = edit(
        &caller,
        "insert",
        &page.id,
        json!({"startLine": 99, "content": "end 🚀"}),
    )
    .await;
    assert_snapshot!(inserted, @r#"
    200
    pageId: "[id 1]", pageTitle: "main.rs", totalLines: 5
    numberedLines: ["   1 | one","   2 | 2a","   3 | 2b","   4 | three","   5 | end 🚀"]
    operation: "insert", insertedAt: 5
    "#);
    let deleted = edit(
        &caller,
        "delete",
        &page.id,
        json!({"startLine": 1, "endLine": 4}),
    )
    .await;
    assert_snapshot!(deleted, @r#"
    200
    pageId: "[id 1]", pageTitle: "main.rs", totalLines: 1, numberedLines: ["   1 | end 🚀"]
    operation: "delete", deletedLines: "1-4"
    "#);
    let now = caller.get(&format!("/api/pages/{}", page.id)).await.json();
    assert_eq!(
        (&now["content"], &now["revision"]),
        (&json!("end 🚀"), &json!(3))
    );
}

fn nonsense() -> [(&'static str, Value); 13] {
    [
        ("read", json!({"startLine": 0})),
        ("read", json!({"startLine": 3, "endLine": 2})),
        ("read", json!({"startLine": 1.5})),
        ("read", json!({"startLine": -1})),
        ("replace", json!({"content": "x"})),
        ("replace", json!({"startLine": 1})),
        ("replace", json!({"startLine": 2, "content": "x"})),
        (
            "replace",
            json!({"startLine": 1, "endLine": 2, "content": "x"}),
        ),
        ("replace", json!({"startLine": 1, "content": ""})),
        ("insert", json!({"startLine": 1, "content": ""})),
        ("insert", json!({"startLine": 1, "content": "a\u{0}b"})),
        ("delete", json!({"startLine": 2})),
        ("explode", json!({})),
    ]
}

#[tokio::test]
async fn edits_that_make_no_sense_change_nothing() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.code(&ada, &drive.id, "main.rs", "one").await;
    let folder = server
        .world
        .page_with(&ada, new_page(&drive.id, PageType::Folder, "F"))
        .await;
    let caller = server.key(&ada);
    for (operation, more) in nonsense() {
        let answer = edit(&caller, operation, &page.id, more.clone()).await;
        assert_eq!(answer.status, 400, "{operation} {more}: {answer:?}");
    }
    assert_snapshot!(edit(&caller, "explode", &page.id, json!({})).await, @r#"
    400
    error: [{"path":["operation"],"message":"operation: unknown variant `explode`, expected one of `read`, `replace`, `insert`, `delete`, `edit-cells`."}]
    "#);
    assert_snapshot!(edit(&caller, "replace", &page.id, json!({"startLine": 2, "content": "x"})).await, @r#"
    400
    error: [{"path":["endLine"],"message":"The page has 1 lines: name lines from 1 to 1."}]
    "#);
    assert_snapshot!(edit(&caller, "insert", &folder.id, json!({"startLine": 1, "content": "x"})).await, @r#"
    400
    error: "Pages of this type have no lines to edit: only DOCUMENT, CODE, CANVAS and TASK_LIST have."
    "#);
    assert_eq!(
        edit(&caller, "edit-cells", &page.id, json!({}))
            .await
            .status,
        404
    );
    assert_eq!(
        caller.get(&format!("/api/pages/{}", page.id)).await.json()["revision"],
        0
    );
}

#[tokio::test]
async fn parallel_inserts_lose_nothing() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.code(&ada, &drive.id, "log", "start").await;
    let caller = server.key(&ada);
    let inserts = (0..30).map(|number| {
        edit(
            &caller,
            "insert",
            &page.id,
            json!({"startLine": 2, "content": format!("line {number}")}),
        )
    });
    let answers = futures_util::future::join_all(inserts).await;
    let accepted = answers.iter().filter(|answer| answer.status == 200).count();
    assert!(
        answers
            .iter()
            .all(|answer| [200, 409].contains(&answer.status.as_u16()))
    );
    let now = caller.get(&format!("/api/pages/{}", page.id)).await.json();
    assert_eq!(now["revision"], accepted);
    let lines: Vec<&str> = now["content"].as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), accepted + 1);
    for (number, answer) in answers.iter().enumerate() {
        let line = format!("line {number}");
        assert_eq!(
            lines.contains(&line.as_str()),
            answer.status == 200,
            "{line}"
        );
    }
}

#[tokio::test]
async fn only_keys_may_edit_by_line() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.code(&ada, &drive.id, "log", "start").await;
    for caller in [server.session(&ada), server.browser(&ada), server.nobody()] {
        assert_eq!(edit(&caller, "read", &page.id, json!({})).await.status, 401);
    }
}
