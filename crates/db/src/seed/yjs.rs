//! Shared documents as one update in the encoding of Yjs, version 1.
//!
//! Only what a document consists of that one client has written from top to bottom: elements, attributes
//! that are numbers, and texts. The tests of `app` read it with a real implementation.

/// The client that all sample documents were written by.
const CLIENT: u64 = 1;
/// The name of the shared type that every document has.
const ROOT: &str = "default";

const HAS_LEFT: u8 = 0x80;
const HAS_KEY: u8 = 0x20;
const STRING: u8 = 4;
const TYPE: u8 = 7;
const ANY: u8 = 8;

const XML_ELEMENT: u64 = 3;
const XML_TEXT: u64 = 6;

/// A block of a document.
pub(super) enum Block {
    Paragraph(String),
    Heading(u8, String),
    List(Vec<String>),
}

impl Block {
    pub(super) fn html(&self, out: &mut String) {
        let html = match self {
            Self::Paragraph(text) => format!("<p>{text}</p>"),
            Self::Heading(level, text) => format!("<h{level}>{text}</h{level}>"),
            Self::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| format!("<li><p>{item}</p></li>"))
                    .collect();
                format!("<ul>{}</ul>", items.concat())
            }
        };
        out.push_str(&html);
    }

    pub(super) fn text(&self, out: &mut String) {
        let lines: &mut dyn Iterator<Item = &String> = match self {
            Self::Paragraph(text) | Self::Heading(_, text) => &mut std::iter::once(text),
            Self::List(items) => &mut items.iter(),
        };
        for line in lines {
            out.push_str(line);
            out.push('\n');
        }
    }
}

/// A document of text: code, or Markdown.
pub(super) fn of_text(text: &str) -> Vec<u8> {
    let mut update = Update::default();
    update.begin(STRING, None, None);
    update.string(text);
    update.clock += utf16_length(text);
    update.finish()
}

/// A document of blocks, as the editor has it.
pub(super) fn of_blocks(blocks: &[Block]) -> Vec<u8> {
    let mut update = Update::default();
    let mut left = None;
    for block in blocks {
        left = Some(match block {
            Block::Paragraph(text) => update.line("paragraph", None, left, None, text),
            Block::Heading(level, text) => {
                update.line("heading", None, left, Some(("level", *level)), text)
            }
            Block::List(items) => {
                let list = update.element("bulletList", None, left);
                let mut left = None;
                for item in items {
                    let element = update.element("listItem", Some(list), left);
                    update.line("paragraph", Some(element), None, None, item);
                    left = Some(element);
                }
                list
            }
        });
    }
    update.finish()
}

fn utf16_length(text: &str) -> u64 {
    text.chars()
        .map(char::len_utf16)
        .map(|length| u64::from(length > 1) + 1)
        .sum()
}

/// Items of one client, each with the number of its first unit.
#[derive(Default)]
struct Update {
    items: Vec<u8>,
    count: u64,
    clock: u64,
}

impl Update {
    /// The head of an item: after `left`, else first in `parent`, else first in the root.
    fn begin(&mut self, content: u8, parent: Option<u64>, left: Option<u64>) {
        self.count += 1;
        match (left, parent) {
            (Some(left), _) => {
                self.items.push(content | HAS_LEFT);
                self.id(left);
            }
            (None, Some(parent)) => {
                self.items.push(content);
                self.items.push(0);
                self.id(parent);
            }
            (None, None) => {
                self.items.push(content);
                self.items.push(1);
                self.string(ROOT);
            }
        }
    }

    fn element(&mut self, name: &str, parent: Option<u64>, left: Option<u64>) -> u64 {
        self.begin(TYPE, parent, left);
        number(&mut self.items, XML_ELEMENT);
        self.string(name);
        self.one()
    }

    /// An element with a line of text in it, and an attribute.
    fn line(
        &mut self,
        name: &str,
        parent: Option<u64>,
        left: Option<u64>,
        attribute: Option<(&str, u8)>,
        text: &str,
    ) -> u64 {
        let element = self.element(name, parent, left);
        if let Some((key, value)) = attribute {
            self.count += 1;
            self.items.push(ANY | HAS_KEY);
            self.items.push(0);
            self.id(element);
            self.string(key);
            // One value; 125 is an integer, and a small one is a byte.
            self.items.extend([1, 125, value]);
            self.one();
        }
        self.begin(TYPE, Some(element), None);
        number(&mut self.items, XML_TEXT);
        let xml_text = self.one();
        if !text.is_empty() {
            self.begin(STRING, Some(xml_text), None);
            self.string(text);
            self.clock += utf16_length(text);
        }
        element
    }

    /// Ends an item of one unit and returns its number.
    fn one(&mut self) -> u64 {
        self.clock += 1;
        self.clock - 1
    }

    fn id(&mut self, clock: u64) {
        number(&mut self.items, CLIENT);
        number(&mut self.items, clock);
    }

    fn string(&mut self, text: &str) {
        number(&mut self.items, text.len().try_into().unwrap_or(u64::MAX));
        self.items.extend(text.as_bytes());
    }

    fn finish(self) -> Vec<u8> {
        let mut update = Vec::with_capacity(self.items.len() + 16);
        if self.count == 0 {
            return vec![0, 0];
        }
        // One client, its items from clock 0; nothing is deleted.
        number(&mut update, 1);
        number(&mut update, self.count);
        number(&mut update, CLIENT);
        number(&mut update, 0);
        update.extend(self.items);
        number(&mut update, 0);
        update
    }
}

/// Seven bits a byte, the lowest first.
fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}
