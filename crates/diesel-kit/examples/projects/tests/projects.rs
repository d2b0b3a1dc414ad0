//! The routes, from HTTP to a real PostgreSQL and back.

use std::error::Error;

use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{App, test};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8::Pool;
use diesel_kit::migrate::{Options, migrate};
use projects::{MIGRATIONS, routes};
use serde_json::{Value, json};

async fn pool() -> Result<Pool<AsyncPgConnection>, Box<dyn Error>> {
    let url = test_server::database().await;
    migrate(&url, &MIGRATIONS, &Options::default()).await?;
    let manager = AsyncDieselConnectionManager::<AsyncPgConnection>::new(url);
    Ok(Pool::builder().max_size(4).build(manager).await?)
}

/// Sends a request; status and body of the answer.
async fn send(
    pool: &Pool<AsyncPgConnection>,
    method: Method,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let app = App::new().app_data(Data::new(pool.clone()));
    let app = test::init_service(app.configure(routes::configure)).await;
    let request = test::TestRequest::with_uri(path).method(method);
    let answer: ServiceResponse =
        test::call_service(&app, request.set_json(body).to_request()).await;
    let status = answer.status();
    let body = test::read_body(answer).await;
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn post(pool: &Pool<AsyncPgConnection>, path: &str, body: Value) -> (StatusCode, Value) {
    send(pool, Method::POST, path, body).await
}

async fn get(pool: &Pool<AsyncPgConnection>, path: &str) -> (StatusCode, Value) {
    send(pool, Method::GET, path, Value::Null).await
}

fn path(of: &Value, kind: &str, rest: &str) -> String {
    format!("/{kind}/{}{rest}", of["id"].as_str().unwrap_or_default())
}

#[actix_web::test]
async fn a_project_starts_with_a_chat_and_default_settings() {
    let pool = pool().await.unwrap();
    let (status, made) = post(&pool, "/projects", json!({ "name": "Moon" })).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        made["settings"],
        json!({ "model": "small", "context_messages": 20, "notify": [] })
    );
    assert_eq!(made["chats"][0]["title"], "General");
    assert_eq!(
        get(&pool, &path(&made, "projects", "")).await,
        (StatusCode::OK, made)
    );
}

#[actix_web::test]
async fn chats_come_newest_first_and_files_by_path() {
    let pool = pool().await.unwrap();
    let (_, made) = post(
        &pool,
        "/projects",
        json!({ "name": "Moon", "first_chat": "a" }),
    )
    .await;
    post(
        &pool,
        &path(&made, "projects", "/chats"),
        json!({ "title": "b" }),
    )
    .await;
    let message = json!({ "author": "Ada", "text": "Hello" });
    let (status, chat) = post(
        &pool,
        &path(&made["chats"][0], "chats", "/messages"),
        message,
    )
    .await;
    assert_eq!(
        (status, &chat["messages"][0]["text"]),
        (StatusCode::CREATED, &json!("Hello"))
    );
    for file in ["b.txt", "a.txt"] {
        let file = json!({ "path": file, "size": 3 });
        post(&pool, &path(&made, "projects", "/files"), file).await;
    }
    let (_, seen) = get(&pool, &path(&made, "projects", "")).await;
    let names = |list: &str, field: &str| {
        let rows = seen[list].as_array().unwrap().iter();
        rows.map(|row| row[field].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("chats", "title"), ["a", "b"]);
    assert_eq!(names("files", "path"), ["a.txt", "b.txt"]);
}

#[actix_web::test]
async fn no_message_is_lost_when_many_come_at_once() {
    let pool = pool().await.unwrap();
    let (_, made) = post(&pool, "/projects", json!({ "name": "Moon" })).await;
    let chat = path(&made["chats"][0], "chats", "/messages");
    let many = (0..20).map(|number| {
        let message = json!({ "author": "Ada", "text": number.to_string() });
        post(&pool, &chat, message)
    });
    for (status, _) in futures_util::future::join_all(many).await {
        assert_eq!(status, StatusCode::CREATED);
    }
    let (_, seen) = get(&pool, &path(&made, "projects", "")).await;
    assert_eq!(seen["chats"][0]["messages"].as_array().unwrap().len(), 20);
}

#[actix_web::test]
async fn what_is_wrong_is_said_by_field_and_nothing_is_made() {
    let pool = pool().await.unwrap();
    let wrong = json!({ "name": "Moon", "settings": { "context_messages": 0, "notify": ["ada"] } });
    let (status, answer) = post(&pool, "/projects", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer["error"],
        "settings: context_messages must be from 1 to 200, \"ada\" in notify is no e-mail address\n"
    );
    let (status, _) = post(&pool, "/projects", json!({ "name": " " })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get(&pool, "/analytics").await.1["projects"], 0);
}

#[actix_web::test]
async fn a_project_whose_chat_is_refused_is_not_made() {
    let pool = pool().await.unwrap();
    let wrong = json!({ "name": "Moon", "first_chat": "x".repeat(121) });
    let (status, answer) = post(&pool, "/projects", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer["error"],
        "title: must have at most 120 characters, has 121\n"
    );
    assert_eq!(get(&pool, "/analytics").await.1["projects"], 0);
}

#[actix_web::test]
async fn what_is_missing_or_taken_has_its_status() {
    let pool = pool().await.unwrap();
    let nowhere = "/projects/00000000-0000-0000-0000-000000000000";
    assert_eq!(get(&pool, nowhere).await.0, StatusCode::NOT_FOUND);
    let chat = post(&pool, &format!("{nowhere}/chats"), json!({ "title": "a" })).await;
    assert_eq!(chat.0, StatusCode::NOT_FOUND);
    let (_, made) = post(&pool, "/projects", json!({ "name": "Moon" })).await;
    let file = json!({ "path": "a.txt", "size": 3 });
    let files = path(&made, "projects", "/files");
    assert_eq!(
        post(&pool, &files, file.clone()).await.0,
        StatusCode::CREATED
    );
    assert_eq!(post(&pool, &files, file).await.0, StatusCode::CONFLICT);
}

#[actix_web::test]
async fn settings_change_as_a_whole() {
    let pool = pool().await.unwrap();
    let (_, made) = post(&pool, "/projects", json!({ "name": "Moon" })).await;
    let settings = path(&made, "projects", "/settings");
    let (status, changed) = send(&pool, Method::PUT, &settings, json!({ "model": "large" })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        changed["settings"],
        json!({ "model": "large", "context_messages": 20, "notify": [] })
    );
    let unknown = send(&pool, Method::PUT, &settings, json!({ "colour": "red" })).await;
    assert_eq!(unknown.0, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn analytics_count_each_project_once() {
    let pool = pool().await.unwrap();
    assert_eq!(
        get(&pool, "/analytics").await.1["last_activity_at"],
        Value::Null
    );
    for name in ["Moon", "Mars"] {
        let (_, made) = post(&pool, "/projects", json!({ "name": name })).await;
        post(
            &pool,
            &path(&made, "projects", "/chats"),
            json!({ "title": "b" }),
        )
        .await;
        let file = json!({ "path": "readme", "size": 3 });
        post(&pool, &path(&made, "projects", "/files"), file).await;
    }
    let (_, seen) = get(&pool, "/analytics").await;
    for (field, expected) in [
        ("projects", 2),
        ("projects_in_use", 2),
        ("chats", 4),
        ("files", 2),
        ("distinct_paths", 1),
    ] {
        assert_eq!(seen[field], expected, "{field}");
    }
    assert!(seen["last_activity_at"].is_string());
}
