//! A drive: its tree, and what changed in it lately.

use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use db::id::DriveId;
use db::schema::Page;
use maud::{Markup, html};

use super::icon::{icon, of_type};
use super::shell::{Shell, page_head};
use super::{Needs, go_to};
use crate::error::Result;
use crate::extract::{Id, Visitor};
use crate::wire::Date;

/// Pages in the list of recent changes.
const RECENT: usize = 20;

/// The first drive of the visitor.
#[get("/")]
pub(super) async fn first(visitor: Visitor) -> Result<HttpResponse> {
    Ok(go_to(&format!("/d/{}", first_id(&visitor).await?)))
}

/// The drive that somebody used last, else the first one. Everybody has one.
pub(super) async fn first_id(visitor: &Visitor) -> Result<DriveId> {
    let drives = app::drive::list(&visitor.db, &visitor.actor, false).await?;
    let last_used = drives.iter().filter(|view| view.last_accessed_at.is_some());
    let chosen = last_used
        .max_by_key(|view| view.last_accessed_at)
        .or(drives.first());
    Ok(chosen.ok_or(app::Error::NotFound)?.drive.id.clone())
}

/// The screen of a drive.
#[get("/d/{driveId}")]
pub(super) async fn show(visitor: Visitor, Id(drive): Id<DriveId>) -> Result<Markup> {
    let shell = Shell::load(&visitor, &drive).await?;
    Ok(screen(shell, None))
}

/// The tree alone, to be swapped in.
#[get("/d/{driveId}/tree")]
pub(super) async fn tree(visitor: Visitor, Id(drive): Id<DriveId>) -> Result<Markup> {
    Ok(Shell::load(&visitor, &drive).await?.tree())
}

/// The drive, and why the form that makes a page came back.
pub(super) fn screen(shell: Shell<'_>, error: Option<&str>) -> Markup {
    let name = shell.drive.name.clone();
    let centre = html! {
        div.centre {
            (page_head(&name))
            main.content id="content" {
                @if shell.pages.is_empty() { (empty()) } @else { (recent(&shell)) }
            }
        }
    };
    shell.render(&name, Needs::Sidebar, error, &centre)
}

fn empty() -> Markup {
    html! {
        div.empty {
            svg.icon.empty-icon aria-hidden="true" { use href="/assets/icons.svg#document" {} }
            h2 { "Nothing here yet" }
            p { "Pages hold text that several people can write at the same time." }
            p { button.button.button-primary type="button" data-focus="new-title" { "Create the first page" } }
        }
    }
}

fn recent(shell: &Shell<'_>) -> Markup {
    let mut pages: Vec<&Page> = shell.pages.iter().map(|item| &item.page).collect();
    pages.sort_by_key(|page| std::cmp::Reverse(page.updated_at));
    pages.truncate(RECENT);
    html! {
        h2.section-title { "Recently changed" }
        (page_list(&pages))
    }
}

/// Pages with the time of their last change.
pub(super) fn page_list(pages: &[&Page]) -> Markup {
    html! {
        ul.page-list {
            @for page in pages {
                li {
                    a.page-list-link href={ "/p/" (page.id) } {
                        (icon(of_type(page.page_type)))
                        span.page-list-title { (page.title) }
                        (time(page.updated_at, "page-list-time"))
                    }
                }
            }
        }
    }
}

/// A moment, for people and for programs.
pub(super) fn time(at: DateTime<Utc>, class: &str) -> Markup {
    html! {
        time class=[(!class.is_empty()).then_some(class)] datetime=(Date::from(at)) {
            (at.format("%-d %B %Y, %H:%M UTC").to_string())
        }
    }
}
