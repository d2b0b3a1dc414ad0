//! The insert struct: its statement has one text, whatever its values, so that Diesel caches it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::Entity;
use super::column::{Column, Source};
use super::diesel_items::field;
use super::validate::{self, Validated};
use super::wire::{self, Presence};

pub(super) fn emit(entity: &Entity, name: &Ident) -> TokenStream {
    let structure = structure(entity, name);
    let validation = validation(entity, name);
    let defaults = entity.columns.iter();
    let defaults = defaults.filter_map(|column| default(entity, column));
    let owned = insertable(entity, name, Borrowing::Owned);
    let borrowed = insertable(entity, name, Borrowing::Borrowed);
    let module = &entity.module;
    quote! {
        #structure
        #validation
        #(#defaults)*
        #owned
        #borrowed
        impl ::diesel::internal::derives::insertable::UndecoratedInsertRecord<#module::table>
            for #name {}
    }
}

fn structure(entity: &Entity, name: &Ident) -> TokenStream {
    let (module, visibility) = (&entity.module, &entity.input.vis);
    let fields = inserted(entity).map(|column| {
        let rust = column.rust;
        let presence = presence(column);
        let attributes = wire::of_field(entity, column, presence);
        let field = match presence {
            Presence::Plain => field(column, &quote!(#rust)),
            // Of a column that may be null, the type is an `Option` already: null is a value.
            Presence::Optional | Presence::OptionalOrNull => {
                field(column, &quote!(::core::option::Option<#rust>))
            }
        };
        quote!(#attributes #field)
    });
    let attributes = wire::of_struct(entity);
    let doc =
        format!("A row to insert into `{module}`; `None` takes the default, if there is one.");
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone)]
        #attributes
        #visibility struct #name { #(#fields),* }
    }
}

fn validation(entity: &Entity, name: &Ident) -> Option<TokenStream> {
    let keys = entity.keys.validate.as_ref()?;
    let validated = Validated {
        name,
        fields: inserted(entity)
            .map(|column| (column, presence(column)))
            .collect(),
        rule: keys.new.as_ref(),
        not_empty: false,
    };
    Some(validate::emit(entity, &validated))
}

fn presence(column: &Column) -> Presence {
    match column.source() {
        Source::Given | Source::Database => Presence::Plain,
        Source::Default | Source::Function(_) if column.nullable => Presence::OptionalOrNull,
        Source::Default | Source::Function(_) => Presence::Optional,
    }
}

fn inserted<'a>(entity: &'a Entity<'a>) -> impl Iterator<Item = &'a Column<'a>> {
    let columns = entity.columns.iter();
    columns.filter(|column| !matches!(column.source(), Source::Database))
}

/// `impl ColumnDefault`: what stands in the insert beside the value.
fn default(entity: &Entity, column: &Column) -> Option<TokenStream> {
    if !matches!(column.source(), Source::Default) {
        return None;
    }
    let (module, ident) = (&entity.module, column.ident);
    let expression = match &column.keys.default {
        Some(default) => default.value(),
        None => next_number(entity, column),
    };
    let sent_type = column.sent_type();
    Some(quote! {
        impl ::diesel_kit::ColumnDefault for #module::columns::#ident {
            const EXPRESSION: &'static str = #expression;
            const TYPE: ::diesel_kit::TypeName = #sent_type;
        }
    })
}

/// The sequence is looked up by its column: its name need not follow a rename.
fn next_number(entity: &Entity, column: &Column) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let literal = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let table = quoted(&entity.name.value());
    let table = match &entity.schema {
        Some(schema) => format!("{}.{table}", quoted(&schema.to_string())),
        None => table,
    };
    format!(
        "nextval(pg_get_serial_sequence({}, {}))",
        literal(&table),
        literal(&column.sql_name())
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Borrowing {
    Owned,
    Borrowed,
}

fn insertable(entity: &Entity, name: &Ident, borrowing: Borrowing) -> TokenStream {
    let module = &entity.module;
    let (lifetime, this) = match borrowing {
        Borrowing::Owned => (None, quote!(#name)),
        Borrowing::Borrowed => (Some(quote!(<'insert>)), quote!(&'insert #name)),
    };
    let types = inserted(entity).map(|column| value_type(module, column, borrowing));
    let values = inserted(entity).map(|column| value(module, column, borrowing));
    let bounds = inserted(entity).map(|column| bound(module, column, borrowing));
    quote! {
        impl #lifetime ::diesel::Insertable<#module::table> for #this
        where
            #(#bounds,)*
        {
            type Values = <(#(#types,)*) as ::diesel::Insertable<#module::table>>::Values;

            fn values(self) -> Self::Values {
                ::diesel::Insertable::<#module::table>::values((#(#values,)*))
            }
        }
    }
}

/// `Eq<column, value>`, as `#[derive(Insertable)]` has it.
fn value_type(module: &Ident, column: &Column, borrowing: Borrowing) -> TokenStream {
    let (ident, rust, base) = (column.ident, column.rust, column.base);
    let borrow = (borrowing == Borrowing::Borrowed).then(|| quote!(&'insert));
    let value = match column.source() {
        Source::Given | Source::Database => quote!(#borrow #rust),
        Source::Default if column.nullable => {
            quote!(::diesel_kit::NullOrDefault<#module::columns::#ident, #borrow #base>)
        }
        Source::Default => quote!(::diesel_kit::OrDefault<#module::columns::#ident, #borrow #base>),
        Source::Function(_) => quote!(#rust),
    };
    quote_spanned!(rust.span()=> ::diesel::dsl::Eq<#module::columns::#ident, #value>)
}

/// Says at the field what its type lacks; without it, the error is about the whole insert.
fn bound(module: &Ident, column: &Column, borrowing: Borrowing) -> TokenStream {
    let (ident, rust, base, sql) = (column.ident, column.rust, column.base, &column.sql);
    let borrow = (borrowing == Borrowing::Borrowed).then(|| quote!(&'insert));
    let sent = match column.source() {
        Source::Given | Source::Database => quote!(#borrow #rust),
        Source::Function(_) => quote!(#rust),
        Source::Default => {
            return quote_spanned!(rust.span()=> #base: ::diesel::serialize::ToSql<#sql, ::diesel::pg::Pg>);
        }
    };
    quote_spanned! {rust.span()=>
        #sent: ::diesel::expression::AsExpression<
            <#module::columns::#ident as ::diesel::Expression>::SqlType
        >
    }
}

fn value(module: &Ident, column: &Column, borrowing: Borrowing) -> TokenStream {
    let ident = column.ident;
    let borrowed = borrowing == Borrowing::Borrowed;
    let value = match column.source() {
        Source::Given | Source::Database if borrowed => quote!(&self.#ident),
        Source::Given | Source::Database => quote!(self.#ident),
        Source::Default if column.nullable => {
            let given = if borrowed {
                quote!(self.#ident.as_ref().map(::core::option::Option::as_ref))
            } else {
                quote!(self.#ident)
            };
            quote!(::diesel_kit::NullOrDefault::new(#given))
        }
        Source::Default if borrowed => quote!(::diesel_kit::OrDefault::new(self.#ident.as_ref())),
        Source::Default => quote!(::diesel_kit::OrDefault::new(self.#ident)),
        Source::Function(function) => {
            let given = if borrowed {
                quote!(self.#ident.clone())
            } else {
                quote!(self.#ident)
            };
            if column.nullable {
                quote!(#given.unwrap_or_else(|| ::core::option::Option::Some(#function())))
            } else {
                quote!(#given.unwrap_or_else(#function))
            }
        }
    };
    quote!(::diesel::ExpressionMethods::eq(#module::columns::#ident, #value))
}
