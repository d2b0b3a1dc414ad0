//! The insert and change structs as JSON: serde and OpenAPI.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Lit, Meta, Token};

use super::Entity;
use super::column::Column;
use super::limits;

/// Whether a field may be left out, and what of it may be null.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// As its type says.
    Plain,
    /// Absent, or a value.
    Optional,
    /// Absent, null, or a value.
    OptionalOrNull,
}

/// Attributes of the struct.
pub(super) fn of_struct(entity: &Entity) -> TokenStream {
    let serde = entity.keys.serde.as_ref().map(|options| {
        quote! {
            #[derive(::diesel_kit::serde::Serialize, ::diesel_kit::serde::Deserialize)]
            #[serde(crate = "::diesel_kit::serde", #options)]
        }
    });
    let openapi = entity.keys.openapi.as_ref().map(|options| {
        let options = (!options.is_empty()).then(|| quote!(#[schema(#options)]));
        quote!(#[derive(::utoipa::ToSchema)] #options)
    });
    quote!(#serde #openapi)
}

/// Attributes of a field.
pub(super) fn of_field(entity: &Entity, column: &Column, presence: Presence) -> TokenStream {
    let own = column.keys.serde.as_ref();
    let serde = entity.keys.serde.as_ref().map(|_| {
        let own = own.map(|options| quote!(#[serde(#options)]));
        let absent = (presence != Presence::Plain).then(|| {
            quote! {
                #[serde(
                    default,
                    deserialize_with = "::diesel_kit::given",
                    skip_serializing_if = "::core::option::Option::is_none"
                )]
            }
        });
        quote!(#own #absent)
    });
    let openapi = entity.keys.openapi.as_ref().map(|_| {
        let own = column.keys.openapi.as_ref();
        let own = own.map(|options| quote!(#[schema(#options)]));
        let absent = match presence {
            Presence::Plain => None,
            Presence::Optional => Some(quote!(#[schema(required = false, nullable = false)])),
            Presence::OptionalOrNull => Some(quote!(#[schema(required = false, nullable = true)])),
        };
        let (least, most) = limits::characters(entity, column);
        let least = least.map(|least| quote!(#[schema(min_length = #least)]));
        let most = most.map(|most| quote!(#[schema(max_length = #most)]));
        quote!(#least #most #own #absent)
    });
    quote!(#serde #openapi)
}

/// What the field is called in JSON: the name that paths of errors use.
pub(super) fn name(entity: &Entity, column: &Column) -> String {
    let field = column.ident.unraw();
    let own = column.keys.serde.as_ref();
    if let Some(name) = own.and_then(|options| value_of(options, "rename")) {
        return name;
    }
    let all = entity.keys.serde.as_ref();
    match all.and_then(|options| value_of(options, "rename_all")) {
        Some(case) => cased(&field, &case),
        None => field.to_string(),
    }
}

/// The text behind `key =` in the options of serde.
fn value_of(options: &TokenStream, key: &str) -> Option<String> {
    let options = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(options.clone());
    options.ok()?.iter().find_map(|option| {
        let pair = option.require_name_value().ok()?;
        let Expr::Lit(literal) = &pair.value else {
            return None;
        };
        match &literal.lit {
            Lit::Str(text) if pair.path.is_ident(key) => Some(text.value()),
            _ => None,
        }
    })
}

/// As serde does it to a field.
fn cased(field: &Ident, case: &str) -> String {
    let field = field.to_string();
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let pascal: String = field.split('_').map(capital).collect();
    match case {
        "camelCase" => {
            let mut letters = pascal.chars();
            let first = letters.next().map(|first| first.to_ascii_lowercase());
            first.into_iter().chain(letters).collect()
        }
        "PascalCase" => pascal,
        "kebab-case" => field.replace('_', "-"),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_uppercase(),
        "SCREAMING-KEBAB-CASE" => field.to_uppercase().replace('_', "-"),
        _ => field,
    }
}
