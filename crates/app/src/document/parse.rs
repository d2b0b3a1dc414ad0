//! HTML into nodes.

use super::EditError;
use super::build::Builder;
use super::mark::{Mark, Stored};
use super::markup::{Tag, Token, Tokens};
use super::node::{Anchor, Node, NodeType, storable};
use super::url;

/// A stretch of lines. Each is read on its own: what one leaves open or broken does not swallow the next.
pub(super) enum Source<'a> {
    Html(&'a str),
    /// Text as it is.
    Plain(&'a str),
    /// HTML that stood in this context before.
    Continued(&'a str, Context),
}

/// What is open at some place.
pub(super) struct Context {
    elements: Vec<NodeType>,
    open: Vec<OpenMark>,
}

/// What HTML may refer to because the document has it already.
pub(super) trait Known {
    fn anchor(&self, id: &str) -> Option<&Anchor>;
    fn marks(&self) -> &Stored;
    /// Whether some text has exactly these marks.
    fn has_text_with(&self, marks: &[Mark]) -> bool;
}

/// More open inline tags than this, one in the other, are refused.
const MAX_INLINE: usize = 64;

/// Stretches follow each other with a line break between them.
pub(super) fn parse(sources: Vec<Source<'_>>, known: &impl Known) -> Result<Vec<Node>, EditError> {
    let mut parser = Parser::new(known);
    for (at, source) in sources.into_iter().enumerate() {
        let (html, context) = match source {
            Source::Plain(text) => {
                parser.line_break(at)?;
                parser.text(&storable(text))?;
                continue;
            }
            Source::Html(html) => (html, None),
            Source::Continued(html, context) => (html, Some(context)),
        };
        if let Some(context) = context {
            parser.resume(context);
        }
        parser.line_break(at)?;
        parser.html(html)?;
    }
    Ok(parser.builder.finish())
}

/// The context of what follows this HTML.
pub(super) fn context_after(html: &str, known: &impl Known) -> Result<Context, EditError> {
    let mut parser = Parser::new(known);
    parser.html(html)?;
    Ok(Context {
        elements: parser.builder.elements(),
        open: parser.open,
    })
}

struct Parser<'k, K> {
    builder: Builder,
    known: &'k K,
    open: Vec<OpenMark>,
    /// Marks of the text that comes next, in their order.
    marks: Vec<Mark>,
    after_pre: bool,
}

struct OpenMark {
    tag: String,
    /// A tag may mean nothing, and its end then ends nothing.
    mark: Option<Mark>,
    /// Elements open where it began: it ends with the innermost of them at the latest.
    depth: usize,
}

impl<'k, K: Known> Parser<'k, K> {
    fn new(known: &'k K) -> Self {
        Self {
            builder: Builder::new(),
            known,
            open: Vec::new(),
            marks: Vec::new(),
            after_pre: false,
        }
    }

    /// Before every stretch but the first.
    fn line_break(&mut self, at: usize) -> Result<(), EditError> {
        if at > 0 { self.text("\n") } else { Ok(()) }
    }

    /// Closes what was not open in the context, and puts on the marks that were open in it.
    fn resume(&mut self, context: Context) {
        self.builder.return_to(&context.elements);
        self.open = context.open;
        for open in &mut self.open {
            open.depth = open.depth.min(self.builder.depth());
        }
        self.combine_marks();
    }

    fn html(&mut self, html: &str) -> Result<(), EditError> {
        let mut html = storable(html);
        if html.contains('\r') {
            html = html.replace("\r\n", "\n").replace('\r', "\n").into();
        }
        for token in Tokens::new(&html) {
            let opens_pre = matches!(&token, Token::Start(tag) if tag.name == "pre");
            match token {
                Token::Text(text) => self.text(&text)?,
                Token::Start(tag) => self.start(&tag)?,
                Token::End(name) => self.end(&name),
            }
            self.end_marks_of_closed_elements();
            self.after_pre = opens_pre;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), EditError> {
        // As in HTML; in what is written by us there is another tag in between.
        let text = if std::mem::take(&mut self.after_pre) {
            text.strip_prefix('\n').unwrap_or(text)
        } else {
            text
        };
        self.builder.text(text, &self.marks)
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), EditError> {
        if let Some(anchor) = self.anchor(tag) {
            return if anchor.inline {
                self.builder.inline(Node::Anchor(anchor))
            } else {
                self.builder.block(Node::Anchor(anchor))
            };
        }
        let builder = &mut self.builder;
        match tag.name.as_str() {
            "p" => builder.open(NodeType::Paragraph { bare: false }),
            "pre" => builder.open(NodeType::CodeBlock {
                language: language(tag),
            }),
            "blockquote" => builder.open(NodeType::Blockquote),
            "ul" if is_task_list(tag) => builder.open(NodeType::TaskList),
            "ul" => builder.open(NodeType::BulletList),
            "ol" => builder.open(NodeType::OrderedList {
                start: number(tag, "start"),
            }),
            "li" => builder.open_item(
                tag.attribute("data-checked")
                    .is_some_and(|checked| checked != "false"),
            ),
            "table" => builder.open(NodeType::Table),
            "tr" => builder.open_row(),
            "td" | "th" => builder.open_cell(cell(tag)),
            "hr" => builder.block(Node::element(NodeType::HorizontalRule, Vec::new())),
            "img" if builder.in_code() => Ok(()),
            "img" => self.image(tag),
            "br" if builder.in_code() => self.text("\n"),
            "br" => builder.inline(Node::element(NodeType::HardBreak, Vec::new())),
            name => match heading(name) {
                Some(level) => builder.open(NodeType::Heading { level }),
                None if !is_block(name) => self.start_inline(tag),
                None => {
                    if !builder.in_code() {
                        builder.hard_boundary();
                    }
                    Ok(())
                }
            },
        }
    }

    fn end(&mut self, name: &str) {
        let builder = &mut self.builder;
        match name {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => builder.close(
                |kind| matches!(kind, NodeType::Paragraph { .. } | NodeType::Heading { .. }),
                |_| true,
            ),
            "pre" => builder.close(|kind| matches!(kind, NodeType::CodeBlock { .. }), |_| true),
            "blockquote" => builder.close(|kind| matches!(kind, NodeType::Blockquote), is_cell),
            "ul" | "ol" => builder.close(NodeType::is_list, is_cell),
            "li" => builder.close(NodeType::is_item, |kind| kind.is_list() || is_cell(kind)),
            "table" => builder.close(|kind| matches!(kind, NodeType::Table), |_| false),
            "tr" => builder.close(
                |kind| matches!(kind, NodeType::TableRow),
                |kind| matches!(kind, NodeType::Table),
            ),
            "td" | "th" => builder.close(is_cell, |kind| matches!(kind, NodeType::Table)),
            name if is_block(name) => builder.boundary(),
            name => {
                if let Some(at) = self.open.iter().rposition(|open| open.tag == name) {
                    self.open.remove(at);
                    self.combine_marks();
                }
            }
        }
    }

    fn anchor(&self, tag: &Tag<'_>) -> Option<Anchor> {
        if !matches!(tag.name.as_str(), "div" | "span") {
            return None;
        }
        self.known.anchor(&tag.attribute("data-id")?).cloned()
    }

    fn image(&mut self, tag: &Tag<'_>) -> Result<(), EditError> {
        let Some(src) = tag.attribute("src").filter(|src| url::is_safe_image(src)) else {
            return Ok(());
        };
        let image = NodeType::Image {
            src,
            alt: tag.attribute("alt"),
            title: tag.attribute("title"),
        };
        self.builder.image(Node::element(image, Vec::new()))
    }

    fn start_inline(&mut self, tag: &Tag<'_>) -> Result<(), EditError> {
        if self.builder.in_code() {
            if let (
                Some(NodeType::CodeBlock {
                    language: unset @ None,
                }),
                "code",
            ) = (self.builder.top_mut(), tag.name.as_str())
            {
                *unset = language(tag);
            }
            return Ok(());
        }
        let mark = Mark::from_tag(tag, self.known.marks());
        // A tag without meaning counts only if its name may also have one.
        if mark.is_none() && !matches!(tag.name.as_str(), "a" | "span") {
            return Ok(());
        }
        if self.open.len() >= MAX_INLINE {
            return Err(EditError::TooDeep);
        }
        self.open.push(OpenMark {
            tag: tag.name.clone(),
            mark,
            depth: self.builder.depth(),
        });
        self.combine_marks();
        Ok(())
    }

    fn end_marks_of_closed_elements(&mut self) {
        let depth = self.builder.depth();
        let before = self.open.len();
        self.open.retain(|open| open.depth <= depth);
        if self.open.len() != before {
            self.combine_marks();
        }
    }

    /// Of marks that exclude each other the innermost holds. Code excludes all others in the editor's schema,
    /// but what is stored otherwise stays.
    fn combine_marks(&mut self) {
        let mut marks: Vec<Mark> = Vec::new();
        for mark in self.open.iter().filter_map(|open| open.mark.as_ref()) {
            marks.retain(|other| !other.excludes(mark) && other != mark);
            marks.push(mark.clone());
        }
        marks.sort();
        if marks.contains(&Mark::Code) && marks.len() > 1 && !self.known.has_text_with(&marks) {
            marks = vec![Mark::Code];
        }
        self.marks = marks;
    }
}

fn is_cell(kind: &NodeType) -> bool {
    matches!(kind, NodeType::TableCell { .. })
}

fn is_task_list(tag: &Tag<'_>) -> bool {
    tag.attribute("data-type").as_deref() == Some("taskList")
}

fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

fn language(tag: &Tag<'_>) -> Option<String> {
    let class = tag.attribute("class")?;
    let language = class
        .split_ascii_whitespace()
        .find_map(|name| name.strip_prefix("language-"))?;
    (!language.is_empty()).then(|| language.to_owned())
}

fn number<T: std::str::FromStr + From<u8>>(tag: &Tag<'_>, name: &str) -> T {
    tag.attribute(name)
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or_else(|| T::from(1))
}

fn cell(tag: &Tag<'_>) -> NodeType {
    NodeType::TableCell {
        header: tag.name == "th",
        colspan: number::<u32>(tag, "colspan").clamp(1, 1000),
        rowspan: number::<u32>(tag, "rowspan").clamp(1, 1000),
    }
}

/// Blocks that have no node in the schema: their content stands where they stood.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "head"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "main"
            | "menu"
            | "nav"
            | "search"
            | "section"
            | "summary"
            | "tbody"
            | "tfoot"
            | "thead"
    )
}
