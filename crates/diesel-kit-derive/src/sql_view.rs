//! `#[derive(SqlView)]`: a row struct of a stored query.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::meta::ParseNestedMeta;
use syn::{DeriveInput, Expr, Ident, LitStr, Result};

use crate::keys::{self, Errors, check_length, flag, key, once, parameters, read, unknown};
use crate::table::column::Column;
use crate::table::column_keys::ColumnKeys;
use crate::table::constraint_keys::{IndexKeys, index};
use crate::table::definition::{self, call};
use crate::table::diesel_items::TableMacro;
use crate::table::loading::Loaded;
use crate::table::{columns, module, schema};

const KEYS: &[&str] = &[
    "name",
    "schema",
    "module",
    "query",
    "materialized",
    "no_data",
    "index",
    "using",
    "tablespace",
    "with",
    "comment",
    "existing",
    "renamed_from",
];

#[derive(Default)]
struct ViewKeys {
    name: Option<LitStr>,
    schema: Option<LitStr>,
    module: Option<Ident>,
    query: Option<Expr>,
    materialized: Option<Span>,
    no_data: Option<Span>,
    indexes: Vec<IndexKeys>,
    using: Option<LitStr>,
    tablespace: Option<LitStr>,
    with: Vec<(String, String)>,
    comment: Option<LitStr>,
    existing: Option<Span>,
    renamed_from: Option<LitStr>,
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let items = items(input, &mut errors);
    let errors = errors.to_tokens();
    quote!(#errors #items)
}

/// Nothing only when there is no struct, or no name; other mistakes are noted, and the view is
/// emitted all the same.
fn items(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let columns = columns(input, "sql_view", errors)?;
    check_columns(&columns, errors);
    let keys = ViewKeys::read(input, errors);
    let Some(name) = &keys.name else {
        errors.at(
            input.ident.span(),
            "the view has no name: add #[sql_view(name = \"…\")]",
        );
        return None;
    };
    let module = module(name, keys.module.as_ref(), errors)?;
    let schema = schema(keys.schema.as_ref(), errors);
    let table = TableMacro {
        module: &module,
        name,
        schema: schema.as_ref(),
        docs: keys::docs(&input.attrs),
        columns: &columns,
    };
    let table = table.emit();
    let loaded = Loaded {
        entity: &input.ident,
        module: &module,
        name,
        schema: schema.as_ref(),
        columns: &columns,
    };
    let loaded = loaded.emit();
    let in_schema = call("in_schema", keys.schema.as_ref());
    let definition = keys.definition(input);
    let me = &input.ident;
    Some(quote! {
        #table
        #loaded

        impl ::diesel_kit::ViewEntity for #me {
            type Table = #module::table;

            fn view_name() -> ::diesel_kit::model::ObjectName {
                ::diesel_kit::model::ObjectName::new(#name) #in_schema
            }

            fn definition() -> ::diesel_kit::model::View {
                use ::diesel_kit::model::{Index, View};
                #definition
            }
        }
    })
}

/// The query makes the columns: a field only says how one is read.
fn check_columns(columns: &[Column], errors: &mut Errors) {
    for column in columns {
        if let Some(span) = column.keys.of_tables() {
            errors.at(
                span,
                "a column of a view is made by its query: only `pk`, `sql` and `sql_name` apply here",
            );
        }
    }
}

impl ViewKeys {
    fn read(input: &DeriveInput, errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        read(&input.attrs, "sql_view", errors, |meta, _| {
            keys.read_one(meta)
        });
        for name in keys.name.iter().chain(&keys.schema) {
            check_length(name, errors);
        }
        keys.check(input, errors);
        keys
    }

    fn read_one(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key(meta).as_str() {
            "name" => once(&mut self.name, meta)?,
            "schema" => once(&mut self.schema, meta)?,
            "module" => once(&mut self.module, meta)?,
            "query" => once(&mut self.query, meta)?,
            "materialized" => flag(&mut self.materialized, meta)?,
            "no_data" => flag(&mut self.no_data, meta)?,
            "index" => self.indexes.push(index(meta)?),
            "using" => once(&mut self.using, meta)?,
            "tablespace" => once(&mut self.tablespace, meta)?,
            "with" => self.with.extend(parameters(meta)?),
            "comment" => once(&mut self.comment, meta)?,
            "existing" => flag(&mut self.existing, meta)?,
            "renamed_from" => once(&mut self.renamed_from, meta)?,
            _ => return Err(unknown(meta, "#[sql_view(…)]", KEYS)),
        }
        Ok(())
    }

    fn check(&self, input: &DeriveInput, errors: &mut Errors) {
        if self.query.is_none() && self.existing.is_none() && errors.is_empty() {
            errors.at(
                input.ident.span(),
                "the view has no query: add #[sql_view(query = \"SELECT …\")], or `existing` if it is managed elsewhere",
            );
        }
        if self.materialized.is_some() {
            return;
        }
        let stored = [
            self.no_data,
            self.indexes.first().map(|keys| keys.name.span()),
            self.using.as_ref().map(LitStr::span),
            self.tablespace.as_ref().map(LitStr::span),
        ];
        for span in stored.into_iter().flatten() {
            errors.at(
                span,
                "only a materialised view stores rows: add `materialized`",
            );
        }
    }

    /// A `diesel_kit::model::View`.
    fn definition(&self, input: &DeriveInput) -> TokenStream {
        let query = self.query.as_ref().map(ToTokens::to_token_stream);
        let query = query.unwrap_or_else(|| quote!(""));
        let materialized = self.materialized.map(|_| quote!(.materialized()));
        let no_data = self.no_data.map(|_| quote!(.no_data()));
        let indexes = self.indexes.iter().map(definition::index);
        let using = call("using", self.using.as_ref());
        let tablespace = call("tablespace", self.tablespace.as_ref());
        let with = self.with.iter();
        let with = with.map(|(name, value)| quote!(.with(#name, #value)));
        let comment = keys::comment(self.comment.as_ref(), &input.attrs);
        let comment = call("comment", comment.as_ref());
        let existing = self.existing.map(|_| quote!(.existing()));
        let renamed = call("renamed_from", self.renamed_from.as_ref());
        quote! {
            View::new(#query)
                #materialized #no_data #(#indexes)* #using #tablespace #(#with)*
                #comment #existing #renamed
        }
    }
}

impl ColumnKeys {
    /// The place of a key that has a meaning in tables only.
    fn of_tables(&self) -> Option<Span> {
        let source = self.sources().first().map(|(_, span)| *span);
        let texts = [
            &self.db,
            &self.collate,
            &self.check,
            &self.comment,
            &self.renamed_from,
        ];
        let text = texts.into_iter().flatten().next().map(LitStr::span);
        let reference = self.references.as_ref();
        let reference =
            reference.and_then(|reference| Some(reference.table.segments.first()?.ident.span()));
        source
            .or(text)
            .or(reference)
            .or(self.unique)
            .or(self.on_update_now)
    }
}
