//! The description of the table: `impl diesel_kit::Entity`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use super::Entity;
use super::column::Column;
use super::column_keys::IdentityKeys;
use super::constraint_keys::{
    Action, CheckKeys, ExcludeKeys, ForeignKeyKeys, IndexKeys, PrimaryKeyKeys, Reference,
    UniqueKeys,
};
use super::policy_keys::{PolicyKeys, RowSecurity};

pub(super) fn emit(entity: &Entity) -> TokenStream {
    let (me, module, name) = (&entity.input.ident, &entity.module, &entity.name);
    let schema = entity.keys.schema.as_ref();
    let in_schema = call("in_schema", schema);
    let steps = steps(entity);
    quote! {
        impl ::diesel_kit::TableName for #module::table {
            fn table_name() -> ::diesel_kit::model::ObjectName {
                ::diesel_kit::model::ObjectName::new(#name) #in_schema
            }
        }

        impl ::diesel_kit::Entity for #me {
            type Table = #module::table;

            fn definition() -> ::diesel_kit::model::Table {
                use ::diesel_kit::model::{
                    Action, Check, Column, Exclusion, ForeignKey, Identity, Index, Policy,
                    PolicyCommand, RowSecurity, Table, Unique,
                };
                Table::new(#name) #in_schema #(#steps)*
            }
        }
    }
}

/// The builder calls that describe the table, in model order.
fn steps(entity: &Entity) -> Vec<TokenStream> {
    let keys = &entity.keys;
    let mut steps: Vec<TokenStream> = entity.columns.iter().map(column).collect();
    let key = entity
        .columns
        .iter()
        .filter(|column| column.keys.pk.is_some());
    let key: Vec<String> = key.map(Column::sql_name).collect();
    if !key.is_empty() {
        steps.push(quote!(.primary_key(&[#(#key),*])));
    }
    steps.extend(keys.primary_key.as_ref().map(primary_key));
    for column in &entity.columns {
        steps.extend(column_constraints(column));
    }
    steps.extend(keys.uniques.iter().map(|keys| unique(entity, keys)));
    steps.extend(keys.foreign_keys.iter().map(|keys| foreign(entity, keys)));
    steps.extend(keys.checks.iter().map(check));
    steps.extend(keys.indexes.iter().map(index));
    steps.extend(keys.exclusions.iter().map(exclusion));
    steps.extend(keys.policies.iter().map(policy));
    steps.extend(keys.row_security.map(row_security));
    for (name, value) in &keys.with {
        steps.push(quote!(.with(#name, #value)));
    }
    steps.extend(keys.unlogged.map(|_| quote!(.unlogged())));
    steps.extend(keys.existing.map(|_| quote!(.existing())));
    steps.extend(call("comment", entity.comment.as_ref()));
    steps.extend(call("renamed_from", keys.renamed_from.as_ref()));
    steps
}

fn column(column: &Column) -> TokenStream {
    let (name, database_type) = (column.sql_name(), column.database_type());
    let keys = &column.keys;
    let nullable = column.nullable.then(|| quote!(.nullable()));
    let touched = keys.on_update_now.map(|_| quote!(.touched()));
    let default = call("default_to", keys.default.as_ref());
    let generated = call("generated", keys.generated.as_ref());
    let identity = keys.identity.as_ref().map(identity);
    let serial = keys.serial.map(|_| quote!(.serial()));
    let collation = call("collation", keys.collate.as_ref());
    let comment = call("comment", column.comment.as_ref());
    let renamed = call("renamed_from", keys.renamed_from.as_ref());
    quote! {
        .column(
            Column::new(#name, #database_type)
                #nullable #default #generated #identity #serial #collation #touched #comment #renamed
        )
    }
}

fn identity(keys: &IdentityKeys) -> TokenStream {
    let options = keys.sequence.to_tokens();
    if keys.always {
        quote!(.identity(Identity::always().options(#options)))
    } else {
        quote!(.identity(Identity::by_default().options(#options)))
    }
}

fn primary_key(keys: &PrimaryKeyKeys) -> TokenStream {
    let named = call("primary_key_named", keys.name.as_ref());
    let comment = call("primary_key_comment", keys.comment.as_ref());
    quote!(#named #comment)
}

fn column_constraints(column: &Column) -> Vec<TokenStream> {
    let name = column.sql_name();
    let keys = &column.keys;
    let mut steps = Vec::new();
    if keys.unique.is_some() {
        steps.push(quote!(.unique(Unique::new(&[#name]))));
    }
    if let Some(expr) = &keys.check {
        steps.push(quote!(.column_check(#name, #expr)));
    }
    if let Some(reference) = &keys.references {
        let target = target(reference);
        let on_delete = action("on_delete", keys.on_delete.as_ref());
        let on_update = action("on_update", keys.on_update.as_ref());
        let deferral = deferral(keys.deferrable, keys.initially_deferred);
        steps.push(quote! {
            .foreign_key(ForeignKey::new(&[#name], #target) #on_delete #on_update #deferral)
        });
    }
    steps
}

fn unique(entity: &Entity, keys: &UniqueKeys) -> TokenStream {
    let columns = entity.sql_names(&keys.columns);
    let named = call("named", keys.name.as_ref());
    let nulls = keys
        .nulls_not_distinct
        .map(|_| quote!(.nulls_not_distinct()));
    let comment = call("comment", keys.comment.as_ref());
    quote!(.unique(Unique::new(&[#(#columns),*]) #named #nulls #comment))
}

fn foreign(entity: &Entity, keys: &ForeignKeyKeys) -> TokenStream {
    let from = entity.sql_names(&keys.columns);
    let target = target(&keys.references);
    let named = call("named", keys.name.as_ref());
    let on_delete = action("on_delete", keys.on_delete.as_ref());
    let on_update = action("on_update", keys.on_update.as_ref());
    let deferral = deferral(keys.deferrable, keys.initially_deferred);
    let comment = call("comment", keys.comment.as_ref());
    quote! {
        .foreign_key(
            ForeignKey::new(&[#(#from),*], #target)
                #named #on_delete #on_update #deferral #comment
        )
    }
}

fn deferral(deferrable: Option<Span>, initially: Option<Span>) -> Option<TokenStream> {
    let initially = initially.map(|_| quote!(.initially_deferred()));
    initially.or_else(|| deferrable.map(|_| quote!(.deferrable())))
}

fn check(keys: &CheckKeys) -> TokenStream {
    let (name, expr) = (&keys.name, &keys.expr);
    let comment = call("comment", keys.comment.as_ref());
    quote!(.add_check(Check::new(#name, #expr) #comment))
}

pub(crate) fn index(keys: &IndexKeys) -> TokenStream {
    let (name, on) = (&keys.name, &keys.on);
    let using = call("using", keys.using.as_ref());
    let condition = call("condition", keys.condition.as_ref());
    let include = call("include", keys.include.as_ref());
    let unique = keys.unique.map(|_| quote!(.unique()));
    let nulls = keys
        .nulls_not_distinct
        .map(|_| quote!(.nulls_not_distinct()));
    let with = keys
        .with
        .iter()
        .map(|(name, value)| quote!(.with(#name, #value)));
    let comment = call("comment", keys.comment.as_ref());
    quote! {
        .index(
            Index::new(#name, #on) #using #condition #include #unique #nulls #(#with)* #comment
        )
    }
}

fn exclusion(keys: &ExcludeKeys) -> TokenStream {
    let (name, on) = (&keys.name, &keys.on);
    let using = keys.using.as_ref().map_or("gist".to_owned(), LitStr::value);
    let condition = call("condition", keys.condition.as_ref());
    let comment = call("comment", keys.comment.as_ref());
    quote!(.exclusion(Exclusion::new(#name, #using, #on) #condition #comment))
}

fn policy(keys: &PolicyKeys) -> TokenStream {
    let (name, to) = (&keys.name, &keys.to);
    let command = keys.command.as_ref().map(|command| {
        let variant = command.variant();
        quote!(.command(PolicyCommand::#variant))
    });
    let to = (!to.is_empty()).then(|| quote!(.to(&[#(#to),*])));
    let using = call("using", keys.using.as_ref());
    let check = call("check", keys.check.as_ref());
    let restrictive = keys.restrictive.map(|_| quote!(.restrictive()));
    let comment = call("comment", keys.comment.as_ref());
    quote!(.policy(Policy::new(#name) #command #to #using #check #restrictive #comment))
}

fn row_security(security: RowSecurity) -> TokenStream {
    match security {
        RowSecurity::On => quote!(.row_security(RowSecurity::On)),
        RowSecurity::Forced => quote!(.row_security(RowSecurity::Forced)),
    }
}

/// Table and columns that a key refers to. Going through Diesel's types proves that they exist, with
/// an error at the very name, and knows their names in the database.
fn target(reference: &Reference) -> TokenStream {
    let path = &reference.table;
    let columns = reference.columns.iter();
    let columns = columns.map(|column| {
        quote_spanned!(column.span()=> <#path::columns::#column as ::diesel::Column>::NAME)
    });
    let name = quote_spanned! {path.span()=>
        <#path::table as ::diesel_kit::TableName>::table_name()
    };
    quote!(#name, &[#(#columns),*])
}

fn action(method: &str, action: Option<&Action>) -> Option<TokenStream> {
    let variant = action?.variant();
    let method = Ident::new(method, Span::call_site());
    Some(quote!(.#method(Action::#variant)))
}

pub(crate) fn call(method: &str, argument: Option<&impl ToTokens>) -> Option<TokenStream> {
    let argument = argument?.to_token_stream();
    let method = Ident::new(method, Span::call_site());
    Some(quote!(.#method(#argument)))
}
