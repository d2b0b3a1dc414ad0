//! Check constraints that say which values there are: comparisons of a column with literals.
//!
//! All of an expression is understood, or nothing. What is not understood is up to the database.

use super::generator::Kind as Generator;
use crate::sql::token::{Kind, Token, tokens};

/// What a value has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    OneOf(Vec<String>),
    AtLeast(i64),
    AtMost(i64),
}

/// Columns with their rules.
pub(super) fn rules(expression: &str) -> Option<Vec<(String, Rule)>> {
    let mut reader = Reader {
        pieces: pieces(expression)?,
        at: 0,
    };
    let mut rules = reader.comparison()?;
    while reader.takes("and") {
        rules.extend(reader.comparison()?);
    }
    (reader.at == reader.pieces.len()).then_some(rules)
}

/// The generator of values that the rule admits, if it can be one.
pub(super) fn within(generator: Generator, rule: &Rule) -> Generator {
    let narrowed = |least: &mut i64, most: &mut i64| match rule {
        Rule::AtLeast(limit) if *limit > *most => (*least, *most) = (*limit, limit + 1000),
        Rule::AtMost(limit) if *limit < *least => (*least, *most) = (limit - 1000, *limit),
        Rule::AtLeast(limit) => *least = (*least).max(*limit),
        Rule::AtMost(limit) => *most = (*most).min(*limit),
        Rule::OneOf(_) => {}
    };
    match (generator, rule) {
        (_, Rule::OneOf(values)) => Generator::OneOf(values.clone()),
        (
            Generator::Integer {
                mut least,
                mut most,
            },
            _,
        ) => {
            narrowed(&mut least, &mut most);
            Generator::Integer { least, most }
        }
        (
            Generator::Number {
                mut least,
                mut most,
                decimals,
            },
            _,
        ) => {
            narrowed(&mut least, &mut most);
            Generator::Number {
                least,
                most,
                decimals,
            }
        }
        (other, _) => other,
    }
}

/// What stays of an expression: brackets only group as long as everything is joined by AND, and what a
/// literal is cast to is the type of the column.
fn pieces(expression: &str) -> Option<Vec<Token<'_>>> {
    let mut pieces = Vec::new();
    let all = tokens(expression).into_iter();
    let mut all = all
        .filter(|token| token.kind != Kind::Space && token.kind != Kind::Comment)
        .peekable();
    while let Some(token) = all.next() {
        if token.is("or") || token.is("not") || token.is("case") {
            return None;
        }
        let is_bracket = token.kind == Kind::Other && matches!(token.text, "(" | ")" | "[" | "]");
        if token.is_sign(":") {
            all.next().filter(|next| next.is_sign(":"))?;
            // `character varying` and `double precision` are two words.
            all.next().filter(|next| next.kind == Kind::Name)?;
            all.next_if(|next| next.is("varying") || next.is("precision"));
        } else if !is_bracket && !token.is("any") && !token.is("array") {
            pieces.push(token);
        }
    }
    Some(pieces)
}

struct Reader<'a> {
    pieces: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.pieces.get(self.at).copied();
        self.at += 1;
        token
    }

    fn takes(&mut self, word: &str) -> bool {
        let next = self.pieces.get(self.at);
        let found = next.is_some_and(|next| next.is(word) || next.is_sign(word));
        self.at += usize::from(found);
        found
    }

    fn comparison(&mut self) -> Option<Vec<(String, Rule)>> {
        let column = self.next().filter(|token| token.kind == Kind::Name)?.name();
        let rules = if self.takes("in") {
            vec![self.list()?]
        } else if self.takes("between") {
            let least = self.number()?;
            self.takes("and").then_some(())?;
            vec![
                Rule::AtLeast(least.ceil),
                Rule::AtMost(self.number()?.floor),
            ]
        } else {
            vec![self.compared()?]
        };
        Some(
            rules
                .into_iter()
                .map(|rule| (column.clone(), rule))
                .collect(),
        )
    }

    fn compared(&mut self) -> Option<Rule> {
        let greater = self.takes(">");
        let less = !greater && self.takes("<");
        let equal = self.takes("=");
        if !greater && !less {
            return if equal { self.list() } else { None };
        }
        let limit = self.number()?;
        let strict = i64::from(!equal);
        Some(if greater {
            Rule::AtLeast((limit.floor + strict).max(limit.ceil))
        } else {
            Rule::AtMost((limit.ceil - strict).min(limit.floor))
        })
    }

    fn list(&mut self) -> Option<Rule> {
        let mut values = vec![self.literal()?];
        while self.takes(",") {
            values.push(self.literal()?);
        }
        Some(Rule::OneOf(values))
    }

    fn literal(&mut self) -> Option<String> {
        let at = self.at;
        let token = self.next()?;
        if token.kind == Kind::Text {
            let inner = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
            return Some(inner.replace("''", "'"));
        }
        self.at = at;
        let number = self.number()?;
        Some(number.text)
    }

    fn number(&mut self) -> Option<Number> {
        let sign = if self.takes("-") { "-" } else { "" };
        let whole = self.digits()?;
        let text = if self.takes(".") {
            format!("{sign}{whole}.{}", self.digits()?)
        } else {
            format!("{sign}{whole}")
        };
        let floor: i64 = format!("{sign}{whole}").parse().ok()?;
        let is_whole = text
            .split_once('.')
            .is_none_or(|(_, part)| part.trim_matches('0').is_empty());
        let (down, up) = match (is_whole, sign) {
            (true, _) => (0, 0),
            (false, "-") => (1, 0),
            (false, _) => (0, 1),
        };
        Some(Number {
            text,
            floor: floor.checked_sub(down)?,
            ceil: floor.checked_add(up)?,
        })
    }

    fn digits(&mut self) -> Option<&'a str> {
        let token = self.next()?;
        token
            .text
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(token.text)
    }
}

struct Number {
    text: String,
    /// The next integer below, and above.
    floor: i64,
    ceil: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(expression: &str) -> Vec<Rule> {
        let rules = rules(expression).into_iter().flatten();
        rules.map(|(_, rule)| rule).collect()
    }

    #[test]
    fn comparisons_with_literals_are_understood() {
        use Rule::*;
        let texts = |texts: &[&str]| OneOf(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(read("age >= 0 AND age < 150"), [AtLeast(0), AtMost(149)]);
        assert_eq!(
            read("((a > -1.5) AND (a <= 2.5))"),
            [AtLeast(-1), AtMost(2)]
        );
        assert_eq!(read("stars BETWEEN 1 AND 5"), [AtLeast(1), AtMost(5)]);
        assert_eq!(read("kind IN ('a', 'it''s')"), [texts(&["a", "it's"])]);
        assert_eq!(
            read("(kind)::text = ANY ((ARRAY['a'::character varying, 'b'::text])::text[])"),
            [texts(&["a", "b"])]
        );
        assert_eq!(read("\"A b\" = 7"), [texts(&["7"])]);
    }

    #[test]
    fn everything_else_is_left_to_the_database() {
        for expression in [
            "",
            "a > 0 OR b > 0",
            "a > b",
            "NOT (a > 0)",
            "length(a) < 3",
            "a + 1 > 2",
            "a <> 'x'",
            "a = E'x'",
            "btrim(name) <> ''",
            "a > 0 b",
        ] {
            assert_eq!(rules(expression), None, "{expression}");
        }
    }

    #[test]
    fn generators_stay_within_the_rules() {
        let integer = |least, most| Generator::Integer { least, most };
        for (rule, expected) in [
            (Rule::AtLeast(5), integer(5, 100)),
            (Rule::AtMost(5), integer(1, 5)),
            (Rule::AtLeast(200), integer(200, 1200)),
            (Rule::AtMost(-3), integer(-1003, -3)),
        ] {
            assert_eq!(within(integer(1, 100), &rule), expected);
        }
        assert_eq!(within(Generator::Word, &Rule::AtMost(1)), Generator::Word);
    }
}
