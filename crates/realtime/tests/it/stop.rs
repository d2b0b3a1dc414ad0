//! Stopping: what was read is stored and acknowledged, and clients are told to come back.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::client::{Client, Socket};
use crate::crash::numbers;
use crate::server::{Server, stored};

#[tokio::test(flavor = "multi_thread")]
async fn stopping_acknowledges_what_is_stored_and_says_goodbye() {
    let server = Server::start().await;
    let page = server.page.id.clone();
    let mut ada = Client::open(server.port, &page, &server.ada.key).await;
    let mut events = Socket::open(server.port, "/ws").await;
    let auth = json!({ "t": "auth", "token": server.ada.key });
    events.send(Frame::Text(auth.to_string().into())).await;
    events.next().await.expect("authenticated");
    ada.until_stored().await;
    let before = ada.stored;
    for number in 0..30 {
        ada.types(&format!("{number};")).await;
    }
    let started = Instant::now();
    let Server { running, world, .. } = server;
    let stopping = tokio::spawn(running.stop());
    while ada.hear().await {}
    let acknowledged = ada.stored - before;
    let text = stored(&world.db, &page).await;
    let expected = numbers(acknowledged);
    assert!(
        text.starts_with(&expected),
        "{acknowledged} acknowledged, stored: {text}"
    );
    let Some(Frame::Text(bye)) = events.next().await else {
        panic!("no goodbye");
    };
    let bye: Value = serde_json::from_str(&bye).expect("JSON");
    assert_eq!(bye["t"], "bye");
    assert_eq!(events.close_code().await, 1012);
    stopping.await.expect("stopped");
    assert!(started.elapsed() < Duration::from_secs(10));
}
