//! Pieces of Rust: literals, documentation, names.

use crate::model::SequenceOptions;

/// A string literal, raw where that is easier to read.
pub(super) fn literal(text: &str) -> String {
    let is_plain = !text.contains(['"', '\\', '\n']);
    if is_plain
        || text
            .chars()
            .any(|letter| letter.is_control() && letter != '\n')
    {
        return format!("{text:?}");
    }
    let mut fence = String::new();
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    format!("r{fence}\"{text}\"{fence}")
}

/// A comment as documentation if that gives the same text back, and otherwise as a key.
pub(super) enum Comment {
    Docs(Vec<String>),
    Key(String),
}

impl Comment {
    pub(super) fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        if lines.join("\n").trim() != text || text.contains('\r') {
            return Self::Key(literal(text));
        }
        let line = |line: &str| match line {
            "" => "///".to_owned(),
            line => format!("/// {line}"),
        };
        Self::Docs(lines.into_iter().map(line).collect())
    }

    /// Splits an optional comment into lines of documentation and a key.
    pub(super) fn split(text: Option<&String>) -> (Vec<String>, Option<String>) {
        match text.map(|text| Self::of(text)) {
            Some(Self::Docs(lines)) => (lines, None),
            Some(Self::Key(literal)) => (Vec::new(), Some(format!("comment = {literal}"))),
            None => (Vec::new(), None),
        }
    }
}

/// `TaskList` of `task_lists`, without making it singular.
pub(super) fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut starts = true;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            starts = true;
        } else if starts {
            out.extend(letter.to_uppercase());
            starts = false;
        } else {
            out.push(letter);
        }
    }
    if !out.chars().next().is_some_and(char::is_alphabetic) {
        out.insert(0, 'N');
    }
    out
}

/// `task_list` of `TaskList`, `Task list` and `task_list`.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let behind = letters.get(at + 1);
        let starts_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && behind.is_some_and(|next| next.is_lowercase())
            });
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    let out = out.trim_end_matches('_');
    match out.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_numeric() => format!("n{out}"),
        Some(_) => out.to_owned(),
    }
}

/// One of many: `person` stays, `drives` is `drive`.
pub(super) fn singular(name: &str) -> String {
    const SAME: &[&str] = &["ss", "us", "is", "news", "series", "species"];
    if SAME.iter().any(|end| name.ends_with(end)) {
        return name.to_owned();
    }
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for end in ["sses", "shes", "ches", "xes", "uses"] {
        if name.ends_with(end) {
            return name.strip_suffix("es").unwrap_or(name).to_owned();
        }
    }
    name.strip_suffix('s').unwrap_or(name).to_owned()
}

/// Options as keys: `start = 10`, `cycle`.
pub(super) fn counting(options: &SequenceOptions) -> Vec<String> {
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("min", options.min),
        ("max", options.max),
        ("cache", options.cache),
    ];
    let numbers = numbers.into_iter();
    let given = numbers.filter_map(|(key, value)| Some(format!("{key} = {}", value?)));
    given
        .chain(options.cycle.then(|| "cycle".to_owned()))
        .collect()
}

/// Words that Rust keeps for itself.
pub(super) fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &str = " as async await break const continue crate dyn else enum extern false fn for gen if \
        impl in let loop match mod move mut pub ref return self static struct super trait true type unsafe \
        use where while abstract become box do final macro override priv try typeof unsized virtual yield ";
    KEYWORDS.contains(&format!(" {name} "))
}

/// Whether Rust reads it as a name.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next();
    first.is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name != "_"
        && !is_keyword(name)
        && name != "Self"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_rust_names() {
        for (given, snaked, cameled) in [
            ("task_lists", "task_lists", "TaskLists"),
            ("TaskList", "task_list", "TaskList"),
            ("Order Items", "order_items", "OrderItems"),
            ("userID", "user_id", "UserID"),
            ("HTTPHost", "http_host", "HTTPHost"),
            ("2nd", "n2nd", "N2nd"),
            ("a.b-c", "a_b_c", "ABC"),
            ("é", "é", "É"),
            ("!", "unnamed", "N"),
        ] {
            assert_eq!(
                (snake(given), camel(given)),
                (snaked.to_owned(), cameled.to_owned())
            );
        }
        for (many, one) in [
            ("drives", "drive"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("status", "status"),
            ("people", "people"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn literals_say_what_the_text_says() {
        assert_eq!(literal("now()"), "\"now()\"");
        assert_eq!(literal("'{\"a\": 1}'"), "r#\"'{\"a\": 1}'\"#");
        assert_eq!(literal("\"#"), "r##\"\"#\"##");
        assert_eq!(literal("a\nb"), "r\"a\nb\"");
        assert_eq!(literal("a\r\n"), "\"a\\r\\n\"");
    }
}
