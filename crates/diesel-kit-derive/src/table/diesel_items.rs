//! The Diesel items: `table!`, `joinable!` and the change set.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, LitStr};

use super::column::{Column, Source};
use super::validate::{self, Validated};
use super::wire::{self, Presence};
use super::{Entity, insert, proof};
use crate::keys::docs;
use crate::sql_type::borrowed_names;

/// What `diesel::table!` has to be told.
pub(crate) struct TableMacro<'a> {
    pub(crate) module: &'a Ident,
    pub(crate) name: &'a LitStr,
    pub(crate) schema: Option<&'a Ident>,
    pub(crate) docs: Vec<&'a Attribute>,
    pub(crate) columns: &'a [Column<'a>],
}

pub(super) fn emit(entity: &Entity) -> TokenStream {
    let table = TableMacro {
        module: &entity.module,
        name: &entity.name,
        schema: entity.schema.as_ref(),
        docs: docs(&entity.input.attrs),
        columns: &entity.columns,
    };
    let table = table.emit();
    let joins = joinables(entity);
    let new = entity.keys.new.as_ref();
    let new = new.map(|name| insert::emit(entity, name));
    let changes = entity.keys.changes.as_ref();
    let changes = changes.map(|name| change_set(entity, name));
    let proofs = proof::of_types(entity);
    quote!(#table #(#proofs)* #(#joins)* #new #changes)
}

impl TableMacro<'_> {
    pub(crate) fn emit(&self) -> TokenStream {
        let Self { module, docs, .. } = self;
        let renamed = (*module != &self.name.value()).then(|| {
            let name = self.name;
            quote!(#[sql_name = #name])
        });
        let schema = self.schema.map(|schema| quote!(#schema.));
        let key = self.key();
        let columns = self.columns.iter().map(column);
        let borrowed = self.borrowed();
        let borrowed = borrowed.values();
        quote! {
            ::diesel::table! {
                #(use super::#borrowed;)*
                #(#docs)*
                #renamed
                #schema #module (#(#key),*) { #(#columns),* }
            }
        }
    }

    /// Diesel asks for a key. A view has none, and a table without one says so or is a mistake that was
    /// noted: then it is the first column.
    fn key(&self) -> Vec<&Ident> {
        let key = self
            .columns
            .iter()
            .filter(|column| column.keys.pk.is_some());
        let key: Vec<&Ident> = key.map(|column| column.ident).collect();
        if key.is_empty() {
            self.columns
                .iter()
                .take(1)
                .map(|column| column.ident)
                .collect()
        } else {
            key
        }
    }

    fn borrowed(&self) -> BTreeMap<String, Ident> {
        let written = self.columns.iter();
        let written = written.filter_map(|column| column.keys.sql.as_ref());
        written
            .flat_map(borrowed_names)
            .map(|name| (name.to_string(), name))
            .collect()
    }
}

fn column(column: &Column) -> TokenStream {
    let Column {
        ident, sql, docs, ..
    } = column;
    let rename = column.keys.sql_name.as_ref();
    let rename = rename.map(|name| quote!(#[sql_name = #name]));
    let sql = if column.nullable {
        quote!(::diesel::sql_types::Nullable<#sql>)
    } else {
        quote!(#sql)
    };
    quote_spanned!(column.rust.span()=> #(#docs)* #rename #ident -> #sql)
}

/// A join needs an unambiguous key: not to the own table, and only the first to each other one.
/// Two tables that point at each other cannot both have one; `no_join` decides which.
fn joinables(entity: &Entity) -> Vec<TokenStream> {
    let module = &entity.module;
    let mut joined = BTreeSet::new();
    let mut joins = Vec::new();
    for column in &entity.columns {
        let Some(reference) = &column.keys.references else {
            continue;
        };
        let parent = reference.module();
        let own = *module == parent;
        if own || column.keys.no_join.is_some() || !joined.insert(parent) {
            continue;
        }
        let (parent, ident) = (&reference.table, column.ident);
        joins.extend(proof::of_join(module, ident, reference));
        let here = reference.columns.first().map_or(ident.span(), Ident::span);
        joins.push(quote_spanned!(here=> ::diesel::joinable!(#module -> #parent (#ident));));
    }
    joins
}

fn change_set(entity: &Entity, name: &Ident) -> TokenStream {
    let (module, visibility) = (&entity.module, &entity.input.vis);
    let changeable =
        |column: &&Column| column.keys.pk.is_none() && !matches!(column.source(), Source::Database);
    let columns = entity.columns.iter().filter(changeable);
    let columns: Vec<(&Column, Presence)> = columns
        .map(|column| {
            let presence = if column.nullable {
                Presence::OptionalOrNull
            } else {
                Presence::Optional
            };
            (column, presence)
        })
        .collect();
    let fields = columns.iter().map(|(column, presence)| {
        let rust = column.rust;
        let attributes = wire::of_field(entity, column, *presence);
        let field = field(column, &quote!(::core::option::Option<#rust>));
        quote!(#attributes #field)
    });
    let attributes = wire::of_struct(entity);
    let doc = format!("Changes to a row of `{module}`; `None` leaves the column as it is.");
    let structure = quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default, ::diesel::AsChangeset)]
        #[diesel(table_name = #module, check_for_backend(::diesel::pg::Pg))]
        #attributes
        #visibility struct #name { #(#fields),* }
    };
    let validation = entity.keys.validate.as_ref().map(|keys| {
        let validated = Validated {
            name,
            fields: columns,
            rule: keys.changes.as_ref(),
            not_empty: true,
        };
        validate::emit(entity, &validated)
    });
    quote!(#structure #validation)
}

pub(super) fn field(column: &Column, rust: &TokenStream) -> TokenStream {
    let (ident, docs) = (column.ident, &column.docs);
    quote!(#(#docs)* pub #ident: #rust)
}
