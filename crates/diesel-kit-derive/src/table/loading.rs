//! What lets rows be loaded as a `diesel_kit::View`: names for SQL, and the entity as a view.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::Entity;
use super::column::Column;

/// A table or a stored view, and the struct of its rows.
pub(crate) struct Loaded<'a> {
    pub(crate) entity: &'a Ident,
    pub(crate) module: &'a Ident,
    pub(crate) name: &'a LitStr,
    pub(crate) schema: Option<&'a Ident>,
    pub(crate) columns: &'a [Column<'a>],
}

impl Loaded<'_> {
    pub(crate) fn emit(&self) -> TokenStream {
        if !cfg!(feature = "views") {
            return TokenStream::new();
        }
        let (source, view) = (self.source(), self.view());
        quote!(#source #view)
    }

    fn alias(&self) -> String {
        quoted(&self.name.value())
    }

    fn source(&self) -> TokenStream {
        let (module, alias) = (self.module, self.alias());
        let qualified = self.schema.is_some();
        let from = match self.schema {
            Some(schema) => format!("{}.{alias}", quoted(&schema.to_string())),
            None => alias.clone(),
        };
        let key = self.columns.iter();
        let key = key.filter(|column| column.keys.pk.is_some());
        let key = key.map(Column::sql_name);
        quote! {
            impl ::diesel_kit::relation::Source for #module::table {
                const FROM: &'static str = #from;
                const ALIAS: &'static str = #alias;
                const QUALIFIED: bool = #qualified;
                const PRIMARY_KEY: &'static [&'static str] = &[#(#key),*];
            }
        }
    }

    fn view(&self) -> TokenStream {
        let (me, module, alias) = (self.entity, self.module, self.alias());
        let list = self.columns.iter();
        let list = list.map(|column| format!("{alias}.{}", quoted(&column.sql_name())));
        let list = list.collect::<Vec<_>>().join(", ");
        let count = self.columns.len();
        let fields = self.columns.iter().map(|column| {
            let (ident, rust) = (column.ident, column.rust);
            let read =
                quote_spanned!(rust.span()=> row.column::<#module::columns::#ident, #rust>()?);
            quote!(#ident: #read)
        });
        quote! {
            impl ::diesel_kit::View for #me {
                type Table = #module::table;
                type Relations<'q> = ();

                fn visit<'a, 'q: 'a>(
                    (): &'a (),
                    visit: &mut ::diesel_kit::relation::Visit<'_, 'a, Self>,
                ) -> ::diesel::QueryResult<()> {
                    visit.columns(#list, #count);
                    ::core::result::Result::Ok(())
                }

                fn read(
                    (): &(),
                    row: &mut ::diesel_kit::relation::Reader<'_>,
                ) -> ::diesel::deserialize::Result<Self> {
                    ::core::result::Result::Ok(Self { #(#fields),* })
                }
            }

            impl ::diesel_kit::relation::Flat for #me {
                fn no_relations() -> &'static () {
                    &()
                }
            }
        }
    }
}

/// Says which columns tell rows apart.
pub(super) fn unique_keys(entity: &Entity) -> Vec<TokenStream> {
    let columns = entity.columns.iter();
    let key = columns.clone().filter(|column| column.keys.pk.is_some());
    let key: Vec<&Ident> = key.map(|column| column.ident).collect();
    let single = columns.filter(|column| column.keys.unique.is_some());
    let single = single.map(|column| vec![column.ident]);
    let named = entity.keys.uniques.iter();
    let named = named.map(|unique| unique.columns.iter().collect());
    let all = std::iter::once(key).chain(single).chain(named);
    let known = |key: &Vec<&Ident>| {
        !key.is_empty() && key.iter().all(|column| entity.find(column).is_some())
    };
    let all: BTreeSet<Vec<&Ident>> = all.filter(known).map(in_order).collect();
    let module = &entity.module;
    let implementation = |key: &Vec<&Ident>| {
        quote! {
            impl ::diesel_kit::relation::UniqueBy<(#(#module::columns::#key,)*)>
                for #module::table {}
        }
    };
    all.iter().map(implementation).collect()
}

/// Alphabetical, so that the order in which a key is written does not matter.
pub(super) fn in_order(mut key: Vec<&Ident>) -> Vec<&Ident> {
    key.sort();
    key
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
