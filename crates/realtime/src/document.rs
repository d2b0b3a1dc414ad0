//! The CRDT of one open document.

use std::panic::{AssertUnwindSafe, catch_unwind};

use yrs::block::ClientID;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{Doc, ID, IdSet, OffsetKind, Options, ReadTxn, StateVector, Transact, Update};

use crate::update;

/// An update that changes nothing: no blocks, no deletions.
const NOTHING: [u8; 2] = [0, 0];

/// A document in memory. Its content is whatever the clients make of it.
#[derive(Debug)]
pub(crate) struct Document {
    doc: Doc,
}

/// What an update did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Applied {
    /// It was all known.
    Nothing,
    /// This is new, for everybody else and for the log.
    Change(Vec<u8>),
}

/// Why an update was not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Rejected {
    Malformed,
    /// The CRDT failed half way. The document can no longer be trusted and has to be loaded anew.
    Broken,
}

impl Document {
    pub(crate) fn new() -> Self {
        let options = Options {
            // Yjs counts text in UTF-16; with anything else, positions mean different places.
            offset_kind: OffsetKind::Utf16,
            // Yjs 13 has ids of 32 bits. Ours is never used: the server does not type.
            ..Options::with_client_id(ClientID::new(u64::from(rand::random::<u32>())))
        };
        Self {
            doc: Doc::with_options(options),
        }
    }

    /// Takes an update over. Updates may come twice or in any order.
    pub(crate) fn apply(&self, bytes: &[u8]) -> Result<Applied, Rejected> {
        if !update::is_well_formed(bytes) {
            return Err(Rejected::Malformed);
        }
        guarded(|| self.apply_well_formed(bytes))
    }

    fn apply_well_formed(&self, bytes: &[u8]) -> Result<Applied, Rejected> {
        let update = Update::decode_v1(bytes).ok().ok_or(Rejected::Malformed)?;
        let mut txn = self.doc.transact_mut();
        txn.apply_update(update).ok().ok_or(Rejected::Broken)?;
        if txn.has_missing_updates() {
            // It builds on something that has not arrived yet, as when somebody types while the
            // socket opens. Stored as it came, it becomes visible when the rest is there.
            return Ok(Applied::Change(bytes.to_vec()));
        }
        let change = txn.encode_update_v1();
        Ok(if change == NOTHING {
            Applied::Nothing
        } else {
            Applied::Change(change)
        })
    }

    /// True if everything in the update is known.
    pub(crate) fn contains(&self, bytes: &[u8]) -> Result<bool, Rejected> {
        if !update::is_well_formed(bytes) {
            return Err(Rejected::Malformed);
        }
        guarded(|| {
            let update = Update::decode_v1(bytes).ok().ok_or(Rejected::Malformed)?;
            let known = self.doc.transact().snapshot();
            let mut inserted = IdSet::new();
            for (client, clock) in known.state_map.iter() {
                inserted.insert(ID::new(*client, 0), *clock);
            }
            let insertions = update.insertions(true).diff(&inserted);
            let deletions = update.delete_set().diff(&known.delete_set);
            Ok(insertions.is_empty() && deletions.is_empty())
        })
    }

    /// What this document has, for others to compare.
    pub(crate) fn vector(&self) -> Vec<u8> {
        self.doc.transact().state_vector().encode_v1()
    }

    /// What somebody lacks who has `vector`; `None` if that is malformed.
    pub(crate) fn since(&self, vector: &[u8]) -> Option<Vec<u8>> {
        if !update::is_state_vector(vector) {
            return None;
        }
        let vector = StateVector::decode_v1(vector).ok()?;
        Some(self.doc.transact().encode_state_as_update_v1(&vector))
    }

    /// The size of the whole document, encoded. Expensive.
    pub(crate) fn size(&self) -> usize {
        self.doc
            .transact()
            .encode_state_as_update_v1(&StateVector::default())
            .len()
    }
}

/// Turns a panic of the CRDT into an error: one client's bytes must not take the service down.
fn guarded<T>(work: impl FnOnce() -> Result<T, Rejected>) -> Result<T, Rejected> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Rejected::Broken))
}

#[cfg(test)]
mod tests {
    use yrs::{GetString, Text};

    use super::*;

    /// A client that types, and the updates that it sends.
    struct Typist {
        doc: Doc,
    }

    impl Typist {
        fn new(client: u64) -> Self {
            Self {
                doc: Doc::with_client_id(client),
            }
        }

        fn types(&self, text: &str) -> Vec<u8> {
            let root = self.doc.get_or_insert_text("default");
            let mut txn = self.doc.transact_mut();
            let end = root.len(&txn);
            root.insert(&mut txn, end, text);
            txn.encode_update_v1()
        }
    }

    fn text(document: &Document) -> String {
        document
            .doc
            .get_or_insert_text("default")
            .get_string(&document.doc.transact())
    }

    #[test]
    fn an_update_is_news_once() {
        let (document, ada) = (Document::new(), Typist::new(1));
        let update = ada.types("hello");
        assert!(matches!(document.apply(&update), Ok(Applied::Change(_))));
        assert_eq!(document.apply(&update), Ok(Applied::Nothing));
        assert_eq!(text(&document), "hello");
    }

    #[test]
    fn an_update_that_came_too_early_is_news_and_waits() {
        let (document, ada) = (Document::new(), Typist::new(1));
        let (first, second) = (ada.types("a"), ada.types("b"));
        assert_eq!(document.apply(&second), Ok(Applied::Change(second.clone())));
        assert_eq!(text(&document), "");
        assert!(matches!(document.apply(&first), Ok(Applied::Change(_))));
        assert_eq!(text(&document), "ab");
    }

    #[test]
    fn what_a_change_says_is_enough_for_somebody_else() {
        let (document, copy, ada) = (Document::new(), Document::new(), Typist::new(1));
        for word in ["one ", "two ", "🙂 "] {
            let Ok(Applied::Change(change)) = document.apply(&ada.types(word)) else {
                panic!("not news");
            };
            copy.apply(&change).unwrap();
        }
        assert_eq!(text(&copy), "one two 🙂 ");
        assert_eq!(copy.vector(), document.vector());
    }

    #[test]
    fn known_updates_are_contained() {
        let (document, ada) = (Document::new(), Typist::new(1));
        let first = ada.types("a");
        document.apply(&first).unwrap();
        assert_eq!(document.contains(&first), Ok(true));
        assert_eq!(document.contains(&NOTHING), Ok(true));
        assert_eq!(document.contains(&ada.types("b")), Ok(false));
        let root = ada.doc.get_or_insert_text("default");
        let deletion = {
            let mut txn = ada.doc.transact_mut();
            root.remove_range(&mut txn, 0, 1);
            txn.encode_update_v1()
        };
        assert_eq!(document.contains(&deletion), Ok(false));
    }

    #[test]
    fn garbage_changes_nothing() {
        let document = Document::new();
        assert_eq!(document.apply(b"garbage"), Err(Rejected::Malformed));
        assert_eq!(document.contains(b"garbage"), Err(Rejected::Malformed));
        assert_eq!(document.since(b"garbage"), None);
        assert_eq!(document.vector(), [0]);
    }

    #[test]
    fn the_difference_to_a_vector_is_sent() {
        let (document, ada) = (Document::new(), Typist::new(1));
        document.apply(&ada.types("hello")).unwrap();
        let all = document.since(&[0]).unwrap();
        assert_eq!(document.since(&document.vector()), Some(NOTHING.to_vec()));
        let copy = Document::new();
        copy.apply(&all).unwrap();
        assert_eq!(text(&copy), "hello");
        assert_eq!(document.size(), all.len());
    }
}
