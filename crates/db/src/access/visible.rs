//! The pages that somebody may see, as one condition for lists.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use super::Asker;
use super::fetch::{me, step};
use crate::Result;
use crate::id::{DriveId, PageId};

/// The rules of permissions over a whole drive. `here` is what an entry or a barrier says about the page,
/// `beneath` what it says about those below it; null: nothing on the way up says anything. Sums of rights
/// as in [`Rights`](super::Rights).
const VISIBLE: &str = concat!(
    "WITH RECURSIVE me AS (",
    me!("$1"),
    "), standing AS (
        SELECT me.*, is_owner OR coalesce(role = 'admin', false) AS is_admin,
               is_owner OR role IS NOT NULL AS is_member, is_scoped AND key_role IS NOT NULL AS is_keyed
        FROM me WHERE NOT drive_trashed AND (in_scope OR NOT is_scoped)
    ), dressed AS (
        SELECT pages.parent_id, standing.is_member, ",
    step!(columns "pages"),
    " FROM pages JOIN standing ON standing.drive_id = pages.drive_id CROSS JOIN me",
    step!(joins "pages"),
    "), steps AS (
        SELECT dressed.*,
               coalesce(granted, CASE WHEN is_member THEN entry END, barrier) AS here,
               coalesce(CASE WHEN NOT is_page_only THEN granted END, CASE WHEN is_member THEN entry END, barrier)
                   AS beneath,
               coalesce(key_entry, CASE WHEN is_private THEN is_made_by_key::int END) AS key_here
        FROM dressed CROSS JOIN LATERAL (
            SELECT CASE WHEN is_private THEN (is_member AND is_creator)::int END AS barrier
        ) AS barriers
    ), tree AS (
        SELECT id, is_trashed, is_creator, is_made_by_key, here, beneath, key_here
        FROM steps WHERE parent_id IS NULL
      UNION ALL
        SELECT steps.id, steps.is_trashed, steps.is_creator, steps.is_made_by_key,
               coalesce(steps.here, tree.beneath), coalesce(steps.beneath, tree.beneath),
               coalesce(steps.key_here, tree.key_here)
        FROM tree JOIN steps ON steps.parent_id = tree.id
    ), verdicts AS (
        SELECT id, is_trashed,
               CASE WHEN is_admin OR is_member AND is_creator THEN 9
                    WHEN is_member THEN coalesce(here, wide, 1)
                    ELSE coalesce(here, 0) END
             & CASE WHEN NOT is_keyed THEN 9
                    WHEN NOT is_member THEN 0
                    WHEN is_admin AND key_role = 'admin' OR is_made_by_key THEN 9
                    ELSE coalesce(key_here, key_wide, 1) END AS rights
        FROM tree CROSS JOIN standing
    )
    SELECT id FROM verdicts
    WHERE rights & 1 <> 0 AND (NOT is_trashed OR $4 OR rights & 8 <> 0)"
);

/// The pages of a drive that somebody may see. Pages in the trash are among them for those who may
/// restore them, or with `before_trash` for everyone who would see them outside of it.
pub async fn visible(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    asker: impl Into<Asker<'_>>,
    before_trash: bool,
) -> Result<HashSet<PageId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: PageId,
    }
    let asker = asker.into();
    let query = diesel::sql_query(VISIBLE)
        .bind::<Text, _>(drive)
        .bind::<Text, _>(asker.user)
        .bind::<Nullable<Text>, _>(asker.key)
        .bind::<Bool, _>(before_trash);
    let rows: Vec<Row> = prepared(query).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
