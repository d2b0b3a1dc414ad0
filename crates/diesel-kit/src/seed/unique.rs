//! Values that no two rows may share.

use crate::model::{Index, Table};
use crate::sql::token::{Kind, Token, tokens};

/// A primary key, a unique constraint or a unique index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unique {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// Only rows that meet all of this count. What is not understood is left out: all rows count then.
    pub(super) conditions: Vec<(String, Condition)>,
    /// Large and small letters are alike.
    pub(super) folded: bool,
    pub(super) nulls_not_distinct: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    IsNull,
    IsNotNull,
    Is(String),
}

impl Condition {
    pub(super) fn is_met(&self, value: Option<&str>) -> bool {
        match self {
            Self::IsNull => value.is_none(),
            Self::IsNotNull => value.is_some(),
            Self::Is(text) => value == Some(text.as_str()),
        }
    }
}

impl Unique {
    pub(super) fn all(table: &Table) -> Vec<Self> {
        let plain = |name: &String, columns: &[String], nulls_not_distinct| Self {
            name: name.clone(),
            columns: columns.to_vec(),
            conditions: Vec::new(),
            folded: columns.iter().any(|column| is_folded(table, column)),
            nulls_not_distinct,
        };
        let key = &table.primary_key;
        let mut all = vec![plain(&key.name, &key.columns, false)];
        let uniques = table.uniques.iter();
        all.extend(uniques.map(|one| plain(&one.name, &one.columns, one.nulls_not_distinct)));
        let indexes = table.indexes.iter().filter(|index| index.unique);
        all.extend(indexes.map(|index| Self::of_index(table, index)));
        // Of an index over a constant, and of a table without a key, nothing is known.
        all.retain(|one| !one.columns.is_empty());
        all
    }

    /// Whose values alone have to be different in all rows.
    pub(super) fn is_alone(&self, column: &str) -> bool {
        self.columns == [column] && self.conditions.is_empty()
    }

    /// Everything that makes a difference to it.
    pub(super) fn looks_at(&self, column: &str) -> bool {
        let mut names = self.columns.iter();
        let mut conditions = self.conditions.iter();
        names.any(|name| name == column) || conditions.any(|(name, _)| name == column)
    }

    /// An expression is taken for the columns in it, whatever it makes of their letters.
    fn of_index(table: &Table, index: &Index) -> Self {
        let all = tokens(&index.on);
        let is_column =
            |token: &&Token| token.kind == Kind::Name && table.find(&token.name()).is_some();
        let columns: Vec<String> = all.iter().filter(is_column).map(Token::name).collect();
        let is_expression = all.iter().any(|token| token.is_sign("("));
        let conditions = index.condition.as_deref().and_then(conditions);
        Self {
            name: index.name.clone(),
            folded: is_expression || columns.iter().any(|column| is_folded(table, column)),
            columns,
            conditions: conditions.unwrap_or_default(),
            nulls_not_distinct: index.nulls_not_distinct,
        }
    }
}

fn is_folded(table: &Table, column: &str) -> bool {
    let column = table.find(column);
    column.is_some_and(|column| column.sql_type.starts_with("citext"))
}

/// `a IS NULL AND b = 'x' AND NOT c`
fn conditions(expression: &str) -> Option<Vec<(String, Condition)>> {
    let all = tokens(expression).into_iter();
    let pieces: Vec<Token> = all
        .filter(|token| token.kind != Kind::Space && !matches!(token.text, "(" | ")"))
        .collect();
    let terms = pieces.split(|token| token.is("and"));
    terms.map(condition).collect()
}

fn condition(term: &[Token]) -> Option<(String, Condition)> {
    let is = |text: &str| Condition::Is(text.to_owned());
    match term {
        [column, is, null] if is.is("is") && null.is("null") => {
            Some((column.name(), Condition::IsNull))
        }
        [column, is, not, null] if is.is("is") && not.is("not") && null.is("null") => {
            Some((column.name(), Condition::IsNotNull))
        }
        [column] if column.kind == Kind::Name => Some((column.name(), is("true"))),
        [not, column] if not.is("not") => Some((column.name(), is("false"))),
        [column, equal, value] if equal.is_sign("=") => match value.kind {
            Kind::Name => Some((column.name(), is(&value.name()))),
            Kind::Text => Some((column.name(), is(value.text.trim_matches('\'')))),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Unique as Constraint};

    #[test]
    fn indexes_are_read_like_keys() {
        let table = Table::new("t")
            .column(Column::new("id", "bigint"))
            .column(Column::new("email", "text"))
            .column(Column::new("code", "citext"))
            .column(Column::new("gone_at", "timestamptz"))
            .primary_key(&["id"])
            .unique(Constraint::new(&["code", "id"]))
            .index(Index::new("a", "lower(email)").unique())
            .index(
                Index::new("b", "email DESC, id")
                    .unique()
                    .condition("gone_at IS NULL"),
            )
            .index(Index::new("c", "(true)").unique())
            .index(Index::new("d", "email"));
        let all = Unique::all(&table);
        let shown: Vec<_> = all
            .iter()
            .map(|one| (one.columns.join(" "), one.folded, one.conditions.len()))
            .collect();
        let expected = [
            ("id", false, 0),
            ("code id", true, 0),
            ("email", true, 0),
            ("email id", false, 1),
        ];
        assert_eq!(
            shown,
            expected.map(|(names, folded, count)| (names.to_owned(), folded, count))
        );
    }

    #[test]
    fn simple_conditions_are_understood() {
        let met = |expression: &str, value: Option<&str>| {
            let found = conditions(expression)?;
            Some(found.iter().all(|(_, condition)| condition.is_met(value)))
        };
        for (expression, value, expected) in [
            ("a IS NULL", None, Some(true)),
            ("a IS NULL", Some("x"), Some(false)),
            ("(a IS NOT NULL)", Some("x"), Some(true)),
            ("a", Some("true"), Some(true)),
            ("NOT a AND a IS NOT NULL", Some("false"), Some(true)),
            ("a = 'x'", Some("y"), Some(false)),
            ("a > 1", Some("2"), None),
        ] {
            assert_eq!(met(expression, value), expected, "{expression}");
        }
    }
}
