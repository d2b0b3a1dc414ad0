//! Random content: HTML that people and programs might write, and trees that other clients might store.

use rand::seq::IndexedRandom;
use rand::{Rng, rngs::StdRng};
use yrs::types::Attrs;
use yrs::{
    Any, Text, TransactionMut, Xml, XmlElementPrelim, XmlFragment, XmlFragmentRef, XmlTextPrelim,
};

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<p>",
    "</p>",
    "<h1>",
    "</h1>",
    "<h3>",
    "</h3>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<ol start=\"4\">",
    "<li>",
    "</li>",
    "<li>",
    "</li>",
    "<ul data-type=\"taskList\">",
    "<li data-checked=\"true\">",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "</pre>",
    "<pre><code class=\"language-x\">",
    "</code></pre>",
    "<hr>",
    "<br>",
    "<img src=\"/i\" alt=\"a\">",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th colspan=\"2\">",
    "</th>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<strong>",
    "</strong>",
    "<i>",
    "</i>",
    "<code>",
    "</code>",
    "<u>",
    "</u>",
    "<a href=\"/x\">",
    "<a href=\"https://y\" title=\"t\">",
    "</a>",
    "<span>",
    "</span>",
    "\n",
    "\n",
    "\n\n",
    "  ",
    " ",
    "word",
    "two words",
    "x",
    "😀",
    "é",
    "a < b",
    "&amp;",
    "&lt;p&gt;",
    "&#13;",
    "&nbsp;",
    "\t",
];

pub(super) fn html(rng: &mut StdRng) -> String {
    let count = rng.random_range(0..30);
    (0..count)
        .filter_map(|_| PIECES.choose(rng))
        .copied()
        .collect()
}

/// Blocks as an editor would have them.
pub(super) fn article(rng: &mut StdRng, blocks: usize) -> String {
    (0..blocks)
        .map(|number| match rng.random_range(0..6) {
            0 => format!("<h2>Heading {number}</h2>"),
            1 => format!("<ul><li>first {number}</li><li><p>second <strong>{number}</strong></p></li></ul>"),
            2 => format!("<pre><code class=\"language-rust\">let a = {number};\n\nrun(a);</code></pre>"),
            3 => format!("<blockquote><p>Said {number} 😀</p></blockquote>"),
            _ => format!("<p>Paragraph {number} with a <strong>bold</strong> word and <a href=\"/p/{number}\">a link</a>.</p>"),
        })
        .collect()
}

const NAMES: &[&str] = &[
    "paragraph",
    "paragraph",
    "paragraph",
    "heading",
    "bulletList",
    "orderedList",
    "listItem",
    "taskList",
    "taskItem",
    "blockquote",
    "codeBlock",
    "horizontalRule",
    "hardBreak",
    "image",
    "table",
    "tableRow",
    "tableCell",
    "tableHeader",
    "callout",
    "mention",
    "<x y=\"z\">",
];
const KEYS: &[&str] = &[
    "bare",
    "level",
    "language",
    "start",
    "checked",
    "src",
    "colspan",
    "textAlign",
    "title",
];
const TEXTS: &[&str] = &[
    "a", "word ", "\n", "", "😀", " ", "<b>", "&amp;", "\r", "\u{0}", "x\ny", "  ",
];
const MARKS: &[&str] = &[
    "bold",
    "italic",
    "link",
    "code",
    "comment--12345678",
    "comment--abcdefgh",
    "bold--12345678",
];

fn any(rng: &mut StdRng) -> Any {
    match rng.random_range(0..8) {
        0 => Any::Null,
        1 => true.into(),
        2 => Any::from(rng.random_range(-1..9_i64)),
        3 => "javascript:x".into(),
        4 => "/y".into(),
        5 => Any::from_json("{\"href\":\"/x\",\"target\":null}").unwrap(),
        6 => Any::from_json("{\"href\":\"javascript:x\",\"b\":[1,{}]}").unwrap(),
        _ => Any::from_json("{}").unwrap(),
    }
}

/// What no editor would store, below `parent`.
pub(super) fn tree(
    rng: &mut StdRng,
    txn: &mut TransactionMut<'_>,
    parent: &XmlFragmentRef,
    depth: usize,
) {
    for _ in 0..rng.random_range(0..4) {
        let at = rng.random_range(0..=parent.len(txn));
        if rng.random_range(0..3) == 0 {
            let text = parent.insert(txn, at, XmlTextPrelim::new(""));
            for _ in 0..rng.random_range(0..4) {
                let attributes: Attrs = match rng.random_range(0..3) {
                    0 => MARKS
                        .choose(rng)
                        .map(|key| ((*key).into(), any(rng)))
                        .into_iter()
                        .collect(),
                    _ => Attrs::new(),
                };
                let at = text.len(txn);
                match rng.random_range(0..12) {
                    0 => {
                        text.insert_embed(txn, at, Any::from(1));
                    }
                    _ => {
                        text.insert_with_attributes(
                            txn,
                            at,
                            TEXTS.choose(rng).unwrap(),
                            attributes,
                        );
                    }
                }
            }
            continue;
        }
        let element = parent.insert(
            txn,
            at,
            XmlElementPrelim::empty(*NAMES.choose(rng).unwrap()),
        );
        for _ in 0..rng.random_range(0..3) {
            element.insert_attribute(txn, *KEYS.choose(rng).unwrap(), any(rng));
        }
        if depth > 0 {
            tree(rng, txn, element.as_ref(), depth - 1);
        }
    }
}
