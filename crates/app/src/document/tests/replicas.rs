//! Edits that happen at the same time, on two copies.

use rand::{Rng, SeedableRng, rngs::StdRng};
use yrs::types::Attrs;
use yrs::{
    Any, Text, Transact, Xml, XmlElementPrelim, XmlElementRef, XmlFragment, XmlTextPrelim,
    XmlTextRef,
};

use super::*;

fn block(document: &Document, at: u32) -> XmlElementRef {
    let txn = document.doc.transact();
    document
        .fragment()
        .get(&txn, at)
        .unwrap()
        .into_xml_element()
        .unwrap()
}

fn text_in(document: &Document, at: u32) -> XmlTextRef {
    let txn = document.doc.transact();
    block(document, at)
        .get(&txn, 0)
        .unwrap()
        .into_xml_text()
        .unwrap()
}

/// What a person does in an editor.
fn type_in(document: &Document, at: u32, position: u32, text: &str) -> Vec<u8> {
    let target = text_in(document, at);
    let mut txn = document.doc.transact_mut();
    target.insert(&mut txn, position, text);
    txn.encode_update_v1()
}

fn merge(
    first: &mut Document,
    second: &mut Document,
    from_first: &[u8],
    from_second: &[u8],
) -> String {
    first.apply(from_second);
    second.apply(from_first);
    assert_eq!(first.content(), second.content());
    first.content()
}

#[test]
fn typing_in_one_block_while_another_is_replaced() {
    let mut server = rich("<p>Ada types here</p><p>replace me</p><h2>end</h2>");
    let mut ada = copy(&server);
    let typed = type_in(&ada, 0, 9, " fast");
    let edit = server
        .replace_lines(4, 6, "<h3>\nreplaced\n</h3>")
        .unwrap()
        .unwrap();
    assert_eq!(
        merge(&mut server, &mut ada, &edit, &typed),
        "<p>Ada types fast here</p><h3>replaced</h3><h2>end</h2>"
    );
}

#[test]
fn typing_in_the_block_that_is_changed() {
    let mut server = rich("<p>one two three <strong>bold</strong> end</p>");
    let mut ada = copy(&server);
    let typed = type_in(&ada, 0, 15, "😀 in bold: ");
    let edit = server
        .replace_lines(2, 2, "one 2 three <strong>bold</strong> end!")
        .unwrap()
        .unwrap();
    assert_eq!(
        merge(&mut server, &mut ada, &edit, &typed),
        "<p>one 2 three <strong>b😀 in bold: old</strong> end!</p>"
    );
}

#[test]
fn a_mark_that_is_added_meets_typing() {
    let mut server = rich("<p>one two three</p>");
    let mut ada = copy(&server);
    let typed = type_in(&ada, 0, 5, "X");
    let edit = server
        .replace_lines(2, 2, "one <b>two</b> <a href=\"/x\">three</a>")
        .unwrap()
        .unwrap();
    assert_eq!(
        merge(&mut server, &mut ada, &edit, &typed),
        "<p>one <b>tXwo</b> <a href=\"/x\">three</a></p>"
    );
}

#[test]
fn typing_in_plain_lines_while_others_come_and_go() {
    for kind in [Kind::Rich, Kind::Text] {
        let mut server = document(kind, "one\ntwo\nthree");
        let mut other = copy(&server);
        let typed = other.replace_lines(2, 2, "two 😀").unwrap().unwrap();
        let mut edit = server.delete_lines(1, 1).unwrap().unwrap();
        other.apply(&edit);
        edit = server.insert_lines(3, "four").unwrap().update.unwrap();
        assert_eq!(
            merge(&mut server, &mut other, &edit, &typed),
            "two 😀\nthree\nfour"
        );
    }
}

#[test]
fn blocks_that_stay_keep_their_identity() {
    let mut document = rich("<p>a</p><ul><li>b</li><li>c</li></ul><p>d</p><p>e</p>");
    let ids = |document: &Document| -> Vec<String> {
        let txn = document.doc.transact();
        document
            .fragment()
            .children(&txn)
            .map(|child| format!("{:?}", child.id()))
            .collect()
    };
    let before = ids(&document);
    document
        .set_content("<p>a</p><ul><li>b</li><li>x</li><li>c!</li></ul><h1>new</h1><p>d</p><p>e</p>")
        .unwrap();
    let after = ids(&document);
    assert_eq!(before[..2], after[..2]);
    assert_eq!(before[2..], after[3..]);
    // A heading that changes its level, and a list item that changes its text, are the same ones.
    document
        .set_content("<p>a</p><ul><li>b</li><li>y</li><li>c!</li></ul><h4>new</h4><p>d</p><p>e</p>")
        .unwrap();
    assert_eq!(ids(&document), after);
}

#[test]
fn what_html_does_not_carry_survives_a_change_of_text() {
    let mut document = rich("<p>one two</p>");
    let paragraph = block(&document, 0);
    paragraph.insert_attribute(&mut document.doc.transact_mut(), "textAlign", "center");
    document.replace_lines(2, 2, "one 2").unwrap();
    let txn = document.doc.transact();
    assert_eq!(
        block(&document, 0).get_attribute(&txn, "textAlign"),
        Some(Any::from("center").into())
    );
}

#[test]
fn two_people_began_in_the_same_empty_paragraph() {
    let mut document = Document::empty(Kind::Rich);
    let root = document.fragment().clone();
    {
        let mut txn = document.doc.transact_mut();
        let paragraph = root.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
        paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
        paragraph.push_back(&mut txn, XmlTextPrelim::new("ab😀"));
        let second = paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
        second.insert_with_attributes(
            &mut txn,
            0,
            "cdef",
            Attrs::from([("bold".into(), Any::from_json("{}").unwrap())]),
        );
        root.push_back(&mut txn, XmlElementPrelim::empty("horizontalRule"));
    }
    assert_eq!(document.content(), "<p>ab😀<strong>cdef</strong></p><hr>");
    assert_settled(&mut document);
    document
        .replace_lines(2, 2, "ab<strong>xdef</strong>!")
        .unwrap();
    assert_eq!(document.content(), "<p>ab<strong>xdef</strong>!</p><hr>");
    assert_settled(&mut document);
}

#[test]
fn text_that_was_emptied_is_written_into() {
    let mut document = rich("<p>a</p><p>b</p>");
    let emptied = text_in(&document, 0);
    emptied.remove_range(&mut document.doc.transact_mut(), 0, 1);
    assert_eq!(document.content(), "<p></p><p>b</p>");
    document.set_content("<p>c</p><p>b</p>").unwrap();
    assert_eq!(block(&document, 0).len(&document.doc.transact()), 1);
    assert_eq!(document.content(), "<p>c</p><p>b</p>");
}

#[test]
fn whoever_edits_what_all_arrive_at_the_same() {
    let mut rng = StdRng::seed_from_u64(21);
    for round in 0..80 {
        let kind = if round % 2 == 0 {
            Kind::Rich
        } else {
            Kind::Text
        };
        let html = generate::article(&mut rng, 6);
        let mut server = document(kind, &html);
        let mut other = copy(&server);
        let mut updates = (Vec::new(), Vec::new());
        for _ in 0..rng.random_range(1..5) {
            for (document, log) in [(&mut server, &mut updates.0), (&mut other, &mut updates.1)] {
                let total = document.lines().len();
                let start = rng.random_range(1..=total);
                let content = generate::html(&mut rng) + "x";
                let update = match rng.random_range(0..3) {
                    0 => document.replace_lines(start, start, &content).unwrap(),
                    1 => document.insert_lines(start, &content).unwrap().update,
                    _ => document.delete_lines(start, start).unwrap(),
                };
                log.extend(update);
            }
        }
        updates.1.iter().for_each(|update| server.apply(update));
        updates.0.iter().for_each(|update| other.apply(update));
        assert_eq!(server.content(), other.content());
        assert_settled(&mut server);
    }
}
