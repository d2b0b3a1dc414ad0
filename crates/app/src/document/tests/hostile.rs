//! What only a client with bad intentions stores.

use yrs::{
    Any, ArrayPrelim, Map, MapPrelim, Text, Transact, XmlElementPrelim, XmlFragment, XmlTextPrelim,
};

use super::*;

fn nested(levels: usize) -> Document {
    let document = Document::empty(Kind::Rich);
    let mut txn = document.doc.transact_mut();
    let mut parent = document.fragment().clone();
    for _ in 0..levels {
        let child = parent.push_back(&mut txn, XmlElementPrelim::empty("blockquote"));
        parent = AsRef::<XmlFragmentRef>::as_ref(&child).clone();
    }
    parent.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
    drop(txn);
    document
}

#[test]
fn trees_deeper_than_one_can_write() {
    let mut document = nested(60);
    assert_settled(&mut document);
    document.insert_lines(1, "x").unwrap();
    let mut document = nested(200);
    assert_settled(&mut document);
    assert!(document.content().contains("data-id"));
    document.insert_lines(1, "x").unwrap();
    let mut document = nested(3000);
    assert!(document.content().contains("data-id"));
    assert_eq!(document.insert_lines(1, "x"), Err(EditError::Damaged));
}

#[test]
fn a_root_of_another_type() {
    let text = document(Kind::Text, "not a tree");
    let mut document = Document::load(Kind::Rich, [text.state().update.as_slice()]).unwrap();
    assert_eq!(document.content(), "");
    assert_eq!(document.set_content("x"), Err(EditError::Damaged));

    let tree = rich("<p>not text</p>");
    let mut document = Document::load(Kind::Text, [tree.state().update.as_slice()]).unwrap();
    assert_eq!(document.content(), "\u{fffc}");
    assert_eq!(document.set_content("x"), Err(EditError::Damaged));

    let doc = Doc::new();
    doc.get_or_insert_map(FIELD)
        .insert(&mut doc.transact_mut(), "a", 1);
    let update = doc
        .transact()
        .encode_state_as_update_v1(&StateVector::default());
    for kind in [Kind::Rich, Kind::Text] {
        assert_eq!(
            Document::load(kind, [update.as_slice()]).unwrap().content(),
            ""
        );
    }
}

#[test]
fn values_and_shared_types_in_text() {
    let mut document = document(Kind::Text, "ab");
    let Root::Text(root) = document.root.clone() else {
        panic!()
    };
    root.insert_embed(&mut document.doc.transact_mut(), 1, Any::from(1));
    assert_eq!(document.content(), "a\u{fffc}b");
    document.set_content("a\u{fffc}c").unwrap();
    assert_eq!(document.content(), "a\u{fffc}c");
    document.set_content("ac").unwrap();
    assert_eq!(root.len(&document.doc.transact()), 2);
    root.insert_embed(&mut document.doc.transact_mut(), 1, MapPrelim::default());
    assert_eq!(document.set_content("x"), Err(EditError::Damaged));

    let mut document = rich("<p>a</p>");
    let root = document.fragment().clone();
    {
        let mut txn = document.doc.transact_mut();
        let paragraph = root.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
        let text = paragraph.push_back(&mut txn, XmlTextPrelim::new("b"));
        text.insert_embed(&mut txn, 0, ArrayPrelim::default());
    }
    assert_eq!(document.content(), "<p>a</p><p>\u{fffc}b</p>");
    assert_eq!(document.insert_lines(1, "x"), Err(EditError::Damaged));
}

#[test]
fn many_marks_on_one_letter() {
    let mut document = rich("<p>a</p>");
    let root = document.fragment().clone();
    {
        let mut txn = document.doc.transact_mut();
        let paragraph = root.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
        let text = paragraph.push_back(&mut txn, XmlTextPrelim::new(""));
        let marks = (0..500).map(|number| (format!("mark{number}").into(), Any::from(true)));
        text.insert_with_attributes(&mut txn, 0, "b", marks.collect());
    }
    assert!(document.content().contains("data-type=\"paragraph\""));
    assert_settled(&mut document);
}

#[test]
fn html_that_multiplies() {
    let mut document = Document::empty(Kind::Rich);
    let marks = "<b><i><u><s><a href=x>".repeat(12) + &"a</b>b<b>".repeat(200_000);
    assert!(document.set_content(&marks).is_err());
    document
        .set_content(&("<p>".to_owned() + &"<b>x</b>y".repeat(12_000)))
        .unwrap();
    document.set_content(&"<p>".repeat(20_000)).unwrap();
    assert_eq!(document.lines().len(), 40_000);
}
