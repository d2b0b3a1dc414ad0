//! The facts that decide who may do what: fetched in one query, without a verdict.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::Result;
use crate::id::{DriveId, PageId, UserId};
use crate::schema::{MemberRole, MemberRoleSql, PageType, PageTypeSql};

/// What ties a person to a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriveFacts {
    pub is_owner: bool,
    /// The role of an accepted membership.
    pub role: Option<MemberRole>,
    pub members_edit: bool,
    pub is_trashed: bool,
}

/// What ties a person to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub drive: DriveFacts,
    pub page_type: PageType,
    pub is_trashed: bool,
    pub is_creator: bool,
    /// From the page up to the root of its tree.
    pub way: Vec<Step>,
}

/// One page on the way up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub page: PageId,
    pub is_private: bool,
    pub is_creator: bool,
    pub is_trashed: bool,
}

/// A page below another one.
#[derive(Debug, Clone)]
pub struct Below {
    pub page: PageId,
    pub parent: PageId,
    pub trash_mark: Option<Uuid>,
    pub facts: Facts,
}

#[derive(QueryableByName)]
struct WayRow {
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
    #[diesel(embed)]
    drive: DriveRow,
}

#[derive(QueryableByName)]
struct DriveRow {
    #[diesel(sql_type = Bool)]
    is_owner: bool,
    #[diesel(sql_type = Nullable<MemberRoleSql>)]
    role: Option<MemberRole>,
    #[diesel(sql_type = Bool)]
    members_edit: bool,
    #[diesel(sql_type = Bool)]
    drive_trashed: bool,
}

impl From<DriveRow> for DriveFacts {
    fn from(row: DriveRow) -> Self {
        Self {
            is_owner: row.is_owner,
            role: row.role,
            members_edit: row.members_edit,
            is_trashed: row.drive_trashed,
        }
    }
}

const FACTS: &str = "
WITH RECURSIVE way AS (
    SELECT id, parent_id, drive_id, page_type, trashed_at, is_private, created_by, 0 AS depth
    FROM pages WHERE id = $1
  UNION ALL
    SELECT above.id, above.parent_id, above.drive_id, above.page_type, above.trashed_at,
           above.is_private, above.created_by, way.depth + 1
    FROM way JOIN pages above ON above.id = way.parent_id
)
SELECT way.id, way.page_type, way.trashed_at IS NOT NULL AS is_trashed, way.is_private,
       coalesce(way.created_by = $2, false) AS is_creator,
       drives.owner_id = $2 AS is_owner, members.role, drives.members_edit,
       drives.trashed_at IS NOT NULL AS drive_trashed
FROM way
JOIN drives ON drives.id = way.drive_id
LEFT JOIN drive_members members ON members.drive_id = drives.id
      AND members.user_id = $2 AND members.accepted_at IS NOT NULL
ORDER BY way.depth";

const DRIVE_FACTS: &str = "
SELECT drives.owner_id = $2 AS is_owner, members.role, drives.members_edit,
       drives.trashed_at IS NOT NULL AS drive_trashed
FROM drives
LEFT JOIN drive_members members ON members.drive_id = drives.id
      AND members.user_id = $2 AND members.accepted_at IS NOT NULL
WHERE drives.id = $1";

const BELOW: &str = "
WITH RECURSIVE below AS (
    SELECT id, parent_id, page_type, trashed_at, trash_mark, is_private, created_by, 1 AS depth
    FROM pages WHERE parent_id = $1
  UNION ALL
    SELECT child.id, child.parent_id, child.page_type, child.trashed_at, child.trash_mark,
           child.is_private, child.created_by, below.depth + 1
    FROM below JOIN pages child ON child.parent_id = below.id
)
SELECT id, parent_id, page_type, trashed_at IS NOT NULL AS is_trashed, trash_mark, is_private,
       coalesce(created_by = $2, false) AS is_creator
FROM below ORDER BY depth, id";

/// The rules of permissions as one condition. `is_open`: the nearest private page on the way up,
/// if there is one, was created by this person.
const VISIBLE: &str = "
WITH RECURSIVE me AS (
    SELECT drives.owner_id = $2 OR coalesce(members.role = 'admin', false) AS is_admin
    FROM drives
    LEFT JOIN drive_members members ON members.drive_id = drives.id
          AND members.user_id = $2 AND members.accepted_at IS NOT NULL
    WHERE drives.id = $1 AND drives.trashed_at IS NULL
      AND (drives.owner_id = $2 OR members.id IS NOT NULL)
), tree AS (
    SELECT id, trashed_at, coalesce(created_by = $2, false) AS is_creator,
           NOT is_private OR coalesce(created_by = $2, false) AS is_open
    FROM pages WHERE drive_id = $1 AND parent_id IS NULL
  UNION ALL
    SELECT child.id, child.trashed_at, coalesce(child.created_by = $2, false),
           CASE WHEN child.is_private THEN coalesce(child.created_by = $2, false)
                ELSE tree.is_open END
    FROM tree JOIN pages child ON child.parent_id = tree.id
)
SELECT tree.id FROM tree CROSS JOIN me
WHERE me.is_admin OR tree.is_creator OR (tree.is_open AND (tree.trashed_at IS NULL OR $3))";

/// All facts about one person and one page; `None` if there is no such page.
pub async fn facts(
    conn: &mut AsyncPgConnection,
    page: &PageId,
    user: &UserId,
) -> Result<Option<Facts>> {
    let rows: Vec<WayRow> = diesel::sql_query(FACTS)
        .bind::<Text, _>(page)
        .bind::<Text, _>(user)
        .load(conn)
        .await?;
    let way = rows.iter().map(|row| Step {
        page: row.id.clone(),
        is_private: row.is_private,
        is_creator: row.is_creator,
        is_trashed: row.is_trashed,
    });
    let way = way.collect();
    Ok(rows.into_iter().next().map(|first| Facts {
        page_type: first.page_type,
        is_trashed: first.is_trashed,
        is_creator: first.is_creator,
        drive: first.drive.into(),
        way,
    }))
}

/// All facts about one person and one drive; `None` if there is no such drive.
pub async fn drive_facts(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    user: &UserId,
) -> Result<Option<DriveFacts>> {
    let row: Option<DriveRow> = diesel::sql_query(DRIVE_FACTS)
        .bind::<Text, _>(drive)
        .bind::<Text, _>(user)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(DriveFacts::from))
}

/// The facts about every page below `page`, parents before children, also those in the trash.
pub async fn below(
    conn: &mut AsyncPgConnection,
    page: &PageId,
    user: &UserId,
    above: &Facts,
) -> Result<Vec<Below>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: PageId,
        #[diesel(sql_type = Text)]
        parent_id: PageId,
        #[diesel(sql_type = PageTypeSql)]
        page_type: PageType,
        #[diesel(sql_type = Bool)]
        is_trashed: bool,
        #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
        trash_mark: Option<Uuid>,
        #[diesel(sql_type = Bool)]
        is_private: bool,
        #[diesel(sql_type = Bool)]
        is_creator: bool,
    }
    let rows: Vec<Row> = diesel::sql_query(BELOW)
        .bind::<Text, _>(page)
        .bind::<Text, _>(user)
        .load(conn)
        .await?;
    let mut ways: HashMap<PageId, Vec<Step>> = HashMap::from([(page.clone(), above.way.clone())]);
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let step = Step {
            page: row.id.clone(),
            is_private: row.is_private,
            is_creator: row.is_creator,
            is_trashed: row.is_trashed,
        };
        let upwards = ways.get(&row.parent_id).into_iter().flatten().cloned();
        let way: Vec<Step> = std::iter::once(step).chain(upwards).collect();
        ways.insert(row.id.clone(), way.clone());
        found.push(Below {
            page: row.id,
            parent: row.parent_id,
            trash_mark: row.trash_mark,
            facts: Facts {
                drive: above.drive,
                page_type: row.page_type,
                is_trashed: row.is_trashed,
                is_creator: row.is_creator,
                way,
            },
        });
    }
    Ok(found)
}

/// The pages of a drive that a person may see. Pages in the trash are among them for those who may
/// restore them, or with `before_trash` for everyone who would see them outside of it.
pub async fn visible(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    user: &UserId,
    before_trash: bool,
) -> Result<HashSet<PageId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: PageId,
    }
    let rows: Vec<Row> = diesel::sql_query(VISIBLE)
        .bind::<Text, _>(drive)
        .bind::<Text, _>(user)
        .bind::<Bool, _>(before_trash)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
