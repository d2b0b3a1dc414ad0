//! The smallest client of the Hocuspocus protocol: an editor with one document, and the bare socket.

use std::collections::BTreeMap;

use db::id::PageId;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use yrs::encoding::read::{Cursor, Read};
use yrs::encoding::write::Write;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, TextRef, Transact, Update,
};

use crate::server::DEADLINE;

/// What the server says, with the address it says it about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    Have(Vec<u8>),
    Answer(Vec<u8>),
    Update(Vec<u8>),
    Presence(Vec<u8>),
    Authenticated(String),
    Denied(String),
    Stored(bool),
    Closed(String),
}

/// A websocket without an opinion.
pub(crate) struct Socket {
    inner: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    pub(crate) async fn open(port: u16, path: &str) -> Self {
        Self::open_with(port, path, &[]).await
    }

    pub(crate) async fn open_with(port: u16, path: &str, headers: &[(&'static str, &str)]) -> Self {
        Self::try_open(port, path, headers)
            .await
            .expect("a websocket")
    }

    pub(crate) async fn try_open(
        port: u16,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Option<Self> {
        let url = format!("ws://127.0.0.1:{port}{path}");
        let mut request = url.into_client_request().expect("a URL");
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a header");
            request.headers_mut().insert(*name, value);
        }
        let (inner, _) = connect_async(request).await.ok()?;
        Some(Self { inner })
    }

    pub(crate) async fn send(&mut self, frame: Frame) {
        // A server that has closed takes nothing more; what it said is read afterwards.
        self.inner.send(frame).await.ok();
    }

    pub(crate) async fn say(&mut self, address: &str, body: &[u8]) {
        let mut message = Vec::new();
        message.write_string(address);
        message.extend_from_slice(body);
        self.send(Frame::Binary(message.into())).await;
    }

    /// The next frame that is not a ping; `None` when the connection broke.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            let next = timeout(DEADLINE, self.inner.next())
                .await
                .expect("a frame in time");
            match next {
                Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => {}
                Some(Ok(Frame::Binary(bytes))) if bytes.len() == 1 => {}
                Some(Ok(frame)) => return Some(frame),
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next thing that is said about a document.
    pub(crate) async fn hear(&mut self) -> Option<(String, Said)> {
        match self.next().await {
            Some(Frame::Binary(bytes)) => Some(decode(&bytes)),
            Some(Frame::Text(text)) => panic!("text on /collab: {text}"),
            _ => None,
        }
    }

    /// With which code the server ends the connection.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Frame::Close(Some(close))) => return close.code.into(),
                Some(_) => {}
                None => panic!("the connection broke without a code"),
            }
        }
    }
}

fn decode(bytes: &[u8]) -> (String, Said) {
    let mut cursor = Cursor::new(bytes);
    let address = cursor.read_string().expect("an address").to_owned();
    let kind: u32 = cursor.read_var().expect("a type");
    let said = match kind {
        0 => {
            let step: u32 = cursor.read_var().expect("a step");
            let body = cursor.read_buf().expect("a body").to_vec();
            match step {
                0 => Said::Have(body),
                1 => Said::Answer(body),
                2 => Said::Update(body),
                step => panic!("unknown step {step}"),
            }
        }
        1 => Said::Presence(cursor.read_buf().expect("states").to_vec()),
        2 => {
            let kind: u32 = cursor.read_var().expect("a kind");
            let text = cursor.read_string().expect("a text").to_owned();
            if kind == 1 {
                Said::Denied(text)
            } else {
                Said::Authenticated(text)
            }
        }
        7 => Said::Closed(cursor.read_string().expect("a reason").to_owned()),
        8 => Said::Stored(cursor.read_var::<u32>().expect("a flag") == 1),
        kind => panic!("unknown message {kind}"),
    };
    (address, said)
}

pub(crate) fn token(token: &str) -> Vec<u8> {
    let mut body = vec![2, 0];
    body.write_string(token);
    body
}

pub(crate) fn have(vector: &[u8]) -> Vec<u8> {
    sync(0, vector)
}

pub(crate) fn update(update: &[u8]) -> Vec<u8> {
    sync(2, update)
}

fn sync(step: u8, bytes: &[u8]) -> Vec<u8> {
    let mut body = vec![0, step];
    body.write_buf(bytes);
    body
}

/// The presence of one client.
pub(crate) fn presence(client: u64, clock: u32, json: &str) -> Vec<u8> {
    let mut states = Vec::new();
    states.write_var(1_u32);
    states.write_var(client);
    states.write_var(clock);
    states.write_string(json);
    let mut body = vec![1];
    body.write_buf(&states);
    body
}

pub(crate) fn address(page: &PageId) -> String {
    format!("page:{page}")
}

/// An editor with one document of plain text.
pub(crate) struct Client {
    pub(crate) socket: Socket,
    pub(crate) address: String,
    doc: Doc,
    root: TextRef,
    pub(crate) scope: Option<String>,
    pub(crate) denied: Option<String>,
    pub(crate) closed: Option<String>,
    /// The server's answer to what we have has come.
    pub(crate) is_synced: bool,
    /// Answers that an update is stored, or is not.
    pub(crate) stored: usize,
    pub(crate) refused: usize,
    sent: usize,
    /// The server has asked what we have, and was answered.
    has_answered: bool,
    /// The presence of others.
    pub(crate) present: BTreeMap<u64, String>,
}

impl Client {
    pub(crate) fn new(socket: Socket, address: String) -> Self {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::default()
        });
        let root = doc.get_or_insert_text("default");
        Self {
            socket,
            address,
            doc,
            root,
            scope: None,
            denied: None,
            closed: None,
            is_synced: false,
            stored: 0,
            refused: 0,
            sent: 0,
            has_answered: false,
            present: BTreeMap::new(),
        }
    }

    /// Opens a document and waits until it is there.
    pub(crate) async fn open(port: u16, page: &PageId, credential: &str) -> Self {
        let socket = Socket::open(port, "/collab").await;
        let mut client = Self::new(socket, address(page));
        client.greet(credential).await;
        client.until_synced().await;
        client
    }

    /// Goes on with the same document on a new connection, as an editor does after a break.
    pub(crate) async fn reconnect(&mut self, socket: Socket, credential: &str) {
        self.socket = socket;
        self.is_synced = false;
        self.has_answered = false;
        self.scope = None;
        // What was not answered is not answered any more; the handshake carries it.
        self.sent = self.stored + self.refused;
        self.greet(credential).await;
    }

    /// Shows the credential and starts to sync.
    pub(crate) async fn greet(&mut self, credential: &str) {
        let address = self.address.clone();
        self.socket.say(&address, &token(credential)).await;
        let vector = self.doc.transact().state_vector().encode_v1();
        self.socket.say(&address, &have(&vector)).await;
    }

    pub(crate) fn text(&self) -> String {
        self.root.get_string(&self.doc.transact())
    }

    /// Types at the end.
    pub(crate) async fn types(&mut self, text: &str) {
        let update = {
            let mut txn = self.doc.transact_mut();
            let end = self.root.len(&txn);
            self.root.insert(&mut txn, end, text);
            txn.encode_update_v1()
        };
        self.send_update(&update).await;
    }

    /// Types in the document only, as while offline.
    pub(crate) fn types_offline(&mut self, text: &str) {
        let mut txn = self.doc.transact_mut();
        let end = self.root.len(&txn);
        self.root.insert(&mut txn, end, text);
    }

    pub(crate) async fn send_update(&mut self, bytes: &[u8]) {
        self.sent += 1;
        let address = self.address.clone();
        self.socket.say(&address, &update(bytes)).await;
    }

    /// Types and waits for the word that it is stored.
    pub(crate) async fn types_and_waits(&mut self, text: &str) {
        self.types(text).await;
        self.until_stored().await;
    }

    /// Waits until both sides have what the other had.
    pub(crate) async fn until_synced(&mut self) {
        self.until("synced", |client| client.is_synced && client.has_answered)
            .await;
        self.until_stored().await;
    }

    pub(crate) async fn until_stored(&mut self) {
        self.until("everything stored", |client| {
            client.stored + client.refused >= client.sent
        })
        .await;
    }

    pub(crate) async fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        let hearing = async {
            while !reached(self) {
                let is_open = self.hear().await;
                assert!(is_open, "the connection broke before: {what}");
            }
        };
        let outcome = timeout(DEADLINE, hearing).await;
        assert!(
            outcome.is_ok(),
            "never happened: {what}; the text is {:?}",
            self.text()
        );
    }

    pub(crate) async fn until_text(&mut self, text: &str) {
        self.until(text, |client| client.text() == text).await;
    }

    /// Takes in one message; false if the connection is gone.
    pub(crate) async fn hear(&mut self) -> bool {
        let Some((address, said)) = self.socket.hear().await else {
            return false;
        };
        assert_eq!(address, self.address);
        match said {
            Said::Have(vector) => self.answer(&vector).await,
            Said::Answer(update) => {
                self.apply(&update);
                self.is_synced = true;
            }
            Said::Update(update) => self.apply(&update),
            Said::Presence(states) => self.see(&states),
            Said::Authenticated(scope) => self.scope = Some(scope),
            Said::Denied(reason) => self.denied = Some(reason),
            Said::Stored(true) => self.stored += 1,
            Said::Stored(false) => self.refused += 1,
            Said::Closed(reason) => self.closed = Some(reason),
        }
        true
    }

    fn apply(&self, update: &[u8]) {
        let update = Update::decode_v1(update).expect("an update");
        self.doc
            .transact_mut()
            .apply_update(update)
            .expect("applies");
    }

    async fn answer(&mut self, vector: &[u8]) {
        let vector = StateVector::decode_v1(vector).expect("a vector");
        let missing = self.doc.transact().encode_state_as_update_v1(&vector);
        self.sent += 1;
        self.has_answered = true;
        let address = self.address.clone();
        self.socket.say(&address, &sync(1, &missing)).await;
    }

    fn see(&mut self, states: &[u8]) {
        let mut cursor = Cursor::new(states);
        for _ in 0..cursor.read_var::<u32>().expect("a count") {
            let client: u64 = cursor.read_var().expect("a client");
            let _clock: u32 = cursor.read_var().expect("a clock");
            match cursor.read_string().expect("a state") {
                "null" => self.present.remove(&client),
                state => self.present.insert(client, state.to_owned()),
            };
        }
    }
}
