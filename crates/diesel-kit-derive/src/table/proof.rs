//! Proof that both sides of a foreign key have one type.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Ident, Path};

use super::Entity;

/// Implementations that compile only when both sides of a foreign key have one type, with the error
/// at the referenced column.
pub(super) fn emit(entity: &Entity) -> Vec<TokenStream> {
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
                proofs.push(proof(&entity.module, column, table, parent));
            }
        }
    }
    proofs
}

fn proof(module: &Ident, column: &Ident, table: &Path, parent: &Ident) -> TokenStream {
    let here = parent.span();
    let proof = quote! {
        impl ::diesel_kit::RefersTo<#table::columns::#parent> for #module::columns::#column {}
    };
    proof
        .into_iter()
        .map(|token| spanned(token, here))
        .collect()
}

/// Tokens of several places make an error point at all that is between them.
fn spanned(mut token: TokenTree, span: Span) -> TokenTree {
    token.set_span(token.span().located_at(span));
    token
}
