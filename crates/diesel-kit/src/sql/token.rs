//! SQL cut into words, texts and comments, as the server's scanner does.

/// A piece of SQL. All pieces together are the text again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Where it begins, in bytes.
    pub(crate) start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Space,
    Comment,
    /// A key word or a name, quoted or not.
    Name,
    /// In quotes or dollars.
    Text,
    /// Numbers, operators, brackets: one letter each.
    Other,
}

impl Token<'_> {
    /// Whether it is this key word, given in small letters.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Name && self.text.eq_ignore_ascii_case(word)
    }

    pub(crate) fn is_name(&self, name: &str) -> bool {
        self.kind == Kind::Name && self.name() == name
    }

    pub(crate) fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Other && self.text == sign
    }

    /// What PostgreSQL takes a name for.
    pub(crate) fn name(&self) -> String {
        match self.text.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"').unwrap_or(rest).replace("\"\"", "\""),
            None => self.text.to_lowercase(),
        }
    }
}

/// The pieces of a text. What is not closed goes on to the end.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = first_piece(first, rest);
        let (text, tail) = rest.split_at(length);
        let start = sql.len() - rest.len();
        tokens.push(Token { kind, text, start });
        rest = tail;
    }
    tokens
}

fn first_piece(first: char, rest: &str) -> (Kind, usize) {
    let while_ = |keep: fn(char) -> bool| rest.find(|letter| !keep(letter)).unwrap_or(rest.len());
    match first {
        _ if first.is_whitespace() => (Kind::Space, while_(char::is_whitespace)),
        '-' if rest.starts_with("--") => (Kind::Comment, while_(|letter| letter != '\n')),
        '/' if rest.starts_with("/*") => (Kind::Comment, block_comment(rest)),
        '\'' => (Kind::Text, quoted(rest, '\'', false)),
        'e' | 'E' if rest.chars().nth(1) == Some('\'') => {
            let (_, quote) = rest.split_at(1);
            (Kind::Text, 1 + quoted(quote, '\'', true))
        }
        '"' => (Kind::Name, quoted(rest, '"', false)),
        '$' => match dollar_quoted(rest) {
            Some(length) => (Kind::Text, length),
            None => (Kind::Other, 1),
        },
        _ if is_name_start(first) => (Kind::Name, while_(is_name_part)),
        // The letters of a number (`1e5`) are no name.
        _ if first.is_ascii_digit() => (Kind::Other, while_(is_name_part)),
        _ => (Kind::Other, first.len_utf8()),
    }
}

fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn is_name_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// Length up to the closing quote; a doubled quote does not close.
fn quoted(text: &str, quote: char, backslashes: bool) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if backslashes && letter == '\\' {
            letters.next();
        } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

/// Comments in slashes and stars nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(rest) = text.get(at..) {
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else if let Some(letter) = rest.chars().next() {
            at += letter.len_utf8();
        } else {
            break;
        }
    }
    text.len()
}

/// `$$ … $$` or `$tag$ … $tag$`; nothing for `$1`.
fn dollar_quoted(text: &str) -> Option<usize> {
    let (_, after) = text.split_at(1);
    let (tag, body) = after.split_once('$')?;
    let is_tag = tag.is_empty()
        || tag.starts_with(is_name_start)
            && tag
                .chars()
                .all(|letter| letter != '$' && is_name_part(letter));
    if !is_tag {
        return None;
    }
    let fence = format!("${tag}$");
    let opened = text.len() - body.len();
    Some(
        body.find(&fence)
            .map_or(text.len(), |end| opened + end + fence.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(sql: &str) -> Vec<(Kind, &str)> {
        let tokens = tokens(sql);
        assert_eq!(
            tokens.iter().map(|token| token.text).collect::<String>(),
            sql
        );
        let shown = tokens.iter().filter(|token| token.kind != Kind::Space);
        shown.map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn texts_and_comments_are_one_piece() {
        use Kind::{Comment, Name, Other, Text};
        assert_eq!(
            kinds("a 'it''s; ' E'\\'; ' $x$ ; $$ $x$ -- ;\n/* ; /* ; */ ; */ \"b;\"\"\" $1"),
            [
                (Name, "a"),
                (Text, "'it''s; '"),
                (Text, "E'\\'; '"),
                (Text, "$x$ ; $$ $x$"),
                (Comment, "-- ;"),
                (Comment, "/* ; /* ; */ ; */"),
                (Name, "\"b;\"\"\""),
                (Other, "$"),
                (Other, "1"),
            ]
        );
    }

    #[test]
    fn what_is_not_closed_goes_on_to_the_end() {
        for sql in ["'a", "\"a", "/* a /* */", "$$a", "E'a\\'", "é'ü"] {
            kinds(sql);
        }
    }

    #[test]
    fn names_are_what_postgresql_takes_them_for() {
        let names: Vec<String> = tokens("Ab\"Cd\"\"e\"").iter().map(Token::name).collect();
        assert_eq!(names, ["ab", "Cd\"e"]);
    }
}
