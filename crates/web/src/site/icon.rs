//! Pictures from the sprite.

use db::schema::PageType;
use maud::{Markup, html};

/// One picture of the sprite; words beside it say what it means.
pub(super) fn icon(name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" { use href={ "/assets/icons.svg#" (name) } {} } }
}

/// A button that opens the sidebar on narrow screens.
pub(super) fn sidebar_toggle() -> Markup {
    html! {
        button.icon-button.sidebar-toggle id="sidebar-toggle" type="button" aria-controls="sidebar"
            aria-expanded="false" title="Pages" {
            (icon("menu")) span.visually-hidden { "Pages" }
        }
    }
}

/// The picture of a type of page.
pub(super) fn of_type(page_type: PageType) -> &'static str {
    match page_type {
        PageType::Folder => "folder",
        PageType::Document => "document",
        PageType::Channel => "channel",
        PageType::AiChat => "chat",
        PageType::Canvas => "canvas",
        PageType::File => "file",
        PageType::Sheet => "sheet",
        PageType::TaskList => "tasks",
        PageType::Code => "code",
    }
}
