//! What a query reads, as far as its text shows it.

use super::token::{Kind, Token, tokens};

/// Words after which relations are named.
const SOURCES: &[&str] = &["from", "join", "table"];
/// Words that end a list of relations.
const ENDS: &[&str] = &[
    "select",
    "where",
    "group",
    "having",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "union",
    "except",
    "intersect",
    "window",
    "set",
    "returning",
    "values",
];

/// The text of a query, without spaces, comments and a closing semicolon.
///
/// Two of it are equal when PostgreSQL cannot tell them apart.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    tokens: Vec<Token<'a>>,
}

/// Where in a query the reader is, between two parentheses.
#[derive(Clone, Copy, Default)]
struct Place {
    /// In a list of relations.
    lists: bool,
    /// The next name is that of a relation.
    expects: bool,
}

impl<'a> Query<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut tokens = tokens(text);
        tokens.retain(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
        while tokens.pop_if(|token| token.is_sign(";")).is_some() {}
        Self { tokens }
    }

    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.tokens.iter().any(|token| token.is_name(name))
    }

    fn says(&self, word: &str) -> bool {
        self.tokens.iter().any(|token| token.is(word))
    }

    /// Whether only strings tell it from another.
    pub(crate) fn differs_in_strings_only(&self, other: &Self) -> bool {
        let shape = |query: &Self| {
            let tokens = query.tokens.iter();
            let bare = tokens.map(|token| match token.kind {
                Kind::Text => None,
                Kind::Name => Some(token.name()),
                _ => Some(token.text.to_owned()),
            });
            bare.collect::<Vec<_>>()
        };
        shape(self) == shape(other)
    }

    /// The relations it reads, each with the parts of its name as written. Names of its own, such as
    /// those behind WITH, are among them.
    pub(crate) fn relations(&self) -> Vec<Vec<String>> {
        let mut relations = Vec::new();
        let mut places = vec![Place::default()];
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            at += 1;
            let Some(place) = places.last_mut() else {
                break;
            };
            if token.is_sign("(") {
                let inner = Place {
                    lists: place.expects,
                    ..*place
                };
                place.expects = false;
                places.push(inner);
            } else if token.is_sign(")") {
                places.pop();
            } else if token.is_sign(",") {
                place.expects = place.lists;
            } else if SOURCES.iter().any(|word| token.is(word)) {
                *place = Place {
                    lists: true,
                    expects: true,
                };
            } else if ENDS.iter().any(|word| token.is(word)) {
                *place = Place::default();
            } else if place.expects && !token.is("only") && !token.is("lateral") {
                place.expects = false;
                relations.push(self.path(at - 1));
            }
        }
        relations.retain(|path| !path.is_empty());
        relations
    }

    /// The name that starts at a place: `app.users`.
    fn path(&self, start: usize) -> Vec<String> {
        let mut path = Vec::new();
        for pair in self.tokens.get(start..).unwrap_or_default().chunks(2) {
            let name = pair.first().filter(|token| token.kind == Kind::Name);
            path.extend(name.map(Token::name));
            if !pair.last().is_some_and(|token| token.is_sign(".")) {
                break;
            }
        }
        path
    }

    /// Whether it calls a function of that name, or names it as a type.
    pub(crate) fn uses(&self, name: &str) -> bool {
        let signs = |token: Option<&Token>, signs: &[&str]| {
            token.is_some_and(|token| signs.iter().any(|sign| token.is_sign(sign)))
        };
        self.tokens.iter().enumerate().any(|(at, token)| {
            let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
            let behind = self.tokens.get(at + 1);
            let is_cast =
                before.is_some_and(|before| before.is("as")) && signs(behind, &[")", "["]);
            token.is_name(name) && (signs(behind, &["("]) || signs(before, &[":"]) || is_cast)
        })
    }

    /// Whether its result has all columns of something, whatever they are.
    pub(crate) fn reads_all_columns(&self) -> bool {
        let star = |(at, token): (usize, &Token)| {
            let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
            let counts = before.is_some_and(|before| before.is_sign("("));
            // What follows a multiplication is a number or a name.
            let ends = self.tokens.get(at + 1).is_none_or(|behind| {
                behind.is_sign(",") || behind.is_sign(")") || behind.is("from")
            });
            token.is_sign("*") && ends && !counts
        };
        let mut tokens = self.tokens.iter().enumerate();
        tokens.any(star) || self.says("natural") || self.says("table")
    }

    /// Whether it groups rows; the columns of a group may follow from a primary key.
    pub(crate) fn groups(&self) -> bool {
        self.says("group")
    }

    /// Whether a column of the result may take its name from a column of that name. The answer is no only for
    /// queries that are simple enough to be sure.
    pub(crate) fn names_result(&self, column: &str) -> bool {
        if !self.mentions(column) && !self.reads_all_columns() {
            return false;
        }
        let selects = self.tokens.iter().filter(|token| token.is("select"));
        let is_simple = selects.count() == 1
            && self.tokens.first().is_some_and(|token| token.is("select"))
            && !self.says("using")
            && !self.reads_all_columns();
        !is_simple
            || self
                .results()
                .iter()
                .any(|result| takes_name(result, column))
    }

    /// What is between SELECT and FROM, cut at the commas.
    fn results(&self) -> Vec<&[Token<'a>]> {
        let mut depth = 0_usize;
        let mut cuts = vec![0];
        for (at, token) in self.tokens.iter().enumerate() {
            if token.is_sign("(") {
                depth += 1;
            } else if token.is_sign(")") {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && token.is_sign(",") {
                cuts.push(at);
            } else if depth == 0 && token.is("from") {
                cuts.push(at);
                break;
            }
        }
        if cuts.len() == 1 {
            cuts.push(self.tokens.len());
        }
        let pairs = cuts.windows(2).map(|pair| match pair {
            [start, end] => self.tokens.get(start + 1..*end).unwrap_or_default(),
            _ => &[],
        });
        pairs.collect()
    }

    /// Whether a column of the result may take its name from a relation of that name.
    pub(crate) fn results_in(&self, relation: &str) -> bool {
        self.says("select") && !self.names_relation_only(relation)
    }

    /// Whether a name stands for a relation wherever it stands.
    fn names_relation_only(&self, name: &str) -> bool {
        let sources = ["from", "join", "only", "on", "update", "into"];
        let mut tokens = self.tokens.iter().enumerate();
        tokens.all(|(at, token)| {
            let before = |offset: usize| at.checked_sub(offset).and_then(|at| self.tokens.get(at));
            let in_schema = before(1).is_some_and(|before| before.is_sign("."));
            let head = before(if in_schema { 3 } else { 1 });
            let listed = head.is_some_and(|head| sources.iter().any(|word| head.is(word)));
            let behind = self.tokens.get(at + 1);
            !token.is_name(name) || listed || behind.is_some_and(|behind| behind.is_sign("."))
        })
    }
}

impl PartialEq for Query<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, two): (&Token, &Token)| {
            let is_name = one.kind == Kind::Name && one.name() == two.name();
            one.kind == two.kind && (is_name || one.text == two.text)
        };
        self.tokens.len() == other.tokens.len() && self.tokens.iter().zip(&other.tokens).all(same)
    }
}

/// Only an alias makes sure that a result is not named after what it is made of.
fn takes_name(result: &[Token], column: &str) -> bool {
    let has_alias = match result {
        [.., word, alias] => word.is("as") && !alias.is_name(column),
        _ => false,
    };
    !has_alias && result.iter().any(|token| token.is_name(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations(text: &str) -> Vec<String> {
        let paths = Query::of(text).relations().into_iter();
        paths.map(|path| path.join(".")).collect()
    }

    #[test]
    fn relations_stand_behind_from_and_join() {
        assert_eq!(
            relations(
                "SELECT a, f FROM app.users u, ONLY notes n JOIN b ON f(x, y) = a, c WHERE d IN (1, e)"
            ),
            ["app.users", "notes", "b", "c"]
        );
        assert_eq!(
            relations(
                "SELECT (SELECT max(a) FROM b), c FROM (d LEFT JOIN e USING (f, g)) UNION TABLE h"
            ),
            ["b", "d", "e", "h"]
        );
        assert_eq!(
            relations("SELECT 1 FROM a, LATERAL (SELECT 2 FROM \"B c\" ORDER BY 1, 2) d"),
            ["a", "B c"]
        );
        assert_eq!(
            relations("SELECT 'x FROM y', 1 -- FROM z"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_star_is_not_always_a_list_of_columns() {
        for text in [
            "SELECT * FROM a",
            "SELECT a.*, 1 FROM a",
            "TABLE a",
            "SELECT 1 FROM a NATURAL JOIN b",
        ] {
            assert!(Query::of(text).reads_all_columns(), "{text}");
        }
        for text in [
            "SELECT count(*) FROM a",
            "SELECT a * 2 FROM a",
            "SELECT (a) * (b) FROM a",
        ] {
            assert!(!Query::of(text).reads_all_columns(), "{text}");
        }
    }

    #[test]
    fn a_result_may_be_named_after_a_column() {
        for text in [
            "SELECT name FROM a",
            "SELECT name::text FROM a",
            "SELECT DISTINCT 1 AS one, a.name FROM a",
            "SELECT * FROM a",
            "SELECT 1 FROM (SELECT name FROM a) b",
            "SELECT note AS name FROM a",
        ] {
            assert!(Query::of(text).names_result("name"), "{text}");
        }
        for text in [
            "SELECT id FROM a WHERE name <> '' ORDER BY name",
            "SELECT lower(name) AS short, id FROM a",
            "SELECT 1 AS one FROM a",
        ] {
            assert!(!Query::of(text).names_result("name"), "{text}");
        }
    }

    #[test]
    fn functions_and_types_are_used_by_name() {
        for text in [
            "SELECT f(1)",
            "SELECT a::f",
            "SELECT CAST(a AS f)",
            "SELECT app.f (1)",
        ] {
            assert!(Query::of(text).uses("f"), "{text}");
        }
        for text in ["SELECT f FROM a", "SELECT a AS f FROM f", "SELECT 'f(1)'"] {
            assert!(!Query::of(text).uses("f"), "{text}");
        }
    }

    #[test]
    fn spaces_and_letter_case_are_no_difference() {
        assert_eq!(
            Query::of("SELECT a\n FROM \"b\";"),
            Query::of("select A from b")
        );
        assert_ne!(Query::of("SELECT 'a'"), Query::of("SELECT 'A'"));
        let (one, two) = (Query::of("f() AS $$ a $$"), Query::of("f() as $x$ b $x$"));
        assert!(one.differs_in_strings_only(&two));
        assert!(!one.differs_in_strings_only(&Query::of("g() AS ''")));
    }

    #[test]
    fn a_relation_may_be_a_result_too() {
        for text in ["SELECT a.id FROM a", "SELECT 1 FROM app.a JOIN a ON true"] {
            assert!(Query::of(text).names_relation_only("a"), "{text}");
        }
        for text in ["SELECT a FROM a", "SELECT b.a FROM b", "SELECT 1 AS a"] {
            assert!(!Query::of(text).names_relation_only("a"), "{text}");
        }
    }
}
