//! One field: its `#[column(…)]` keys and its type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Field, Ident, LitStr, Result, Type};

use crate::keys::{Action, Errors, Reference, key, once, unknown};
use crate::sql_type;

const KEYS: &[&str] = &[
    "pk",
    "sql",
    "db",
    "sql_name",
    "default",
    "generated",
    "unique",
    "check",
    "references",
    "on_delete",
    "on_update",
    "no_join",
    "on_update_now",
    "renamed_from",
];

pub(super) struct Column<'a> {
    pub(super) ident: &'a Ident,
    /// The type as written.
    pub(super) rust: &'a Type,
    /// The type without its `Option`.
    pub(super) base: &'a Type,
    pub(super) nullable: bool,
    /// The Diesel type without `Nullable`.
    pub(super) sql: TokenStream,
    pub(super) keys: ColumnKeys,
    pub(super) docs: Vec<&'a Attribute>,
}

#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key without a value"
)]
pub(super) struct ColumnKeys {
    pub(super) pk: bool,
    pub(super) sql: Option<Type>,
    pub(super) db: Option<LitStr>,
    pub(super) sql_name: Option<LitStr>,
    pub(super) default: Option<LitStr>,
    pub(super) generated: Option<LitStr>,
    pub(super) unique: bool,
    pub(super) check: Option<LitStr>,
    pub(super) references: Option<Reference>,
    pub(super) on_delete: Option<Action>,
    pub(super) on_update: Option<Action>,
    pub(super) no_join: bool,
    pub(super) on_update_now: bool,
    pub(super) renamed_from: Option<LitStr>,
}

impl<'a> Column<'a> {
    pub(super) fn read(field: &'a Field, errors: &mut Errors) -> Option<Self> {
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
            keys,
            docs: docs(&field.attrs),
        };
        column.check(errors);
        Some(column)
    }

    fn check(&self, errors: &mut Errors) {
        if self.keys.pk && self.nullable {
            errors.push(Error::new(
                self.rust.span(),
                "a primary key is never null: take the `Option` away, or `pk`",
            ));
        }
        if let (Some(generated), Some(_)) = (&self.keys.generated, &self.keys.default) {
            errors.push(Error::new(
                generated.span(),
                "a generated column has no default: keep `generated` or `default`",
            ));
        }
        let acts = self.keys.on_delete.is_some() || self.keys.on_update.is_some();
        if acts && self.keys.references.is_none() {
            errors.push(Error::new(
                self.ident.span(),
                "`on_delete` and `on_update` belong to a foreign key: add `references = table(column)`",
            ));
        }
        if let Some(reference) = &self.keys.references
            && reference.columns.len() != 1
        {
            errors.push(Error::new(
                reference.table.span(),
                "one column refers to one column; for several use \
                 #[table(foreign_key(columns(a, b), references = table(x, y)))]",
            ));
        }
    }

    /// Name of the column in the database.
    pub(super) fn sql_name(&self) -> String {
        match &self.keys.sql_name {
            Some(name) => name.value(),
            None => self.ident.unraw().to_string(),
        }
    }

    /// The name of the PostgreSQL type: as written, or what diesel-kit knows about the Diesel type.
    pub(super) fn database_type(&self) -> TokenStream {
        if let Some(name) = &self.keys.db {
            return name.to_token_stream();
        }
        let sql = &self.sql;
        quote!(<#sql as ::diesel_kit::SqlTypeName>::sql_type_name())
    }

    /// A value may be left out of an insert.
    pub(super) fn has_default(&self) -> bool {
        self.keys.default.is_some()
    }

    pub(super) fn is_generated(&self) -> bool {
        self.keys.generated.is_some()
    }
}

impl ColumnKeys {
    fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("column")) {
            errors.note(attribute.parse_nested_meta(|meta| keys.read_one(&meta)));
        }
        keys
    }

    fn read_one(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key(meta).as_str() {
            "pk" => self.pk = true,
            "unique" => self.unique = true,
            "no_join" => self.no_join = true,
            "on_update_now" => self.on_update_now = true,
            "sql" => once(&mut self.sql, meta)?,
            "db" => once(&mut self.db, meta)?,
            "sql_name" => once(&mut self.sql_name, meta)?,
            "default" => once(&mut self.default, meta)?,
            "generated" => once(&mut self.generated, meta)?,
            "check" => once(&mut self.check, meta)?,
            "references" => once(&mut self.references, meta)?,
            "on_delete" => once(&mut self.on_delete, meta)?,
            "on_update" => once(&mut self.on_update, meta)?,
            "renamed_from" => once(&mut self.renamed_from, meta)?,
            _ => return Err(unknown(meta, "#[column(…)]", KEYS)),
        }
        Ok(())
    }
}

fn diesel_type(base: &Type, keys: &ColumnKeys, errors: &mut Errors) -> TokenStream {
    if let Some(sql) = &keys.sql {
        return sql.to_token_stream();
    }
    sql_type::default_for(base).unwrap_or_else(|| {
        let name = base.to_token_stream().to_string().replace(' ', "");
        errors.push(Error::new(
            base.span(),
            format!(
                "no SQL type is known for `{name}`: add #[column(sql = <Diesel type>, db = \"<PostgreSQL type>\")]"
            ),
        ));
        // Any type will do: the message above is the one to act on.
        quote!(::diesel::sql_types::Text)
    })
}

pub(super) fn docs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .collect()
}
