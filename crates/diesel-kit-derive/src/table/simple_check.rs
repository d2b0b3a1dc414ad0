//! Check constraints in a simple form: comparisons of a column, or of its length, with literals.
//!
//! All of an expression is understood, or nothing: a part of it could be the wrong rule.

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Name of the column in the database.
    pub(super) column: String,
    /// The length of the text is compared, not the column.
    pub(super) length: bool,
    pub(super) test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Range(Limit, Limit),
    In(Vec<Literal>),
    NotEqual(Literal),
}

/// An end of a range; `true` if it belongs to it.
pub(super) type Limit = Option<(Literal, bool)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal {
    Number(String),
    Text(String),
}

/// What the expression says, or nothing.
pub(super) fn read(expression: &str) -> Vec<Comparison> {
    let reader = tokens(expression).map(|tokens| Reader { tokens, at: 0 });
    let comparisons = reader.and_then(|mut reader| {
        let comparisons = reader.conjunction()?;
        reader.is_at_end().then_some(comparisons)
    });
    comparisons.unwrap_or_default()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// In lower case.
    Word(String),
    Quoted(String),
    Literal(Literal),
    Symbol(&'static str),
}

/// Nothing if there is something that no simple form has.
fn tokens(mut rest: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return Some(tokens);
        };
        let (token, after) = if first == '\'' {
            let (text, after) = delimited(rest, '\'')?;
            (Token::Literal(Literal::Text(text)), after)
        } else if first == '"' {
            let (name, after) = delimited(rest, '"')?;
            (Token::Quoted(name), after)
        } else if first.is_ascii_digit() || first == '-' {
            let (number, after) = number(rest)?;
            (Token::Literal(Literal::Number(number)), after)
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            (Token::Word(word.to_lowercase()), after)
        } else {
            const SYMBOLS: &[&str] = &["<=", ">=", "<>", "!=", "<", ">", "=", "(", ")", ","];
            let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol))?;
            (Token::Symbol(symbol), rest.strip_prefix(symbol)?)
        };
        tokens.push(token);
        rest = after;
    }
}

/// What stands between two of the delimiters, of which two in a row are one that belongs to it.
fn delimited(rest: &str, delimiter: char) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut rest = rest.strip_prefix(delimiter)?;
    loop {
        let (before, after) = rest.split_once(delimiter)?;
        text.push_str(before);
        match after.strip_prefix(delimiter) {
            Some(after) => {
                text.push(delimiter);
                rest = after;
            }
            None => return Some((text, after)),
        }
    }
}

fn number(rest: &str) -> Option<(String, &str)> {
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.');
    let end = end.unwrap_or(digits.len()) + (rest.len() - digits.len());
    let (number, after) = rest.split_at(end);
    number.parse::<f64>().ok()?;
    Some((number.to_owned(), after))
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn is_at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(&Token::Word(word.to_owned()))
    }

    fn takes_symbol(&mut self, symbol: &'static str) -> bool {
        self.takes(&Token::Symbol(symbol))
    }

    fn conjunction(&mut self) -> Option<Vec<Comparison>> {
        let mut comparisons = self.part()?;
        while self.takes_word("and") {
            comparisons.extend(self.part()?);
        }
        Some(comparisons)
    }

    fn part(&mut self) -> Option<Vec<Comparison>> {
        if self.takes_symbol("(") {
            let inner = self.conjunction()?;
            return self.takes_symbol(")").then_some(inner);
        }
        let (column, length) = self.operand()?;
        let test = self.test()?;
        Some(vec![Comparison {
            column,
            length,
            test,
        }])
    }

    /// A column or its length.
    fn operand(&mut self) -> Option<(String, bool)> {
        let word = match self.next()? {
            Token::Quoted(name) => return Some((name, false)),
            Token::Word(word) => word,
            Token::Literal(_) | Token::Symbol(_) => return None,
        };
        if !self.takes_symbol("(") {
            return (word != "not").then_some((word, false));
        }
        let is_length = matches!(word.as_str(), "length" | "char_length" | "character_length");
        let (Token::Word(name) | Token::Quoted(name)) = self.next()? else {
            return None;
        };
        (is_length && self.takes_symbol(")")).then_some((name, true))
    }

    fn test(&mut self) -> Option<Test> {
        if self.takes_word("between") {
            let low = self.literal()?;
            let high = self.takes_word("and").then(|| self.literal())??;
            return Some(Test::Range(Some((low, true)), Some((high, true))));
        }
        if self.takes_word("in") {
            return self.list().map(Test::In);
        }
        let Token::Symbol(operator) = self.next()? else {
            return None;
        };
        let literal = self.literal()?;
        match operator {
            "=" => Some(Test::In(vec![literal])),
            "<>" | "!=" => Some(Test::NotEqual(literal)),
            "<" => Some(Test::Range(None, Some((literal, false)))),
            "<=" => Some(Test::Range(None, Some((literal, true)))),
            ">" => Some(Test::Range(Some((literal, false)), None)),
            ">=" => Some(Test::Range(Some((literal, true)), None)),
            _ => None,
        }
    }

    fn list(&mut self) -> Option<Vec<Literal>> {
        let mut literals = Vec::new();
        if !self.takes_symbol("(") {
            return None;
        }
        loop {
            literals.push(self.literal()?);
            if self.takes_symbol(")") {
                return Some(literals);
            }
            if !self.takes_symbol(",") {
                return None;
            }
        }
    }

    fn literal(&mut self) -> Option<Literal> {
        match self.next()? {
            Token::Literal(literal) => Some(literal),
            Token::Word(_) | Token::Quoted(_) | Token::Symbol(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Literal {
        Literal::Number(text.to_owned())
    }

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    fn one(expression: &str) -> (String, bool, Test) {
        let [comparison] = read(expression).try_into().unwrap();
        let Comparison {
            column,
            length,
            test,
        } = comparison;
        (column, length, test)
    }

    #[test]
    fn comparisons_with_literals_are_understood() {
        let at_least = |limit: &str, included| Test::Range(Some((number(limit), included)), None);
        let plain = |column: &str, test| (column.to_owned(), false, test);
        assert_eq!(one("room > 0"), plain("room", at_least("0", false)));
        assert_eq!(one("( a >= -1.5 )"), plain("a", at_least("-1.5", true)));
        assert_eq!(one("\"A b\"<>''"), plain("A b", Test::NotEqual(text(""))));
        let listed = Test::In(vec![text("x"), text("it's")]);
        assert_eq!(one("kind IN ('x', 'it''s')"), plain("kind", listed));
        let range = Test::Range(Some((number("1"), true)), Some((number("9"), true)));
        let of_length = ("title".to_owned(), true, range);
        assert_eq!(one("char_length(title) BETWEEN 1 AND 9"), of_length);
    }

    #[test]
    fn several_are_joined_by_and() {
        let found = read("a BETWEEN 1 AND 2 AND (b <> '' AND length(c) <= 3)");
        let columns: Vec<&str> = found.iter().map(|found| found.column.as_str()).collect();
        assert_eq!(columns, ["a", "b", "c"]);
    }

    #[test]
    fn what_is_not_simple_is_left_alone() {
        for expression in [
            "",
            "a > 0 OR b > 0",
            "a > b",
            "parent_id <> id",
            "id ~ '^[a-z]+$'",
            "NOT (a > 0)",
            "a NOT BETWEEN 1 AND 2",
            "lower(a) = 'x'",
            "a > 0 AND f(b)",
            "a + 1 > 2",
            "a = 'x'::text",
            "a > 0 --",
            "(a > 0",
            "a IN ()",
            "a = E'x'",
        ] {
            assert_eq!(read(expression), [], "{expression}");
        }
    }
}
