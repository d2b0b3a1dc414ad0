//! The tree of pages in the sidebar.

use db::id::DriveId;
use maud::{Markup, html};

use super::icon::{icon, of_type};
use crate::wire::PageNode;

/// The `<nav>` that the script swaps when something in the drive has changed. `head` is the number
/// of the last event that is surely in it.
pub(super) fn tree(drive: &DriveId, nodes: &[PageNode], realtime: &str, head: i64) -> Markup {
    html! {
        nav.tree id="tree" aria-label="Pages" data-drive-id=(drive) data-ws-url={ (realtime) "/ws" }
            data-head=(head) {
            @if nodes.is_empty() { p.tree-empty { "No pages yet." } } @else { (branch(nodes)) }
        }
    }
}

fn branch(nodes: &[PageNode]) -> Markup {
    html! {
        ul.tree-list {
            @for node in nodes {
                li {
                    a.tree-link href={ "/p/" (node.id()) } data-page-id=(node.id()) {
                        (icon(of_type(node.kind())))
                        span.tree-title { (node.title()) }
                    }
                    @if !node.children.is_empty() { (branch(&node.children)) }
                }
            }
        }
    }
}
