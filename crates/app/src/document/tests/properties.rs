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
    for _ in 0..1500 {
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

#[test]
fn a_line_edit_leads_to_the_lines_one_expects() {
    let mut rng = StdRng::seed_from_u64(14);
    for _ in 0..400 {
        let mut document = rich(&generate::html(&mut rng));
        let mut replica = copy(&document);
        for _ in 0..8 {
            let mut lines = document.lines();
            let start = rng.random_range(1..=lines.len());
            let end = rng.random_range(start..=lines.len().min(start + 3));
            let content = generate::html(&mut rng);
            let update = match rng.random_range(0..3) {
                _ if content.is_empty() => continue,
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
}

#[test]
fn any_content_becomes_any_other() {
    let mut rng = StdRng::seed_from_u64(15);
    for _ in 0..600 {
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
