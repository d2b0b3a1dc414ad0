//! Pages: make, read, change, move, trash and restore them.

use actix_web::web::Json;
use actix_web::{delete, get, patch, post};
use app::page::{NewPage, PageUpdate};
use db::id::PageId;
use db::schema::{ContentMode, PageType};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Created;
use super::drives::known;
use crate::error::{Error, Result};
use crate::extract::{Body, Caller, Id, double_option};
use crate::openapi::{InputRefusal, Refusal};
use crate::wire::{Done, Page, PageDetails, content_mode, page_type};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatePage {
    drive_id: String,
    #[schema(min_length = 1, max_length = 500)]
    title: String,
    #[serde(rename = "type")]
    #[schema(schema_with = page_type)]
    kind: PageType,
    parent_id: Option<String>,
    /// HTML, or for types and modes without HTML the text itself.
    content: Option<String>,
    #[schema(required = false, schema_with = content_mode)]
    content_mode: Option<ContentMode>,
    system_prompt: Option<String>,
    enabled_tools: Option<Vec<String>>,
    ai_provider: Option<String>,
    ai_model: Option<String>,
}

impl CreatePage {
    fn checked(self) -> Result<NewPage> {
        let unknown = |db::id::MalformedId| Error::from(app::Error::NotFound);
        Ok(NewPage {
            drive_id: self.drive_id.parse().map_err(unknown)?,
            parent_id: self.parent_id.as_deref().map(known).transpose()?,
            title: self.title,
            page_type: self.kind,
            content: self.content,
            content_mode: self.content_mode.unwrap_or_default(),
            system_prompt: self.system_prompt,
            enabled_tools: self.enabled_tools,
            ai_provider: self.ai_provider,
            ai_model: self.ai_model,
        })
    }
}

/// Makes a page, after the last of its siblings.
#[utoipa::path(operation_id = "pages.create", tag = "pages", request_body = CreatePage, responses((status = 201, body = Page), InputRefusal))]
#[post("/api/pages")]
pub(super) async fn create(caller: Caller<Body<CreatePage>>) -> Result<Created<Page>> {
    let Body(new) = caller.input;
    let page = app::page::create(&caller.db, &caller.actor, new.checked()?).await?;
    Ok(Created(page.into()))
}

/// A page with its content and its direct children.
#[utoipa::path(operation_id = "pages.details", tag = "pages", params(("pageId" = String, Path)), responses((status = 200, body = PageDetails), Refusal))]
#[get("/api/pages/{pageId}")]
pub(super) async fn details(caller: Caller<Id<PageId>>) -> Result<Json<PageDetails>> {
    let Id(page) = &caller.input;
    let details = app::page::details(&caller.db, &caller.actor, page).await?;
    Ok(Json(details.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    clippy::option_option,
    reason = "absent, null and a value mean three things"
)]
pub(super) struct UpdatePage {
    #[schema(min_length = 1, max_length = 500)]
    title: Option<String>,
    content: Option<String>,
    /// Null moves the page to the root of its drive.
    #[serde(default, deserialize_with = "double_option")]
    #[schema(value_type = Option<String>)]
    parent_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "double_option")]
    #[schema(value_type = Option<bool>)]
    is_paginated: Option<Option<bool>>,
    is_private: Option<bool>,
    #[serde(default, deserialize_with = "double_option")]
    #[schema(value_type = Option<String>)]
    ai_provider: Option<Option<String>>,
    #[serde(default, deserialize_with = "double_option")]
    #[schema(value_type = Option<String>)]
    ai_model: Option<Option<String>>,
    /// The change is refused with 409 if the page is not at this revision.
    expected_revision: Option<i64>,
    /// Ties several changes together in the activity log; accepted, not yet kept.
    #[serde(rename = "changeGroupId")]
    _change_group_id: Option<String>,
}

impl UpdatePage {
    fn checked(self) -> Result<PageUpdate> {
        let parent = |id: Option<String>| id.as_deref().map(known).transpose();
        Ok(PageUpdate {
            title: self.title,
            content: self.content,
            parent_id: self.parent_id.map(parent).transpose()?,
            is_private: self.is_private,
            is_paginated: self.is_paginated,
            ai_provider: self.ai_provider,
            ai_model: self.ai_model,
            expected_revision: self.expected_revision,
        })
    }
}

/// Changes a page: one call is one revision.
#[utoipa::path(
    operation_id = "pages.update", tag = "pages",
    params(("pageId" = String, Path)),
    request_body = UpdatePage,
    responses((status = 200, body = Page), InputRefusal)
)]
#[patch("/api/pages/{pageId}")]
pub(super) async fn update(caller: Caller<(Id<PageId>, Body<UpdatePage>)>) -> Result<Json<Page>> {
    let (Id(id), Body(changes)) = caller.input;
    let page = app::page::update(&caller.db, &caller.actor, &id, changes.checked()?).await?;
    Ok(Json(page.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MovePage {
    page_id: String,
    /// Null is the root of the drive.
    #[schema(required = true)]
    new_parent_id: Option<String>,
    /// A sort key among the siblings, stored as given.
    new_position: f64,
}

/// Moves a page to another place in its drive.
#[utoipa::path(operation_id = "pages.move", tag = "pages", request_body = MovePage, responses((status = 200, body = Done), InputRefusal))]
#[patch("/api/pages/reorder")]
pub(super) async fn reorder(caller: Caller<Body<MovePage>>) -> Result<Json<Done>> {
    let Body(to) = &caller.input;
    let page = known(&to.page_id)?;
    let parent = to.new_parent_id.as_deref().map(known).transpose()?;
    let (db, actor) = (&caller.db, &caller.actor);
    app::page::move_to(db, actor, &page, parent.as_ref(), to.new_position).await?;
    Ok(Json(Done::new("The page is moved.")))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TrashPage {
    /// False keeps the children: they move up to the parent of the page.
    #[schema(required = false, default = true)]
    trash_children: Option<bool>,
}

/// Moves a page to the trash.
#[utoipa::path(
    operation_id = "pages.trash", tag = "pages",
    params(("pageId" = String, Path)),
    request_body = Option<TrashPage>,
    responses((status = 200, body = Done), InputRefusal)
)]
#[delete("/api/pages/{pageId}")]
pub(super) async fn trash(caller: Caller<(Id<PageId>, Body<TrashPage>)>) -> Result<Json<Done>> {
    let (Id(page), Body(how)) = &caller.input;
    let with_children = how.trash_children.unwrap_or(true);
    app::page::trash(&caller.db, &caller.actor, page, with_children).await?;
    Ok(Json(Done::new("The page is in the trash.")))
}

/// Brings a page back from the trash, with what went there with it.
#[utoipa::path(operation_id = "pages.restore", tag = "pages", params(("pageId" = String, Path)), responses((status = 200, body = Done), InputRefusal))]
#[post("/api/pages/{pageId}/restore")]
pub(super) async fn restore(caller: Caller<Id<PageId>>) -> Result<Json<Done>> {
    let Id(page) = &caller.input;
    let message = app::page::restore(&caller.db, &caller.actor, page).await?;
    Ok(Json(Done::new(message)))
}
