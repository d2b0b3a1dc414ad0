//! Nodes as HTML: in one piece, or laid out in lines.

use super::mark::Mark;
use super::markup::{escape_attribute, escape_text, has_markup};
use super::node::{self, Anchor, Element, Node, NodeType, Run};

/// The whole document; text alone if it was written without any tag.
pub(super) fn html(nodes: &[Node]) -> String {
    plain(nodes).unwrap_or_else(|| compact(&pieces(nodes)))
}

/// The whole document in lines.
pub(super) fn lines(nodes: &[Node]) -> Vec<String> {
    match plain(nodes) {
        Some(text) => split(&text),
        None => split(&markup(nodes)),
    }
}

/// The lines of [`lines`] with breaks between them, but HTML also where that is text as it was written.
pub(super) fn markup(nodes: &[Node]) -> String {
    if node::is_blank(nodes) {
        return String::new();
    }
    laid_out(&pieces(nodes))
}

pub(super) fn split(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

/// Text of a document that consists of lines without any tag, if nothing in it could be taken for HTML.
pub(super) fn plain(nodes: &[Node]) -> Option<String> {
    if node::is_blank(nodes) {
        return Some(String::new());
    }
    let lines: Option<Vec<&str>> = nodes.iter().map(plain_line).collect();
    lines.map(|lines| lines.join("\n"))
}

fn plain_line(node: &Node) -> Option<&str> {
    let Node::Element(Element {
        kind: NodeType::Paragraph { bare: true },
        children,
    }) = node
    else {
        return None;
    };
    match children.as_slice() {
        [] => Some(""),
        [Node::Text(runs)] => match runs.as_slice() {
            [run] if run.marks.is_empty() && !has_markup(&run.text) => Some(&run.text),
            _ => None,
        },
        _ => None,
    }
}

/// A part of the output that the layout does not cut, apart from line breaks in text.
enum Piece {
    /// One tag or more that have lines of their own.
    Tag(String),
    /// What stands between the tags of a block of text.
    Body(String),
    /// A paragraph without tags.
    Line { html: String, blank: bool },
}

impl Piece {
    fn html(&self) -> &str {
        match self {
            Self::Tag(html) | Self::Body(html) | Self::Line { html, .. } => html,
        }
    }
}

fn laid_out(pieces: &[Piece]) -> String {
    let pieces: Vec<&str> = pieces.iter().map(Piece::html).collect();
    pieces.join("\n")
}

/// Without the line breaks that the parser can do without. It takes one line break beside a tag for layout,
/// and a blank line that shares its line with a tag for indentation.
fn compact(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let mut before: Option<&Piece> = None;
    for piece in pieces {
        let break_needed = match (before, piece) {
            (Some(Piece::Line { .. }), Piece::Line { .. }) => true,
            (Some(Piece::Line { blank, .. }), _) | (Some(_), Piece::Line { blank, .. }) => *blank,
            (Some(Piece::Tag(_)), Piece::Body(body)) => body.starts_with('\n') || bare_start(body),
            (Some(Piece::Body(body)), Piece::Tag(_)) => ends_with_break(body),
            _ => false,
        };
        if break_needed {
            out.push('\n');
        }
        out.push_str(piece.html());
        before = Some(piece);
    }
    out
}

/// A line break that only marks stand before.
fn bare_start(body: &str) -> bool {
    let mut rest = body;
    while let Some((_, after)) = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
        rest = after;
    }
    rest.starts_with('\n')
}

fn ends_with_break(body: &str) -> bool {
    let mut rest = body;
    while let Some((before, _)) = rest.strip_suffix('>').and_then(|tag| tag.rsplit_once('<')) {
        rest = before;
    }
    rest.ends_with('\n')
}

fn pieces(nodes: &[Node]) -> Vec<Piece> {
    let mut out = Vec::new();
    blocks(nodes, &mut out);
    out
}

fn blocks(nodes: &[Node], out: &mut Vec<Piece>) {
    for node in nodes {
        match node {
            Node::Element(element) => block(element, out),
            Node::Anchor(anchor) => {
                out.push(Piece::Tag(anchor_tag("div", anchor)));
                out.push(Piece::Tag("</div>".to_owned()));
            }
            // Text stands in blocks of text only.
            Node::Text(_) => {}
        }
    }
}

fn block(element: &Element, out: &mut Vec<Piece>) {
    let Element { kind, children } = element;
    match kind {
        NodeType::Paragraph { bare: true } => out.push(Piece::Line {
            html: inline(children),
            blank: node::is_blank_line(children),
        }),
        NodeType::CodeBlock { .. } => out.push(Piece::Tag(format!(
            "{}{}{}",
            opening(kind),
            inline(children),
            closing(kind)
        ))),
        _ if kind.is_leaf() => out.push(Piece::Tag(opening(kind))),
        _ => {
            out.push(Piece::Tag(opening(kind)));
            if kind.is_textblock() {
                let body = inline(children);
                if !body.is_empty() {
                    out.push(Piece::Body(body));
                }
            } else {
                blocks(written_children(kind, children), out);
            }
            out.push(Piece::Tag(closing(kind)));
        }
    }
}

/// Without the empty paragraph that the parser puts where the schema demands one.
fn written_children<'a>(kind: &NodeType, children: &'a [Node]) -> &'a [Node] {
    match children {
        [first, rest @ ..] if kind.is_flow() && first.is_empty_line() => {
            let implied = match rest {
                [] => true,
                [second, ..] => kind.is_item() && !second.is_paragraph(),
            };
            if implied { rest } else { children }
        }
        _ => children,
    }
}

fn opening(kind: &NodeType) -> String {
    match kind {
        NodeType::CodeBlock {
            language: Some(language),
        } => format!(
            "<pre><code class=\"language-{}\">",
            escape_attribute(language)
        ),
        NodeType::CodeBlock { language: None } => "<pre><code>".to_owned(),
        NodeType::OrderedList { start } if *start != 1 => format!("<ol start=\"{start}\">"),
        NodeType::TaskList => "<ul data-type=\"taskList\">".to_owned(),
        NodeType::TaskItem { checked } => {
            format!("<li data-type=\"taskItem\" data-checked=\"{checked}\">")
        }
        NodeType::Image { src, alt, title } => {
            let attribute = |name: &str, value: &Option<String>| match value {
                Some(value) => format!(" {name}=\"{}\"", escape_attribute(value)),
                None => String::new(),
            };
            let src = escape_attribute(src);
            format!(
                "<img src=\"{src}\"{}{}>",
                attribute("alt", alt),
                attribute("title", title)
            )
        }
        NodeType::TableCell {
            colspan, rowspan, ..
        } => {
            let attribute = |name: &str, span: u32| match span {
                1 => String::new(),
                span => format!(" {name}=\"{span}\""),
            };
            let spans = attribute("colspan", *colspan) + &attribute("rowspan", *rowspan);
            format!("<{}{spans}>", tag_name(kind))
        }
        _ => format!("<{}>", tag_name(kind)),
    }
}

fn closing(kind: &NodeType) -> String {
    match kind {
        NodeType::CodeBlock { .. } => "</code></pre>".to_owned(),
        _ => format!("</{}>", tag_name(kind)),
    }
}

fn tag_name(kind: &NodeType) -> &'static str {
    match kind {
        NodeType::Paragraph { .. } => "p",
        NodeType::Heading { level } => match level {
            1 => "h1",
            2 => "h2",
            3 => "h3",
            4 => "h4",
            5 => "h5",
            _ => "h6",
        },
        NodeType::CodeBlock { .. } => "pre",
        NodeType::Blockquote => "blockquote",
        NodeType::BulletList | NodeType::TaskList => "ul",
        NodeType::OrderedList { .. } => "ol",
        NodeType::ListItem | NodeType::TaskItem { .. } => "li",
        NodeType::HorizontalRule => "hr",
        NodeType::HardBreak => "br",
        NodeType::Image { .. } => "img",
        NodeType::Table => "table",
        NodeType::TableRow => "tr",
        NodeType::TableCell { header: true, .. } => "th",
        NodeType::TableCell { header: false, .. } => "td",
    }
}

fn anchor_tag(tag: &str, anchor: &Anchor) -> String {
    format!(
        "<{tag} data-type=\"{}\" data-id=\"{}\">",
        escape_attribute(&anchor.name),
        escape_attribute(&anchor.id)
    )
}

/// What stands in a line of text. Marks stay open as long as possible, also across what is no text.
fn inline(nodes: &[Node]) -> String {
    let mut out = String::new();
    let mut open: Vec<&Mark> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Text(runs) => {
                for run in runs {
                    switch(&mut open, &run.marks, &mut out);
                    out.push_str(&escape_text(&run.text));
                }
            }
            Node::Element(_) | Node::Anchor(_) => {
                let after: &[Mark] = nodes.get(at + 1).map_or(&[], first_marks);
                let both: Vec<Mark> = open
                    .iter()
                    .filter(|mark| after.contains(mark))
                    .map(|mark| (*mark).clone())
                    .collect();
                close_to(&mut open, &both, &mut out);
                out.push_str(&leaf(node));
            }
        }
    }
    close_to(&mut open, &[], &mut out);
    out
}

fn leaf(node: &Node) -> String {
    match node {
        Node::Element(element) => opening(&element.kind),
        Node::Anchor(anchor) => anchor_tag("span", anchor) + "</span>",
        Node::Text(_) => String::new(),
    }
}

fn first_marks(node: &Node) -> &[Mark] {
    match node {
        Node::Text(runs) => runs.first().map_or(&[], |run: &Run| &run.marks),
        Node::Element(_) | Node::Anchor(_) => &[],
    }
}

fn switch<'a>(open: &mut Vec<&'a Mark>, marks: &'a [Mark], out: &mut String) {
    let kept = close_to(open, marks, out);
    for mark in marks.iter().skip(kept) {
        out.push_str(&mark.opening());
        open.push(mark);
    }
}

/// Closes what is open and not at the same place in `marks`; says how many stay open.
fn close_to(open: &mut Vec<&Mark>, marks: &[Mark], out: &mut String) -> usize {
    let kept = open
        .iter()
        .zip(marks)
        .take_while(|(a, b)| **a == *b)
        .count();
    for mark in open.drain(kept..).rev() {
        out.push_str(&mark.closing());
    }
    kept
}
