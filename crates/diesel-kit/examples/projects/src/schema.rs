//! The tables, and the types of their JSON columns.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_kit::{Json, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that people work on.
#[derive(Debug, Clone, PartialEq, Serialize, Table, Queryable, Selectable)]
#[diesel(table_name = projects, check_for_backend(diesel::pg::Pg))]
#[table(name = "projects", new = NewProject, validate)]
#[table(has_many(chats(project_id)), has_many(files(project_id)))]
pub struct Project {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: Uuid,
    #[column(db = "varchar(80)", check = "btrim(name) <> ''")]
    pub name: String,
    #[column(default = "'{}'", validate = Settings::check)]
    pub settings: Json<Settings>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// How a project behaves. What is left out has its default, also in rows that are older than a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub model: String,
    /// Messages that an answer takes into account, 1 to 200.
    pub context_messages: u16,
    pub notify: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            model: "small".to_owned(),
            context_messages: 20,
            notify: Vec::new(),
        }
    }
}

impl Settings {
    /// Everything that is wrong with them.
    ///
    /// # Errors
    ///
    /// A sentence for each field.
    pub fn check(settings: &Json<Self>) -> Result<(), String> {
        let Self {
            model,
            context_messages,
            notify,
        } = &settings.0;
        let mut problems = Vec::new();
        if model.trim().is_empty() {
            problems.push("model must not be blank".to_owned());
        }
        if !(1..=200).contains(context_messages) {
            problems.push("context_messages must be from 1 to 200".to_owned());
        }
        let wrong = notify.iter().filter(|address| !address.contains('@'));
        problems.extend(wrong.map(|address| format!("{address:?} in notify is no e-mail address")));
        if problems.is_empty() {
            return Ok(());
        }
        Err(problems.join(", "))
    }
}

/// A conversation in a project. Its messages are one JSON column: they are read whole, and only grow.
#[derive(Debug, Clone, PartialEq, Serialize, Table, Queryable, Selectable)]
#[diesel(table_name = chats, check_for_backend(diesel::pg::Pg))]
#[table(name = "chats", new = NewChat, validate)]
#[table(index(
    name = "chats_project_newest_idx",
    on = "project_id, last_activity_at DESC"
))]
pub struct Chat {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: Uuid,
    #[column(references = projects(id), on_delete = "cascade")]
    pub project_id: Uuid,
    #[column(db = "varchar(120)")]
    pub title: String,
    #[column(default = "'[]'", check = "jsonb_typeof(messages) = 'array'")]
    pub messages: Json<Vec<Message>>,
    #[column(default = "now()")]
    pub last_activity_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub author: String,
    pub text: String,
    pub sent_at: DateTime<Utc>,
}

/// A file of a project, by its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Table, Queryable, Selectable)]
#[diesel(table_name = files, check_for_backend(diesel::pg::Pg))]
#[table(name = "files", new = NewFile, validate)]
#[table(unique(project_id, path))]
pub struct File {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: Uuid,
    #[column(references = projects(id), on_delete = "cascade")]
    pub project_id: Uuid,
    #[column(check = "path <> ''")]
    pub path: String,
    /// In bytes.
    #[column(check = "size >= 0")]
    pub size: i64,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

diesel_kit::schema! {
    pub fn schema { tables { projects => Project, chats => Chat, files => File } }
}
