//! `/ws`: the feed of a drive, live and replayed.

use app::page::{self, PageUpdate};
use app::{drive, session};
use db::schema::MemberRole;
use serde_json::{Value, json};
use testkit::Person;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::client::Socket;
use crate::server::Server;

/// A client that keeps its place in the numbers.
struct Listener {
    socket: Socket,
    topic: String,
    last: i64,
    events: Vec<Value>,
}

impl Listener {
    async fn open(server: &Server, person: &Person, after: Option<i64>) -> Self {
        let mut socket = Socket::open(server.port, "/ws").await;
        send(
            &mut socket,
            &json!({ "t": "auth", "token": person.session }),
        )
        .await;
        assert_eq!(next(&mut socket).await["t"], "authok");
        let topic = format!("drive:{}", server.drive.id);
        send(
            &mut socket,
            &json!({ "t": "sub", "topic": topic, "after": after }),
        )
        .await;
        let subscribed = next(&mut socket).await;
        assert_eq!(subscribed["t"], "subok", "{subscribed}");
        let head = subscribed["head"].as_i64().expect("a number");
        Self {
            socket,
            topic,
            last: after.unwrap_or(head),
            events: Vec::new(),
        }
    }

    /// Hears one message and checks that no number is missing or comes twice.
    async fn hear(&mut self) -> Value {
        let message = next(&mut self.socket).await;
        assert_eq!(message["topic"], self.topic, "{message}");
        let seq = message["seq"].as_i64();
        match message["t"].as_str() {
            Some("ev") => {
                assert_eq!(seq, Some(self.last + 1), "{message}");
                self.last += 1;
                self.events.push(message.clone());
            }
            Some("head") => {
                assert!(seq > Some(self.last), "{message}");
                self.last = seq.expect("a number");
            }
            _ => {}
        }
        message
    }

    async fn until_event(&mut self, kind: &str) -> Value {
        loop {
            let message = self.hear().await;
            if message["type"] == kind {
                return message;
            }
        }
    }
}

async fn send(socket: &mut Socket, message: &Value) {
    socket.send(Frame::Text(message.to_string().into())).await;
}

async fn next(socket: &mut Socket) -> Value {
    match socket.next().await {
        Some(Frame::Text(text)) => serde_json::from_str(&text).expect("JSON"),
        other => panic!("not a message: {other:?}"),
    }
}

async fn rename(server: &Server, title: &str) {
    let update = PageUpdate {
        title: Some(title.to_owned()),
        ..PageUpdate::default()
    };
    page::update(server.db(), &server.ada.actor, &server.page.id, update)
        .await
        .expect("renamed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_in_a_drive_is_heard() {
    let server = Server::start().await;
    let mut ada = Listener::open(&server, &server.ada, None).await;
    let page = server
        .world
        .page(&server.ada, &server.drive.id, "New")
        .await;
    let event = ada.until_event("page.created").await;
    assert_eq!(event["pageId"], page.id.as_str());
    assert_eq!(event["actorId"], server.ada.user.id.as_str());
    rename(&server, "Renamed").await;
    let event = ada.until_event("page.updated").await;
    assert_eq!(event["pageId"], server.page.id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reconnects_gets_every_number_once() {
    let server = Server::start().await;
    let writing = {
        let (db, ada, drive) = (
            server.db().clone(),
            server.ada.actor.clone(),
            server.drive.id.clone(),
        );
        tokio::spawn(async move {
            for number in 0..60 {
                let new =
                    testkit::new_page(&drive, db::schema::PageType::Folder, &number.to_string());
                page::create(&db, &ada, new).await.expect("a page");
            }
        })
    };
    let mut titles = Vec::new();
    let mut after = 0;
    while titles.len() < 60 {
        let mut ada = Listener::open(&server, &server.ada, Some(after)).await;
        for _ in 0..7 {
            if titles.len() + ada.events.len() < 60 || ada.last == 0 {
                ada.hear().await;
            }
        }
        after = ada.last;
        let created = ada
            .events
            .iter()
            .filter(|event| event["type"] == "page.created");
        titles
            .extend(created.filter_map(|event| event["data"]["title"].as_str().map(str::to_owned)));
        titles.retain(|title| title != "Plan");
    }
    writing.await.expect("all pages were made");
    let expected: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    assert_eq!(titles, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_hidden_pages_are_numbers_only() {
    let server = Server::start().await;
    let grace = server.world.person("grace").await;
    server
        .world
        .member(&server.drive.id, &grace, MemberRole::Member)
        .await;
    let mut hers = Listener::open(&server, &grace, None).await;
    let private = |is_private| PageUpdate {
        is_private: Some(is_private),
        ..PageUpdate::default()
    };
    let (db, ada, page) = (server.db(), &server.ada.actor, &server.page.id);
    page::update(db, ada, page, private(true))
        .await
        .expect("private");
    let hidden = hers.until_event("page.hidden").await;
    assert_eq!(hidden["pageId"], page.as_str());
    assert_eq!(hidden["data"], json!({}));
    rename(&server, "Secret").await;
    let skipped = hers.hear().await;
    assert_eq!(skipped["t"], "head", "{skipped}");
    page::update(db, ada, page, private(false))
        .await
        .expect("public");
    hers.until_event("page.updated").await;
    let after = hers.last;
    let text = serde_json::to_string(&hers.events).expect("JSON");
    assert!(!text.contains("Secret"), "{text}");
    let mut again = Listener::open(&server, &grace, Some(0)).await;
    while again.last < after {
        again.hear().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_the_trash_disappears_for_those_who_saw_it() {
    let server = Server::start().await;
    let grace = server.world.person("grace").await;
    server
        .world
        .member(&server.drive.id, &grace, MemberRole::Member)
        .await;
    let mut hers = Listener::open(&server, &grace, None).await;
    page::trash(server.db(), &server.ada.actor, &server.page.id, false)
        .await
        .expect("trashed");
    let event = hers.until_event("page.trashed").await;
    assert_eq!(event["pageId"], server.page.id.as_str());
    let mut late = Listener::open(&server, &grace, Some(0)).await;
    late.until_event("page.trashed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_drive_hears_no_more() {
    let server = Server::start().await;
    let grace = server.world.person("grace").await;
    server
        .world
        .member(&server.drive.id, &grace, MemberRole::Member)
        .await;
    let mut hers = Listener::open(&server, &grace, None).await;
    drive::remove_member(server.db(), &server.drive.id, &grace.user.email)
        .await
        .expect("removed");
    loop {
        let message = hers.hear().await;
        assert_ne!(message["t"], "ev", "{message}");
        if message["t"] == "revoked" {
            break;
        }
    }
    rename(&server, "Unheard").await;
    send(&mut hers.socket, &json!({ "t": "ping" })).await;
    assert_eq!(next(&mut hers.socket).await, json!({ "t": "pong" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_the_connection() {
    let server = Server::start().await;
    let mut ada = Listener::open(&server, &server.ada, None).await;
    session::end(server.db(), &server.ada.actor)
        .await
        .expect("signed out");
    assert_eq!(ada.socket.close_code().await, 4401);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_cannot_be_met_get_an_answer() {
    let server = Server::start().await;
    let eve = server.world.person("eve").await;
    let mut socket = Socket::open(server.port, "/ws").await;
    send(&mut socket, &json!({ "t": "auth", "token": eve.key })).await;
    assert_eq!(next(&mut socket).await["t"], "authok");
    for request in [
        json!({ "t": "sub", "topic": format!("drive:{}", server.drive.id) }),
        json!({ "t": "sub", "topic": format!("drive:{}", db::id::DriveId::new()) }),
        json!({ "t": "sub", "topic": format!("page:{}", server.page.id) }),
        json!({ "t": "sub", "topic": "user:me" }),
        json!({ "t": "sub", "topic": "everything" }),
        json!({ "t": "unsub", "topic": format!("drive:{}", server.drive.id) }),
        json!({ "t": "dance" }),
        json!([1, 2, 3]),
    ] {
        send(&mut socket, &request).await;
        let answer = next(&mut socket).await;
        assert_eq!(answer["t"], "error", "{request}: {answer}");
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|text| text.len() > 10),
            "{answer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_from_the_future_is_a_gap() {
    let server = Server::start().await;
    let mut ada = Listener::open(&server, &server.ada, Some(1_000_000)).await;
    assert_eq!(ada.hear().await["t"], "gap");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_without_a_credential() {
    let server = Server::start().await;
    for request in [
        json!({ "t": "sub", "topic": format!("drive:{}", server.drive.id) }),
        json!({ "t": "auth", "token": "mcp_wrong" }),
    ] {
        let mut socket = Socket::open(server.port, "/ws").await;
        send(&mut socket, &request).await;
        assert_eq!(socket.close_code().await, 4401, "{request}");
    }
}
