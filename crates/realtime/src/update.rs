//! A look at a Yjs update before the CRDT sees it: is it well formed, and not a bomb?
//!
//! A few bytes can announce a billion blocks, or nest values so deep that decoding them overflows
//! the stack, which no caller can catch. This walks an update (encoding version 1) without allocating.

use crate::lib0::Reader;

/// Deeper values are refused; editors nest a handful of levels.
const MAX_DEPTH: u32 = 64;
/// Yjs client ids have at most 53 bits.
const MAX_CLIENT: u64 = (1 << 53) - 1;
/// Clocks are 32-bit numbers; half of that leaves room for every sum.
const MAX_CLOCK: u64 = 0x7fff_ffff;

const HAS_ORIGIN: u8 = 0b1000_0000;
const HAS_RIGHT_ORIGIN: u8 = 0b0100_0000;
const HAS_PARENT_SUB: u8 = 0b0010_0000;

/// True if these bytes are one complete update.
pub(crate) fn is_well_formed(update: &[u8]) -> bool {
    let mut reader = Reader::new(update);
    walk(&mut reader).is_some() && reader.is_empty()
}

/// True if these bytes are one complete state vector.
pub(crate) fn is_state_vector(vector: &[u8]) -> bool {
    let mut reader = Reader::new(vector);
    let read = count(&mut reader).and_then(|clients| {
        (0..clients).try_for_each(|_| {
            client(&mut reader)?;
            clock(&mut reader).map(drop)
        })
    });
    read.is_some() && reader.is_empty()
}

fn walk(reader: &mut Reader<'_>) -> Option<()> {
    for _ in 0..count(reader)? {
        let blocks = count(reader)?;
        client(reader)?;
        let mut next = clock(reader)?;
        for _ in 0..blocks {
            next += block(reader)?;
            (next <= MAX_CLOCK).then_some(())?;
        }
    }
    for _ in 0..count(reader)? {
        client(reader)?;
        for _ in 0..count(reader)? {
            let end = clock(reader)? + clock(reader)?;
            (end <= MAX_CLOCK).then_some(())?;
        }
    }
    Some(())
}

/// A number of things that follow; each takes at least a byte.
fn count(reader: &mut Reader<'_>) -> Option<u64> {
    let count = reader.var()?;
    (usize::try_from(count).ok()? <= reader.remaining()).then_some(count)
}

fn client(reader: &mut Reader<'_>) -> Option<()> {
    (reader.var()? <= MAX_CLIENT).then_some(())
}

fn clock(reader: &mut Reader<'_>) -> Option<u64> {
    reader.var().filter(|clock| *clock <= MAX_CLOCK)
}

fn id(reader: &mut Reader<'_>) -> Option<()> {
    client(reader)?;
    clock(reader).map(drop)
}

/// Walks one block and returns how many clock ticks it covers.
fn block(reader: &mut Reader<'_>) -> Option<u64> {
    let info = reader.u8()?;
    if matches!(info, 0 | 10) {
        // A collected stretch, or a gap.
        return clock(reader).filter(|len| *len > 0);
    }
    if info & HAS_ORIGIN != 0 {
        id(reader)?;
    }
    if info & HAS_RIGHT_ORIGIN != 0 {
        id(reader)?;
    }
    if info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN) == 0 {
        if reader.var()? == 1 {
            reader.text()?;
        } else {
            id(reader)?;
        }
        if info & HAS_PARENT_SUB != 0 {
            reader.text()?;
        }
    }
    content(reader, info & 0b1111)
}

fn content(reader: &mut Reader<'_>, kind: u8) -> Option<u64> {
    match kind {
        // Deleted.
        1 => clock(reader).filter(|len| *len > 0),
        // Binary.
        3 => reader.bytes().map(|_| 1),
        // Text, counted in UTF-16.
        4 => u64::try_from(reader.text()?.encode_utf16().count()).ok(),
        // An embedded object, as JSON text; the JSON parser has a depth limit of its own.
        5 => reader.text().map(|_| 1),
        // Formatting: a key and a JSON value.
        6 => {
            reader.text()?;
            reader.text().map(|_| 1)
        }
        7 => shared_type(reader).map(|()| 1),
        // Any values.
        8 => {
            let values = count(reader)?;
            (0..values).try_for_each(|_| any(reader, MAX_DEPTH))?;
            Some(values)
        }
        // A subdocument: its id and options.
        9 => {
            reader.text()?;
            any(reader, MAX_DEPTH).map(|()| 1)
        }
        // 2 is a legacy JSON list that Yjs 13 does not write.
        _ => None,
    }
}

fn shared_type(reader: &mut Reader<'_>) -> Option<()> {
    match reader.u8()? {
        // Elements have a name. Hooks too in Yjs, but not in yrs, which would misread what follows.
        3 => reader.text().map(drop),
        0 | 1 | 2 | 4 | 6 => Some(()),
        _ => None,
    }
}

fn any(reader: &mut Reader<'_>, depth: u32) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match reader.u8()? {
        // Undefined, null, false, true.
        127 | 126 | 121 | 120 => Some(()),
        125 => signed(reader),
        124 => reader.take(4).map(drop),
        123 | 122 => reader.take(8).map(drop),
        119 => reader.text().map(drop),
        118 => {
            for _ in 0..count(reader)? {
                reader.text()?;
                any(reader, depth)?;
            }
            Some(())
        }
        117 => {
            let values = count(reader)?;
            (0..values).try_for_each(|_| any(reader, depth))
        }
        116 => reader.bytes().map(drop),
        _ => None,
    }
}

/// A signed number in groups of bits, at most ten bytes.
fn signed(reader: &mut Reader<'_>) -> Option<()> {
    (0..9).find_map(|_| match reader.u8() {
        Some(byte) if byte >= 0x80 => None,
        ended => Some(ended.map(drop)),
    })?
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};
    use yrs::updates::decoder::Decode;
    use yrs::{
        Any, Array, Doc, GetString, Map, ReadTxn, StateVector, Text, Transact, Update,
        XmlElementPrelim, XmlFragment, XmlTextPrelim,
    };

    use super::*;

    /// A document with every kind of content that editors make. Positions are those of UTF-8.
    fn rich() -> Vec<u8> {
        let doc = Doc::with_client_id(1);
        let text = doc.get_or_insert_text("default");
        let xml = doc.get_or_insert_xml_fragment("xml");
        let list = doc.get_or_insert_array("list");
        let map = doc.get_or_insert_map("map");
        let mut txn = doc.transact_mut();
        text.insert(&mut txn, 0, "héllo 🙂 world");
        text.remove_range(&mut txn, 3, 2);
        text.format(&mut txn, 0, 1, [("bold".into(), Any::Bool(true))].into());
        let paragraph = xml.insert(&mut txn, 0, XmlElementPrelim::empty("paragraph"));
        paragraph.insert(&mut txn, 0, XmlTextPrelim::new("inside"));
        list.insert(
            &mut txn,
            0,
            Any::from(vec![Any::from(-5_i64), Any::Null, Any::from(1.5)]),
        );
        map.insert(&mut txn, "key", Any::from("value"));
        map.insert(&mut txn, "bytes", Any::Buffer([1, 2, 3].into()));
        txn.encode_state_as_update_v1(&StateVector::default())
    }

    #[test]
    fn real_updates_are_well_formed() {
        assert!(is_well_formed(&rich()));
        assert!(is_well_formed(&[0, 0]));
        assert!(!is_well_formed(&[]));
        assert!(!is_well_formed(&[0, 0, 0]));
    }

    #[test]
    fn bombs_are_refused() {
        // 250 million clients in four bytes.
        assert!(!is_well_formed(&[255, 255, 255, 122]));
        assert!(!is_state_vector(&[255, 255, 255, 122]));
        // One block whose value is a list in a list in a list…
        let mut deep = vec![1, 1, 5, 0, 8, 1, 1, b't', 1];
        deep.extend([117, 1].repeat(100_000));
        deep.extend([126, 0]);
        assert!(!is_well_formed(&deep));
        // A client id that no JavaScript number can hold.
        assert!(!is_well_formed(&[
            1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 127, 0, 0, 1, 0
        ]));
    }

    #[test]
    fn what_passes_never_panics_in_the_crdt() {
        let original = rich();
        let mut random = StdRng::seed_from_u64(11);
        let mut passed = 0;
        for _ in 0..20_000 {
            let mut update = original.clone();
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..update.len());
                update[at] = random.random();
            }
            if is_well_formed(&update) {
                passed += 1;
                let doc = Doc::with_client_id(2);
                let text = doc.get_or_insert_text("default");
                let mut txn = doc.transact_mut();
                // Only JSON texts that are none may still be refused.
                if let Ok(update) = Update::decode_v1(&update) {
                    txn.apply_update(update).ok();
                }
                drop(text.get_string(&txn));
            }
        }
        assert!(passed > 100, "only {passed} passed: the test says nothing");
    }

    #[test]
    fn random_bytes_never_panic() {
        let mut random = StdRng::seed_from_u64(13);
        for _ in 0..20_000 {
            let len = random.random_range(0..200);
            let bytes: Vec<u8> = (0..len).map(|_| random.random_range(0..12)).collect();
            if is_well_formed(&bytes)
                && let Ok(update) = Update::decode_v1(&bytes)
            {
                Doc::new().transact_mut().apply_update(update).ok();
            }
            if is_state_vector(&bytes) {
                drop(StateVector::decode_v1(&bytes).expect("well formed"));
            }
        }
    }
}
