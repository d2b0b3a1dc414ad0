//! Every code of the list of cases is tested, or its absence explained.

use std::collections::{BTreeMap, BTreeSet};

const DOCUMENT: &str = include_str!("../../../docs/cases.md");

#[test]
fn every_code_of_the_list_is_in_exactly_one_place() {
    let mut places: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let cases = super::all().into_iter().map(|case| case.name);
    let problems = crate::problems::all().into_iter().map(|(code, _, _)| code);
    let branches = crate::branches::cases::names().into_iter();
    for name in cases.chain(problems).chain(branches) {
        for code in name.split(' ').take_while(|word| is_code(word)) {
            places.entry(code.to_owned()).or_default().insert("a case");
        }
    }
    for (codes, why) in explained() {
        for code in codes {
            places.entry(code).or_default().insert(why);
        }
    }
    let all: BTreeSet<String> = groups()
        .into_iter()
        .flat_map(|(group, count)| (1..=count).map(move |at| format!("{group}{at:02}")))
        .collect();
    let found: BTreeSet<String> = places.keys().cloned().collect();
    let missing: Vec<&String> = all.difference(&found).collect();
    let unknown: Vec<&String> = found.difference(&all).collect();
    let twice: Vec<_> = places
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .collect();
    assert!(
        missing.is_empty() && unknown.is_empty() && twice.is_empty(),
        "missing: {missing:?}\nunknown: {unknown:?}\nin two places: {twice:?}"
    );
    assert_eq!(all.len(), 747);
}

/// `TA01`
fn is_code(word: &str) -> bool {
    let (letters, digits) = word.split_at_checked(2).unwrap_or((word, ""));
    let letters = letters.bytes().all(|byte| byte.is_ascii_uppercase());
    letters && digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The rows of a table in the document, by its heading's first word.
fn rows(start: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let (_, rest) = DOCUMENT.split_once(start).unwrap();
    let lines = rest.lines().skip_while(|line| !line.starts_with("|---"));
    let lines = lines.skip(1).take_while(|line| line.starts_with('|'));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
}

fn groups() -> Vec<(&'static str, usize)> {
    rows("| code | group")
        .map(|row| (row[0], row[2].parse().unwrap()))
        .collect()
}

fn explained() -> Vec<(Vec<String>, &'static str)> {
    let elsewhere = rows("## Tested elsewhere");
    let explained = elsewhere.chain(rows("## Not applicable"));
    explained
        .map(|row| (row[0].split(", ").flat_map(range).collect(), row[1]))
        .collect()
}

/// `TA46–TA51` or `PP02`
fn range(text: &str) -> Vec<String> {
    let (first, last) = text.split_once('–').unwrap_or((text, text));
    let number = |code: &str| -> usize { code[2..].parse().unwrap() };
    (number(first)..=number(last))
        .map(|at| format!("{}{at:02}", &first[..2]))
        .collect()
}
