//! Slugs: what a drive's name looks like in a path.

/// Lower case, white space to `-`, everything but letters, digits, `_` and `-` dropped.
pub(super) fn of(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let slug: String = words
        .join("-")
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        .collect();
    if slug.is_empty() {
        "drive".to_owned()
    } else {
        slug
    }
}

/// `base`, or the first of `base-2`, `base-3` … that is not taken.
pub(super) fn free(base: &str, taken: &[String]) -> String {
    if !taken.iter().any(|slug| slug == base) {
        return base.to_owned();
    }
    let candidates = (2_u64..).map(|number| format!("{base}-{number}"));
    let mut candidates = candidates.filter(|slug| !taken.contains(slug));
    candidates.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, slug) in [
            ("My Drive", "my-drive"),
            ("  a   b\tc ", "a-b-c"),
            ("R&D (2026)!", "rd-2026"),
            ("snake_case-kept", "snake_case-kept"),
            ("Übung", "übung"),
            ("🦀", "drive"),
            ("???", "drive"),
        ] {
            assert_eq!(of(name), slug, "{name}");
        }
    }

    #[test]
    fn a_taken_slug_gets_the_first_free_number() {
        let taken: Vec<String> = ["a", "a-2", "a-4"].map(str::to_owned).into();
        assert_eq!(free("a", &taken), "a-3");
        assert_eq!(free("b", &taken), "b");
    }
}
