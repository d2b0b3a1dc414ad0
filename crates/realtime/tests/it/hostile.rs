//! Clients that mean harm or are broken: their connection ends with a code, and nobody else's.

use std::time::Duration;

use rand::{Rng, SeedableRng, rngs::StdRng};
use realtime::Limits;
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::client::{Client, Socket, address, presence, token, update};
use crate::server::{Server, stored};

#[tokio::test(flavor = "multi_thread")]
async fn garbage_ends_only_the_connection_that_sent_it() {
    let server = Server::start().await;
    let page = &server.page.id;
    let mut witness = Client::open(server.port, page, &server.ada.key).await;
    let mut random = StdRng::seed_from_u64(5);
    let mut bytes = vec![0_u8; 300];
    random.fill(&mut bytes[..]);
    let named = |body: &[u8]| [&[29][..], address(page).as_bytes(), body].concat();
    for (what, frame, code) in [
        ("text", Frame::Text("{}".into()), 1003),
        ("noise", Frame::Binary(vec![0xff; 200].into()), 1002),
        ("random", Frame::Binary(bytes.into()), 1002),
        ("empty", Frame::Binary(Vec::new().into()), 1002),
        ("unknown type", Frame::Binary(named(&[77]).into()), 1002),
        (
            "for servers only",
            Frame::Binary(named(&[8, 1]).into()),
            1002,
        ),
    ] {
        let mut socket = Socket::open(server.port, "/collab").await;
        socket.send(frame).await;
        assert_eq!(socket.close_code().await, code, "{what}");
    }
    witness.types_and_waits("unharmed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_that_are_none_change_nothing() {
    let server = Server::start().await;
    let page = &server.page.id;
    let mut witness = Client::open(server.port, page, &server.ada.key).await;
    let mut deep = vec![1, 1, 5, 0, 8, 1, 1, b't', 1];
    deep.extend([117, 1].repeat(100_000));
    deep.extend([126, 0]);
    for (what, bytes) in [
        ("noise", vec![0xff; 60]),
        ("a bomb of clients", vec![255, 255, 255, 122]),
        ("a deep value", deep),
        ("nothing", vec![]),
    ] {
        let mut eve = Client::open(server.port, page, &server.ada.key).await;
        eve.socket.say(&address(page), &update(&bytes)).await;
        assert_eq!(eve.socket.close_code().await, 1002, "{what}");
    }
    for (what, body) in [
        ("states that are not JSON", presence(5, 1, "{")),
        ("states without end", vec![1, 3, 200, 200, 200]),
        ("a vector that is none", vec![0, 0, 2, 255, 255]),
    ] {
        let mut eve = Client::open(server.port, page, &server.ada.key).await;
        eve.socket.say(&address(page), &body).await;
        assert_eq!(eve.socket.close_code().await, 1002, "{what}");
    }
    witness.types_and_waits("unharmed").await;
    assert_eq!(stored(server.db(), page).await, "unharmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_too_big_are_refused() {
    let server = Server::start().await;
    let page = &server.page.id;
    let mut ada = Client::open(server.port, page, &server.ada.key).await;
    // The handshake is over with the client's answer, and with it the time of long messages.
    ada.until_stored().await;
    ada.socket
        .say(&address(page), &update(&vec![0; 1024 * 1024]))
        .await;
    assert_eq!(ada.socket.close_code().await, 1009);
    let mut ada = Client::open(server.port, page, &server.ada.key).await;
    let state = format!("\"{}\"", "x".repeat(9_000));
    ada.socket
        .say(&address(page), &presence(5, 1, &state))
        .await;
    assert_eq!(ada.socket.close_code().await, 1009);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_show_a_credential_in_time_is_closed() {
    let server = Server::with(Limits {
        unauthenticated: Duration::from_millis(200),
        ..Limits::default()
    })
    .await;
    // She came first: when the time of the others is over, hers would be, too.
    let mut ada = Client::open(server.port, &server.page.id, &server.ada.key).await;
    for path in ["/collab", "/ws"] {
        let mut socket = Socket::open(server.port, path).await;
        assert_eq!(socket.close_code().await, 4408, "{path}");
    }
    ada.types_and_waits("still here").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_no_credential_may_say_little() {
    let server = Server::start().await;
    let mut socket = Socket::open(server.port, "/collab").await;
    for number in 0..17 {
        socket
            .say(&format!("page:{number}"), &update(&[0, 0]))
            .await;
    }
    assert_eq!(socket.close_code().await, 4401);
    let mut socket = Socket::open(server.port, "/collab").await;
    socket.say("page:x", &update(&vec![0; 70 * 1024])).await;
    assert_eq!(socket.close_code().await, 1009);
    let mut socket = Socket::open(server.port, "/collab").await;
    for _ in 0..17 {
        socket.say("page:x", &token("mcp_guess")).await;
    }
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_is_noticed() {
    let server = Server::with(Limits {
        ping: Duration::from_millis(100),
        ..Limits::default()
    })
    .await;
    let page = &server.page.id;
    let mut witness = Client::open(server.port, page, &server.ada.key).await;
    let mut dead = Client::open(server.port, page, &server.ada.key).await;
    dead.socket.say(&address(page), &presence(7, 1, "{}")).await;
    witness
        .until("it is there", |client| client.present.contains_key(&7))
        .await;
    // Nobody reads its socket any more, so nobody answers its pings.
    witness
        .until("it is gone", |client| !client.present.contains_key(&7))
        .await;
    drop(dead);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_too_fast_is_read_more_slowly_and_loses_nothing() {
    let server = Server::start().await;
    let mut ada = Client::open(server.port, &server.page.id, &server.ada.key).await;
    for _ in 0..400 {
        ada.types("x").await;
    }
    ada.until_stored().await;
    assert_eq!(stored(server.db(), &server.page.id).await, "x".repeat(400));
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_requests_get_plain_answers() {
    let server = Server::start().await;
    let status = async |path: &str| {
        let url = format!("http://127.0.0.1:{}{path}", server.port);
        reqwest::get(url)
            .await
            .expect("an answer")
            .status()
            .as_u16()
    };
    assert_eq!(status("/healthz").await, 204);
    assert_eq!(status("/readyz").await, 204);
    assert_eq!(status("/collab").await, 400);
    assert_eq!(status("/ws").await, 400);
    assert_eq!(status("/nothing").await, 404);
}
