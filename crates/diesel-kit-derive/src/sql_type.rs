//! Which Diesel type stands for a Rust type.

use std::collections::BTreeMap;

use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type, parse_quote};

/// Rust names and the Diesel types they map to without being asked.
const DEFAULTS: &[(&str, &str)] = &[
    ("String", "Text"),
    ("i16", "SmallInt"),
    ("i32", "Integer"),
    ("i64", "BigInt"),
    ("f32", "Float"),
    ("f64", "Double"),
    ("BigDecimal", "Numeric"),
    ("bool", "Bool"),
    ("Uuid", "Uuid"),
    ("DateTime", "Timestamptz"),
    ("OffsetDateTime", "Timestamptz"),
    ("NaiveDateTime", "Timestamp"),
    ("PrimitiveDateTime", "Timestamp"),
    ("NaiveDate", "Date"),
    ("NaiveTime", "Time"),
    ("PgInterval", "Interval"),
    ("Value", "Jsonb"),
    ("Json", "Jsonb"),
    ("IpNet", "Inet"),
    ("IpNetwork", "Inet"),
];

/// The same for types that only diesel-kit knows.
const OWN: &[&str] = &["TsVector", "Vector"];

const INTEGERS: &[&str] = &["SmallInt", "Integer", "BigInt", "Int2", "Int4", "Int8"];

const NO_TIMES: &[&str] = &[
    "Text", "Bool", "Uuid", "Json", "Jsonb", "Float", "Double", "Numeric", "Binary",
];

/// The Diesel type for a Rust type that is not an `Option`, if there is a default one.
pub(crate) fn default_for(rust: &Type) -> Option<Type> {
    if let Some(element) = argument_of(rust, "Vec") {
        if last_segment(element).is_some_and(|segment| segment.ident == "u8") {
            return Some(parse_quote!(::diesel::sql_types::Binary));
        }
        let element = match argument_of(element, "Option") {
            Some(inner) => {
                let inner = default_for(inner)?;
                parse_quote!(::diesel::sql_types::Nullable<#inner>)
            }
            None => default_for(element)?,
        };
        return Some(parse_quote!(::diesel::sql_types::Array<#element>));
    }
    let name = last_segment(rust)?.ident.to_string();
    if OWN.contains(&name.as_str()) {
        let sql = Ident::new(&name, proc_macro2::Span::call_site());
        return Some(parse_quote!(::diesel_kit::sql_types::#sql));
    }
    let (_, sql) = DEFAULTS.iter().find(|(rust, _)| *rust == name)?;
    let sql = Ident::new(sql, proc_macro2::Span::call_site());
    Some(parse_quote!(::diesel::sql_types::#sql))
}

pub(crate) fn is_integer(sql: &Type) -> bool {
    is_one_of(sql, INTEGERS)
}

/// A type of the user's own may be a time, for all we know.
pub(crate) fn is_certainly_no_time(sql: &Type) -> bool {
    is_one_of(sql, NO_TIMES) || is_integer(sql)
}

fn is_one_of(sql: &Type, names: &[&str]) -> bool {
    last_segment(sql).is_some_and(|segment| names.iter().any(|name| segment.ident == name))
}

/// `T` of `Option<T>`.
pub(crate) fn option_argument(rust: &Type) -> Option<&Type> {
    argument_of(rust, "Option")
}

/// `T` of `Vec<T>`.
#[cfg(feature = "views")]
pub(crate) fn vec_argument(rust: &Type) -> Option<&Type> {
    argument_of(rust, "Vec")
}

/// Names that a type written by the user takes from the surrounding module.
///
/// `diesel::table!` opens a module of its own, in which they have to be imported again.
pub(crate) fn borrowed_names(sql: &Type) -> Vec<Ident> {
    let mut names = BTreeMap::new();
    collect_names(sql, &mut names);
    names.into_values().collect()
}

fn collect_names(sql: &Type, names: &mut BTreeMap<String, Ident>) {
    let Type::Path(path) = sql else { return };
    if path.path.leading_colon.is_none()
        && let Some(first) = path.path.segments.first()
        && first.ident != "diesel"
        && first.ident != "crate"
    {
        names.insert(first.ident.to_string(), first.ident.clone());
    }
    for segment in &path.path.segments {
        if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
            for argument in &arguments.args {
                if let GenericArgument::Type(inner) = argument {
                    collect_names(inner, names);
                }
            }
        }
    }
}

fn last_segment(rust: &Type) -> Option<&PathSegment> {
    match rust {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn argument_of<'a>(rust: &'a Type, wrapper: &str) -> Option<&'a Type> {
    let segment = last_segment(rust)?;
    if segment.ident != wrapper {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// `T` of `Vec<T>` or `Vec<Option<T>>`, and whether it may be missing. Bytes are no list.
pub(crate) fn element(rust: &Type) -> Option<(&Type, bool)> {
    let element = argument_of(rust, "Vec")?;
    if last_segment(element).is_some_and(|segment| segment.ident == "u8") {
        return None;
    }
    let inner = option_argument(element);
    Some((inner.unwrap_or(element), inner.is_some()))
}

/// The name of a type without its path.
pub(crate) fn last_name(rust: &Type) -> Option<String> {
    last_segment(rust).map(|segment| segment.ident.to_string())
}
