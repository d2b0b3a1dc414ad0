//! The content of one shared document: read it, lay it out in lines, change it by the smallest set of edits.
//!
//! A document is a CRDT that people type in while a program edits lines of it. So an edit is never "the new
//! text": it is compared with what is there, and only what differs becomes operations. Blocks that stay the
//! same keep their identity, and with it the cursors and the typing in them.
//!
//! Two kinds of documents:
//!
//! - **Text** is a sequence of characters. Lines are cut at line breaks and nothing is added or trimmed.
//! - **Rich** is a tree of blocks in the shape in which editors built on ProseMirror store it. It is read and
//!   written as HTML that is laid out: the tags of blocks have lines of their own.
//!
//! How HTML and the tree correspond (`build` and `render` are inverse to each other):
//!
//! - A line of text outside any block of text, at the top or directly in a list item, a quote or a cell, is a
//!   paragraph with the attribute `bare`, and reads as it was written, without `<p>`. An editor that does not
//!   know the attribute drops it when someone types in that paragraph; then it reads `<p>…</p>`.
//! - A document that consists of such lines only, without anything that looks like HTML, is plain text: `a < b`
//!   stays `a < b`. With the first tag the whole is HTML, and the text in it is escaped.
//! - Elements that the editor's schema lacks are taken away around their content; what the document holds and
//!   HTML cannot say is shown as an empty `<div data-type data-id>` or `<span …>` and stays as it is, wherever
//!   the line goes. Deleting the lines deletes it.
//! - A line edit is complete in itself: what its content leaves open ends with it, and lines after it that lost
//!   the tag before them stay what they were. So no edit rewrites what it does not name.
//! - Scripts, styles, event handlers and addresses that run code do not get in, and do not get out if another
//!   client put them there: everything that is shown is written anew from a closed list.

mod align;
mod build;
mod compare;
mod diff;
mod lines;
mod mark;
mod markup;
mod node;
mod parse;
mod read;
mod render;
mod rich;
mod stored_type;
mod text;
mod url;
mod write;

#[cfg(test)]
mod tests;

use yrs::block::ClientID;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Doc, OffsetKind, Options, ReadTxn, StateVector, TextRef, Transact, TransactionMut, Update,
    XmlFragmentRef,
};

pub use self::lines::number_lines;
use self::lines::{LineEdit, Lines};

/// Name of the shared type that holds the content.
pub const FIELD: &str = "default";

/// Largest content that an edit may lead to, in bytes.
pub const MAX_CONTENT: usize = 2 * 1024 * 1024;

/// Most elements, lines and stretches of formatting in one document.
pub const MAX_NODES: usize = 50_000;

/// What a document is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Blocks: a `Y.XmlFragment`.
    Rich,
    /// Characters: a `Y.Text`.
    Text,
}

/// Stored updates that are no document.
#[derive(Debug, thiserror::Error)]
#[error("update {number} of the document cannot be read: {reason}")]
pub struct Corrupt {
    /// Counted from 1 in the order of loading.
    pub number: usize,
    reason: String,
}

/// Why an edit was refused. The text tells the caller what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("the page has {total} lines: name lines from 1 to {total}")]
    OutOfRange { total: usize },
    #[error("the last line must not be before the first")]
    Reversed,
    #[error("content is empty: to remove lines, delete them")]
    Empty,
    #[error("the content would be larger than 2 MiB: divide it among several pages")]
    TooLarge,
    #[error("the content is nested more than 64 levels deep: make it flatter")]
    TooDeep,
    #[error("the content would have more than 50,000 elements: divide it among several pages")]
    TooMany,
    #[error("the page holds something that cannot be edited by line: edit it in the editor")]
    Damaged,
}

/// Everything a document consists of, for storing it in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub update: Vec<u8>,
    pub state_vector: Vec<u8>,
}

/// What an insertion did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inserted {
    /// Number of the first new line.
    pub at: usize,
    /// As for every edit: what to append to the log.
    pub update: Option<Vec<u8>>,
}

/// A document in memory. Edits return one update to append to the log, or `None` if nothing changed.
pub struct Document {
    doc: Doc,
    root: Root,
}

#[derive(Clone)]
enum Root {
    Rich(XmlFragmentRef),
    Text(TextRef),
}

impl Document {
    pub fn empty(kind: Kind) -> Self {
        // Yjs 13 has client ids of 32 bits; every load is a client of its own.
        let client = ClientID::new(u64::from(rand::random::<u32>()));
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(client)
        });
        let root = match kind {
            Kind::Rich => Root::Rich(doc.get_or_insert_xml_fragment(FIELD)),
            Kind::Text => Root::Text(doc.get_or_insert_text(FIELD)),
        };
        Self { doc, root }
    }

    /// From a state, updates, or both, in v1 encoding.
    pub fn load<'a>(
        kind: Kind,
        updates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, Corrupt> {
        let document = Self::empty(kind);
        let mut txn = document.doc.transact_mut();
        for (number, update) in (1..).zip(updates) {
            let corrupt = |reason: String| Corrupt { number, reason };
            let update = Update::decode_v1(update).map_err(|error| corrupt(error.to_string()))?;
            txn.apply_update(update)
                .map_err(|error| corrupt(error.to_string()))?;
        }
        drop(txn);
        Ok(document)
    }

    /// HTML in one piece, or the text as it is.
    pub fn content(&self) -> String {
        let txn = self.doc.transact();
        match &self.root {
            Root::Rich(root) => rich::content(&txn, root),
            Root::Text(root) => text::content(&txn, root),
        }
    }

    /// At least one, which is empty in an empty document.
    pub fn lines(&self) -> Vec<String> {
        let txn = self.doc.transact();
        match &self.root {
            Root::Rich(root) => rich::lines(&txn, root),
            Root::Text(root) => render::split(&text::content(&txn, root)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.content().is_empty()
    }

    /// Makes the document read like `content`.
    pub fn set_content(&mut self, content: &str) -> Result<Option<Vec<u8>>, EditError> {
        self.change(|txn, root| match root {
            Root::Rich(root) => rich::set(txn, root, content),
            Root::Text(root) => text::set(txn, root, content),
        })
    }

    /// Lines are counted from 1; both must exist. Every piece of `content` between line breaks is a line.
    pub fn replace_lines(
        &mut self,
        start: usize,
        end: usize,
        content: &str,
    ) -> Result<Option<Vec<u8>>, EditError> {
        let (_, update) = self.edit(LineEdit::Replace {
            start,
            end,
            content,
        })?;
        Ok(update)
    }

    /// Before line `start`, or after the last line.
    pub fn insert_lines(&mut self, start: usize, content: &str) -> Result<Inserted, EditError> {
        let (lines, update) = self.edit(LineEdit::Insert { start, content })?;
        let at = lines.before + 1;
        Ok(Inserted { at, update })
    }

    /// Deleting every line leaves one that is empty.
    pub fn delete_lines(&mut self, start: usize, end: usize) -> Result<Option<Vec<u8>>, EditError> {
        let (_, update) = self.edit(LineEdit::Delete { start, end })?;
        Ok(update)
    }

    pub fn state(&self) -> State {
        let txn = self.doc.transact();
        State {
            update: txn.encode_state_as_update_v1(&StateVector::default()),
            state_vector: txn.state_vector().encode_v1(),
        }
    }

    fn edit(&mut self, edit: LineEdit<'_>) -> Result<(Lines, Option<Vec<u8>>), EditError> {
        let mut lines = Lines::default();
        let update = self.change(|txn, root| {
            let changed;
            (lines, changed) = match root {
                Root::Rich(root) => rich::edit(txn, root, edit)?,
                Root::Text(root) => text::edit(txn, root, edit)?,
            };
            Ok(changed)
        })?;
        Ok((lines, update))
    }

    fn change(
        &mut self,
        change: impl FnOnce(&mut TransactionMut<'_>, &Root) -> Result<bool, EditError>,
    ) -> Result<Option<Vec<u8>>, EditError> {
        let mut txn = self.doc.transact_mut();
        let changed = change(&mut txn, &self.root)?;
        txn.commit();
        Ok(changed.then(|| txn.encode_update_v1()))
    }
}

/// What is too large already may still become smaller.
fn check_size(before: usize, after: usize) -> Result<(), EditError> {
    if after > MAX_CONTENT && after >= before {
        Err(EditError::TooLarge)
    } else {
        Ok(())
    }
}
