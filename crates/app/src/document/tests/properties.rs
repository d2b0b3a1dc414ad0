use rand::{Rng, SeedableRng, rngs::StdRng};
use yrs::Transact;

use super::*;

#[test]
fn laying_out_twice_changes_nothing() {
    let mut rng = StdRng::seed_from_u64(11);
    for _ in 0..3000 {
        let html = generate::html(&mut rng);
        let once = layout(&html).unwrap();
        assert_eq!(layout(&once.join("\n")).unwrap(), once, "{html:?}");
    }
}

#[test]
fn writing_back_what_was_read_changes_nothing() {
    let mut rng = StdRng::seed_from_u64(12);
    for _ in 0..500 {
        let html = generate::html(&mut rng);
        let mut document = rich(&html);
        assert_eq!(document.lines(), layout(&html).unwrap(), "{html:?}");
        assert_settled(&mut document);
        assert_settled(&mut copy(&document));
    }
}

#[test]
fn content_of_other_clients_is_left_alone() {
    let mut rng = StdRng::seed_from_u64(13);
    for _ in 0..1500 {
        let mut document = Document::empty(Kind::Rich);
        let root = document.fragment().clone();
        generate::tree(&mut rng, &mut document.doc.transact_mut(), &root, 4);
        let before = document.state();
        assert_settled(&mut document);
        assert_eq!(document.state(), before);
    }
}

/// How many elements more are open after this line of laid-out HTML.
fn opens(line: &str) -> i32 {
    let is = |names: &[&str]| {
        let tag = line.trim_start_matches(['<', '/']);
        names.iter().any(|name| {
            tag.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['>', ' ']))
        })
    };
    let blocks = [
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "blockquote",
        "table",
        "tr",
        "td",
        "th",
    ];
    match line {
        _ if line.starts_with("<pre>") => i32::from(!line.ends_with("</pre>")),
        _ if line.ends_with("</code></pre>") => -1,
        _ if !is(&blocks) => 0,
        _ if line.starts_with("</") => -1,
        _ if line.starts_with('<') => 1,
        _ => 0,
    }
}

/// Everything that opens in these lines closes in them, and nothing else does.
fn is_balanced(lines: &[String]) -> bool {
    let mut depth = 0;
    let never_below = lines.iter().all(|line| {
        depth += opens(line);
        depth >= 0
    });
    never_below && depth == 0
}

fn has_open_mark(lines: &[String]) -> bool {
    let text = lines.join("\n");
    let tags = [
        ("<b>", "</b>"),
        ("<strong>", "</strong>"),
        ("<i>", "</i>"),
        ("<u>", "</u>"),
        ("<a ", "</a>"),
    ];
    let code = text.matches("<code").count() != text.matches("</code>").count();
    code || tags
        .iter()
        .any(|(open, close)| text.matches(open).count() != text.matches(close).count())
}

#[test]
fn a_line_edit_leads_to_the_lines_one_expects() {
    let mut rng = StdRng::seed_from_u64(14);
    let mut edits = 0;
    for _ in 0..400 {
        let mut document = rich(&generate::html(&mut rng));
        let mut replica = copy(&document);
        for _ in 0..8 {
            let mut lines = document.lines();
            // References in plain text are text; the layout of the whole would not know.
            if lines.iter().any(|line| line.contains('&')) && !markup::has_markup(&lines.join("\n"))
            {
                break;
            }
            let start = rng.random_range(1..=lines.len());
            let end = rng.random_range(start..=lines.len().min(start + 3));
            let content = layout(&generate::html(&mut rng)).unwrap().join("\n");
            // Within a mark, an edit keeps the mark of what follows; the layout of the whole does not know it.
            let in_mark = has_open_mark(&lines[..start - 1]) || has_open_mark(&lines[..end]);
            if content.is_empty() || in_mark || !is_balanced(&lines[start - 1..end]) {
                continue;
            }
            edits += 1;
            let update = match rng.random_range(0..3) {
                0 => {
                    lines.splice(start - 1..end, [content.clone()]);
                    document.replace_lines(start, end, &content).unwrap()
                }
                1 => {
                    lines.insert(start - 1, content.clone());
                    document.insert_lines(start, &content).unwrap().update
                }
                _ => {
                    lines.drain(start - 1..end);
                    document.delete_lines(start, end).unwrap()
                }
            };
            assert_eq!(
                document.lines(),
                layout(&lines.join("\n")).unwrap(),
                "{lines:?}"
            );
            if let Some(update) = update {
                replica.apply(&update);
            }
            assert_eq!(replica.content(), document.content());
        }
        assert_settled(&mut document);
    }
    assert!(edits > 500, "{edits}");
}

#[test]
fn an_edit_leaves_the_lines_after_it_alone_whatever_it_breaks() {
    let mut rng = StdRng::seed_from_u64(18);
    for _ in 0..600 {
        let mut document = rich(&generate::article(&mut rng, 8));
        let lines = document.lines();
        let start = rng.random_range(1..=lines.len());
        let end = rng.random_range(start..=lines.len().min(start + 6));
        let content = generate::html(&mut rng) + "<b>x";
        let edited = match rng.random_range(0..3) {
            0 => document.replace_lines(start, end, &content).map(|_| end),
            1 => document.insert_lines(start, &content).map(|_| start - 1),
            _ => document.delete_lines(start, end).map(|_| end),
        };
        // From the first block on that begins after the edit.
        let mut depth = 0;
        let next = (0..lines.len()).find(|at| {
            let is_start = depth == 0 && *at >= edited.clone().unwrap();
            depth += opens(&lines[*at]);
            is_start
        });
        let kept = &lines[next.unwrap_or(lines.len())..];
        let now = document.lines();
        assert!(
            now.ends_with(kept),
            "{now:?} after {lines:?} from {start} to {end}, {content:?}"
        );
        assert_settled(&mut document);
    }
}

#[test]
fn any_content_becomes_any_other() {
    let mut rng = StdRng::seed_from_u64(15);
    for _ in 0..300 {
        let (first, second) = (generate::html(&mut rng), generate::html(&mut rng));
        let mut document = rich(&first);
        let mut replica = copy(&document);
        if let Some(update) = document.set_content(&second).unwrap() {
            replica.apply(&update);
        }
        assert_eq!(
            document.lines(),
            layout(&second).unwrap(),
            "{first:?} to {second:?}"
        );
        assert_eq!(replica.content(), document.content());
        assert_settled(&mut document);
    }
}

#[test]
fn line_edits_of_text_are_what_they_are_on_lines() {
    let mut rng = StdRng::seed_from_u64(16);
    for _ in 0..400 {
        let mut document = document(Kind::Text, &generate::html(&mut rng));
        let mut replica = copy(&document);
        for _ in 0..8 {
            let mut lines = document.lines();
            let start = rng.random_range(1..=lines.len());
            let end = rng.random_range(start..=lines.len());
            let content = generate::html(&mut rng);
            let update = match rng.random_range(0..4) {
                _ if content.is_empty() => continue,
                0 => {
                    lines.splice(start - 1..end, [content.clone()]);
                    document.replace_lines(start, end, &content).unwrap()
                }
                1 => {
                    lines.insert(start - 1, content.clone());
                    document.insert_lines(start, &content).unwrap().update
                }
                2 => {
                    lines.push(content.clone());
                    document
                        .insert_lines(lines.len() + 5, &content)
                        .unwrap()
                        .update
                }
                _ => {
                    lines.drain(start - 1..end);
                    document.delete_lines(start, end).unwrap()
                }
            };
            assert_eq!(document.content(), lines.join("\n"));
            if let Some(update) = update {
                replica.apply(&update);
            }
            assert_eq!(replica.content(), document.content());
        }
        assert_settled(&mut document);
    }
}

#[test]
fn an_edit_costs_what_it_changes() {
    let mut rng = StdRng::seed_from_u64(17);
    let article = generate::article(&mut rng, 300);
    let mut document = rich(&article);
    let line = document
        .lines()
        .iter()
        .position(|line| line.starts_with("Paragraph 2"))
        .unwrap();
    let text = document.lines()[line].replace("with a", "with one");
    let update = document
        .replace_lines(line + 1, line + 1, &text)
        .unwrap()
        .unwrap();
    assert!(update.len() < 100, "{} bytes", update.len());
    let update = document
        .insert_lines(1, "<p>new</p>")
        .unwrap()
        .update
        .unwrap();
    assert!(update.len() < 100, "{} bytes", update.len());
    let total = document.lines().len();
    let update = document
        .delete_lines(total / 2, total / 2 + 5)
        .unwrap()
        .unwrap();
    assert!(update.len() < 400, "{} bytes", update.len());
}
