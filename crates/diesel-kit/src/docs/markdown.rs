//! Text that Markdown shows as it is.

/// A code span in one line.
pub(super) fn code(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let fence = fence(&line, 1);
    // What starts or ends with a backtick would grow together with the fence.
    let space = if line.starts_with('`') || line.ends_with('`') || line.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{line}{space}{fence}")
}

/// A block of code.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let fence = fence(text, 3);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// In a table.
pub(super) fn cell(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join(" ").replace('|', "\\|")
}

/// Backticks, more of them than the text has in a row.
fn fence(text: &str, least: usize) -> String {
    let runs = text.split(|letter| letter != '`').map(str::len);
    let longest = runs.max().unwrap_or_default();
    let enough = if longest < least { least } else { longest + 1 };
    "`".repeat(enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_and_bars_do_not_end_what_they_are_in() {
        assert_eq!(code("a\n  b"), "`a b`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(cell("a | b\nc"), "a \\| b c");
        assert_eq!(
            fenced("sql", "SELECT '```'"),
            "````sql\nSELECT '```'\n````\n"
        );
    }
}
