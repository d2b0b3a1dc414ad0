//! What the values of a column are held to: by its type, and by checks in a simple form.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, Type};

use super::Entity;
use super::column::Column;
use super::simple_check::{self, Comparison, Limit, Literal, Test};
use crate::sql_type::{element, last_name};

/// Expressions of type `Result<(), String>` over `value`, a reference to the value or to an element.
pub(super) struct Limits {
    pub(super) value: Vec<TokenStream>,
    pub(super) element: Vec<TokenStream>,
}

/// The least and the most characters of a text, for its description.
pub(super) fn characters(entity: &Entity, column: &Column) -> (Option<usize>, Option<usize>) {
    if last_name(column.base).is_none_or(|name| name != "String") {
        return (None, None);
    }
    let declared = match column.keys.db.as_ref().and_then(declared) {
        Some(Declared::Text { exactly, length }) => (exactly.then_some(length), Some(length)),
        _ => (None, None),
    };
    let of_checks = of_checks(entity, column);
    let all = of_checks.iter().filter_map(text_lengths).chain([declared]);
    all.fold((None, None), |(least, most), (more, fewer)| {
        let fewest = most.into_iter().chain(fewer).min();
        (least.max(more), fewest)
    })
}

/// The type that PostgreSQL was told, as far as it limits values.
enum Declared {
    Text { exactly: bool, length: usize },
    Numeric { precision: usize, scale: usize },
    Vector(usize),
}

pub(super) fn of(entity: &Entity, column: &Column) -> Limits {
    let declared = column.keys.db.as_ref().and_then(declared);
    let mut limits = Limits {
        value: Vec::new(),
        element: Vec::new(),
    };
    match element(column.base) {
        Some((element, _)) => limits.element = by_type(element, column, declared.as_ref()),
        None => limits.value = by_type(column.base, column, declared.as_ref()),
    }
    limits.value.extend(comparisons(entity, column));
    limits
}

fn by_type(rust: &Type, column: &Column, declared: Option<&Declared>) -> Vec<TokenStream> {
    let mut rules = Vec::new();
    let name = last_name(rust);
    match name.as_deref() {
        Some("String") => rules.push(quote!(text(value))),
        Some("f32" | "f64") if column.keys.non_finite.is_none() => {
            rules.push(quote!(finite(::core::convert::From::from(*value))));
        }
        Some("NaiveDate" | "NaiveDateTime" | "DateTime") => rules.push(quote!(date(value))),
        Some("Value") => rules.push(quote!(json(value))),
        Some("Vector") => {
            let dimensions = match declared {
                Some(Declared::Vector(dimensions)) => Some(*dimensions),
                _ => None,
            };
            let dimensions = optional(dimensions);
            rules.push(quote!(vector(&value.0, #dimensions)));
        }
        _ => {}
    }
    match declared {
        Some(Declared::Text { exactly, length }) => {
            let least = exactly.then_some(*length);
            rules.push(length_rule(least, Some(*length)));
        }
        Some(Declared::Numeric { precision, scale }) => {
            rules.push(quote!(digits(value, #precision, #scale)));
        }
        Some(Declared::Vector(_)) | None => {}
    }
    rules
}

/// `varchar(20)`, `character(4)[]`, `numeric(10, 2)`, `vector(3)`
fn declared(db: &LitStr) -> Option<Declared> {
    let db = db.value().to_lowercase();
    let (name, rest) = db.split_once('(')?;
    let (arguments, _) = rest.split_once(')')?;
    let arguments: Option<Vec<usize>> = arguments
        .split(',')
        .map(|argument| argument.trim().parse().ok())
        .collect();
    match (name.trim(), arguments?.as_slice()) {
        ("varchar" | "character varying", &[length]) => Some(Declared::Text {
            exactly: false,
            length,
        }),
        ("char" | "character", &[length]) => Some(Declared::Text {
            exactly: true,
            length,
        }),
        ("numeric" | "decimal", &[precision]) => Some(Declared::Numeric {
            precision,
            scale: 0,
        }),
        ("numeric" | "decimal", &[precision, scale]) => {
            Some(Declared::Numeric { precision, scale })
        }
        ("vector", &[dimensions]) => Some(Declared::Vector(dimensions)),
        _ => None,
    }
}

fn comparisons(entity: &Entity, column: &Column) -> Vec<TokenStream> {
    let checks = of_checks(entity, column);
    let rules = checks.iter().filter_map(|check| rule(column, check));
    rules.collect()
}

/// Those in checks of the column and of the table.
fn of_checks(entity: &Entity, column: &Column) -> Vec<Comparison> {
    let of_columns = entity.columns.iter();
    let of_columns = of_columns.filter_map(|column| column.keys.check.as_ref());
    let of_table = entity.keys.checks.iter().map(|check| &check.expr);
    let name = column.sql_name();
    of_columns
        .chain(of_table)
        .flat_map(|check| simple_check::read(&check.value()))
        .filter(|comparison| comparison.column == name)
        .collect()
}

/// Nothing if Rust would compare in another way than PostgreSQL.
fn rule(column: &Column, comparison: &Comparison) -> Option<TokenStream> {
    let rust = last_name(column.base)?;
    match rust.as_str() {
        "String" => text_rule(column, comparison),
        "i16" | "i32" | "i64" | "f64" | "BigDecimal" if !comparison.length => {
            number_rule(&comparison.test)
        }
        _ => None,
    }
}

fn text_rule(column: &Column, comparison: &Comparison) -> Option<TokenStream> {
    if let Some((least, most)) = text_lengths(comparison) {
        return Some(length_rule(least, most));
    }
    match &comparison.test {
        _ if comparison.length => None,
        // Equal texts are not the same ones under every type and collation.
        _ if column.keys.sql.is_some() || column.keys.db.is_some() => None,
        _ if column.keys.collate.is_some() => None,
        Test::NotEqual(Literal::Text(text)) => Some(quote!(not(value, #text))),
        Test::In(literals) => {
            let texts: Option<Vec<&String>> = literals.iter().map(as_text).collect();
            let texts = texts?;
            Some(quote!(one_of(value, &[#(#texts),*])))
        }
        Test::NotEqual(Literal::Number(_)) | Test::Range(..) => None,
    }
}

fn as_text(literal: &Literal) -> Option<&String> {
    match literal {
        Literal::Text(text) => Some(text),
        Literal::Number(_) => None,
    }
}

fn as_number(literal: &Literal) -> Option<&String> {
    match literal {
        Literal::Number(number) => Some(number),
        Literal::Text(_) => None,
    }
}

/// The least and the most characters, if that is what the comparison is about.
fn text_lengths(comparison: &Comparison) -> Option<(Option<usize>, Option<usize>)> {
    match &comparison.test {
        test if comparison.length => lengths(test),
        Test::NotEqual(Literal::Text(text)) if text.is_empty() => Some((Some(1), None)),
        _ => None,
    }
}

fn lengths(test: &Test) -> Option<(Option<usize>, Option<usize>)> {
    let number = |literal: &Literal| as_number(literal)?.parse::<usize>().ok();
    match test {
        Test::Range(low, high) => {
            let least = match low {
                Some((limit, included)) => Some(number(limit)? + usize::from(!included)),
                None => None,
            };
            let most = match high {
                Some((limit, included)) => {
                    Some(number(limit)?.checked_sub(usize::from(!included))?)
                }
                None => None,
            };
            Some((least, most))
        }
        Test::In(literals) => match literals.as_slice() {
            [literal] => {
                let length = number(literal)?;
                Some((Some(length), Some(length)))
            }
            _ => None,
        },
        Test::NotEqual(literal) => (number(literal)? == 0).then_some((Some(1), None)),
    }
}

fn length_rule(least: Option<usize>, most: Option<usize>) -> TokenStream {
    let (least, most) = (optional(least), optional(most));
    quote!(length(::core::convert::AsRef::<str>::as_ref(value), #least, #most))
}

fn optional(number: Option<usize>) -> TokenStream {
    number.map_or_else(
        || quote!(::core::option::Option::None),
        |number| quote!(::core::option::Option::Some(#number)),
    )
}

fn number_rule(test: &Test) -> Option<TokenStream> {
    match test {
        Test::Range(low, high) => {
            let (low, high) = (bound(low)?, bound(high)?);
            Some(quote!(range(value, #low, #high)))
        }
        Test::In(literals) => {
            let numbers: Option<Vec<&String>> = literals.iter().map(as_number).collect();
            let numbers = numbers?;
            Some(quote!(number_in(value, &[#(#numbers),*], true)))
        }
        Test::NotEqual(literal) => {
            let number = as_number(literal)?;
            Some(quote!(number_in(value, &[#number], false)))
        }
    }
}

/// `core::ops::Bound<&str>`
fn bound(limit: &Limit) -> Option<TokenStream> {
    Some(match limit {
        Some((literal, true)) => {
            let number = as_number(literal)?;
            quote!(::core::ops::Bound::Included(#number))
        }
        Some((literal, false)) => {
            let number = as_number(literal)?;
            quote!(::core::ops::Bound::Excluded(#number))
        }
        None => quote!(::core::ops::Bound::Unbounded),
    })
}
