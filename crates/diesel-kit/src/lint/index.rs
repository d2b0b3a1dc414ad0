//! Relations that no index serves.

use super::finding::{Finding, Found};
use super::rule;
use crate::model::{Model, ObjectName, Table};
use crate::relation::Level;

/// What is to be said about a query, given the indexes of the code: `name` is what it is called by.
///
/// Of a relation with a limit per parent an index has to begin with the key and to go on with the order;
/// otherwise all rows of each parent are read and sorted, or all rows of the table in their order. What
/// stands between the two in the index is taken for columns that the query compares.
pub fn lint_query(model: &Model, name: &str, levels: &[Level]) -> Vec<Finding> {
    let levels = levels.iter().filter(|level| !level.keys.is_empty());
    levels
        .filter_map(|level| {
            let table = level.table.parse::<ObjectName>().ok()?;
            // Of what is managed elsewhere, and of views, the indexes are not known.
            let table = model.tables.get(&table).filter(|table| !table.existing)?;
            let missing = missing(table, level)?;
            let message = format!(
                "{name}: relation {}: no index of {} {missing}",
                level.path,
                table.name()
            );
            Some(Found::new(&rule::RELATION_WITHOUT_INDEX, message).in_code())
        })
        .collect()
}

/// What an index would have to do.
fn missing(table: &Table, level: &Level) -> Option<String> {
    let keys = level.keys.join(", ");
    let order = if level.limited {
        order(level)
    } else {
        Vec::new()
    };
    let indexes = indexes(table);
    let mut serving = indexes
        .iter()
        .filter_map(|index| behind_keys(index, &level.keys));
    if order.is_empty() {
        let served = serving.next().is_some();
        return (!served).then(|| format!("begins with {keys}"));
    }
    if serving.any(|rest| goes_on_with(rest, &order)) {
        return None;
    }
    let order: Vec<String> = order.iter().map(Part::to_sql).collect();
    Some(format!(
        "begins with {keys} and goes on with {}",
        order.join(", ")
    ))
}

/// A column of an index or of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    /// Nothing for an expression.
    column: Option<String>,
    descending: bool,
    nulls_first: bool,
}

impl Part {
    fn read(text: &str) -> Self {
        let mut words = text.trim();
        let mut nulls = None;
        if let Some(rest) = without(words, " nulls first") {
            (words, nulls) = (rest, Some(true));
        } else if let Some(rest) = without(words, " nulls last") {
            (words, nulls) = (rest, Some(false));
        }
        let mut descending = false;
        if let Some(rest) = without(words, " desc") {
            (words, descending) = (rest, true);
        } else if let Some(rest) = without(words, " asc") {
            words = rest;
        }
        Self {
            column: column(words),
            descending,
            nulls_first: nulls.unwrap_or(descending),
        }
    }

    fn turned(&self) -> Self {
        Self {
            column: self.column.clone(),
            descending: !self.descending,
            nulls_first: !self.nulls_first,
        }
    }

    fn to_sql(&self) -> String {
        let direction = if self.descending { " DESC" } else { "" };
        let nulls = match (self.descending, self.nulls_first) {
            (true, false) => " NULLS LAST",
            (false, true) => " NULLS FIRST",
            _ => "",
        };
        let column = self.column.as_deref().unwrap_or_default();
        format!("{column}{direction}{nulls}")
    }
}

fn without<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(end.len())?;
    let tail = text.get(at..)?;
    tail.eq_ignore_ascii_case(end)
        .then(|| text.get(..at).unwrap_or_default().trim_end())
}

/// `"posts"."id"`, `id` or `id text_pattern_ops`.
fn column(text: &str) -> Option<String> {
    let last = if text.starts_with('"') {
        let end = text.rfind('"')?;
        let inner = text.get(1..end)?;
        inner.rsplit("\".\"").next()?.replace("\"\"", "\"")
    } else {
        text.split(' ').next()?.to_owned()
    };
    let plain = !last.is_empty() && !last.contains(['(', ')', '$', ':']);
    plain.then_some(last)
}

/// Every index of the table that knows an order, by its columns.
fn indexes(table: &Table) -> Vec<Vec<Part>> {
    let plain = |columns: &[String]| {
        let columns = columns.iter();
        let columns = columns.map(|column| Part {
            column: Some(column.clone()),
            descending: false,
            nulls_first: false,
        });
        columns.collect()
    };
    let mut indexes = vec![plain(&table.primary_key.columns)];
    indexes.extend(table.uniques.iter().map(|unique| plain(&unique.columns)));
    let ordered = table.indexes.iter().filter(|index| index.using.is_none());
    indexes.extend(ordered.map(|index| parts(&index.on)));
    indexes
}

/// The order of a level as far as it consists of columns; nothing is known about an expression.
fn order(level: &Level) -> Vec<Part> {
    let parts: Vec<Part> = level.order.iter().flat_map(|order| parts(order)).collect();
    if parts.iter().any(|part| part.column.is_none()) {
        return Vec::new();
    }
    parts
}

/// Splits at the commas outside of parentheses and quotes.
fn parts(list: &str) -> Vec<Part> {
    let (mut depth, mut quoted, mut start) = (0_i32, false, 0);
    let mut parts = Vec::new();
    for (at, sign) in list.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(Part::read(list.get(start..at).unwrap_or_default()));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(Part::read(list.get(start..).unwrap_or_default()));
    parts
}

/// What follows the keys, which come first in any order.
fn behind_keys<'a>(index: &'a [Part], keys: &[&str]) -> Option<&'a [Part]> {
    let (first, rest) = index.split_at_checked(keys.len())?;
    let is_key = |key: &&str| {
        first
            .iter()
            .any(|part| part.column.as_deref() == Some(*key))
    };
    keys.iter().all(is_key).then_some(rest)
}

fn goes_on_with(rest: &[Part], order: &[Part]) -> bool {
    let turned: Vec<Part> = order.iter().map(Part::turned).collect();
    let mut windows = rest.windows(order.len());
    windows.any(|window| window == order || window == turned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Index, Unique};

    fn level(keys: &[&'static str], order: &[&str]) -> Level {
        Level {
            path: "posts".to_owned(),
            sql: String::new(),
            table: "\"app\".\"posts\"",
            keys: keys.to_vec(),
            order: order.iter().map(|text| (*text).to_owned()).collect(),
            limited: true,
        }
    }

    #[test]
    fn an_index_serves_key_and_order() {
        let cases = [
            (
                "owner_id, created_at",
                "\"app\".\"posts\".\"created_at\" DESC",
                true,
            ),
            (
                "owner_id, \"created_at\" DESC",
                "\"app\".\"posts\".\"created_at\" DESC",
                true,
            ),
            ("owner_id, kind, created_at", "\"created_at\" ASC", true),
            ("owner_id", "\"created_at\"", false),
            ("created_at, owner_id", "\"created_at\"", false),
            (
                "owner_id, created_at, id",
                "\"created_at\" DESC, \"id\" DESC",
                true,
            ),
            (
                "owner_id, created_at, id",
                "\"created_at\" DESC, \"id\"",
                false,
            ),
            (
                "owner_id, created_at DESC NULLS LAST",
                "\"created_at\" DESC",
                false,
            ),
            ("owner_id", "lower(\"posts\".\"title\")", true),
        ];
        for (on, order, served) in cases {
            let table = Table::new("posts")
                .in_schema("app")
                .index(Index::new("posts_idx", on));
            let model = Model::default().table(table);
            let findings = lint_query(&model, "Wall", &[level(&["owner_id"], &[order])]);
            assert_eq!(
                findings.is_empty(),
                served,
                "{on} for {order}: {findings:?}"
            );
        }
    }

    #[test]
    fn the_message_says_which_index_is_missing() {
        let table = Table::new("posts")
            .in_schema("app")
            .unique(Unique::new(&["a", "b"]));
        let model = Model::default().table(table);
        let of = |keys: &[&'static str], order: &[&str]| {
            let findings = lint_query(&model, "Wall", &[level(keys, order)]);
            findings
                .into_iter()
                .map(|it| it.message)
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&["b", "a"], &[]), [""; 0]);
        assert_eq!(
            of(&["owner_id"], &["\"at\" DESC", "\"id\""]),
            [
                "Wall: relation posts: no index of app.posts begins with owner_id and goes on with at DESC, id"
            ]
        );
        assert_eq!(
            of(&["owner_id"], &[]),
            ["Wall: relation posts: no index of app.posts begins with owner_id"]
        );
    }
}
