//! The facts about one page, one drive, or everything below a page.

use std::collections::HashMap;

use diesel::dsl::{exists, now, select};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;
use uuid::Uuid;

use super::{Asker, Below, DriveFacts, Facts, Rights, Scope, Step};
use crate::Result;
use crate::id::{DriveId, PageId};
use crate::schema::{
    MemberRole, MemberRoleSql, PageType, PageTypeSql, page_permissions, pages,
    role_page_permissions,
};

/// What ties the person `$2` and the key `$3` to a drive, as a subquery.
macro_rules! me {
    ($drive:literal) => {
        concat!(
            "SELECT drives.id AS drive_id, drives.owner_id = $2 AS is_owner, members.role, drives.members_edit,
                    drives.trashed_at IS NOT NULL AS drive_trashed, members.custom_role_id,
                    own.can_view::int + 2 * own.can_edit::int + 4 * own.can_share::int AS wide,
                    coalesce(keys.is_scoped, false) AS is_scoped, scope.drive_id IS NOT NULL AS in_scope,
                    scope.role AS key_role, scope.custom_role_id AS key_custom_role_id,
                    of_key.can_view::int + 2 * of_key.can_edit::int + 4 * of_key.can_share::int AS key_wide
             FROM drives
             LEFT JOIN drive_members members ON members.drive_id = drives.id
                   AND members.user_id = $2 AND members.accepted_at IS NOT NULL
             LEFT JOIN drive_roles own ON own.id = members.custom_role_id
             LEFT JOIN api_keys keys ON keys.id = $3
             LEFT JOIN api_key_drives scope ON scope.api_key_id = $3 AND scope.drive_id = drives.id
             LEFT JOIN drive_roles of_key ON of_key.id = scope.custom_role_id
             WHERE drives.id = ",
            $drive
        )
    };
}
pub(super) use me;

/// What is said about a page `$page` for the person and the key of `me`, and the joins that it needs.
macro_rules! step {
    (columns $page:literal) => {
        concat!(
            $page, ".id, ", $page, ".page_type, ", $page, ".trashed_at IS NOT NULL AS is_trashed, ",
            $page, ".is_private, coalesce(", $page, ".created_by = $2, false) AS is_creator,
            coalesce(", $page, ".created_by_key = $3, false) AS is_made_by_key,
            grants.can_view::int + 2 * grants.can_edit::int + 4 * grants.can_share::int
                + 8 * grants.can_delete::int AS granted,
            coalesce(grants.page_only, false) AS is_page_only,
            entries.can_view::int + 2 * entries.can_edit::int + 4 * entries.can_share::int AS entry,
            of_key.can_view::int + 2 * of_key.can_edit::int + 4 * of_key.can_share::int AS key_entry"
        )
    };
    (joins $page:literal) => {
        concat!(
            " LEFT JOIN page_permissions grants ON grants.page_id = ", $page, ".id AND grants.user_id = $2
                  AND (grants.expires_at IS NULL OR grants.expires_at > now())
              LEFT JOIN role_page_permissions entries ON entries.page_id = ", $page, ".id
                  AND entries.role_id = me.custom_role_id
              LEFT JOIN role_page_permissions of_key ON of_key.page_id = ", $page, ".id
                  AND of_key.role_id = me.key_custom_role_id"
        )
    };
}
pub(super) use step;

const DRIVE_FACTS: &str = me!("$1");

/// The text behind [`facts`], for whoever measures it.
pub const FACTS: &str = concat!(
    "WITH RECURSIVE way AS (
        SELECT pages.*, 0 AS depth FROM pages WHERE id = $1
      UNION ALL
        SELECT above.*, way.depth + 1 FROM way JOIN pages above ON above.id = way.parent_id
    ), me AS (",
    me!("(SELECT drive_id FROM way WHERE depth = 0)"),
    ") SELECT me.*, ",
    step!(columns "way"),
    " FROM way CROSS JOIN me",
    step!(joins "way"),
    " ORDER BY way.depth"
);

const BELOW: &str = concat!(
    "WITH RECURSIVE below AS (
        SELECT pages.*, 1 AS depth FROM pages WHERE parent_id = $1
      UNION ALL
        SELECT child.*, below.depth + 1 FROM below JOIN pages child ON child.parent_id = below.id
    ), me AS (",
    me!("(SELECT drive_id FROM pages WHERE id = $1)"),
    ") SELECT below.parent_id, below.trash_mark, ",
    step!(columns "below"),
    " FROM below CROSS JOIN me",
    step!(joins "below"),
    " ORDER BY below.depth, below.id"
);

#[derive(QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of a query")]
struct DriveRow {
    #[diesel(sql_type = Bool)]
    is_owner: bool,
    #[diesel(sql_type = Nullable<MemberRoleSql>)]
    role: Option<MemberRole>,
    #[diesel(sql_type = Nullable<Integer>)]
    wide: Option<i32>,
    #[diesel(sql_type = Bool)]
    is_scoped: bool,
    #[diesel(sql_type = Bool)]
    in_scope: bool,
    #[diesel(sql_type = Nullable<MemberRoleSql>)]
    key_role: Option<MemberRole>,
    #[diesel(sql_type = Nullable<Integer>)]
    key_wide: Option<i32>,
    #[diesel(sql_type = Bool)]
    members_edit: bool,
    #[diesel(sql_type = Bool)]
    drive_trashed: bool,
}

impl From<DriveRow> for DriveFacts {
    fn from(row: DriveRow) -> Self {
        let scope = match (row.is_scoped, row.in_scope, row.key_role) {
            (true, false, _) => Scope::Outside,
            (true, true, Some(role)) => Scope::Role(role),
            (true, true, None) | (false, ..) => Scope::Person,
        };
        Self {
            is_owner: row.is_owner,
            role: row.role,
            wide: row.wide.map(Rights::of),
            scope,
            key_wide: row.key_wide.map(Rights::of),
            members_edit: row.members_edit,
            is_trashed: row.drive_trashed,
        }
    }
}

#[derive(QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of a query")]
struct StepRow {
    #[diesel(sql_type = Text)]
    id: PageId,
    #[diesel(sql_type = PageTypeSql)]
    page_type: PageType,
    #[diesel(sql_type = Bool)]
    is_trashed: bool,
    #[diesel(sql_type = Bool)]
    is_private: bool,
    #[diesel(sql_type = Bool)]
    is_creator: bool,
    #[diesel(sql_type = Bool)]
    is_made_by_key: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    granted: Option<i32>,
    #[diesel(sql_type = Bool)]
    is_page_only: bool,
    #[diesel(sql_type = Nullable<Integer>)]
    entry: Option<i32>,
    #[diesel(sql_type = Nullable<Integer>)]
    key_entry: Option<i32>,
}

impl From<StepRow> for Step {
    fn from(row: StepRow) -> Self {
        Self {
            page: row.id,
            is_private: row.is_private,
            is_creator: row.is_creator,
            is_made_by_key: row.is_made_by_key,
            is_trashed: row.is_trashed,
            grant: row.granted.map(Rights::of),
            is_page_only: row.is_page_only,
            entry: row.entry.map(Rights::of),
            key_entry: row.key_entry.map(Rights::of),
        }
    }
}

#[derive(QueryableByName)]
struct WayRow {
    #[diesel(embed)]
    drive: DriveRow,
    #[diesel(embed)]
    step: StepRow,
}

#[derive(QueryableByName)]
struct BelowRow {
    #[diesel(sql_type = Text)]
    parent_id: PageId,
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    trash_mark: Option<Uuid>,
    #[diesel(embed)]
    step: StepRow,
}

/// All facts about one page; `None` if there is no such page.
pub async fn facts(
    conn: &mut AsyncPgConnection,
    page: &PageId,
    asker: impl Into<Asker<'_>>,
) -> Result<Option<Facts>> {
    let asker = asker.into();
    let query = diesel::sql_query(FACTS)
        .bind::<Text, _>(page)
        .bind::<Text, _>(asker.user)
        .bind::<Nullable<Text>, _>(asker.key);
    let rows: Vec<WayRow> = prepared(query).load(conn).await?;
    let mut about = None;
    let mut way = Vec::with_capacity(rows.len());
    for row in rows {
        about.get_or_insert((row.drive.into(), row.step.page_type, row.step.is_trashed));
        way.push(row.step.into());
    }
    Ok(about.map(|(drive, page_type, is_trashed)| Facts {
        drive,
        page_type,
        is_trashed,
        way,
    }))
}

/// All facts about one drive; `None` if there is no such drive.
pub async fn drive_facts(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    asker: impl Into<Asker<'_>>,
) -> Result<Option<DriveFacts>> {
    let asker = asker.into();
    let query = diesel::sql_query(DRIVE_FACTS)
        .bind::<Text, _>(drive)
        .bind::<Text, _>(asker.user)
        .bind::<Nullable<Text>, _>(asker.key);
    let row: Option<DriveRow> = prepared(query).get_result(conn).await.optional()?;
    Ok(row.map(DriveFacts::from))
}

/// The facts about every page below `page`, parents before children, also those in the trash.
pub async fn below(
    conn: &mut AsyncPgConnection,
    page: &PageId,
    asker: impl Into<Asker<'_>>,
    above: &Facts,
) -> Result<Vec<Below>> {
    let asker = asker.into();
    let query = diesel::sql_query(BELOW)
        .bind::<Text, _>(page)
        .bind::<Text, _>(asker.user)
        .bind::<Nullable<Text>, _>(asker.key);
    let rows: Vec<BelowRow> = prepared(query).load(conn).await?;
    let mut ways: HashMap<PageId, Vec<Step>> = HashMap::from([(page.clone(), above.way.clone())]);
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (page_type, is_trashed) = (row.step.page_type, row.step.is_trashed);
        let step = Step::from(row.step);
        let page = step.page.clone();
        let upwards = ways.get(&row.parent_id).into_iter().flatten().cloned();
        let way: Vec<Step> = std::iter::once(step).chain(upwards).collect();
        ways.insert(page.clone(), way.clone());
        found.push(Below {
            page,
            parent: row.parent_id,
            trash_mark: row.trash_mark,
            facts: Facts {
                drive: above.drive,
                page_type,
                is_trashed,
                way,
            },
        });
    }
    Ok(found)
}

/// True if one of the pages is private, or carries a grant or a role's entry, of whomever.
pub async fn any_marked(conn: &mut AsyncPgConnection, pages: &[&PageId]) -> Result<bool> {
    let private = pages::table
        .filter(pages::id.eq_any(pages))
        .filter(pages::is_private);
    let granted = page_permissions::table
        .filter(page_permissions::page_id.eq_any(pages))
        .filter(
            page_permissions::expires_at
                .is_null()
                .or(page_permissions::expires_at.gt(now.into_sql::<Timestamptz>().nullable())),
        );
    let entered = role_page_permissions::table.filter(role_page_permissions::page_id.eq_any(pages));
    Ok(
        select(exists(private).or(exists(granted)).or(exists(entered)))
            .get_result(conn)
            .await?,
    )
}
