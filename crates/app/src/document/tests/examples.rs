use yrs::{Any, Text, Xml, XmlElementPrelim, XmlFragment, XmlTextPrelim};

use super::*;

fn lines_of(html: &str) -> Vec<String> {
    let mut document = rich(html);
    assert_settled(&mut document);
    assert_eq!(layout(html).unwrap(), document.lines());
    document.lines()
}

fn content_of(html: &str) -> String {
    lines_of(html);
    rich(html).content()
}

#[test]
fn tags_of_blocks_have_lines_of_their_own() {
    assert_eq!(
        lines_of("<h2>Plan</h2><ul><li>first <b>step</b></li></ul>"),
        [
            "<h2>",
            "Plan",
            "</h2>",
            "<ul>",
            "<li>",
            "first <b>step</b>",
            "</li>",
            "</ul>"
        ]
    );
    assert_eq!(
        lines_of("<p>a</p><hr><p>b<br>c</p>"),
        ["<p>", "a", "</p>", "<hr>", "<p>", "b<br>c", "</p>"]
    );
    assert_eq!(lines_of("<p></p><p></p>"), ["<p>", "</p>", "<p>", "</p>"]);
    assert_eq!(
        lines_of("<pre><code class=\"language-rust\">a {\n\n}</code></pre><pre>b</pre>"),
        [
            "<pre><code class=\"language-rust\">a {",
            "",
            "}</code></pre>",
            "<pre><code>b</code></pre>"
        ]
    );
    assert_eq!(
        lines_of("<table><tr><th>a</th><td colspan=2><p>b</p></td></tr></table>"),
        [
            "<table>",
            "<tr>",
            "<th>",
            "a",
            "</th>",
            "<td colspan=\"2\">",
            "<p>",
            "b",
            "</p>",
            "</td>",
            "</tr>",
            "</table>"
        ]
    );
    assert_eq!(
        lines_of(
            "<ul data-type=taskList><li data-checked=true><label><input type=checkbox></label><div>x</div></li></ul>"
        ),
        [
            "<ul data-type=\"taskList\">",
            "<li data-type=\"taskItem\" data-checked=\"true\">",
            "x",
            "</li>",
            "</ul>"
        ]
    );
}

#[test]
fn text_without_a_tag_stays_as_it_is() {
    for text in [
        "alpha\nbeta\n\ngamma",
        "a\n",
        "\n",
        "\n\n  \n",
        "a < b & c > d &copy; <3",
        "  indented\t",
        "😀",
    ] {
        let document = rich(text);
        assert_eq!(document.content(), text);
        assert_eq!(document.lines(), text.split('\n').collect::<Vec<_>>());
        assert_settled(&mut copy(&document));
    }
}

#[test]
fn an_empty_page_has_one_empty_line() {
    for kind in [Kind::Rich, Kind::Text] {
        let mut document = Document::empty(kind);
        assert_eq!(document.lines(), [""]);
        assert!(document.is_empty());
        assert_settled(&mut document);
        assert_eq!(document.insert_lines(1, "a").unwrap().at, 1);
        assert_eq!(document.lines(), ["a", ""]);
        assert_eq!(document.insert_lines(9, "b\nc").unwrap().at, 3);
        assert_eq!(document.lines(), ["a", "", "b", "c"]);
        document.delete_lines(2, 2).unwrap();
        assert_eq!(document.lines(), ["a", "b", "c"]);
        document.replace_lines(1, 1, "x\n").unwrap();
        assert_eq!(document.lines(), ["x", "", "b", "c"]);
        document.delete_lines(1, 4).unwrap();
        assert_eq!(document.lines(), [""]);
        assert_eq!(document.delete_lines(1, 1), Ok(None));
    }
}

#[test]
fn what_an_editor_puts_into_an_empty_page_is_nothing() {
    let mut document = Document::empty(Kind::Rich);
    let root = document.fragment().clone();
    root.push_back(
        &mut document.doc.transact_mut(),
        XmlElementPrelim::empty("paragraph"),
    );
    assert!(document.is_empty());
    assert_settled(&mut document);
    assert_eq!(
        document.delete_lines(2, 2),
        Err(EditError::OutOfRange { total: 1 })
    );
    document.replace_lines(1, 1, "hello").unwrap();
    assert_eq!(document.lines(), ["hello"]);
    assert_eq!(root.len(&document.doc.transact()), 1);
}

#[test]
fn ranges_that_do_not_exist_are_refused() {
    let mut document = rich("<p>a</p>");
    let out_of_range = Err(EditError::OutOfRange { total: 3 });
    assert_eq!(document.replace_lines(4, 4, "x"), out_of_range);
    assert_eq!(document.delete_lines(2, 4), out_of_range);
    assert_eq!(document.delete_lines(0, 1), out_of_range);
    assert_eq!(document.delete_lines(3, 2), Err(EditError::Reversed));
    assert_eq!(document.replace_lines(1, 1, ""), Err(EditError::Empty));
    assert_eq!(document.insert_lines(1, ""), Err(EditError::Empty));
    assert_eq!(document.lines(), ["<p>", "a", "</p>"]);
}

#[test]
fn html_is_made_to_fit_the_schema() {
    let cases = [
        ("<ul>x</ul>", "<ul><li>x</li></ul>"),
        ("<li>x", "<ul><li>x</li></ul>"),
        (
            "<ul><li><ul><li>x</ul></ul>",
            "<ul><li><ul><li>x</li></ul></li></ul>",
        ),
        (
            "<ol start=3><li>x<li>y</ol>",
            "<ol start=\"3\"><li>x</li><li>y</li></ol>",
        ),
        ("<p>a<ul></ul>b", "<p>a</p>b"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<blockquote></blockquote>", "<blockquote></blockquote>"),
        ("<table>x</table>", "<table><tr><td>x</td></tr></table>"),
        ("<table></table>", ""),
        ("<tr><td>x</td></tr>", "x"),
        ("<p>a<img src=/i>b</p>", "<p>a</p><img src=\"/i\"><p>b</p>"),
        (
            "<p><img src=/i alt='x\"'></p>",
            "<img src=\"/i\" alt=\"x&quot;\">",
        ),
        ("<section><p>x</p></section>", "<p>x</p>"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<details><summary>a</summary>b</details>", "a\nb"),
        ("<p><b>a</p><p>b</p>", "<p><b>a</b></p><p>b</p>"),
        (
            "<p><b>a<i>b</b>c</i></p>",
            "<p><b>a<i>b</i></b><i>c</i></p>",
        ),
        (
            "<p><b>a<code>b</code></b></p>",
            "<p><b>a</b><code>b</code></p>",
        ),
        ("<pre><b>a</b><br>b</pre>", "<pre><code>a\nb</code></pre>"),
        ("<p>a\n  b</p>", "<p>a\n  b</p>"),
        ("<p>\n\na\n\n</p>", "<p>\n\na\n\n</p>"),
        (
            "<p>a &amp; b &lt;p&gt; &nbsp;</p>",
            "<p>a &amp; b &lt;p&gt; \u{a0}</p>",
        ),
        ("x &lt;b> y", "x &lt;b&gt; y"),
        ("x &lt; y", "x < y"),
        (
            "<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>",
            "<ul><li>a</li><li>b</li></ul>",
        ),
        ("<p>a</p>\r\n<p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n\n<p>b</p>"),
        ("<h1>a</h1>b<h6>c</h6>", "<h1>a</h1>b<h6>c</h6>"),
        ("<p>if a <b then</p>", "<p>if a &lt;b then</p>"),
    ];
    for (html, stored) in cases {
        assert_eq!(content_of(html), stored, "{html}");
    }
}

#[test]
fn nothing_that_runs_gets_in() {
    let cases = [
        ("<p onclick=x>a<script>alert(1)</script></p>", "<p>a</p>"),
        ("<p><a href=\"javascript:alert(1)\">a</a></p>", "<p>a</p>"),
        (
            "<p><a href=\"java&#10;script:alert(1)\" title=x>a</a></p>",
            "<p>a</p>",
        ),
        (
            "<p>a<img src=x onerror=alert(1)></p>",
            "<p>a</p><img src=\"x\">",
        ),
        ("<p>a<img src=javascript:x></p>", "<p>a</p>"),
        (
            "<style>p{}</style><p>a</p><iframe src=x></iframe>",
            "<p>a</p>",
        ),
        (
            "<p><a href='/x\"><script>'>a</a></p>",
            "<p><a href=\"/x&quot;&gt;&lt;script&gt;\">a</a></p>",
        ),
        ("<svg><script>x</script></svg><p>a</p>", "<p>a</p>"),
        (
            "<p><scr<script>x</script>ipt>a</p>",
            "<p>&lt;script&gt;a</p>",
        ),
    ];
    for (html, stored) in cases {
        assert_eq!(content_of(html), stored, "{html}");
    }
}

#[test]
fn what_an_insertion_leaves_open_does_not_swallow_what_follows() {
    let html = "<p>a</p><p>say \"b\" --&gt;</p>";
    for broken in [
        "<script>",
        "<!--",
        "<p title=\"",
        "<p",
        "<style>x",
        "<textarea>",
    ] {
        let mut document = rich(html);
        document.insert_lines(4, broken).unwrap();
        let content = document.content();
        assert!(
            content.starts_with("<p>a</p>") && content.ends_with("<p>say \"b\" --&gt;</p>"),
            "{content}"
        );
    }
}

#[test]
fn text_among_text_is_text_and_among_html_it_is_html() {
    let mut document = rich("a < b\n&copy;");
    document.replace_lines(1, 1, "a < c").unwrap();
    assert_eq!(document.content(), "a < c\n&copy;");
    document.insert_lines(9, "<h1>T</h1>").unwrap();
    assert_eq!(document.content(), "a &lt; c\n&amp;copy;<h1>T</h1>");
    document.replace_lines(1, 1, "a &lt; d").unwrap();
    assert_eq!(
        document.lines(),
        ["a &lt; d", "&amp;copy;", "<h1>", "T", "</h1>"]
    );
    document.delete_lines(3, 5).unwrap();
    assert_eq!(document.content(), "a < d\n&copy;");
}

#[test]
fn text_edits_are_exact() {
    let mut document = document(Kind::Text, "a\r\n<p>&amp;\n\n");
    assert_eq!(document.lines(), ["a\r", "<p>&amp;", "", ""]);
    assert_settled(&mut document);
    document.delete_lines(3, 4).unwrap();
    assert_eq!(document.content(), "a\r\n<p>&amp;");
    document.delete_lines(2, 2).unwrap();
    assert_eq!(document.content(), "a\r");
    document.replace_lines(1, 1, "\n\n").unwrap();
    assert_eq!(document.content(), "\n\n");
    document.set_content("zero\0").unwrap();
    assert_eq!(document.content(), "zero\u{fffd}");
}

#[test]
fn unknown_nodes_stay_as_they_are() {
    let mut document = rich("<p>a</p><p>b</p>");
    let root = document.fragment().clone();
    {
        let mut txn = document.doc.transact_mut();
        let callout = root.insert(&mut txn, 1, XmlElementPrelim::empty("callout"));
        callout.insert_attribute(&mut txn, "tone", Any::from(7));
        let inner = callout.push_back(&mut txn, XmlElementPrelim::empty("paragraph"));
        inner.push_back(&mut txn, XmlTextPrelim::new("inside"));
        let first = root.get(&txn, 0).unwrap().into_xml_element().unwrap();
        let mention = first.push_back(&mut txn, XmlElementPrelim::empty("mention"));
        mention.insert_attribute(&mut txn, "id", "u1");
    }
    assert_settled(&mut document);
    let lines = document.lines();
    let callout = lines[3].clone();
    assert!(
        lines[1].starts_with("a<span data-type=\"mention\" data-id="),
        "{lines:?}"
    );
    assert!(
        callout.starts_with("<div data-type=\"callout\" data-id="),
        "{lines:?}"
    );
    assert_eq!(lines[4], "</div>");

    // Text beside them changes, they do not.
    let line = lines[1].replacen('a', "changed", 1);
    document.replace_lines(2, 2, &line).unwrap();
    assert_eq!(document.lines()[3], callout);

    // Their lines move: they move.
    document.delete_lines(4, 5).unwrap();
    assert!(!document.content().contains("callout"));
    let mut document = copy(&document);
    document.insert_lines(99, &callout).unwrap();
    assert!(
        !document.content().contains("callout"),
        "what is gone does not come back"
    );
}

#[test]
fn an_unknown_node_moves_with_its_lines() {
    let mut document = rich("<p>a</p>");
    let root = document.fragment().clone();
    {
        let mut txn = document.doc.transact_mut();
        let callout = root.insert(&mut txn, 0, XmlElementPrelim::empty("callout"));
        callout.insert_attribute(&mut txn, "tone", Any::from(7));
        let text = callout.push_back(&mut txn, XmlTextPrelim::new(""));
        text.insert_with_attributes(&mut txn, 0, "in", [("bold".into(), true.into())].into());
    }
    let lines = document.lines();
    let moved = format!("<p>\na\n</p>\n{}\n</div>", lines[0]);
    document.replace_lines(1, lines.len(), &moved).unwrap();
    assert!(document.lines()[3].starts_with("<div data-type=\"callout\""));
    let txn = document.doc.transact();
    let callout = root.get(&txn, 1).unwrap().into_xml_element().unwrap();
    assert_eq!(
        callout.get_attribute(&txn, "tone"),
        Some(Any::from(7).into())
    );
    let text = callout.get(&txn, 0).unwrap().into_xml_text().unwrap();
    let chunks = text.diff(&txn, yrs::types::text::YChange::identity);
    assert_eq!(
        chunks[0].attributes.as_ref().unwrap().get("bold"),
        Some(&Any::from(true))
    );
}

#[test]
fn marks_without_a_tag_are_kept_and_not_invented() {
    let mut document = rich("<p>one two</p>");
    let text = |document: &Document| {
        let txn = document.doc.transact();
        let paragraph = document
            .fragment()
            .get(&txn, 0)
            .unwrap()
            .into_xml_element()
            .unwrap();
        paragraph.get(&txn, 0).unwrap().into_xml_text().unwrap()
    };
    let comment = Any::from_json("{\"id\":5}").unwrap();
    text(&document).format(
        &mut document.doc.transact_mut(),
        0,
        3,
        [("comment--AbCdEfGh".into(), comment.clone())].into(),
    );
    assert_settled(&mut document);
    let line = document.lines()[1].clone();
    assert!(
        line.starts_with("<span data-mark=\"comment\" data-value=\"{&quot;id&quot;:5"),
        "{line}"
    );
    document
        .replace_lines(2, 2, &line.replace("</span> two", " more</span> two"))
        .unwrap();
    assert_eq!(
        document.lines()[1],
        line.replace("</span> two", " more</span> two")
    );
    for chunk in text(&document).diff(
        &document.doc.transact(),
        yrs::types::text::YChange::identity,
    ) {
        let stored = chunk
            .attributes
            .as_ref()
            .and_then(|attributes| attributes.get("comment--AbCdEfGh"));
        let is_two = chunk.insert == yrs::Out::from(" two");
        assert_eq!(stored, (!is_two).then_some(&comment), "{chunk:?}");
    }

    document
        .insert_lines(
            99,
            "<p><span data-mark=\"other\" data-value=\"{}\">x</span></p>",
        )
        .unwrap();
    assert!(document.content().ends_with("<p>x</p>"));
}

#[test]
fn content_that_is_too_much_is_refused() {
    let large = "x".repeat(MAX_CONTENT + 1);
    for kind in [Kind::Rich, Kind::Text] {
        let mut document = document(kind, "a");
        assert_eq!(document.set_content(&large), Err(EditError::TooLarge));
        assert_eq!(document.insert_lines(1, &large), Err(EditError::TooLarge));
        assert_eq!(document.content(), "a");
    }
    assert_eq!(layout(&large), Err(EditError::TooLarge));
    assert_eq!(
        Document::empty(Kind::Rich).set_content(&"a\n".repeat(60_000)),
        Err(EditError::TooMany)
    );
    for piece in [
        "<blockquote>",
        "<ul><li>",
        "<table><tr><td>",
        "<p><b><i><u><s>",
    ] {
        assert!(
            Document::empty(Kind::Rich)
                .set_content(&piece.repeat(10))
                .is_ok(),
            "{piece}"
        );
        assert!(
            Document::empty(Kind::Rich)
                .set_content(&piece.repeat(100_000))
                .is_err(),
            "{piece}"
        );
    }
}

#[test]
fn documents_go_from_thread_to_thread() {
    fn check<T: Send + Sync>() {}
    check::<Document>();
}

#[test]
fn an_update_that_is_none_is_corrupt() {
    let good = document(Kind::Text, "a").state().update;
    let error = Document::load(Kind::Text, [good.as_slice(), b"nonsense"])
        .err()
        .unwrap();
    assert_eq!(error.number, 2);
}
