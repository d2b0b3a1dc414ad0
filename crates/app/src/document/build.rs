//! Builds a document that the editor's schema accepts out of any sequence of blocks and texts.
//!
//! Line breaks: one beside the tag of a block is layout. In a place for blocks every line of text is a
//! paragraph of its own, also an empty line; only white space that shares its line with a tag is indentation.

use super::mark::Mark;
use super::node::{self, Element, MAX_DEPTH, Node, NodeType, Run};
use super::{EditError, MAX_NODES};

pub(super) struct Builder {
    /// Open elements below the document, outermost first.
    frames: Vec<Frame>,
    document: Vec<Node>,
    /// Lines of text without a tag, not yet closed by one.
    lines: Option<Lines>,
    /// Whether any tag of a block has been seen.
    after_tag: bool,
    count: usize,
}

struct Frame {
    kind: NodeType,
    children: Vec<Node>,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Written,
    /// Opened because the schema demands it.
    Implied,
    /// The rest of a block that an image has cut in two.
    Rest,
}

struct Lines {
    after_tag: bool,
    lines: Vec<Vec<Node>>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self {
            frames: Vec::new(),
            document: Vec::new(),
            lines: None,
            after_tag: false,
            count: 0,
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.frames.len()
    }

    pub(super) fn top(&self) -> Option<&NodeType> {
        self.frames.last().map(|frame| &frame.kind)
    }

    pub(super) fn top_mut(&mut self) -> Option<&mut NodeType> {
        self.frames.last_mut().map(|frame| &mut frame.kind)
    }

    fn in_textblock(&self) -> bool {
        self.top().is_some_and(NodeType::is_textblock)
    }

    pub(super) fn in_code(&self) -> bool {
        matches!(self.top(), Some(NodeType::CodeBlock { .. }))
    }

    pub(super) fn text(&mut self, text: &str, marks: &[Mark]) -> Result<(), EditError> {
        if self.in_textblock() {
            let marks = if self.in_code() { &[] } else { marks };
            self.count_one()?;
            push_text(self.children(), text, marks);
            return Ok(());
        }
        let text = if self.takes_blocks() {
            text
        } else {
            from_first_line(text)
        };
        if text.is_empty() {
            return Ok(());
        }
        for (at, line) in text.split('\n').enumerate() {
            self.count_one()?;
            let lines = &mut self.open_lines()?.lines;
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(last) = lines.last_mut() {
                push_text(last, line, marks);
            }
        }
        Ok(())
    }

    /// Something that stands in a line of text.
    pub(super) fn inline(&mut self, node: Node) -> Result<(), EditError> {
        self.count_one()?;
        if self.in_code() {
            return Ok(());
        }
        if self.in_textblock() {
            self.children().push(node);
        } else if let Some(line) = self.open_lines()?.lines.last_mut() {
            line.push(node);
        }
        Ok(())
    }

    fn open_lines(&mut self) -> Result<&mut Lines, EditError> {
        if self.lines.is_none() {
            self.make_room()?;
        }
        let after_tag = self.after_tag;
        Ok(self.lines.get_or_insert_with(|| Lines {
            after_tag,
            lines: vec![Vec::new()],
        }))
    }

    /// A tag of a block that has no node of its own.
    pub(super) fn boundary(&mut self) {
        self.end_lines(true);
    }

    /// As [`boundary`](Self::boundary), and it ends a block of text.
    pub(super) fn hard_boundary(&mut self) {
        self.end_lines(true);
        if self.in_textblock() {
            self.close_top();
        }
    }

    pub(super) fn open(&mut self, kind: NodeType) -> Result<(), EditError> {
        self.hard_boundary();
        self.make_room()?;
        self.push(kind, Origin::Written)
    }

    pub(super) fn block(&mut self, node: Node) -> Result<(), EditError> {
        self.count_one()?;
        self.hard_boundary();
        self.make_room()?;
        self.children().push(node);
        Ok(())
    }

    /// An image is a block. In a block of text it cuts that in two.
    pub(super) fn image(&mut self, node: Node) -> Result<(), EditError> {
        let cut = self.top().filter(|kind| kind.is_textblock()).cloned();
        if let Some(frame) = self.frames.last_mut()
            && cut.is_some()
        {
            frame.origin = Origin::Rest;
        }
        self.block(node)?;
        match cut {
            Some(kind) => self.push(kind, Origin::Rest),
            None => Ok(()),
        }
    }

    pub(super) fn open_item(&mut self, checked: bool) -> Result<(), EditError> {
        self.hard_boundary();
        let passes = |kind: &NodeType| kind.is_item();
        let list = self
            .frames
            .iter()
            .rposition(|frame| !passes(&frame.kind))
            .filter(|at| {
                self.frames
                    .get(*at)
                    .is_some_and(|frame| frame.kind.is_list())
            });
        if let Some(at) = list {
            self.close_to(at + 1);
        } else {
            self.make_room()?;
            self.push(NodeType::BulletList, Origin::Implied)?;
        }
        let kind = self.item(checked);
        self.push(kind, Origin::Written)
    }

    pub(super) fn open_row(&mut self) -> Result<(), EditError> {
        self.hard_boundary();
        match self.find(|kind| matches!(kind, NodeType::Table), |_| false) {
            Some(at) => {
                self.close_to(at + 1);
                self.push(NodeType::TableRow, Origin::Written)
            }
            None => Ok(()),
        }
    }

    pub(super) fn open_cell(&mut self, cell: NodeType) -> Result<(), EditError> {
        self.hard_boundary();
        let found = self.find(
            |kind| matches!(kind, NodeType::Table | NodeType::TableRow),
            |_| false,
        );
        let Some(at) = found else { return Ok(()) };
        self.close_to(at + 1);
        if matches!(self.top(), Some(NodeType::Table)) {
            self.push(NodeType::TableRow, Origin::Implied)?;
        }
        self.push(cell, Origin::Written)
    }

    /// Closes the innermost element that `matches`, unless one that is a `barrier` lies further in.
    pub(super) fn close(&mut self, matches: fn(&NodeType) -> bool, barrier: fn(&NodeType) -> bool) {
        self.end_lines(true);
        if let Some(at) = self.find(matches, barrier) {
            self.close_to(at);
        }
    }

    fn find(
        &self,
        matches: fn(&NodeType) -> bool,
        barrier: fn(&NodeType) -> bool,
    ) -> Option<usize> {
        let found = self
            .frames
            .iter()
            .rposition(|frame| matches(&frame.kind) || barrier(&frame.kind))?;
        self.frames
            .get(found)
            .is_some_and(|frame| matches(&frame.kind))
            .then_some(found)
    }

    pub(super) fn elements(&self) -> Vec<NodeType> {
        self.frames.iter().map(|frame| frame.kind.clone()).collect()
    }

    /// Closes the outermost element that has no counterpart, and everything in it.
    pub(super) fn return_to(&mut self, elements: &[NodeType]) {
        let open = self.frames.iter().map(|frame| &frame.kind);
        let common = open
            .zip(elements)
            .take_while(|(open, before)| open.replaces(before));
        let depth = common.count();
        if depth < self.frames.len() {
            self.end_lines(false);
            self.close_to(depth);
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.frames.len() > depth {
            self.close_top();
        }
    }

    pub(super) fn finish(mut self) -> Vec<Node> {
        self.end_lines(false);
        self.close_to(0);
        self.document
    }

    fn takes_blocks(&self) -> bool {
        self.top().is_none_or(NodeType::is_flow)
    }

    /// Opens or closes what is needed so that a block can follow.
    fn make_room(&mut self) -> Result<(), EditError> {
        while !self.takes_blocks() {
            let implied = self
                .frames
                .last()
                .is_some_and(|frame| frame.origin == Origin::Implied);
            match self.top() {
                Some(kind) if kind.is_list() && !implied => {
                    let item = self.item(false);
                    self.push(item, Origin::Implied)?;
                }
                Some(NodeType::Table) => self.push(NodeType::TableRow, Origin::Implied)?,
                Some(NodeType::TableRow) => {
                    let cell = NodeType::TableCell {
                        header: false,
                        colspan: 1,
                        rowspan: 1,
                    };
                    self.push(cell, Origin::Implied)?;
                }
                _ => self.close_top(),
            }
        }
        Ok(())
    }

    fn item(&self, checked: bool) -> NodeType {
        match self.top() {
            Some(NodeType::TaskList) => NodeType::TaskItem { checked },
            _ => NodeType::ListItem,
        }
    }

    fn push(&mut self, kind: NodeType, origin: Origin) -> Result<(), EditError> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(EditError::TooDeep);
        }
        self.count_one()?;
        self.frames.push(Frame {
            kind,
            children: Vec::new(),
            origin,
        });
        Ok(())
    }

    fn children(&mut self) -> &mut Vec<Node> {
        match self.frames.last_mut() {
            Some(frame) => &mut frame.children,
            None => &mut self.document,
        }
    }

    fn count_one(&mut self) -> Result<(), EditError> {
        self.count += 1;
        if self.count > MAX_NODES {
            return Err(EditError::TooMany);
        }
        Ok(())
    }

    fn end_lines(&mut self, at_tag: bool) {
        self.after_tag |= at_tag;
        let Some(Lines {
            after_tag,
            mut lines,
        }) = self.lines.take()
        else {
            return;
        };
        if at_tag && lines.last().is_some_and(|line| node::is_blank_line(line)) {
            lines.pop();
        }
        let indentation = after_tag && lines.first().is_some_and(|line| node::is_blank_line(line));
        let paragraphs = lines
            .into_iter()
            .skip(usize::from(indentation))
            .map(|line| Node::element(NodeType::Paragraph { bare: true }, line));
        self.children().extend(paragraphs);
    }

    fn close_top(&mut self) {
        self.end_lines(true);
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if let Some(element) = complete(frame) {
            self.children().push(Node::Element(element));
        }
    }
}

/// The element with what its schema demands; `None` if it stands for nothing.
fn complete(frame: Frame) -> Option<Element> {
    let Frame {
        kind,
        mut children,
        origin,
    } = frame;
    match &kind {
        NodeType::Paragraph { .. } | NodeType::Heading { .. } => {
            strip_layout(&mut children);
            if origin == Origin::Rest && children.is_empty() {
                return None;
            }
        }
        kind if (kind.is_list() || matches!(kind, NodeType::Table)) && children.is_empty() => {
            return None;
        }
        kind if kind.is_item() && !children.first().is_some_and(Node::is_paragraph) => {
            children.insert(0, Node::empty_line());
        }
        kind if kind.is_flow() && children.is_empty() => children.push(Node::empty_line()),
        _ => {}
    }
    Some(Element { kind, children })
}

/// Takes away the line break after the opening tag and the one before the closing tag.
fn strip_layout(children: &mut Vec<Node>) {
    if let Some(Node::Text(runs)) = children.first_mut() {
        if let Some(run) = runs.first_mut()
            && run.text.starts_with('\n')
        {
            run.text.remove(0);
        }
        runs.retain(|run| !run.text.is_empty());
    }
    if let Some(Node::Text(runs)) = children.last_mut() {
        if let Some(run) = runs.last_mut()
            && run.text.ends_with('\n')
        {
            run.text.pop();
        }
        runs.retain(|run| !run.text.is_empty());
    }
    children.retain(|child| !matches!(child, Node::Text(runs) if runs.is_empty()));
}

/// Without the blank lines at the start; nothing if there are no others.
fn from_first_line(text: &str) -> &str {
    let rest = text.trim_start_matches(node::is_blank_char);
    let (blank, _) = text.split_at(text.len() - rest.len());
    match blank.rfind('\n') {
        _ if rest.is_empty() => "",
        Some(line_break) => text.get(line_break + 1..).unwrap_or_default(),
        None => text,
    }
}

pub(super) fn push_text(nodes: &mut Vec<Node>, text: &str, marks: &[Mark]) {
    if text.is_empty() {
        return;
    }
    let run = || Run {
        text: text.to_owned(),
        marks: marks.to_vec(),
    };
    match nodes.last_mut() {
        Some(Node::Text(runs)) => match runs.last_mut() {
            Some(last) if last.marks == marks => last.text.push_str(text),
            _ => runs.push(run()),
        },
        _ => nodes.push(Node::Text(vec![run()])),
    }
}
