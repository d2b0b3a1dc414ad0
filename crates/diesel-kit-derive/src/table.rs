//! `#[derive(Table)]`: reads the struct, then writes Diesel items and the description.

pub(crate) mod column;
pub(crate) mod column_keys;
pub(crate) mod constraint_keys;
pub(crate) mod definition;
pub(crate) mod diesel_items;
mod insert;
mod limits;
pub(crate) mod loading;
mod policy_keys;
mod proof;
mod relation_keys;
mod relations;
mod simple_check;
mod struct_keys;
mod validate;
mod wire;

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Ident, LitStr};

use crate::keys::{self, Errors};
use column::Column;
use loading::Loaded;
use struct_keys::StructKeys;

/// How many columns Diesel's tuples hold.
const MOST_COLUMNS: usize = if cfg!(feature = "128-column-tables") {
    128
} else if cfg!(feature = "64-column-tables") {
    64
} else {
    32
};

/// A row struct as read.
struct Entity<'a> {
    input: &'a DeriveInput,
    keys: StructKeys,
    name: LitStr,
    /// The Diesel module.
    module: Ident,
    /// The PostgreSQL schema, as Diesel wants it.
    schema: Option<Ident>,
    comment: Option<String>,
    columns: Vec<Column<'a>>,
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(entity) = Entity::read(input, &mut errors) else {
        return errors.to_tokens();
    };
    let items = diesel_items::emit(&entity);
    let definition = definition::emit(&entity);
    let loaded = entity.loaded().emit();
    let relations = relations::emit(&entity, &mut errors);
    let errors = errors.to_tokens();
    quote!(#errors #items #definition #loaded #relations)
}

impl<'a> Entity<'a> {
    /// Nothing only when there is no struct to make a table of; other mistakes are noted, and the
    /// table is emitted all the same, so that its users do not fail too.
    fn read(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let columns = columns(input, "table", errors)?;
        let mut keys = StructKeys::read(&input.attrs, errors);
        let Some(name) = keys.name.take() else {
            errors.at(
                input.ident.span(),
                "the table has no name: add #[table(name = \"…\")]",
            );
            return None;
        };
        let module = module(&name, keys.module.as_ref(), errors)?;
        let entity = Self {
            input,
            name,
            module,
            schema: schema(keys.schema.as_ref(), errors),
            comment: keys::comment(keys.comment.as_ref(), &input.attrs),
            keys,
            columns,
        };
        entity.check_key(errors);
        entity.check_column_lists(errors);
        Some(entity)
    }

    fn check_key(&self, errors: &mut Errors) {
        let key = self.columns.iter().any(|column| column.keys.pk.is_some());
        match self.keys.keyless {
            Some(span) if key => errors.at(
                span,
                "the table has a primary key: take `keyless` away, or `pk`",
            ),
            None if !key && errors.is_empty() => errors.at(
                self.input.ident.span(),
                "the table has no primary key: add #[column(pk)] to one or several fields",
            ),
            _ => {}
        }
    }

    /// Constraints may name fields of this struct only.
    fn check_column_lists(&self, errors: &mut Errors) {
        for field in self.keys.named_columns() {
            if self.find(field).is_none() {
                let fields = self.columns.iter().map(|column| column.ident.to_string());
                let fields: Vec<String> = fields.collect();
                errors.at(
                    field.span(),
                    format!(
                        "no field `{field}` here: the columns are {}",
                        fields.join(", ")
                    ),
                );
            }
        }
    }

    fn loaded(&self) -> Loaded<'_> {
        Loaded {
            entity: &self.input.ident,
            module: &self.module,
            name: &self.name,
            schema: self.schema.as_ref(),
            columns: &self.columns,
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
}

/// The fields of the struct as columns of a table or a view.
pub(crate) fn columns<'a>(
    input: &'a DeriveInput,
    what: &str,
    errors: &mut Errors,
) -> Option<Vec<Column<'a>>> {
    let Some(fields) = named_fields(input) else {
        errors.at(
            input.ident.span(),
            format!("a {what} is made of a struct with named fields"),
        );
        return None;
    };
    if let Some(field) = fields.named.iter().nth(MOST_COLUMNS) {
        errors.at(
            field.span(),
            format!(
                "this {what} has {} columns, Diesel's have up to {MOST_COLUMNS}: split it, or enable the \
                 feature `64-column-tables` or `128-column-tables` of diesel-kit",
                fields.named.len(),
            ),
        );
        return None;
    }
    let columns = fields.named.iter();
    let columns: Vec<Column> = columns.filter_map(|f| Column::read(f, errors)).collect();
    check_names(&columns, errors);
    Some(columns)
}

fn check_names(columns: &[Column], errors: &mut Errors) {
    for (at, column) in columns.iter().enumerate() {
        let name = column.sql_name();
        let mut earlier = columns.iter().take(at);
        if earlier.any(|earlier| earlier.sql_name() == name) {
            let span = column
                .keys
                .sql_name
                .as_ref()
                .map_or(column.ident.span(), LitStr::span);
            errors.at(span, format!("two columns are called `{name}`: rename one"));
        }
    }
}

/// The name of Diesel's module: that of the table, unless Rust cannot read it.
pub(crate) fn module(name: &LitStr, given: Option<&Ident>, errors: &mut Errors) -> Option<Ident> {
    if let Some(module) = given {
        return Some(module.clone());
    }
    let module = name.parse::<Ident>().ok();
    if module.is_none() {
        errors.at(
            name.span(),
            format!(
                "`{}` is no name in Rust: add `module = …`, the name of Diesel's module",
                name.value()
            ),
        );
    }
    module
}

/// Diesel reads the schema of a table as an identifier.
pub(crate) fn schema(given: Option<&LitStr>, errors: &mut Errors) -> Option<Ident> {
    let given = given?;
    let schema = given.parse::<Ident>().ok();
    if schema.is_none() {
        errors.at(
            given.span(),
            format!(
                "`{}` is no name in Rust, as Diesel needs it: choose another name for the schema",
                given.value()
            ),
        );
    }
    schema
}

pub(crate) fn named_fields(input: &DeriveInput) -> Option<&syn::FieldsNamed> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}
