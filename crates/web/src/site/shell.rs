//! The shell around every screen of somebody who is signed in.

use app::drive::DriveView;
use app::page::{ListItem, Listing};
use db::id::{DriveId, UserId};
use db::schema::Drive;
use maud::{Markup, html};

use super::form::csrf_field;
use super::icon::{icon, sidebar_toggle};
use super::tree::tree;
use super::{Needs, document};
use crate::error::Result;
use crate::extract::Visitor;
use crate::wire::PageNode;

/// Colours of people: dark enough on white, light enough on black.
const COLORS: [&str; 8] = [
    "#2563eb", "#c2410c", "#15803d", "#9333ea", "#be123c", "#0f766e", "#a16207", "#4f46e5",
];

/// What the sidebar shows, and who looks at it.
pub(super) struct Shell<'a> {
    visitor: &'a Visitor,
    drives: Vec<DriveView>,
    pub(super) drive: Drive,
    pub(super) pages: Vec<ListItem>,
    head: i64,
}

impl<'a> Shell<'a> {
    /// Reads the drive that is to be shown.
    pub(super) async fn load(visitor: &'a Visitor, drive: &DriveId) -> Result<Self> {
        let (db, actor) = (&visitor.db, &visitor.actor);
        // The head first: what happens in between is then seen twice, never missed.
        let head = app::feed::head(db, actor, drive).await?;
        let Listing { drive, pages, .. } = app::page::list(db, actor, drive, None, true).await?;
        let drives = app::drive::list(db, actor, false).await?;
        Ok(Self {
            visitor,
            drives,
            drive,
            pages,
            head,
        })
    }

    pub(super) fn csrf(&self) -> Markup {
        csrf_field(&self.visitor.csrf)
    }

    /// The tree alone.
    pub(super) fn tree(self) -> Markup {
        let nodes = PageNode::forest(self.pages);
        tree(&self.drive.id, &nodes, &self.visitor.realtime, self.head)
    }

    /// The whole document around `centre`; `error` is about the form that makes a page.
    pub(super) fn render(
        self,
        title: &str,
        needs: Needs,
        error: Option<&str>,
        centre: &Markup,
    ) -> Markup {
        let main = if needs == Needs::Editor {
            "#editor"
        } else {
            "#content"
        };
        let visitor = self.visitor;
        let (head, new_page, foot) = (
            self.sidebar_head(),
            self.new_page(error),
            sidebar_foot(visitor),
        );
        let body = html! {
            body.shell data-csrf=(visitor.csrf) {
                a.skip-link href=(main) { "Skip to content" }
                aside.sidebar id="sidebar" aria-label="Workspace" {
                    (head)
                    (self.tree())
                    (new_page)
                    (foot)
                }
                (centre)
                div.toasts id="toasts" role="status" aria-live="polite" {}
            }
        };
        document(title, needs, &body)
    }

    fn sidebar_head(&self) -> Markup {
        let others = self
            .drives
            .iter()
            .filter(|view| view.drive.id != self.drive.id);
        html! {
            div.sidebar-head {
                a.brand href={ "/d/" (self.drive.id) } {
                    img.brand-mark src="/assets/icon.svg" alt="" width="24" height="24";
                    " " span.brand-name { (self.drive.name) }
                }
                details.menu.drive-menu {
                    summary.icon-button title="Workspaces" aria-label="Workspaces" { (icon("more")) }
                    div.menu-items {
                        @for view in others {
                            a.menu-item href={ "/d/" (view.drive.id) } { (view.drive.name) }
                        }
                        a.menu-item href="/drives/new" { "New workspace…" }
                    }
                }
            }
        }
    }

    fn new_page(&self, error: Option<&str>) -> Markup {
        html! {
            form.new-page id="new-page" method="post" action="/pages" {
                (self.csrf())
                input type="hidden" name="driveId" value=(self.drive.id);
                div.field {
                    label for="new-title" { "New page" }
                    input id="new-title" name="title" type="text" required maxlength="500"
                        placeholder="Title" autocomplete="off";
                }
                div.new-page-row {
                    select id="new-type" name="type" aria-label="Type of the new page" {
                        option value="DOCUMENT" { "Document" }
                        option value="CODE" { "Code" }
                        option value="FOLDER" { "Folder" }
                    }
                    button.button.button-primary type="submit" { "Create" }
                }
                p.field-error id="new-page-error" role="alert" hidden[error.is_none()] { (error.unwrap_or_default()) }
            }
        }
    }
}

/// The top of a screen that is not a page.
pub(super) fn page_head(title: &str) -> Markup {
    html! {
        header.page-head {
            div.page-row {
                (sidebar_toggle())
                h1.page-title { (title) }
            }
        }
    }
}

fn sidebar_foot(visitor: &Visitor) -> Markup {
    let name = &visitor.user.name;
    html! {
        div.sidebar-foot {
            span.avatar data-color=(color(&visitor.user.id)) data-name=(name) aria-hidden="true" {}
            span.user-name { (name) }
            a.icon-button href="/settings/keys" title="API keys" {
                (icon("key")) span.visually-hidden { "API keys" }
            }
            form method="post" action="/logout" {
                (csrf_field(&visitor.csrf))
                button.icon-button type="submit" title="Sign out" {
                    (icon("sign-out")) span.visually-hidden { "Sign out" }
                }
            }
        }
    }
}

/// The colour of a person, the same on every screen.
pub(super) fn color(person: &UserId) -> &'static str {
    let sum = person.as_str().bytes().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    COLORS.get(sum % COLORS.len()).copied().unwrap_or("#5b6472")
}
