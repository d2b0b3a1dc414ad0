//! What is asked of the database.

use chrono::{DateTime, Utc};
use diesel::dsl::now;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use diesel_kit::ops::{count_distinct, count_star, eq, json_concat, max};
use diesel_kit::validate::{Report, Validate};
use diesel_kit::{Json, View, prepared};
use serde::Serialize;
use uuid::Uuid;

use crate::schema::{
    Chat, File, Message, NewChat, NewFile, NewProject, Project, Settings, chats, files, project,
    projects,
};

/// A project with all that is in it.
#[derive(Debug, Clone, PartialEq, Serialize, View)]
#[view(project)]
pub struct ProjectView {
    #[view(row)]
    #[serde(flatten)]
    pub project: Project,
    #[view(with, order = (chats::last_activity_at.desc(), chats::id))]
    pub chats: Vec<Chat>,
    #[view(with, order = files::path)]
    pub files: Vec<File>,
}

/// How much there is, and how lately it was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Analytics {
    pub projects: i64,
    /// Those with a chat.
    pub projects_in_use: i64,
    pub chats: i64,
    pub files: i64,
    /// Paths that occur, in however many projects.
    pub distinct_paths: i64,
    pub last_activity_at: Option<DateTime<Utc>>,
}

/// Why nothing was changed, or found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is wrong, by field.
    #[error("{0}")]
    Invalid(#[from] Report),
    #[error(transparent)]
    Database(#[from] DieselError),
}

/// A project with its first chat: both, or none of them.
pub async fn create_project(
    conn: &mut AsyncPgConnection,
    new: &NewProject,
    first_chat: &str,
) -> Result<ProjectView, Error> {
    new.validate()?;
    conn.transaction(async |conn| {
        let project: Project = diesel::insert_into(projects::table)
            .values(new)
            .returning(Project::as_returning())
            .get_result(conn)
            .await?;
        let chat = create_chat(conn, project.id, first_chat).await?;
        Ok(ProjectView {
            project,
            chats: vec![chat],
            files: Vec::new(),
        })
    })
    .await
}

pub async fn project(conn: &AsyncPgConnection, id: Uuid) -> Result<Option<ProjectView>, Error> {
    let query = ProjectView::query().filter(eq(projects::id, id));
    Ok(query.first(conn).await?)
}

pub async fn change_settings(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    settings: Json<Settings>,
) -> Result<Project, Error> {
    let query = diesel::update(projects::table.find(id)).set(projects::settings.eq(settings));
    let changed = prepared(query.returning(Project::as_returning()));
    Ok(changed.get_result(conn).await?)
}

pub async fn create_chat(
    conn: &mut AsyncPgConnection,
    project_id: Uuid,
    title: &str,
) -> Result<Chat, Error> {
    let new = NewChat {
        id: None,
        project_id,
        title: title.to_owned(),
        messages: None,
        last_activity_at: None,
    };
    new.validate()?;
    Ok(diesel::insert_into(chats::table)
        .values(&new)
        .returning(Chat::as_returning())
        .get_result(conn)
        .await?)
}

/// Adds a message at the end. PostgreSQL appends it, so that of messages that come at the same time none
/// is lost.
pub async fn append(
    conn: &mut AsyncPgConnection,
    chat: Uuid,
    message: Message,
) -> Result<Chat, Error> {
    let query = diesel::update(chats::table.find(chat)).set((
        chats::messages.eq(json_concat(chats::messages, Json(vec![message]))),
        chats::last_activity_at.eq(now),
    ));
    let changed = prepared(query.returning(Chat::as_returning()));
    Ok(changed.get_result(conn).await?)
}

pub async fn add_file(conn: &mut AsyncPgConnection, new: &NewFile) -> Result<File, Error> {
    new.validate()?;
    Ok(diesel::insert_into(files::table)
        .values(new)
        .returning(File::as_returning())
        .get_result(conn)
        .await?)
}

pub async fn analytics(conn: &AsyncPgConnection) -> Result<Analytics, Error> {
    let of_chats = chats::table.select((
        count_distinct(chats::project_id),
        count_star(),
        max(chats::last_activity_at),
    ));
    let of_files = files::table.select((count_star(), count_distinct(files::path)));
    // Sent one after the other, without waiting for an answer in between.
    let (projects, (projects_in_use, chats, last_activity_at), (files, distinct_paths)) = tokio::try_join!(
        projects::table.select(count_star()).get_result(&mut &*conn),
        of_chats.get_result(&mut &*conn),
        of_files.get_result(&mut &*conn),
    )?;
    Ok(Analytics {
        projects,
        projects_in_use,
        chats,
        files,
        distinct_paths,
        last_activity_at,
    })
}
