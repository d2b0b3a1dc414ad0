//! The way in: JSON over HTTP.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json as Body, Path, ServiceConfig};
use actix_web::{HttpResponse, ResponseError, get, post, put};
use chrono::Utc;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::bb8::{Pool, RunError};
use diesel_kit::Json;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::schema::{Message, NewFile, NewProject, Settings};
use crate::store;

type Connections = Data<Pool<AsyncPgConnection>>;

/// All routes. They need a `Data<Pool<AsyncPgConnection>>`.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(create_project)
        .service(project)
        .service(change_settings)
        .service(create_chat)
        .service(append)
        .service(add_file)
        .service(analytics);
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0}")]
    Invalid(String),
    #[error("there is no such thing")]
    NotFound,
    #[error("{0}")]
    Conflict(String),
    #[error("the database cannot be reached; try again")]
    Unavailable(#[from] RunError),
    #[error("something went wrong")]
    Database(DieselError),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Invalid(report) => Self::Invalid(report.to_string()),
            store::Error::Database(error) => error.into(),
        }
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound
            | DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => {
                Self::NotFound
            }
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, about) => {
                Self::Conflict(about.details().unwrap_or("it exists already").to_owned())
            }
            DieselError::DatabaseError(DatabaseErrorKind::CheckViolation, about) => {
                Self::Invalid(about.message().to_owned())
            }
            other => Self::Database(other),
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).json(json!({ "error": self.to_string() }))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateProject {
    name: String,
    settings: Option<Settings>,
    #[serde(default = "first_chat")]
    first_chat: String,
}

fn first_chat() -> String {
    "General".to_owned()
}

#[post("/projects")]
async fn create_project(
    pool: Connections,
    body: Body<CreateProject>,
) -> Result<HttpResponse, Error> {
    let CreateProject {
        name,
        settings,
        first_chat,
    } = body.into_inner();
    let new = NewProject {
        id: None,
        name,
        settings: settings.map(Json),
        created_at: None,
        updated_at: None,
    };
    let made = store::create_project(&mut *pool.get().await?, &new, &first_chat).await?;
    Ok(HttpResponse::Created().json(made))
}

#[get("/projects/{id}")]
async fn project(pool: Connections, id: Path<Uuid>) -> Result<HttpResponse, Error> {
    let found = store::project(&*pool.get().await?, *id).await?;
    Ok(HttpResponse::Ok().json(found.ok_or(Error::NotFound)?))
}

#[put("/projects/{id}/settings")]
async fn change_settings(
    pool: Connections,
    id: Path<Uuid>,
    body: Body<Settings>,
) -> Result<HttpResponse, Error> {
    let settings = Json(body.into_inner());
    Settings::check(&settings).map_err(Error::Invalid)?;
    let changed = store::change_settings(&mut *pool.get().await?, *id, settings).await?;
    Ok(HttpResponse::Ok().json(changed))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateChat {
    title: String,
}

#[post("/projects/{id}/chats")]
async fn create_chat(
    pool: Connections,
    id: Path<Uuid>,
    body: Body<CreateChat>,
) -> Result<HttpResponse, Error> {
    let made = store::create_chat(&mut *pool.get().await?, *id, &body.title).await?;
    Ok(HttpResponse::Created().json(made))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Append {
    author: String,
    text: String,
}

#[post("/chats/{id}/messages")]
async fn append(
    pool: Connections,
    chat: Path<Uuid>,
    body: Body<Append>,
) -> Result<HttpResponse, Error> {
    let Append { author, text } = body.into_inner();
    let message = Message {
        author,
        text,
        sent_at: Utc::now(),
    };
    let chat = store::append(&mut *pool.get().await?, *chat, message).await?;
    Ok(HttpResponse::Created().json(chat))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddFile {
    path: String,
    size: i64,
}

#[post("/projects/{id}/files")]
async fn add_file(
    pool: Connections,
    id: Path<Uuid>,
    body: Body<AddFile>,
) -> Result<HttpResponse, Error> {
    let AddFile { path, size } = body.into_inner();
    let new = NewFile {
        id: None,
        project_id: *id,
        path,
        size,
        created_at: None,
    };
    let made = store::add_file(&mut *pool.get().await?, &new).await?;
    Ok(HttpResponse::Created().json(made))
}

#[get("/analytics")]
async fn analytics(pool: Connections) -> Result<HttpResponse, Error> {
    let answer = store::analytics(&*pool.get().await?).await?;
    Ok(HttpResponse::Ok().json(answer))
}
