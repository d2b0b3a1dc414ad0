//! `#[derive(Table)]`: reads the struct, then writes Diesel items and the description.

mod column;
mod definition;
mod diesel_items;
mod struct_keys;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Ident};

use crate::keys::Errors;
use column::Column;
use struct_keys::StructKeys;

/// A row struct as read.
struct Entity<'a> {
    input: &'a DeriveInput,
    keys: StructKeys,
    /// Name of the table and of the Diesel module.
    table: Ident,
    columns: Vec<Column<'a>>,
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(entity) = Entity::read(input, &mut errors) else {
        return errors.to_tokens();
    };
    let errors = errors.to_tokens();
    let items = diesel_items::emit(&entity);
    let definition = definition::emit(&entity);
    quote!(#errors #items #definition)
}

impl<'a> Entity<'a> {
    /// Nothing only when there is no struct to make a table of; other mistakes are noted, and the
    /// table is emitted all the same, so that its users do not fail too.
    fn read(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let Some(fields) = named_fields(input) else {
            errors.push(Error::new(
                input.ident.span(),
                "a table is made of a struct with named fields",
            ));
            return None;
        };
        let keys = StructKeys::read(&input.attrs, errors);
        let Some(name) = &keys.name else {
            errors.push(Error::new(
                input.ident.span(),
                "the table has no name: add #[table(name = \"…\")]",
            ));
            return None;
        };
        let Ok(table) = name.parse::<Ident>() else {
            errors.push(Error::new(
                name.span(),
                "a table name must also be a Rust identifier, because Diesel makes a module of it",
            ));
            return None;
        };
        let columns: Vec<Column> = fields
            .named
            .iter()
            .filter_map(|field| Column::read(field, errors))
            .collect();
        if !columns.iter().any(|column| column.keys.pk) {
            errors.push(Error::new(
                input.ident.span(),
                "the table has no primary key: add #[column(pk)] to one or several fields",
            ));
            return None;
        }
        let entity = Self {
            input,
            keys,
            table,
            columns,
        };
        entity.check_column_lists(errors);
        Some(entity)
    }

    /// Constraints may name fields of this struct only.
    fn check_column_lists(&self, errors: &mut Errors) {
        for field in self.keys.named_columns() {
            if self.find(field).is_none() {
                errors.push(Error::new(
                    field.span(),
                    format!(
                        "no field `{field}` here: the columns are {}",
                        self.field_names()
                    ),
                ));
            }
        }
    }

    fn find(&self, field: &Ident) -> Option<&Column<'a>> {
        self.columns.iter().find(|column| column.ident == field)
    }

    /// Names in the database of the given fields; unknown ones were reported before.
    fn sql_names(&self, fields: &[Ident]) -> Vec<String> {
        fields
            .iter()
            .filter_map(|field| self.find(field).map(Column::sql_name))
            .collect()
    }

    fn field_names(&self) -> String {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.ident.to_string())
            .collect();
        names.join(", ")
    }
}

fn named_fields(input: &DeriveInput) -> Option<&syn::FieldsNamed> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}
