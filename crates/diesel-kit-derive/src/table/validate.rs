//! `garde::Validate` for the insert and change structs.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use super::Entity;
use super::column::Column;
use super::wire::Presence;
use super::{limits, wire};
use crate::sql_type::element;

/// A struct that is made of the entity, with the columns that are in it.
pub(super) struct Validated<'a> {
    pub(super) name: &'a Ident,
    pub(super) fields: Vec<(&'a Column<'a>, Presence)>,
    /// A rule for the whole.
    pub(super) rule: Option<&'a Expr>,
    /// Something has to be set.
    pub(super) not_empty: bool,
}

pub(super) fn emit(entity: &Entity, validated: &Validated) -> TokenStream {
    let Validated { name, fields, .. } = validated;
    let checks = fields
        .iter()
        .map(|(column, presence)| field(entity, column, *presence));
    let something = validated.not_empty.then(|| {
        let fields = fields.iter().map(|(column, _)| column.ident);
        quote! {
            let set = false #(|| self.#fields.is_some())*;
            checker.whole(::diesel_kit::validate::rule::something(set));
        }
    });
    let whole = validated
        .rule
        .map(|rule| quote_spanned!(rule.span()=> checker.whole((#rule)(self));));
    quote! {
        impl ::diesel_kit::validate::Validate for #name {
            type Context = ();

            fn validate_into(
                &self,
                _: &(),
                parent: &mut dyn ::core::ops::FnMut() -> ::diesel_kit::validate::Path,
                report: &mut ::diesel_kit::validate::Report,
            ) {
                let mut checker = ::diesel_kit::validate::Checker::new(parent, report);
                #something
                #(#checks)*
                #whole
            }
        }
    }
}

fn field(entity: &Entity, column: &Column, presence: Presence) -> Option<TokenStream> {
    let limits = limits::of(entity, column);
    let name = wire::name(entity, column);
    let here = column.rust.span();
    let of_value = limits.value.iter().map(
        |rule| quote_spanned!(here=> checker.field(#name, ::diesel_kit::validate::rule::#rule);),
    );
    let of_value: Vec<TokenStream> = of_value
        .chain(column.keys.validate.iter().map(|rule| own(&name, rule)))
        .collect();
    let of_elements = elements(column, &name, &limits.element);
    if of_value.is_empty() && of_elements.is_none() {
        return None;
    }
    let value = value(column, presence);
    Some(quote! {
        if let ::core::option::Option::Some(value) = #value {
            #(#of_value)*
            #of_elements
        }
    })
}

fn elements(column: &Column, name: &str, rules: &[TokenStream]) -> Option<TokenStream> {
    let (_, optional) = element(column.base)?;
    if rules.is_empty() {
        return None;
    }
    let here = column.rust.span();
    let rules = rules.iter().map(|rule| {
        quote_spanned! {here=>
            checker.element(#name, index, ::diesel_kit::validate::rule::#rule);
        }
    });
    let present = if optional {
        quote!(let ::core::option::Option::Some(value) = value)
    } else {
        quote!(true)
    };
    Some(quote! {
        for (index, value) in value.iter().enumerate() {
            if #present {
                #(#rules)*
            }
        }
    })
}

/// A rule of the project. A function may take what the value dereferences to; a closure has to be told
/// what it takes.
fn own(name: &str, rule: &Expr) -> TokenStream {
    let call = if matches!(rule, Expr::Closure(_)) {
        quote!(#rule)
    } else {
        quote!(|value| (#rule)(value))
    };
    quote_spanned! {rule.span()=>
        checker.field(#name, ::diesel_kit::validate::rule::own(value, #call));
    }
}

/// The value if it is there and not null, as an `Option<&T>`.
fn value(column: &Column, presence: Presence) -> TokenStream {
    let ident = column.ident;
    match presence {
        Presence::Plain if column.nullable => quote!(self.#ident.as_ref()),
        Presence::Plain => quote!(::core::option::Option::Some(&self.#ident)),
        Presence::Optional => quote!(self.#ident.as_ref()),
        Presence::OptionalOrNull => {
            quote!(self.#ident.as_ref().and_then(::core::option::Option::as_ref))
        }
    }
}
