//! Which Diesel type stands for a Rust type.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

/// Rust names and the Diesel types they map to without being asked.
const DEFAULTS: &[(&str, &str)] = &[
    ("String", "Text"),
    ("i16", "SmallInt"),
    ("i32", "Integer"),
    ("i64", "BigInt"),
    ("f32", "Float"),
    ("f64", "Double"),
    ("bool", "Bool"),
    ("Uuid", "Uuid"),
    ("DateTime", "Timestamptz"),
    ("NaiveDateTime", "Timestamp"),
    ("NaiveDate", "Date"),
    ("NaiveTime", "Time"),
    ("Value", "Jsonb"),
];

/// The Diesel type for a Rust type that is not an `Option`, if there is a default one.
pub(crate) fn default_for(rust: &Type) -> Option<TokenStream> {
    if let Some(element) = argument_of(rust, "Vec") {
        if last_segment(element).is_some_and(|segment| segment.ident == "u8") {
            return Some(quote!(::diesel::sql_types::Binary));
        }
        return match argument_of(element, "Option") {
            Some(inner) => default_for(inner)
                .map(|sql| quote!(::diesel::sql_types::Array<::diesel::sql_types::Nullable<#sql>>)),
            None => default_for(element).map(|sql| quote!(::diesel::sql_types::Array<#sql>)),
        };
    }
    let name = last_segment(rust)?.ident.to_string();
    let (_, sql) = DEFAULTS.iter().find(|(rust, _)| *rust == name)?;
    let sql = Ident::new(sql, proc_macro2::Span::call_site());
    Some(quote!(::diesel::sql_types::#sql))
}

/// `T` of `Option<T>`.
pub(crate) fn option_argument(rust: &Type) -> Option<&Type> {
    argument_of(rust, "Option")
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
