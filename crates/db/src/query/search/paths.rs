//! Pages with their paths, and with their contents: what patterns are matched against.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Result;
use crate::id::{DriveId, PageId};
use crate::schema::{PageType, documents, pages};

/// A page and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub id: PageId,
    pub title: String,
    pub page_type: PageType,
    /// The titles from the root down to this page, with `/` between them. What may not be seen is
    /// passed on the way, but gives no step.
    pub path: String,
}

/// A page and what it reads as.
#[derive(Debug, Clone, Queryable)]
pub struct Content {
    pub id: PageId,
    pub title: String,
    pub page_type: PageType,
    /// `None` for types without lines.
    pub content: Option<String>,
}

#[derive(Queryable)]
struct Row {
    id: PageId,
    parent_id: Option<PageId>,
    title: String,
    page_type: PageType,
    is_live: bool,
}

/// The live pages of a drive that are among `visible`, by path.
///
/// The paths are put together here: PostgreSQL takes a recursion over a whole drive for much more
/// than it is, and spends a multiple of its time on compiling it.
pub async fn paths(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    visible: &[PageId],
) -> Result<Vec<Located>> {
    let rows: Vec<Row> = pages::table
        .filter(pages::drive_id.eq(drive))
        .select((
            pages::id,
            pages::parent_id,
            pages::title,
            pages::page_type,
            pages::trashed_at.is_null(),
        ))
        .load(conn)
        .await?;
    let visible: HashSet<&PageId> = visible.iter().collect();
    let by_id: HashMap<&PageId, &Row> = rows.iter().map(|row| (&row.id, row)).collect();
    let shown = rows
        .iter()
        .filter(|row| row.is_live && visible.contains(&row.id));
    let mut located: Vec<Located> = shown
        .map(|row| Located {
            id: row.id.clone(),
            title: row.title.clone(),
            page_type: row.page_type,
            path: path(row, &by_id, &visible),
        })
        .collect();
    located.sort_unstable_by(|a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
    Ok(located)
}

fn path(page: &Row, by_id: &HashMap<&PageId, &Row>, visible: &HashSet<&PageId>) -> String {
    let above = |row: &&Row| row.parent_id.as_ref().and_then(|id| by_id.get(id).copied());
    let way = std::iter::successors(Some(page), above);
    let mut titles: Vec<&str> = way
        .filter(|row| visible.contains(&row.id))
        .map(|row| row.title.as_str())
        .collect();
    titles.reverse();
    titles.join("/")
}

/// The live ones of these pages with their contents, by id. Contents are large: ask for some at a time.
pub async fn contents(conn: &mut AsyncPgConnection, some: &[PageId]) -> Result<Vec<Content>> {
    Ok(pages::table
        .left_join(documents::table)
        .filter(pages::id.eq_any(some))
        .filter(pages::trashed_at.is_null())
        .order(pages::id)
        .select((
            pages::id,
            pages::title,
            pages::page_type,
            documents::content.nullable(),
        ))
        .load(conn)
        .await?)
}
