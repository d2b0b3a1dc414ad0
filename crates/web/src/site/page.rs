//! One page: its editor, or what is below it.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, post};
use app::document::Kind;
use app::live::Joined;
use app::page::{Details, NewPage};
use db::id::{DriveId, PageId};
use db::schema::{ContentMode, Page, PageType};
use maud::{Markup, html};
use serde::Deserialize;

use super::drive::{page_list, screen};
use super::form::Refused;
use super::icon::{icon, sidebar_toggle};
use super::shell::{Shell, color, page_head};
use super::{Needs, go_to};
use crate::error::{Error, Result};
use crate::extract::{Id, SignedIn, Visitor};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatePage {
    drive_id: String,
    title: String,
    #[serde(rename = "type")]
    kind: PageType,
}

/// Makes a page and opens it.
#[post("/pages")]
pub(super) async fn create(sent: SignedIn<CreatePage>) -> Result<HttpResponse> {
    let SignedIn { visitor, form } = sent;
    let unknown = |db::id::MalformedId| Error::from(app::Error::NotFound);
    let drive: DriveId = form.drive_id.parse().map_err(unknown)?;
    let new = new_page(drive.clone(), form.title, form.kind);
    match app::page::create(&visitor.db, &visitor.actor, new).await {
        Ok(page) => Ok(go_to(&format!("/p/{}", page.page.id))),
        Err(error) => {
            let refused = Refused::mendable(error, &[])?;
            let page = screen(
                Shell::load(&visitor, &drive).await?,
                refused.summary().as_deref(),
            );
            Ok(HttpResponse::BadRequest()
                .content_type(ContentType::html())
                .body(page.into_string()))
        }
    }
}

fn new_page(drive_id: DriveId, title: String, page_type: PageType) -> NewPage {
    NewPage {
        drive_id,
        parent_id: None,
        title,
        page_type,
        content: None,
        content_mode: ContentMode::Html,
        system_prompt: None,
        enabled_tools: None,
        ai_provider: None,
        ai_model: None,
    }
}

/// The screen of a page.
#[get("/p/{pageId}")]
pub(super) async fn show(visitor: Visitor, Id(page): Id<PageId>) -> Result<Markup> {
    let details = app::page::details(&visitor.db, &visitor.actor, &page).await?;
    let shell = Shell::load(&visitor, &details.page.page.drive_id).await?;
    let page = &details.page.page;
    if page.trashed_at.is_some() {
        let centre = in_trash(&shell, page);
        return Ok(shell.render(&page.title, Needs::Sidebar, None, &centre));
    }
    if !has_editor(page.page_type) {
        let centre = without_editor(&details);
        return Ok(shell.render(&page.title, Needs::Sidebar, None, &centre));
    }
    let joined = app::live::join(&visitor.db, &visitor.actor, &page.id).await?;
    let centre = with_editor(&visitor, &joined);
    Ok(shell.render(&page.title, Needs::Editor, None, &centre))
}

/// Types whose content is a shared document.
fn has_editor(page_type: PageType) -> bool {
    match page_type {
        PageType::Document | PageType::Code | PageType::Canvas | PageType::TaskList => true,
        PageType::Folder
        | PageType::Channel
        | PageType::AiChat
        | PageType::File
        | PageType::Sheet => false,
    }
}

fn with_editor(visitor: &Visitor, joined: &Joined) -> Markup {
    let Joined {
        page,
        kind,
        can_edit,
    } = joined;
    let kind = match kind {
        Kind::Rich => "rich",
        Kind::Text => "text",
    };
    html! {
        div.centre {
            header.page-head {
                div.page-row {
                    (sidebar_toggle())
                    h1.visually-hidden id="page-heading" { (page.title) }
                    input.page-title id="title" type="text" value=(page.title) maxlength="500"
                        aria-label="Page title" autocomplete="off" spellcheck="false" readonly[!can_edit];
                    ul.presence id="presence" aria-label="People here now" {}
                    span.save-state id="save-state" role="status" aria-live="polite" { "Connecting…" }
                    (menu(page))
                }
                p.field-error.title-error id="title-error" role="alert" hidden {}
                div.toolbar id="toolbar" role="toolbar" aria-label="Formatting" aria-controls="editor" {}
                p.banner id="banner" role="alert" hidden {}
            }
            main.editor id="editor" tabindex="-1" data-page-id=(page.id)
                data-document={ "page:" (page.id) } data-kind=(kind)
                data-collab-url={ (visitor.realtime) "/collab" } data-user-name=(visitor.user.name)
                data-user-color=(color(&visitor.user.id)) data-csrf=(visitor.csrf)
                data-read-only=(!can_edit) {}
            noscript { p.notice { "Editing needs JavaScript." } }
        }
    }
}

/// Types that this version keeps but cannot show say so, and lead to what is below them.
fn without_editor(details: &Details) -> Markup {
    let page = &details.page.page;
    let children: Vec<&Page> = details.children.iter().collect();
    html! {
        div.centre {
            header.page-head {
                div.page-row {
                    (sidebar_toggle())
                    h1.page-title { (page.title) }
                    (menu(page))
                }
            }
            main.content id="content" {
                @if page.page_type != PageType::Folder {
                    p.notice { "This version cannot show pages of this type yet. What is stored in it is kept." }
                }
                @if children.is_empty() {
                    p.hint { "There are no pages in here." }
                } @else {
                    h2.section-title { "Pages in here" }
                    (page_list(&children))
                }
            }
        }
    }
}

fn in_trash(shell: &Shell<'_>, page: &Page) -> Markup {
    html! {
        div.centre {
            (page_head(&page.title))
            main.content id="content" {
                p.notice { "This page is in the trash." }
                form method="post" action={ "/pages/" (page.id) "/restore" } {
                    (shell.csrf())
                    button.button.button-primary type="submit" { "Restore" }
                }
            }
        }
    }
}

fn menu(page: &Page) -> Markup {
    html! {
        details.menu id="page-menu" data-page-id=(page.id) data-drive-id=(page.drive_id) {
            summary.icon-button title="More" aria-label="More" { (icon("more")) }
            div.menu-items {
                @if has_editor(page.page_type) {
                    button.menu-item type="button" data-action="rename" { "Rename" }
                }
                button.menu-item.menu-item-danger type="button" data-action="trash" { "Move to trash" }
            }
        }
    }
}

/// A form with nothing in it but the token.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

/// Moves a page to the trash, and shows its drive.
#[post("/pages/{pageId}/trash")]
pub(super) async fn trash(sent: SignedIn<Nothing>, Id(page): Id<PageId>) -> Result<HttpResponse> {
    let (db, actor) = (&sent.visitor.db, &sent.visitor.actor);
    let drive = app::page::details(db, actor, &page)
        .await?
        .page
        .page
        .drive_id;
    app::page::trash(db, actor, &page, true).await?;
    Ok(go_to(&format!("/d/{drive}")))
}

/// Brings a page back, and shows it.
#[post("/pages/{pageId}/restore")]
pub(super) async fn restore(sent: SignedIn<Nothing>, Id(page): Id<PageId>) -> Result<HttpResponse> {
    app::page::restore(&sent.visitor.db, &sent.visitor.actor, &page).await?;
    Ok(go_to(&format!("/p/{page}")))
}
