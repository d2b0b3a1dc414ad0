//! One field: its `#[column(…)]` keys and its type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Field, Ident, Path, Type};

use super::column_keys::ColumnKeys;
use crate::keys::{self, Errors};
use crate::sql_type;

pub(crate) struct Column<'a> {
    pub(crate) ident: &'a Ident,
    /// The type as written.
    pub(crate) rust: &'a Type,
    /// The type without its `Option`.
    pub(crate) base: &'a Type,
    pub(crate) nullable: bool,
    /// The Diesel type without `Nullable`.
    pub(crate) sql: Type,
    pub(crate) keys: ColumnKeys,
    pub(crate) docs: Vec<&'a Attribute>,
    pub(crate) comment: Option<String>,
}

/// Where the value of an inserted row comes from.
pub(crate) enum Source<'a> {
    /// From the program, always.
    Given,
    /// From the program, or else from the database.
    Default,
    /// From the program, or else from this function.
    Function(&'a Path),
    /// From the database, always.
    Database,
}

impl<'a> Column<'a> {
    pub(crate) fn read(field: &'a Field, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let keys = ColumnKeys::read(&field.attrs, errors);
        let option = sql_type::option_argument(&field.ty);
        let base = option.unwrap_or(&field.ty);
        let column = Self {
            ident,
            rust: &field.ty,
            base,
            nullable: option.is_some(),
            sql: diesel_type(base, &keys, errors),
            docs: keys::docs(&field.attrs),
            comment: keys::comment(keys.comment.as_ref(), &field.attrs),
            keys,
        };
        column.check_key(errors);
        column.check_sources(errors);
        column.check_reference(errors);
        Some(column)
    }

    fn check_key(&self, errors: &mut Errors) {
        if self.keys.pk.is_some() && self.nullable {
            errors.at(
                self.rust.span(),
                "a primary key is never null: take the `Option` away, or `pk`",
            );
        }
    }

    fn check_sources(&self, errors: &mut Errors) {
        if let [(first, _), (second, span), ..] = self.keys.sources().as_slice() {
            errors.at(
                *span,
                format!("a column takes its value from one place: keep `{first}` or `{second}`"),
            );
        }
        let identity = self.keys.identity.as_ref().map(|keys| keys.span);
        if let Some(span) = identity.or(self.keys.serial) {
            if !sql_type::is_integer(&self.sql) {
                errors.at(
                    span,
                    "only integers are numbered: make the field an `i16`, `i32` or `i64`",
                );
            }
            if self.nullable {
                errors.at(
                    span,
                    "a numbered column is never null: take the `Option` away",
                );
            }
        }
        if let Some(db) = &self.keys.db
            && db.value().to_lowercase().ends_with("serial")
        {
            errors.at(
                db.span(),
                "write the key `serial` instead: #[column(serial)]",
            );
        }
        if let Some(span) = self.keys.on_update_now
            && sql_type::is_certainly_no_time(&self.sql)
        {
            errors.at(
                span,
                "`on_update_now` sets a time: make the field a `DateTime<Utc>` or a `NaiveDateTime`",
            );
        }
    }

    fn check_reference(&self, errors: &mut Errors) {
        if let Some(span) = self.keys.about_reference()
            && self.keys.references.is_none()
        {
            errors.at(
                span,
                "this belongs to a foreign key: add `references = table(column)`",
            );
        }
        if let Some(reference) = &self.keys.references
            && reference.columns.len() != 1
        {
            errors.at(
                reference.table.span(),
                "one column refers to one column; for several use \
                 #[table(foreign_key(columns(a, b), references = table(x, y)))]",
            );
        }
    }

    /// Name of the column in the database.
    pub(crate) fn sql_name(&self) -> String {
        match &self.keys.sql_name {
            Some(name) => name.value(),
            None => self.ident.unraw().to_string(),
        }
    }

    /// The PostgreSQL type as text: as written, or what diesel-kit knows about the Diesel type.
    pub(crate) fn database_type(&self) -> TokenStream {
        if let Some(name) = &self.keys.db {
            return name.to_token_stream();
        }
        let sql = &self.sql;
        quote!(<#sql as ::diesel_kit::SqlTypeName>::NAME.to_string())
    }

    /// The type in which values are sent, a `diesel_kit::TypeName`.
    pub(crate) fn sent_type(&self) -> TokenStream {
        let sql = &self.sql;
        if let (Some(_), Some(db)) = (&self.keys.sql, &self.keys.db) {
            return quote!(::diesel_kit::TypeName::written(#db));
        }
        quote!(<#sql as ::diesel_kit::SqlTypeName>::NAME)
    }

    pub(crate) fn source(&self) -> Source<'_> {
        let keys = &self.keys;
        let always = keys.identity.as_ref().map(|identity| identity.always);
        if keys.generated.is_some() || always == Some(true) {
            Source::Database
        } else if keys.default.is_some() || keys.serial.is_some() || always.is_some() {
            Source::Default
        } else if let Some(function) = &keys.default_with {
            Source::Function(function)
        } else {
            Source::Given
        }
    }
}

fn diesel_type(base: &Type, keys: &ColumnKeys, errors: &mut Errors) -> Type {
    if let Some(sql) = &keys.sql {
        return sql.clone();
    }
    sql_type::default_for(base).unwrap_or_else(|| {
        let name = base.to_token_stream().to_string().replace(' ', "");
        errors.at(
            base.span(),
            format!(
                "no SQL type is known for `{name}`: add #[column(sql = <Diesel type>, db = \"<PostgreSQL type>\")]"
            ),
        );
        // Any type will do: the message above is the one to act on.
        syn::parse_quote!(::diesel::sql_types::Text)
    })
}
