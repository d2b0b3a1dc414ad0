//! Patterns of paths: `*` within one level, `**` over levels, `?` one character.

/// A pattern, ready to be matched. Matching takes time in proportion to the lengths of pattern and text,
/// whatever the pattern.
#[derive(Debug, Clone)]
pub struct Glob(Vec<Token>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Character(char),
    /// `?`
    One,
    /// `*`
    Level,
    /// `**`
    Levels,
}

impl Glob {
    /// Everything but `*` and `?` stands for itself.
    pub fn new(pattern: &str) -> Self {
        let mut tokens = Vec::new();
        let mut characters = pattern.chars().flat_map(char::to_lowercase).peekable();
        while let Some(character) = characters.next() {
            let token = match character {
                '?' => Token::One,
                '*' if characters.next_if_eq(&'*').is_some() => Token::Levels,
                '*' => Token::Level,
                other => Token::Character(other),
            };
            tokens.push(token);
        }
        Self(tokens)
    }

    /// True if the whole text matches, whatever the case of letters.
    pub fn matches(&self, text: &str) -> bool {
        // `reached[n]`: the first n tokens match the text so far.
        let mut reached = vec![false; self.0.len() + 1];
        if let Some(start) = reached.first_mut() {
            *start = true;
        }
        self.pass_stars(&mut reached);
        for character in text.chars().flat_map(char::to_lowercase) {
            let mut next = vec![false; reached.len()];
            for ((token, pair), follow) in self.0.iter().zip(reached.windows(2)).zip(1..) {
                let (here, behind) = (pair.first() == Some(&true), pair.last() == Some(&true));
                let matches = match token {
                    Token::Character(expected) => here && *expected == character,
                    Token::One => here && character != '/',
                    Token::Level => behind && character != '/',
                    Token::Levels => behind,
                };
                if let Some(cell) = next.get_mut(follow) {
                    *cell = matches;
                }
            }
            self.pass_stars(&mut next);
            reached = next;
        }
        reached.last() == Some(&true)
    }

    /// Stars match nothing, too.
    fn pass_stars(&self, reached: &mut [bool]) {
        let mut passes = reached.first() == Some(&true);
        for (token, cell) in self.0.iter().zip(reached.iter_mut().skip(1)) {
            *cell |= passes && matches!(token, Token::Level | Token::Levels);
            passes = *cell;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn patterns_match_whole_paths() {
        for (pattern, text, matches) in [
            ("Plans", "plans", true),
            ("Plans", "Plans/Q1", false),
            ("*", "Plans", true),
            ("*", "Plans/Q1", false),
            ("Plans/*", "Plans/Q1", true),
            ("Plans/*", "Plans/Q1/Week", false),
            ("Plans/**", "Plans/Q1/Week", true),
            ("**/Week", "Plans/Q1/Week", true),
            ("**Week", "Week", true),
            ("Plans/Q?", "Plans/Q1", true),
            ("Plans?Q1", "Plans/Q1", false),
            ("*.rs", "main.rs", true),
            ("a.c", "abc", false),
            ("[ab]", "a", false),
            ("[ab]", "[AB]", true),
            ("ПЛАН*", "план на год", true),
            ("日?語", "日本語", true),
            ("?", "🎉", true),
            ("", "", true),
            ("", "a", false),
            ("***", "a/b", true),
        ] {
            assert_eq!(
                Glob::new(pattern).matches(text),
                matches,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn no_pattern_takes_for_ever() {
        let glob = Glob::new(&"*a".repeat(200));
        assert!(!glob.matches(&"a".repeat(2_000).replace("aaa", "aab/")));
        assert!(glob.matches(&"a".repeat(2_000)));
    }
}
