//! `CamelCase` to `snake_case`.

/// `TaskList` becomes `task_list`, `AIChat` becomes `ai_chat`.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let previous = at.checked_sub(1).and_then(|before| letters.get(before));
        let starts_word = letter.is_uppercase()
            && previous.is_some_and(|previous| {
                !previous.is_uppercase() && *previous != '_'
                    || letters.get(at + 1).is_some_and(|next| next.is_lowercase())
            });
        if starts_word && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn words_are_separated_by_underscores() {
        assert_eq!(snake("Folder"), "folder");
        assert_eq!(snake("TaskList"), "task_list");
        assert_eq!(snake("AIChat"), "ai_chat");
        assert_eq!(snake("HTML"), "html");
        assert_eq!(snake("V2Draft"), "v2_draft");
    }
}
