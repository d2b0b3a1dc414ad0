//! The log as people read it: newest first, and only what they may see.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::View;
use diesel_kit::relation::Query;
use uuid::Uuid;

use crate::Result;
use crate::cursor::{self, ByTime, Cursor};
use crate::id::{DriveId, PageId, UserId};
use crate::ops::{EmptyList, Filter};
use crate::query::user::Author;
use crate::schema::{Activity, ResourceType, activity, activity_log};

/// A change, and whose it is.
#[derive(Debug, Clone, View)]
#[view(activity)]
pub struct ActivityView {
    #[view(row)]
    pub activity: Activity,
    /// `None` if nobody did it, or the account is gone.
    #[view(with)]
    pub user: Option<Author>,
}

/// What the changes are about.
#[derive(Debug, Clone)]
pub enum About<'a> {
    Drive(&'a DriveId),
    Page(&'a PageId),
    /// What a person did in some drives.
    PersonIn(&'a UserId, &'a [DriveId]),
    /// What a person did in some drives, and outside of drives.
    Person(&'a UserId, &'a [DriveId]),
}

/// Which changes are listed.
#[derive(Debug, Clone)]
pub struct Criteria<'a> {
    pub about: About<'a>,
    /// The pages whose changes may be seen; changes that are about no page may be seen anyway.
    pub visible: &'a [PageId],
    pub operation: Option<&'a str>,
    pub resource_type: Option<ResourceType>,
    pub from: Option<DateTime<Utc>>,
    /// Inclusive.
    pub until: Option<DateTime<Utc>>,
}

type Condition<'a> = Filter<'a, activity_log::table>;

impl Criteria<'_> {
    fn condition(&self) -> Condition<'_> {
        let parts = [
            self.about.condition(),
            Filter::of(
                activity_log::page_id
                    .is_null()
                    .or(activity_log::page_id.eq_any(self.visible)),
            ),
            Filter::optional(self.operation, |operation| {
                activity_log::operation.eq(operation)
            }),
            Filter::optional(self.resource_type, |resource| {
                activity_log::resource_type.eq(resource)
            }),
            Filter::optional(self.from, |from| activity_log::at.ge(from)),
            Filter::optional(self.until, |until| activity_log::at.le(until)),
        ];
        // Never an empty list, see above.
        Filter::all_of(parts).unwrap_or_else(|EmptyList| Filter::unfiltered())
    }
}

impl About<'_> {
    fn condition(&self) -> Condition<'_> {
        match self {
            Self::Drive(drive) => Filter::of(activity_log::drive_id.eq(*drive)),
            Self::Page(page) => Filter::of(activity_log::page_id.eq(*page)),
            Self::PersonIn(user, drives) => Filter::of(
                activity_log::user_id
                    .eq(*user)
                    .and(activity_log::drive_id.eq_any(*drives)),
            ),
            Self::Person(user, drives) => Filter::of(
                activity_log::user_id.eq(*user).and(
                    activity_log::drive_id
                        .is_null()
                        .or(activity_log::drive_id.eq_any(*drives)),
                ),
            ),
        }
    }
}

/// Some changes, and where the next ones begin.
pub type Entries = cursor::Page<ActivityView, ByTime<Uuid>>;

fn matching<'a>(criteria: &'a Criteria<'a>) -> Query<'a, ActivityView> {
    ActivityView::query().filter(criteria.condition())
}

/// The changes before a place in the log, newest first.
pub async fn newest(
    conn: &mut AsyncPgConnection,
    criteria: &Criteria<'_>,
    before: Option<ByTime<Uuid>>,
    limit: u32,
) -> Result<Entries> {
    let by = (activity_log::at.desc(), activity_log::id.desc());
    let place = |row: &ActivityView| Cursor {
        key: row.activity.at,
        id: row.activity.id,
    };
    cursor::load(conn, matching(criteria), by, before, limit, place).await
}

/// The changes by number, newest first.
pub async fn list(
    conn: &mut AsyncPgConnection,
    criteria: &Criteria<'_>,
    limit: u32,
    offset: u32,
) -> Result<Vec<ActivityView>> {
    let page = matching(criteria)
        .order((activity_log::at.desc(), activity_log::id.desc()))
        .limit(limit.into())
        .offset(offset.into());
    Ok(page.load(conn).await?)
}

/// How many changes there are.
pub async fn count(conn: &mut AsyncPgConnection, criteria: &Criteria<'_>) -> Result<i64> {
    Ok(activity_log::table
        .filter(criteria.condition())
        .count()
        .get_result(conn)
        .await?)
}
