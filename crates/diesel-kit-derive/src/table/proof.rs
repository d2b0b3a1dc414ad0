//! Proof that a foreign key fits: implementations that compile only then, with the error at the
//! referenced column.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::Ident;

use super::Entity;
use super::constraint_keys::Reference;

/// Both sides of a foreign key have one type.
pub(super) fn of_types(entity: &Entity) -> Vec<TokenStream> {
    let single = entity.columns.iter().filter_map(|column| {
        let reference = column.keys.references.as_ref()?;
        Some((std::slice::from_ref(column.ident), reference))
    });
    let composite = entity.keys.foreign_keys.iter();
    let composite = composite.map(|keys| (keys.columns.as_slice(), &keys.references));
    let mut proven = BTreeSet::new();
    let mut proofs = Vec::new();
    for (columns, reference) in single.chain(composite) {
        for (column, parent) in columns.iter().zip(&reference.columns) {
            let table = &reference.table;
            let pair = quote!(#column #table #parent).to_string();
            if entity.find(column).is_some() && proven.insert(pair) {
                let proof = quote!(RefersTo<#table::columns::#parent>);
                proofs.push(implementation(&proof, &entity.module, column, parent));
            }
        }
    }
    proofs
}

/// Diesel joins by the primary key of the parent: the foreign key has to refer to it.
pub(super) fn of_join(
    module: &Ident,
    column: &Ident,
    reference: &Reference,
) -> Option<TokenStream> {
    let (table, parent) = (&reference.table, reference.columns.first()?);
    let proof = quote!(JoinsTo<#table::columns::#parent>);
    Some(implementation(&proof, module, column, parent))
}

fn implementation(
    proof: &TokenStream,
    module: &Ident,
    column: &Ident,
    parent: &Ident,
) -> TokenStream {
    let here = parent.span();
    let implementation = quote!(impl ::diesel_kit::#proof for #module::columns::#column {});
    implementation
        .into_iter()
        .map(|token| spanned(token, here))
        .collect()
}

/// Tokens of several places make an error point at all that is between them.
fn spanned(mut token: TokenTree, span: Span) -> TokenTree {
    token.set_span(token.span().located_at(span));
    token
}
