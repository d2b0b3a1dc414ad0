//! Two fingerprints, compared in words.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fingerprint, Line};

/// How the two that are compared are called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sides {
    /// Said of what only the first one has.
    pub(crate) only_first: &'static str,
    pub(crate) only_second: &'static str,
    /// Follows a definition.
    pub(crate) in_first: &'static str,
    pub(crate) in_second: &'static str,
}

/// The definitions of one thing on both sides.
type Pair<'a> = (Option<&'a str>, Option<&'a str>);

impl Fingerprint {
    /// What differs, as sentences; what belongs to one table stands together.
    pub(crate) fn in_words(&self, other: &Self, sides: Sides) -> Vec<String> {
        let mut pairs: BTreeMap<(&str, &str, &str), Pair<'_>> = BTreeMap::new();
        for line in self.0.difference(&other.0) {
            pairs.entry(key(line)).or_default().0 = Some(&line.definition);
        }
        for line in other.0.difference(&self.0) {
            pairs.entry(key(line)).or_default().1 = Some(&line.definition);
        }
        let (here, there) = (self.whole(), other.whole());
        let sentences = pairs
            .into_iter()
            // Of a table that only one side has, the parts go without saying.
            .filter(|((parent, _, name), pair)| {
                let told = match pair {
                    (Some(_), None) => here.contains(parent) && !there.contains(parent),
                    (None, Some(_)) => there.contains(parent) && !here.contains(parent),
                    _ => false,
                };
                name.is_empty() || !told
            })
            .map(|(key, pair)| sentence(key, pair, sides));
        sentences.collect()
    }

    /// Names of tables and whatever else stands for itself.
    fn whole(&self) -> BTreeSet<&str> {
        let whole = self.0.iter().filter(|line| line.name.is_empty());
        whole.map(|line| line.parent.as_str()).collect()
    }
}

fn key(line: &Line) -> (&str, &str, &str) {
    (&line.parent, &line.kind, &line.name)
}

fn sentence((parent, kind, name): (&str, &str, &str), pair: Pair<'_>, sides: Sides) -> String {
    let subject = subject(parent, kind, name);
    match pair {
        (Some(first), None) => {
            format!("{subject}{}: {}", detail(kind, first), sides.only_first)
        }
        (None, Some(second)) => {
            format!("{subject}{}: {}", detail(kind, second), sides.only_second)
        }
        (first, second) => {
            let (first, second) = (first.unwrap_or_default(), second.unwrap_or_default());
            changed(&subject, kind, first, second, sides)
        }
    }
}

/// "index `by_hand` on users". The schema `public` goes without saying.
fn subject(parent: &str, kind: &str, name: &str) -> String {
    let parent = parent.strip_prefix("public.").unwrap_or(parent);
    match kind {
        "comment" | "privilege" => format!("{kind} {}", name.replace(" public.", " ")),
        "default privileges" if parent.is_empty() => format!("{kind} on {name}"),
        "default privileges" => format!("{kind} on {name} in {parent}"),
        _ if name.is_empty() => format!("{kind} {parent}"),
        _ if parent.is_empty() => format!("{kind} {name}"),
        _ => format!("{kind} {name} on {parent}"),
    }
}

/// Several roles may have privileges on one thing; the names of other things say enough.
fn detail(kind: &str, definition: &str) -> String {
    match kind {
        "privilege" => format!(" ({definition})"),
        _ => String::new(),
    }
}

fn changed(subject: &str, kind: &str, first: &str, second: &str, sides: Sides) -> String {
    if matches!(kind, "function" | "procedure") {
        // Only a hash of the text is known.
        return format!("{subject}: its text is not the same");
    }
    let shown = |definition: &str| {
        if definition.is_empty() {
            "plain".to_owned()
        } else {
            definition.trim().to_owned()
        }
    };
    let (first, second) = (shown(first), shown(second));
    let (in_first, in_second) = (sides.in_first, sides.in_second);
    if first.contains('\n') || second.contains('\n') || first.len() + second.len() > 100 {
        format!("{subject}:\n{in_first}: {first}\n{in_second}: {second}")
    } else {
        format!("{subject}: {first} {in_first}, {second} {in_second}")
    }
}
