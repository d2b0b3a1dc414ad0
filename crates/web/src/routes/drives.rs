//! Drives, the pages in them, and what happened in them.

use actix_web::web::Json;
use actix_web::{get, post};
use db::id::{DriveId, PageId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Created;
use crate::error::{Error, Result};
use crate::extract::{Body, Caller, Id, Query, from_text};
use crate::openapi::InputRefusal;
use crate::wire::{Drive, Event, EventList, PageList, PageNode, Pages};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListDrives {
    /// Also drives in the trash, if the caller may restore them.
    #[serde(default, deserialize_with = "from_text")]
    #[param(required = false)]
    include_trash: Option<bool>,
    /// Only drives that a key can be limited to: none that is in the trash.
    #[serde(default, deserialize_with = "from_text")]
    #[param(required = false)]
    token_scopable: Option<bool>,
}

/// Drives that the caller owns or belongs to.
#[utoipa::path(operation_id = "drives.list", tag = "drives", params(ListDrives), responses((status = 200, body = [Drive]), InputRefusal))]
#[get("/api/drives")]
pub(super) async fn list(caller: Caller<Query<ListDrives>>) -> Result<Json<Vec<Drive>>> {
    let Query(query) = &caller.input;
    let with_trash = query.include_trash == Some(true) && query.token_scopable != Some(true);
    let drives = app::drive::list(&caller.db, &caller.actor, with_trash).await?;
    Ok(Json(drives.into_iter().map(Drive::from).collect()))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CreateDrive {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
}

/// Makes a drive that the caller owns.
#[utoipa::path(operation_id = "drives.create", tag = "drives", request_body = CreateDrive, responses((status = 201, body = Drive), InputRefusal))]
#[post("/api/drives")]
pub(super) async fn create(caller: Caller<Body<CreateDrive>>) -> Result<Created<Drive>> {
    let Body(new) = &caller.input;
    let drive = app::drive::create(&caller.db, &caller.actor, &new.name).await?;
    Ok(Created(drive.into()))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListPages {
    /// Lists what is below this page instead of the root of the drive.
    parent_id: Option<String>,
    /// The whole subtree, depth first.
    #[serde(default, deserialize_with = "from_text")]
    #[param(required = false)]
    recursive: Option<bool>,
    /// A flat list; without it the answer is a tree.
    #[serde(default, deserialize_with = "from_text")]
    #[param(required = false)]
    ls: Option<bool>,
}

/// The pages of a drive that the caller may see.
#[utoipa::path(
    operation_id = "pages.list", tag = "drives",
    params(("driveId" = String, Path), ListPages),
    responses((status = 200, body = Pages), InputRefusal)
)]
#[get("/api/drives/{driveId}/pages")]
pub(super) async fn pages(caller: Caller<(Id<DriveId>, Query<ListPages>)>) -> Result<Json<Pages>> {
    let (Id(drive), Query(query)) = &caller.input;
    let is_list = query.ls == Some(true);
    let recursive = !is_list || query.recursive == Some(true);
    let parent = query
        .parent_id
        .as_deref()
        .filter(|id| !id.is_empty())
        .map(known)
        .transpose()?;
    let listing =
        app::page::list(&caller.db, &caller.actor, drive, parent.as_ref(), recursive).await?;
    Ok(Json(if is_list {
        Pages::List(PageList::from(listing))
    } else {
        Pages::Tree(PageNode::forest(listing.pages))
    }))
}

/// An id from a query or a body. One that cannot be an id is answered like one that nothing has.
pub(super) fn known(id: &str) -> Result<PageId> {
    id.parse()
        .map_err(|db::id::MalformedId| Error::from(app::Error::NotFound))
}

/// Events in one answer.
const PAGE: i64 = 500;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Replay {
    /// The last number that the client has.
    #[serde(default, deserialize_with = "from_text")]
    #[param(required = false, minimum = 0)]
    after: Option<i64>,
    /// At most so many events.
    #[serde(default, deserialize_with = "from_text")]
    #[param(required = false, minimum = 1, maximum = 500)]
    limit: Option<i64>,
}

impl Replay {
    fn checked(&self) -> Result<(i64, i64)> {
        let (after, limit) = (self.after.unwrap_or(0), self.limit.unwrap_or(PAGE));
        if after < 0 {
            return Err(Error::invalid("after", "after must not be negative"));
        }
        if !(1..=PAGE).contains(&limit) {
            return Err(Error::invalid(
                "limit",
                format!("limit must be from 1 to {PAGE}"),
            ));
        }
        Ok((after, limit))
    }
}

/// What happened in a drive after a given number, in order: every event once.
#[utoipa::path(
    operation_id = "drives.events", tag = "drives",
    params(("driveId" = String, Path), Replay),
    responses((status = 200, body = EventList), InputRefusal)
)]
#[get("/api/drives/{driveId}/events")]
pub(super) async fn events(
    caller: Caller<(Id<DriveId>, Query<Replay>)>,
) -> Result<Json<EventList>> {
    let (Id(drive), Query(query)) = &caller.input;
    let (after, limit) = query.checked()?;
    // The head first: an event that comes in between is then beyond it, not lost below it.
    let head = app::feed::head(&caller.db, &caller.actor, drive).await?;
    let events = app::feed::since(&caller.db, &caller.actor, drive, after, limit).await?;
    let events = events.into_iter().map(Event::from).collect();
    Ok(Json(EventList { events, head }))
}
