//! What a relation becomes: a marker in the module of its entity, and its traits.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path};

use super::{Arity, Reached, Relation};
use crate::table::Entity;
use crate::table::loading::in_order;
use crate::table::relation_keys::Through;

pub(super) fn markers(entity: &Entity, module: &Ident, relations: &[Relation]) -> TokenStream {
    let (table, visibility) = (&entity.module, &entity.input.vis);
    let doc = format!("Relations of `{table}`.");
    let markers = relations.iter().map(|relation| {
        let name = &relation.name;
        let doc = relation.doc();
        quote! {
            #[doc = #doc]
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
            pub struct #name;
        }
    });
    quote! {
        #[doc = #doc]
        #[allow(
            non_camel_case_types,
            dead_code,
            unused_imports,
            unreachable_pub,
            reason = "which relations are used, and from where, is the project's choice"
        )]
        #visibility mod #module {
            pub use super::#table::{columns, table};
            #(#markers)*
        }
    }
}

impl Relation<'_> {
    fn doc(&self) -> String {
        let to = self.module();
        match self.arity {
            Arity::Always => format!("To the row of `{to}`."),
            Arity::Maybe | Arity::One => format!("To the row of `{to}`, if there is one."),
            Arity::Many => format!("To any number of rows of `{to}`."),
        }
    }

    pub(super) fn emit(&self, entity: &Entity, module: &Ident) -> TokenStream {
        let (name, to, table) = (&self.name, self.to, &entity.module);
        let to = quote_spanned!(to.span()=> #to::table);
        let label = name.unraw().to_string();
        let sql = self.own.iter().map(|column| &column.sql);
        let path = self.path();
        let narrow = self.narrow();
        let arity = self.arity();
        let proofs = self.proofs(entity);
        let marker = quote_spanned!(name.span()=> #module::#name);
        quote! {
            impl ::diesel_kit::relation::Relation for #marker {
                const NAME: &'static str = #label;
                type From = #table::table;
                type To = #to;
                type Key = (#(#sql,)*);
                const PATH: ::diesel_kit::relation::Path = #path;
                #narrow
            }
            #(impl ::diesel_kit::relation::#arity for #marker {})*
            #(const _: fn() = #proofs;)*
        }
    }

    /// The traits it has.
    fn arity(&self) -> Vec<Ident> {
        let names: &[&str] = match self.arity {
            Arity::Always => &["ToOne", "Always"],
            Arity::Maybe | Arity::One => &["ToOne"],
            Arity::Many => &["ToMany"],
        };
        let names = names.iter();
        names.map(|name| format_ident!("{name}")).collect()
    }

    /// A `diesel_kit::relation::Path`.
    fn path(&self) -> TokenStream {
        let own = self.own.iter().map(|column| column.sql_name());
        let to = self.to;
        let (theirs, link) = match &self.way {
            Reached::Columns(columns) => {
                let names = names(to, columns);
                (quote!(&[#(#names),*]), quote!(::core::option::Option::None))
            }
            Reached::Through(through) => {
                let link = link(through);
                let link = quote!(::core::option::Option::Some(#link));
                let key = quote_spanned!(to.span()=> #to::table);
                let key = quote!(<#key as ::diesel_kit::relation::Source>::PRIMARY_KEY);
                (key, link)
            }
        };
        quote! {
            ::diesel_kit::relation::Path { own: &[#(#own),*], theirs: #theirs, link: #link }
        }
    }

    fn narrow(&self) -> Option<TokenStream> {
        let filter = self.filter?;
        let filter = quote_spanned!(filter.span()=> query.filter(#filter));
        Some(quote! {
            fn narrow<V: ::diesel_kit::View<Table = Self::To>>(
                query: ::diesel_kit::relation::Query<'_, V>,
            ) -> ::diesel_kit::relation::Query<'_, V> {
                #filter
            }
        })
    }

    /// Functions that exist only when the columns fit. The keys of this table were proven as such.
    fn proofs(&self, entity: &Entity) -> Vec<TokenStream> {
        let (module, to) = (&entity.module, self.to);
        let same = |table: &Path, theirs: &[Ident]| -> Vec<TokenStream> {
            let pairs = self.own.iter().zip(theirs);
            pairs
                .map(|(column, their)| {
                    let own = column.ident;
                    let theirs = quote_spanned!(their.span()=> #table::columns::#their);
                    quote_spanned! {their.span()=>
                        ::diesel_kit::relation::same_type::<#theirs, #module::columns::#own>
                    }
                })
                .collect()
        };
        match (&self.way, self.arity) {
            (_, Arity::Always | Arity::Maybe) => Vec::new(),
            (Reached::Columns(columns), arity) => {
                let mut proofs = same(to, columns);
                if arity == Arity::One {
                    let key = in_order(columns.iter().collect());
                    proofs.push(quote_spanned! {to.span()=>
                        ::diesel_kit::relation::unique_by::<#to::table, (#(#to::columns::#key,)*)>
                    });
                }
                proofs
            }
            (Reached::Through(through), _) => {
                let mut proofs = same(&through.table, &through.own);
                let (link, theirs) = (&through.table, &through.theirs);
                let span = theirs.first().map_or(link.span(), Ident::span);
                let columns = quote_spanned!(span=> #(#link::columns::#theirs),*);
                let columns = if theirs.len() == 1 {
                    columns
                } else {
                    quote!((#columns))
                };
                proofs.push(quote_spanned! {span=>
                    ::diesel_kit::relation::same_key::<#to::table, #columns>
                });
                proofs
            }
        }
    }
}

/// Names of columns in the database.
fn names(table: &Path, columns: &[Ident]) -> Vec<TokenStream> {
    let names = columns.iter().map(|column| {
        let column = quote_spanned!(column.span()=> #table::columns::#column);
        quote!(<#column as ::diesel::Column>::NAME)
    });
    names.collect()
}

/// A `diesel_kit::relation::Link`.
fn link(through: &Through) -> TokenStream {
    let table = &through.table;
    let (own, theirs) = (names(table, &through.own), names(table, &through.theirs));
    let source = quote_spanned!(table.span()=> <#table::table as ::diesel_kit::relation::Source>);
    quote! {
        ::diesel_kit::relation::Link {
            from: #source::FROM,
            alias: #source::ALIAS,
            own: &[#(#own),*],
            theirs: &[#(#theirs),*],
        }
    }
}
