//! The Diesel items: `table!`, `joinable!`, insert and change structs.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::Entity;
use super::column::{Column, docs};
use crate::sql_type::borrowed_names;

pub(super) fn emit(entity: &Entity) -> TokenStream {
    let table = table_macro(entity);
    let joins = joinables(entity);
    let new = entity.keys.new.as_ref().map(|name| insert(entity, name));
    let exact = entity.keys.new_exact.as_ref();
    let exact = exact.map(|name| exact_insert(entity, name));
    let changes = entity.keys.changes.as_ref();
    let changes = changes.map(|name| change_set(entity, name));
    quote!(#table #(#joins)* #new #exact #changes)
}

fn table_macro(entity: &Entity) -> TokenStream {
    let table = &entity.table;
    let docs = docs(&entity.input.attrs);
    let key = entity.columns.iter().filter(|column| column.keys.pk);
    let key = key.map(|column| column.ident);
    let columns = entity.columns.iter().map(table_column);
    let borrowed: BTreeMap<String, Ident> = entity
        .columns
        .iter()
        .filter_map(|column| column.keys.sql.as_ref())
        .flat_map(borrowed_names)
        .map(|name| (name.to_string(), name))
        .collect();
    let borrowed = borrowed.values();
    quote! {
        ::diesel::table! {
            #(use super::#borrowed;)*
            #(#docs)*
            #table (#(#key),*) { #(#columns),* }
        }
    }
}

fn table_column(column: &Column) -> TokenStream {
    let Column {
        ident, sql, docs, ..
    } = column;
    let rename = column.keys.sql_name.as_ref();
    let rename = rename.map(|name| quote!(#[sql_name = #name]));
    let sql = if column.nullable {
        quote!(::diesel::sql_types::Nullable<#sql>)
    } else {
        sql.clone()
    };
    quote_spanned!(column.rust.span()=> #(#docs)* #rename #ident -> #sql)
}

/// A join needs an unambiguous key: not to the own table, and only the first to each other one.
/// Two tables that point at each other cannot both have one; `no_join` decides which.
fn joinables(entity: &Entity) -> Vec<TokenStream> {
    let table = &entity.table;
    let mut joined = BTreeSet::new();
    let mut joins = Vec::new();
    for column in &entity.columns {
        let Some(reference) = &column.keys.references else {
            continue;
        };
        let parent_name = reference.table_name();
        let own = *table == parent_name;
        if own || column.keys.no_join || !joined.insert(parent_name) {
            continue;
        }
        let (parent, ident) = (&reference.table, column.ident);
        joins.push(quote!(::diesel::joinable!(#table -> #parent (#ident));));
    }
    joins
}

fn insert(entity: &Entity, name: &Ident) -> TokenStream {
    let fields = entity
        .columns
        .iter()
        .filter(|column| !column.is_generated())
        .map(|column| {
            let base = column.base;
            let rust = if column.has_default() {
                quote!(::core::option::Option<#base>)
            } else {
                let rust = column.rust;
                quote!(#rust)
            };
            field(column, &rust)
        });
    let doc = format!(
        "A row to insert into `{}`; `None` takes the default of the database.",
        entity.table
    );
    row_struct(entity, name, &doc, &quote!(), fields)
}

/// All columns, always: the statement has one text, which Diesel can cache.
fn exact_insert(entity: &Entity, name: &Ident) -> TokenStream {
    let fields = entity
        .columns
        .iter()
        .filter(|column| !column.is_generated())
        .map(|column| {
            let rust = column.rust;
            field(column, &quote!(#rust))
        });
    let doc = format!(
        "A complete row to insert into `{}`; `None` is null.",
        entity.table
    );
    let option = quote!(, treat_none_as_default_value = false);
    row_struct(entity, name, &doc, &option, fields)
}

fn row_struct(
    entity: &Entity,
    name: &Ident,
    doc: &str,
    option: &TokenStream,
    fields: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let (table, visibility) = (&entity.table, &entity.input.vis);
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::diesel::Insertable)]
        #[diesel(table_name = #table, check_for_backend(::diesel::pg::Pg) #option)]
        #visibility struct #name { #(#fields),* }
    }
}

fn change_set(entity: &Entity, name: &Ident) -> TokenStream {
    let (table, visibility) = (&entity.table, &entity.input.vis);
    let fields = entity
        .columns
        .iter()
        .filter(|column| !column.is_generated() && !column.keys.pk)
        .map(|column| {
            let rust = column.rust;
            field(column, &quote!(::core::option::Option<#rust>))
        });
    let doc = format!("Changes to a row of `{table}`; `None` leaves the column as it is.");
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default, ::diesel::AsChangeset)]
        #[diesel(table_name = #table, check_for_backend(::diesel::pg::Pg))]
        #visibility struct #name { #(#fields),* }
    }
}

fn field(column: &Column, rust: &TokenStream) -> TokenStream {
    let (ident, docs) = (column.ident, &column.docs);
    quote!(#(#docs)* pub #ident: #rust)
}
