//! Tables for mistakes to be made with.

use diesel_kit::Table;

#[derive(Table)]
#[table(name = "users")]
#[table(has_many(drives(owner_id)))]
pub struct User {
    #[column(pk)]
    pub id: i64,
    pub name: String,
    pub image: Option<String>,
}

#[derive(Table)]
#[table(name = "drives")]
#[table(has_many(pages(drive_id)))]
pub struct Drive {
    #[column(pk)]
    pub id: i64,
    pub name: String,
    pub is_trashed: bool,
    #[column(references = users(id))]
    pub owner_id: i64,
}

#[derive(Table)]
#[table(name = "pages")]
#[table(has_many(children = pages(parent_id)))]
pub struct Page {
    #[column(pk)]
    pub id: i64,
    pub title: String,
    pub revision: i32,
    pub ai_model: Option<String>,
    #[column(references = drives(id))]
    pub drive_id: i64,
    #[column(references = pages(id))]
    pub parent_id: Option<i64>,
}
