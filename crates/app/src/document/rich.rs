//! Documents that an editor shows formatted: lines are those of their laid-out HTML.

use yrs::{ReadTxn, TransactionMut, XmlFragmentRef};

use super::lines::{Cut, LineEdit, Lines};
use super::markup::has_markup;
use super::parse::{self, Source};
use super::read::{self, Tree};
use super::{EditError, check_size, diff, node, render, write};

pub(super) fn content(txn: &impl ReadTxn, root: &XmlFragmentRef) -> String {
    render::html(&read::tree(txn, root).nodes)
}

pub(super) fn lines(txn: &impl ReadTxn, root: &XmlFragmentRef) -> Vec<String> {
    render::lines(&read::tree(txn, root).nodes)
}

pub(super) fn set(
    txn: &mut TransactionMut<'_>,
    root: &XmlFragmentRef,
    content: &str,
) -> Result<bool, EditError> {
    let tree = read::tree(txn, root);
    check_size(render::html(&tree.nodes).len(), content.len())?;
    become_these(txn, root, &tree, vec![source(content)])
}

/// Tells the lines that went, and whether anything changed.
pub(super) fn edit(
    txn: &mut TransactionMut<'_>,
    root: &XmlFragmentRef,
    edit: LineEdit<'_>,
) -> Result<(Lines, bool), EditError> {
    let tree = read::tree(txn, root);
    let old = render::markup(&tree.nodes);
    let cut = Cut::new(&old);
    let lines = edit.lines(cut.total())?;
    let content = edit.content();
    let (before, after) = (
        cut.first(lines.before),
        cut.after(lines.before + lines.count),
    );
    let size = |text: Option<&str>| text.map_or(0, |text| text.len() + 1);
    check_size(old.len() + 1, size(before) + size(content) + size(after))?;

    let mut sources = Vec::new();
    sources.extend(before.map(Source::Html));
    // Text among text is text. Among HTML it is HTML: `&lt;` there is how a reader saw it.
    sources.extend(content.map(|content| match render::plain(&tree.nodes) {
        Some(_) => source(content),
        None => Source::Html(content),
    }));
    if let Some(after) = after {
        let original = cut.first(lines.before + lines.count).unwrap_or_default();
        sources.push(Source::Continued(
            after,
            parse::context_after(original, &tree)?,
        ));
    }
    Ok((lines, become_these(txn, root, &tree, sources)?))
}

pub(super) fn source(content: &str) -> Source<'_> {
    if has_markup(content) {
        Source::Html(content)
    } else {
        Source::Plain(content)
    }
}

fn become_these(
    txn: &mut TransactionMut<'_>,
    root: &XmlFragmentRef,
    tree: &Tree,
    sources: Vec<Source<'_>>,
) -> Result<bool, EditError> {
    if tree.damaged {
        return Err(EditError::Damaged);
    }
    let mut nodes = parse::parse(sources, tree)?;
    if node::is_blank(&nodes) {
        if node::is_blank(&tree.nodes) {
            return Ok(false);
        }
        nodes.clear();
    }
    let steps = diff::children(&tree.nodes, &nodes);
    let changed = steps.iter().any(diff::Step::changes);
    if changed {
        write::apply(txn, root, tree, &steps);
    }
    Ok(changed)
}
