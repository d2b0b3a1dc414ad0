//! The description of the table: `impl diesel_kit::Entity`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use super::Entity;
use super::column::Column;
use super::struct_keys::{ForeignKeyKeys, IndexKeys, UniqueKeys};
use crate::keys::{Action, Reference};

pub(super) fn emit(entity: &Entity) -> TokenStream {
    let (me, module) = (&entity.input.ident, &entity.table);
    let name = &entity.keys.name;
    let steps = steps(entity);
    quote! {
        impl ::diesel_kit::Entity for #me {
            type Table = #module::table;

            fn definition() -> ::diesel_kit::model::Table {
                use ::diesel_kit::model::{Action, Column, ForeignKey, Index, Table, Unique};
                Table::new(#name) #(#steps)*
            }
        }
    }
}

/// The builder calls that describe the table, in model order.
fn steps(entity: &Entity) -> Vec<TokenStream> {
    let keys = &entity.keys;
    let mut steps: Vec<TokenStream> = entity.columns.iter().map(column).collect();
    let key = entity.columns.iter().filter(|column| column.keys.pk);
    let key = key.map(Column::sql_name);
    steps.push(quote!(.primary_key(&[#(#key),*])));
    for column in &entity.columns {
        steps.extend(column_constraints(column));
    }
    steps.extend(keys.uniques.iter().map(|keys| unique(entity, keys)));
    steps.extend(keys.foreign_keys.iter().map(|keys| foreign(entity, keys)));
    for check in &keys.checks {
        let (name, expr) = (&check.name, &check.expr);
        steps.push(quote!(.check(#name, #expr)));
    }
    steps.extend(keys.indexes.iter().map(index));
    for (name, value) in &keys.with {
        steps.push(quote!(.with(#name, #value)));
    }
    steps.extend(call("renamed_from", keys.renamed_from.as_ref()));
    steps
}

fn column(column: &Column) -> TokenStream {
    let (name, database_type) = (column.sql_name(), column.database_type());
    let keys = &column.keys;
    let nullable = column.nullable.then(|| quote!(.nullable()));
    let touched = keys.on_update_now.then(|| quote!(.touched()));
    let default = call("default_to", keys.default.as_ref());
    let generated = call("generated", keys.generated.as_ref());
    let renamed = call("renamed_from", keys.renamed_from.as_ref());
    quote! {
        .column(Column::new(#name, #database_type) #nullable #default #generated #touched #renamed)
    }
}

fn column_constraints(column: &Column) -> Vec<TokenStream> {
    let name = column.sql_name();
    let keys = &column.keys;
    let mut steps = Vec::new();
    if keys.unique {
        steps.push(quote!(.unique(Unique::new(&[#name]))));
    }
    if let Some(expr) = &keys.check {
        steps.push(quote!(.column_check(#name, #expr)));
    }
    if let Some(reference) = &keys.references {
        let (table, columns) = target(reference);
        let on_delete = action("on_delete", keys.on_delete);
        let on_update = action("on_update", keys.on_update);
        steps.push(quote! {
            .foreign_key(ForeignKey::new(&[#name], #table, &[#(#columns),*]) #on_delete #on_update)
        });
    }
    steps
}

fn unique(entity: &Entity, keys: &UniqueKeys) -> TokenStream {
    let columns = entity.sql_names(&keys.columns);
    let named = call("named", keys.name.as_ref());
    let nulls = keys
        .nulls_not_distinct
        .then(|| quote!(.nulls_not_distinct()));
    quote!(.unique(Unique::new(&[#(#columns),*]) #named #nulls))
}

fn foreign(entity: &Entity, keys: &ForeignKeyKeys) -> TokenStream {
    let from = entity.sql_names(&keys.columns);
    let (table, columns) = target(&keys.references);
    let named = call("named", keys.name.as_ref());
    let on_delete = action("on_delete", keys.on_delete);
    let on_update = action("on_update", keys.on_update);
    let deferrable = keys.deferrable.then(|| quote!(.deferrable()));
    quote! {
        .foreign_key(
            ForeignKey::new(&[#(#from),*], #table, &[#(#columns),*])
                #named #on_delete #on_update #deferrable
        )
    }
}

fn index(keys: &IndexKeys) -> TokenStream {
    let (name, on) = (&keys.name, &keys.on);
    let using = call("using", keys.using.as_ref());
    let condition = call("condition", keys.condition.as_ref());
    let include = call("include", keys.include.as_ref());
    let unique = keys.unique.then(|| quote!(.unique()));
    let with = keys
        .with
        .iter()
        .map(|(name, value)| quote!(.with(#name, #value)));
    quote!(.index(Index::new(#name, #on) #using #condition #include #unique #(#with)*))
}

/// Name of the referenced table, and its columns. Going through Diesel's column types proves that
/// the columns exist, with an error at the very name, and knows their names in the database.
fn target(reference: &Reference) -> (String, Vec<TokenStream>) {
    let path = &reference.table;
    let columns = reference.columns.iter();
    let columns = columns
        .map(|column| quote!(<#path::columns::#column as ::diesel::Column>::NAME))
        .collect();
    (reference.table_name(), columns)
}

fn action(method: &str, action: Option<Action>) -> Option<TokenStream> {
    let variant = action?.variant();
    let method = syn::Ident::new(method, proc_macro2::Span::call_site());
    Some(quote!(.#method(Action::#variant)))
}

fn call(method: &str, argument: Option<&LitStr>) -> Option<TokenStream> {
    let argument = argument?.to_token_stream();
    let method = syn::Ident::new(method, proc_macro2::Span::call_site());
    Some(quote!(.#method(#argument)))
}
