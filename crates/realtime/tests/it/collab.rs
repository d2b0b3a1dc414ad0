//! Shared documents: sync, acknowledgement, presence, and edits by others than clients.

use app::{lines, live, page};
use realtime::Limits;
use std::time::Duration;

use crate::client::{Client, Said, Socket, address, have, presence, token, update};
use crate::server::{Server, stored, until};

#[tokio::test(flavor = "multi_thread")]
async fn two_people_type_and_both_have_everything() {
    let server = Server::start().await;
    let (ada, page) = (&server.ada, &server.page.id);
    let mut first = Client::open(server.port, page, &ada.session).await;
    let mut second = Client::open(server.port, page, &ada.key).await;
    first.types("one ").await;
    second.until_text("one ").await;
    second.types("two 🙂").await;
    first.until_text("one two 🙂").await;
    assert_eq!(first.scope.as_deref(), Some("read-write"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_is_in_the_log() {
    let server = Server::start().await;
    let mut ada = Client::open(server.port, &server.page.id, &server.ada.key).await;
    for round in 0..20 {
        ada.types_and_waits(&format!("{round};")).await;
        assert_eq!(stored(server.db(), &server.page.id).await, ada.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_offline_merges_when_the_connection_is_back() {
    let server = Server::start().await;
    let (key, page) = (&server.ada.key, &server.page.id);
    let mut ada = Client::open(server.port, page, key).await;
    ada.types_and_waits("both;").await;
    let mut other = Client::open(server.port, page, key).await;
    ada.types_offline("offline;");
    other.types_and_waits("online;").await;
    let socket = Socket::open(server.port, "/collab").await;
    ada.reconnect(socket, key).await;
    ada.until_synced().await;
    let text = ada.text();
    assert!(
        text.contains("offline;") && text.contains("online;"),
        "{text}"
    );
    other.until_text(&text).await;
    assert_eq!(stored(server.db(), page).await, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_comes_before_what_it_builds_on_is_kept() {
    let server = Server::start().await;
    let (key, page) = (&server.ada.key, &server.page.id);
    let mut ada = Client::open(server.port, page, key).await;
    ada.types_offline("first;");
    ada.types("second;").await;
    ada.until_stored().await;
    let socket = Socket::open(server.port, "/collab").await;
    ada.reconnect(socket, key).await;
    ada.until_synced().await;
    assert_eq!(stored(server.db(), page).await, "first;second;");
    let late = Client::open(server.port, page, key).await;
    assert_eq!(late.text(), "first;second;");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_edit_over_http_appears_in_an_open_editor_and_merges() {
    let server = Server::start().await;
    let page = server
        .world
        .code(&server.ada, &server.drive.id, "Code", "one\ntwo\nthree")
        .await;
    let mut editor = Client::open(server.port, &page.id, &server.ada.session).await;
    assert_eq!(editor.text(), "one\ntwo\nthree");
    editor.types(" typed").await;
    lines::replace(server.db(), &server.ada.key_actor, &page.id, 1, 1, "ONE")
        .await
        .expect("a line edit");
    editor.until_text("ONE\ntwo\nthree typed").await;
    editor.until_stored().await;
    assert_eq!(stored(server.db(), &page.id).await, "ONE\ntwo\nthree typed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_can_be_read_over_http_soon_after() {
    let server = Server::start().await;
    let (ada, page) = (&server.ada, &server.page.id);
    let mut editor = Client::open(server.port, page, &ada.session).await;
    let before = page::details(server.db(), &ada.actor, page)
        .await
        .expect("the page");
    editor.types_and_waits("a plan").await;
    until("the projection", async || {
        let details = page::details(server.db(), &ada.actor, page)
            .await
            .expect("the page");
        let row = &details.page.page;
        details.page.content == "a plan" && row.revision > before.page.page.revision
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_document_is_put_away_and_loaded_again() {
    let server = Server::with(Limits {
        linger: Duration::ZERO,
        ..Limits::default()
    })
    .await;
    let (key, page) = (&server.ada.key, &server.page.id);
    for round in 1..4 {
        let mut ada = Client::open(server.port, page, key).await;
        ada.types_and_waits("x").await;
        drop(ada);
        until("put away", async || server.running.open_documents() == 0).await;
        let late = Client::open(server.port, page, key).await;
        assert_eq!(late.text(), "x".repeat(round));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_log_is_compacted_while_the_document_is_open() {
    let server = Server::start().await;
    let (key, page) = (&server.ada.key, &server.page.id);
    let mut ada = Client::open(server.port, page, key).await;
    for _ in 0..4 {
        ada.types_and_waits(&"long ".repeat(20_000)).await;
    }
    until("the compaction", async || {
        let log = live::load(server.db(), page, 0).await.expect("the log");
        log.updates.len() == 1
    })
    .await;
    assert_eq!(stored(server.db(), page).await, ada.text());
    let late = Client::open(server.port, page, key).await;
    assert_eq!(late.text(), ada.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_one_document_under_each_of_its_names() {
    let server = Server::start().await;
    let (key, page) = (&server.ada.key, &server.page.id);
    let mut first = Client::open(server.port, page, key).await;
    let socket = Socket::open(server.port, "/collab").await;
    let mut second = Client::new(socket, format!("page.{page}\0session"));
    second.greet(key).await;
    second.until_synced().await;
    first.types("hello").await;
    second.until_text("hello").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_before_the_credential_waits_for_it() {
    let server = Server::start().await;
    let name = address(&server.page.id);
    let mut socket = Socket::open(server.port, "/collab").await;
    socket.say(&name, &have(&[0])).await;
    socket.say(&name, &update(&[0, 0])).await;
    socket.say(&name, &token(&server.ada.key)).await;
    let mut heard = Vec::new();
    while heard.len() < 4 {
        heard.push(socket.hear().await.expect("an answer").1);
    }
    assert_eq!(heard[0], Said::Authenticated("read-write".to_owned()));
    assert!(matches!(heard[1], Said::Answer(_)), "{heard:?}");
    assert!(matches!(heard[2], Said::Have(_)), "{heard:?}");
    assert_eq!(heard[3], Said::Stored(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_signs_in_with_its_cookie_if_its_page_is_ours() {
    let server = Server::start().await;
    let cookie = format!("pagespace_session={}", server.ada.session);
    let host = format!("127.0.0.1:{}", server.port);
    for (origin, is_ours) in [
        ("http://127.0.0.1:3000", true),
        ("http://evil.example", false),
    ] {
        let headers = [
            ("cookie", cookie.as_str()),
            ("origin", origin),
            ("host", &host),
        ];
        let socket = Socket::open_with(server.port, "/collab", &headers).await;
        let mut browser = Client::new(socket, address(&server.page.id));
        browser.greet("cookie").await;
        browser
            .until("an answer", |client| {
                client.scope.is_some() || client.denied.is_some()
            })
            .await;
        assert_eq!(browser.scope.is_some(), is_ours, "{origin}");
    }
    let socket = Socket::open_with(server.port, "/collab", &[("cookie", &cookie)]).await;
    let mut script = Client::new(socket, address(&server.page.id));
    script.greet("cookie").await;
    script
        .until("a denial", |client| client.denied.is_some())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_shows_its_key_in_the_handshake() {
    let server = Server::start().await;
    let bearer = format!("Bearer {}", server.ada.key);
    let socket = Socket::open_with(server.port, "/collab", &[("authorization", &bearer)]).await;
    let mut script = Client::new(socket, address(&server.page.id));
    script.greet("").await;
    script.until_synced().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_appear_cannot_be_forged_and_leave_with_their_owner() {
    let server = Server::start().await;
    let page = &server.page.id;
    let grace = server.world.person("grace").await;
    server
        .world
        .member(&server.drive.id, &grace, db::schema::MemberRole::Member)
        .await;
    let mut ada = Client::open(server.port, page, &server.ada.key).await;
    let mut eve = Client::open(server.port, page, &grace.key).await;
    let mut watcher = Client::open(server.port, page, &server.ada.key).await;
    let name = address(page);
    ada.socket
        .say(&name, &presence(7, 1, r#"{"name":"Ada"}"#))
        .await;
    watcher
        .until("Ada is there", |client| client.present.contains_key(&7))
        .await;
    eve.socket
        .say(&name, &presence(7, 9, r#"{"name":"Eve"}"#))
        .await;
    eve.socket
        .say(&name, &presence(8, 1, r#"{"name":"Grace"}"#))
        .await;
    watcher
        .until("Grace is there", |client| client.present.contains_key(&8))
        .await;
    assert_eq!(watcher.present[&7], r#"{"name":"Ada"}"#);
    let late = {
        let mut late = Client::open(server.port, page, &grace.key).await;
        late.until("everybody", |client| client.present.len() == 2)
            .await;
        late
    };
    drop(ada);
    watcher
        .until("Ada is gone", |client| !client.present.contains_key(&7))
        .await;
    assert!(watcher.present.contains_key(&8));
    drop(late);
}
