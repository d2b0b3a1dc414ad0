//! Documents as a whole: examples, properties over generated content, and replicas that edit at once.

mod examples;
mod generate;
mod hostile;
mod properties;
mod replicas;

use super::mark::{Mark, Stored};
use super::node::Anchor;
use super::parse::Known;
use super::*;

fn document(kind: Kind, content: &str) -> Document {
    let mut document = Document::empty(kind);
    document.set_content(content).unwrap();
    document
}

fn rich(content: &str) -> Document {
    document(Kind::Rich, content)
}

fn copy(document: &Document) -> Document {
    Document::load(document.kind(), [document.state().update.as_slice()]).unwrap()
}

impl Document {
    fn kind(&self) -> Kind {
        match self.root {
            Root::Rich(_) => Kind::Rich,
            Root::Text(_) => Kind::Text,
        }
    }

    fn apply(&mut self, update: &[u8]) {
        let update = Update::decode_v1(update).unwrap();
        self.doc.transact_mut().apply_update(update).unwrap();
    }

    fn fragment(&self) -> &XmlFragmentRef {
        match &self.root {
            Root::Rich(root) => root,
            Root::Text(_) => panic!("not rich"),
        }
    }
}

/// Writing back what was read changes nothing, in one piece and by line.
fn assert_settled(document: &mut Document) {
    let (content, lines) = (document.content(), document.lines());
    assert_eq!(document.set_content(&content), Ok(None), "{content:?}");
    let text = lines.join("\n");
    if !text.is_empty() {
        assert_eq!(
            document.replace_lines(1, lines.len(), &text),
            Ok(None),
            "{content:?} in lines {lines:?}"
        );
    }
    for (number, line) in (1..).zip(&lines) {
        if !line.is_empty() {
            assert_eq!(
                document.replace_lines(number, number, line),
                Ok(None),
                "line {number} of {content:?}"
            );
        }
    }
    assert_eq!((document.content(), document.lines()), (content, lines));
}

/// The lines in which a document reads after this HTML was written to it: without any document, so
/// that the way through the CRDT can be compared with it.
fn layout(html: &str) -> Result<Vec<String>, EditError> {
    check_size(0, html.len())?;
    Ok(render::lines(&parse::parse(
        vec![rich::source(html)],
        &Nothing,
    )?))
}

/// No document yet: nothing to refer to.
struct Nothing;

impl Known for Nothing {
    fn anchor(&self, _: &str) -> Option<&Anchor> {
        None
    }

    fn marks(&self) -> &Stored {
        static NONE: std::sync::LazyLock<Stored> = std::sync::LazyLock::new(Stored::default);
        &NONE
    }

    fn has_text_with(&self, _: &[Mark]) -> bool {
        false
    }
}
