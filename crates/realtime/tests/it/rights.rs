//! Who may read and write, and what happens when that changes while a document is open.

use app::page::{self, PageUpdate};
use app::{drive, key, session};
use db::schema::MemberRole;
use testkit::Person;

use crate::client::{Client, Socket, address};
use crate::server::{Server, stored};

/// A member who may read what Ada writes.
async fn member(server: &Server, name: &str) -> Person {
    let person = server.world.person(name).await;
    server
        .world
        .member(&server.drive.id, &person, MemberRole::Member)
        .await;
    person
}

/// An administrator of Ada's drive, who may write.
async fn admin(server: &Server, name: &str) -> Person {
    let person = server.world.person(name).await;
    server
        .world
        .member(&server.drive.id, &person, MemberRole::Admin)
        .await;
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_read_changes_nothing() {
    let server = Server::start().await;
    let page = &server.page.id;
    let grace = member(&server, "grace").await;
    let mut writer = Client::open(server.port, page, &server.ada.key).await;
    writer.types_and_waits("hers;").await;
    let mut reader = Client::open(server.port, page, &grace.key).await;
    reader
        .until("the answer to the handshake", |client| client.stored == 1)
        .await;
    assert_eq!(reader.scope.as_deref(), Some("readonly"));
    assert_eq!(reader.text(), "hers;");
    reader.types("mine;").await;
    reader
        .until("the refusal", |client| client.refused == 1)
        .await;
    writer.types_and_waits("more;").await;
    assert_eq!(writer.text(), "hers;more;");
    assert_eq!(stored(server.db(), page).await, "hers;more;");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_denied_and_its_connection_stays_for_its_own_documents() {
    let server = Server::start().await;
    let eve = server.world.person("eve").await;
    let own_drive = server.world.drive(&eve, "Own").await;
    let own_page = server
        .world
        .code(&eve, &own_drive.id, "Own", "own text")
        .await;
    let socket = Socket::open(server.port, "/collab").await;
    let mut client = Client::new(socket, address(&server.page.id));
    client.greet(&eve.key).await;
    client
        .until("the denial", |client| client.denied.is_some())
        .await;
    assert_eq!(client.denied.as_deref(), Some("permission-denied"));
    client.types("by a stranger").await;
    let mut own = Client::new(client.socket, address(&own_page.id));
    own.greet(&eve.key).await;
    own.until_text("own text").await;
    assert_eq!(stored(server.db(), &server.page.id).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_and_wrong_credentials_are_denied() {
    let server = Server::start().await;
    let ada = &server.ada;
    let folder = {
        let new = testkit::new_page(&server.drive.id, db::schema::PageType::Folder, "Folder");
        server.world.page_with(ada, new).await
    };
    let name = address(&server.page.id);
    let no_token = format!("mcp_{}", "0".repeat(43));
    for (name, credential, reason) in [
        (
            address(&db::id::PageId::new()),
            ada.key.as_str(),
            "permission-denied",
        ),
        (address(&folder.id), &ada.key, "permission-denied"),
        ("something else".to_owned(), &ada.key, "permission-denied"),
        (name.clone(), &no_token, "unauthenticated"),
        (name.clone(), "nonsense", "unauthenticated"),
        (name.clone(), "cookie", "unauthenticated"),
        (name, "", "unauthenticated"),
    ] {
        let socket = Socket::open(server.port, "/collab").await;
        let mut client = Client::new(socket, name);
        client.greet(credential).await;
        client
            .until("the denial", |client| client.denied.is_some())
            .await;
        assert_eq!(client.denied.as_deref(), Some(reason), "{credential}");
    }
}

/// Grace types, then something happens, then she is out and can change nothing more.
async fn grace_is_out_after<F>(
    credential: fn(&Person) -> &str,
    what: impl FnOnce(Server, Person) -> F,
) where
    F: Future<Output = Server>,
{
    let server = Server::start().await;
    let page = server.page.id.clone();
    let grace = admin(&server, "grace").await;
    let token = credential(&grace).to_owned();
    let mut witness = Client::open(server.port, &page, &server.ada.session).await;
    let mut hers = Client::open(server.port, &page, &token).await;
    hers.types_and_waits("before;").await;
    let server = what(server, grace).await;
    hers.until("she is out", |client| client.closed.is_some())
        .await;
    assert!(hers.denied.take().is_some());
    hers.types("after;").await;
    // Messages of one connection are handled in order: with this answer, the text was looked at.
    hers.greet(&token).await;
    hers.until("she stays out", |client| client.denied.is_some())
        .await;
    witness.until_text("before;").await;
    witness.types_and_waits("witness;").await;
    assert_eq!(stored(server.db(), &page).await, "before;witness;");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_access_at_once() {
    grace_is_out_after(
        |grace| &grace.session,
        async |server, grace| {
            session::end(server.db(), &grace.actor)
                .await
                .expect("signed out");
            server
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_a_key_ends_access_at_once() {
    grace_is_out_after(
        |grace| &grace.key,
        async |server, grace| {
            let keys = key::list(server.db(), &grace.actor).await.expect("keys");
            for known in keys {
                key::revoke(server.db(), &grace.actor, &known.id)
                    .await
                    .expect("revoked");
            }
            server
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_the_drive_ends_access_at_once() {
    grace_is_out_after(
        |grace| &grace.key,
        async |server, grace| {
            drive::remove_member(server.db(), &server.drive.id, &grace.user.email)
                .await
                .expect("removed");
            server
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_becomes_private_closes_for_members() {
    let server = Server::start().await;
    let grace = member(&server, "grace").await;
    let mut reader = Client::open(server.port, &server.page.id, &grace.session).await;
    let mut owner = Client::open(server.port, &server.page.id, &server.ada.session).await;
    let update = PageUpdate {
        is_private: Some(true),
        ..PageUpdate::default()
    };
    page::update(server.db(), &server.ada.actor, &server.page.id, update)
        .await
        .expect("private");
    reader
        .until("closed", |client| client.closed.is_some())
        .await;
    owner.types_and_waits("still mine").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_in_the_trash_takes_no_more_text() {
    let server = Server::start().await;
    let mut owner = Client::open(server.port, &server.page.id, &server.ada.session).await;
    owner.types_and_waits("before;").await;
    page::trash(server.db(), &server.ada.actor, &server.page.id, false)
        .await
        .expect("trashed");
    owner
        .until("read-only or closed", |client| {
            client.scope.as_deref() == Some("readonly") || client.closed.is_some()
        })
        .await;
    owner.types("after;").await;
    // Messages of one connection are handled in order: with this answer, the text was looked at.
    owner.scope = None;
    owner.greet(&server.ada.session).await;
    owner
        .until("an answer", |client| {
            client.scope.is_some() || client.denied.is_some()
        })
        .await;
    page::restore(server.db(), &server.ada.actor, &server.page.id)
        .await
        .expect("restored");
    assert_eq!(stored(server.db(), &server.page.id).await, "before;");
}
