//! Changing the type of a column that holds values.

use super::cast::{self, DOCUMENTS, NUMBERS, STRINGS};
use crate::hazard::Hazard;
use crate::model::type_name::{Parts, is_known};
use crate::model::{Column, Model, ObjectName};
use crate::sql::name::name;

/// How values of the old type become values of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Conversion {
    /// As in an assignment, which refuses what is too long instead of cutting it.
    Assignment,
    Expression(String),
}

impl Conversion {
    /// What stands behind USING.
    pub(super) fn using(&self) -> Option<&str> {
        match self {
            Self::Assignment => None,
            Self::Expression(expression) => Some(expression),
        }
    }
}

pub(super) struct TypeChange {
    /// There is none for types that have nothing to do with each other.
    pub(super) conversion: Option<Conversion>,
    pub(super) hazards: Vec<Hazard>,
    /// Some old values have no place in the new type.
    pub(super) narrows: bool,
}

/// The columns have different types, or the labels of their enum differ.
pub(super) fn between(old: &Column, new: &Column, from: &Model, to: &Model) -> TypeChange {
    let enums = [from, to];
    let conversion = match &new.using {
        Some(expression) => Some(Conversion::Expression(expression.clone())),
        None => conversion(&new.name, &old.sql_type, &new.sql_type, &enums),
    };
    let (before, after) = (parts(&old.sql_type), parts(&new.sql_type));
    // Nothing is known of what somebody's own expression does to the values.
    let own = new.using.is_some();
    let narrows = own || narrows(&before, &after);
    let mut hazards = if own || !is_catalog_only(&before, &after) {
        vec![Hazard::Locks, Hazard::Rewrite, Hazard::RunningCode]
    } else {
        Vec::new()
    };
    if narrows {
        hazards.insert(0, Hazard::NeedsData);
    }
    if self::conversion(&new.name, &new.sql_type, &old.sql_type, &enums).is_none() {
        hazards.push(Hazard::Irreversible);
    }
    TypeChange {
        conversion,
        hazards,
        narrows,
    }
}

/// Changes of types for which somebody has to say how. Both models use the new names.
pub(crate) fn unknown(from: &Model, to: &Model) -> Vec<String> {
    let mut unknown = Vec::new();
    for (table, new) in to.tables.iter().filter(|(_, new)| !new.existing) {
        let columns = from.tables.get(table).into_iter().flat_map(|old| {
            let columns = new.columns.iter();
            columns.filter_map(|column| Some((old.find(&column.name)?, column)))
        });
        for (before, column) in columns {
            let differs = before.sql_type != column.sql_type && column.generated.is_none();
            if differs && between(before, column, from, to).conversion.is_none() {
                unknown.push(question(table, before, column));
            }
        }
    }
    unknown
}

fn question(table: &ObjectName, before: &Column, column: &Column) -> String {
    let (from, to) = (&before.sql_type, &column.sql_type);
    let place = format!("{}.{}", table.path(), column.name);
    let own = name(&column.name);
    let (old, new) = (parts(from), parts(to));
    let example = match (old.array, new.array) {
        (false, true) if cast::exists(&old.base, &new.base) => format!("ARRAY[{own}]::{to}"),
        (true, false) if cast::exists(&old.base, &new.base) => format!("{own}[1]::{to}"),
        _ => format!("an expression over {own}"),
    };
    format!(
        "{place}: PostgreSQL knows no way from {from} to {to}; say it with #[column(using = \"{example}\")]"
    )
}

/// Types without a cast between them meet in text, where that makes sense.
fn conversion(column: &str, from: &str, to: &str, enums: &[&Model; 2]) -> Option<Conversion> {
    let column = name(column);
    let (old, new) = (parts(from), parts(to));
    let expression = |text: String| Some(Conversion::Expression(text));
    let direct = || expression(format!("{column}::{to}"));
    if is_limited(&new) {
        return Some(Conversion::Assignment);
    }
    // Text holds JSON; everything else has a form in it.
    if is_one_of(DOCUMENTS, &new) && !is_one_of(DOCUMENTS, &old) && !is_one_of(STRINGS, &old) {
        return expression(format!("to_{to}({column})"));
    }
    if is_one_of(DOCUMENTS, &old) && !cast::exists(&old.base, &new.base) {
        return (!new.array)
            .then(|| expression(format!("({column} #>> '{{}}')::{to}")))
            .flatten();
    }
    if is_one_of(STRINGS, &old) || is_one_of(STRINGS, &new) {
        return direct();
    }
    if old.array != new.array {
        return None;
    }
    let is_enum = |sql_type| enums.iter().any(|model| model.enum_of(sql_type).is_some());
    let is_ours = |parts: &Parts, sql_type| is_enum(sql_type) || !is_known(&parts.base);
    let is_rebuilt = from == to;
    if is_rebuilt || (old.base != new.base && (is_ours(&old, from) || is_ours(&new, to))) {
        return match (old.base.as_str(), new.base.as_str()) {
            ("text", _) | (_, "text") => direct(),
            _ if old.array => expression(format!("{column}::text[]::{to}")),
            _ => expression(format!("{column}::text::{to}")),
        };
    }
    // Booleans know one number type only.
    if is_one_of(NUMBERS, &old) && to == "boolean" {
        return expression(format!("{column} <> 0"));
    }
    if from == "boolean" && is_one_of(NUMBERS, &new) && to != "integer" {
        return expression(format!("{column}::integer::{to}"));
    }
    let is_money = |parts: &Parts| is_one_of(&["money"], parts);
    if (is_money(&old) && is_one_of(NUMBERS, &new)) || (is_one_of(NUMBERS, &old) && is_money(&new))
    {
        return expression(format!("{column}::numeric::{to}"));
    }
    cast::exists(&old.base, &new.base).then(direct).flatten()
}

/// The text that holds values of a type.
pub(super) fn text_of(sql_type: &str) -> &'static str {
    if sql_type.ends_with("[]") {
        "text[]"
    } else {
        "text"
    }
}

fn is_one_of(names: &[&str], parts: &Parts) -> bool {
    !parts.array && names.contains(&parts.base.as_str())
}

/// The fields of an interval are an argument, too.
fn parts(sql_type: &str) -> Parts {
    let mut parts = Parts::of(sql_type);
    let fields = parts.base.strip_prefix("interval ").map(str::to_owned);
    if let Some(fields) = fields {
        "interval".clone_into(&mut parts.base);
        parts.arguments.insert(0, fields);
    }
    parts
}

/// `varchar(5)` and the like, where a cast would cut without a word.
fn is_limited(new: &Parts) -> bool {
    let is_text = ["character varying", "character"].contains(&new.base.as_str());
    is_text && !new.arguments.is_empty()
}

fn narrows(old: &Parts, new: &Parts) -> bool {
    !is_catalog_only(old, new) && !widens(old, new)
}

/// PostgreSQL only notes the new type; no row is looked at.
fn is_catalog_only(old: &Parts, new: &Parts) -> bool {
    if old.array || new.array {
        return false;
    }
    match (old.base.as_str(), new.base.as_str()) {
        ("text" | "character varying", "text" | "character varying")
        | ("bit varying", "bit varying") => has_room(old, new),
        ("numeric", "numeric") => match (old.numbers().as_slice(), new.numbers().as_slice()) {
            (_, []) => true,
            ([digits, scale], [new_digits, new_scale]) => {
                digits <= new_digits && scale == new_scale
            }
            _ => false,
        },
        ("cidr", "inet") | ("citext", "text") | ("text", "citext") => true,
        ("interval", "interval") => new.arguments.is_empty(),
        (from, to) if from == to && is_timed(from) => precision(old) <= precision(new),
        _ => false,
    }
}

/// Nothing that fits into the old length is too long for the new one.
fn has_room(old: &Parts, new: &Parts) -> bool {
    match (old.numbers().as_slice(), new.numbers().as_slice()) {
        (_, []) => true,
        ([length], [room]) => length <= room,
        _ => false,
    }
}

fn is_timed(base: &str) -> bool {
    base.starts_with("timestamp ") || base.starts_with("time ")
}

/// Digits behind the second.
fn precision(parts: &Parts) -> i64 {
    parts.numbers().first().copied().unwrap_or(6)
}

/// Every old value has a place in the new type.
fn widens(old: &Parts, new: &Parts) -> bool {
    let element = |parts: &Parts| Parts {
        array: false,
        ..parts.clone()
    };
    if old.array && new.array {
        return widens(&element(old), &element(new));
    }
    let limitless = new.arguments.is_empty();
    let (from, to) = (old.base.as_str(), new.base.as_str());
    match (from, to) {
        _ if new.array => false,
        (_, "text") => true,
        (_, "character varying") if limitless => true,
        (_, "json" | "jsonb") => old.array || !STRINGS.contains(&from),
        _ if old.array => false,
        ("smallint" | "integer" | "bigint" | "boolean", "numeric") => limitless,
        ("numeric", "numeric") => numeric_fits(&old.numbers(), &new.numbers()),
        ("character" | "character varying", "character" | "character varying")
        | ("bit" | "bit varying", "bit varying")
        | ("bit", "bit") => has_room(old, new),
        // Fields that are not kept are cut off.
        (_, "interval") if !limitless => is_catalog_only(old, new),
        _ => cast::widens(from, to) || is_catalog_only(old, new),
    }
}

/// Digits before and behind the point.
fn numeric_fits(old: &[i64], new: &[i64]) -> bool {
    match (old, new) {
        (_, []) => true,
        ([digits, scale], [new_digits, new_scale]) => {
            scale <= new_scale && digits - scale <= new_digits - new_scale
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_loses_nothing() {
        let narrows = |from, to| narrows(&parts(from), &parts(to));
        assert!(!narrows("integer", "bigint"));
        assert!(narrows("bigint", "integer"));
        assert!(!narrows("character varying(10)", "character varying(20)"));
        assert!(narrows("character varying(20)", "character varying(10)"));
        assert!(narrows("text", "uuid"));
        assert!(!narrows("numeric(10,2)", "numeric(14,4)"));
        assert!(narrows("numeric(10,2)", "numeric(10,3)"));
        assert!(narrows("jsonb", "integer"));
        assert!(narrows("integer[]", "integer"));
    }

    #[test]
    fn types_without_a_cast_meet_in_text_or_not_at_all() {
        let model = Model::default();
        let using = |from, to| conversion("a", from, to, &[&model, &model]);
        let expression = |text: &str| Some(Conversion::Expression(text.to_owned()));
        assert_eq!(using("integer", "bigint"), expression("a::bigint"));
        assert_eq!(using("text", "uuid"), expression("a::uuid"));
        assert_eq!(using("bigint", "boolean"), expression("a <> 0"));
        assert_eq!(using("text[]", "uuid[]"), expression("a::uuid[]"));
        assert_eq!(using("text[]", "jsonb"), expression("to_jsonb(a)"));
        assert_eq!(using("jsonb", "uuid"), expression("(a #>> '{}')::uuid"));
        assert_eq!(
            using("integer", "my_number"),
            expression("a::text::my_number")
        );
        assert_eq!(
            using("text", "character varying(5)"),
            Some(Conversion::Assignment)
        );
        for (from, to) in [
            ("bytea", "integer"),
            ("point", "integer"),
            ("jsonb", "text[]"),
            ("uuid", "bytea"),
            ("integer", "timestamp with time zone"),
            ("integer", "integer[]"),
            ("bigint[]", "boolean[]"),
        ] {
            assert_eq!(using(from, to), None, "{from} {to}");
        }
    }
}
