//! What several tests ask and say.

use app::page::NewPage;
use app::{Actor, Error, PathPart, feed, page};
use db::id::{DriveId, PageId};
use db::schema::{Page, PageType};
use testkit::{Person, World, new_page};

/// Says something to the database that no operation says yet.
pub(crate) async fn sql(world: &World, statement: &str) -> Vec<tokio_postgres::Row> {
    let (client, connection) = tokio_postgres::connect(world.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    let rows = client.query(statement, &[]).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
    rows
}

/// Several statements that return nothing.
pub(crate) async fn batch(world: &World, statements: &str) {
    let (client, connection) = tokio_postgres::connect(world.url(), tokio_postgres::NoTls)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute(statements).await.unwrap();
    drop(client);
    connection.await.unwrap().unwrap();
}

/// A document below another page.
pub(crate) async fn child(world: &World, author: &Person, parent: &Page, title: &str) -> Page {
    let new = NewPage {
        parent_id: Some(parent.id.clone()),
        ..new_page(&parent.drive_id, PageType::Document, title)
    };
    world.page_with(author, new).await
}

pub(crate) async fn reload(world: &World, actor: &Actor, page: &Page) -> Page {
    page::details(&world.db, actor, &page.id)
        .await
        .unwrap()
        .page
        .page
}

pub(crate) async fn make_private(world: &World, actor: &Actor, page: &PageId) {
    let changes = page::PageUpdate {
        is_private: Some(true),
        ..page::PageUpdate::default()
    };
    page::update(&world.db, actor, page, changes).await.unwrap();
}

/// The types of the last events of a drive after number `after`.
pub(crate) async fn events(
    world: &World,
    actor: &Actor,
    drive: &DriveId,
    after: i64,
) -> Vec<String> {
    let events = feed::since(&world.db, actor, drive, after, 1_000)
        .await
        .unwrap();
    events.into_iter().map(|event| event.event_type).collect()
}

pub(crate) async fn head(world: &World, actor: &Actor, drive: &DriveId) -> i64 {
    feed::head(&world.db, actor, drive).await.unwrap()
}

/// The status that the outcome has at the HTTP door.
pub(crate) fn status<T>(outcome: &Result<T, Error>) -> u16 {
    match outcome {
        Ok(_) => 200,
        Err(Error::Invalid(_)) => 400,
        Err(Error::Unauthenticated) => 401,
        Err(Error::Forbidden(_)) => 403,
        Err(Error::NotFound) => 404,
        Err(Error::Conflict { .. }) => 409,
        Err(Error::Limited { .. }) => 429,
        Err(error @ (Error::Unavailable(_) | Error::Internal(_))) => panic!("{error}"),
    }
}

/// The field that is wrong, and why.
pub(crate) fn problem<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (String, String) {
    match outcome {
        Err(Error::Invalid(mut problems)) => {
            let problem = problems.remove(0);
            let field = problem.path.first().map(|part| match part {
                PathPart::Field(name) => name.clone(),
                PathPart::Index(index) => index.to_string(),
            });
            (field.unwrap_or_default(), problem.message)
        }
        other => panic!("{other:?}"),
    }
}
