//! The `#[column(…)]` keys of a field.

use proc_macro2::{Span, TokenStream};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, Ident, LitStr, Path, Result, Token, Type};

use super::constraint_keys::{Action, Reference};
use crate::keys::{
    Errors, check_length, flag, key, once, passed_on, read, read_group, store, unknown,
};
use crate::sequence_keys::{self, SequenceKeys};

const KEYS: &[&str] = &[
    "pk",
    "sql",
    "db",
    "sql_name",
    "default",
    "default_with",
    "generated",
    "identity",
    "serial",
    "collate",
    "unique",
    "check",
    "references",
    "on_delete",
    "on_update",
    "deferrable",
    "initially_deferred",
    "no_join",
    "relation",
    "on_update_now",
    "validate",
    "non_finite",
    "serde",
    "openapi",
    "comment",
    "renamed_from",
];

#[derive(Default)]
pub(crate) struct ColumnKeys {
    pub(crate) pk: Option<Span>,
    pub(crate) sql: Option<Type>,
    pub(crate) db: Option<LitStr>,
    pub(crate) sql_name: Option<LitStr>,
    pub(crate) default: Option<LitStr>,
    pub(crate) default_with: Option<Path>,
    pub(crate) generated: Option<LitStr>,
    pub(crate) identity: Option<IdentityKeys>,
    pub(crate) serial: Option<Span>,
    pub(crate) collate: Option<LitStr>,
    pub(crate) unique: Option<Span>,
    pub(crate) check: Option<LitStr>,
    pub(crate) references: Option<Reference>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferrable: Option<Span>,
    pub(crate) initially_deferred: Option<Span>,
    pub(crate) no_join: Option<Span>,
    pub(crate) relation: Option<Ident>,
    pub(crate) on_update_now: Option<Span>,
    pub(crate) validate: Vec<Expr>,
    pub(crate) non_finite: Option<Span>,
    pub(crate) serde: Option<TokenStream>,
    pub(crate) openapi: Option<TokenStream>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
}

/// `identity(always, start = 10)`
pub(crate) struct IdentityKeys {
    pub(crate) span: Span,
    pub(crate) always: bool,
    pub(crate) sequence: SequenceKeys,
}

impl ColumnKeys {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        read(attributes, "column", errors, |meta, _| keys.read_one(meta));
        if let Some(name) = &keys.sql_name {
            check_length(name, errors);
        }
        keys
    }

    fn read_one(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key(meta).as_str() {
            "pk" => flag(&mut self.pk, meta),
            "sql" => once(&mut self.sql, meta),
            "db" => once(&mut self.db, meta),
            "sql_name" => once(&mut self.sql_name, meta),
            "default" => once(&mut self.default, meta),
            "default_with" => once(&mut self.default_with, meta),
            "generated" => once(&mut self.generated, meta),
            "identity" => store(&mut self.identity, identity(meta)?, meta),
            "serial" => flag(&mut self.serial, meta),
            "collate" => once(&mut self.collate, meta),
            "unique" => flag(&mut self.unique, meta),
            "check" => once(&mut self.check, meta),
            "references" => once(&mut self.references, meta),
            "on_delete" => once(&mut self.on_delete, meta),
            "on_update" => once(&mut self.on_update, meta),
            "deferrable" => flag(&mut self.deferrable, meta),
            "initially_deferred" => flag(&mut self.initially_deferred, meta),
            "no_join" => flag(&mut self.no_join, meta),
            "relation" => once(&mut self.relation, meta),
            "on_update_now" => flag(&mut self.on_update_now, meta),
            "validate" => {
                self.validate.push(meta.value()?.parse()?);
                Ok(())
            }
            "non_finite" => flag(&mut self.non_finite, meta),
            "serde" => store(&mut self.serde, passed_on(meta)?, meta),
            "openapi" => store(&mut self.openapi, passed_on(meta)?, meta),
            "comment" => once(&mut self.comment, meta),
            "renamed_from" => once(&mut self.renamed_from, meta),
            _ => Err(unknown(meta, "#[column(…)]", KEYS)),
        }
    }

    /// Where each of the given values would come from, with its place.
    pub(crate) fn sources(&self) -> Vec<(&'static str, Span)> {
        let sources = [
            ("default", self.default.as_ref().map(LitStr::span)),
            ("default_with", self.default_with.as_ref().map(Path::span)),
            ("generated", self.generated.as_ref().map(LitStr::span)),
            ("identity", self.identity.as_ref().map(|keys| keys.span)),
            ("serial", self.serial),
        ];
        let given = sources.into_iter();
        given.filter_map(|(key, span)| Some((key, span?))).collect()
    }

    /// The place of a key that says more about a foreign key.
    pub(super) fn about_reference(&self) -> Option<Span> {
        let actions = self.on_delete.as_ref().or(self.on_update.as_ref());
        let flags = self.deferrable.or(self.initially_deferred).or(self.no_join);
        let relation = self.relation.as_ref().map(Ident::span);
        actions.map(Action::span).or(flags).or(relation)
    }
}

/// `identity = "always"`, or with options `identity(by_default, start = 10)`
fn identity(meta: &ParseNestedMeta) -> Result<IdentityKeys> {
    let mut keys = IdentityKeys {
        span: meta.path.span(),
        always: false,
        sequence: SequenceKeys::default(),
    };
    if meta.input.peek(Token![=]) {
        let text: LitStr = meta.value()?.parse()?;
        keys.always = always(&text.value(), text.span())?;
        return Ok(keys);
    }
    if !meta.input.peek(syn::token::Paren) {
        return Err(Error::new(keys.span, SHAPE));
    }
    let mut kind = None::<Span>;
    let mut known = vec!["always", "by_default"];
    known.extend(sequence_keys::KEYS);
    read_group(meta, |item| match key(item).as_str() {
        word @ ("always" | "by_default") => {
            if kind.is_some() {
                return Err(Error::new(item.path.span(), SHAPE));
            }
            keys.always = word == "always";
            flag(&mut kind, item)
        }
        _ if keys.sequence.read(item)? => Ok(()),
        _ => Err(unknown(item, "identity(…)", &known)),
    })?;
    if kind.is_none() {
        return Err(Error::new(keys.span, SHAPE));
    }
    Ok(keys)
}

const SHAPE: &str = "write `identity(always)` or `identity(by_default)`, with options \
                     `identity(always, start = 10, increment = 5)`";

fn always(text: &str, span: Span) -> Result<bool> {
    match text.to_lowercase().as_str() {
        "always" => Ok(true),
        "by default" => Ok(false),
        other => Err(Error::new(
            span,
            format!("`{other}` is no kind of identity: write \"always\" or \"by default\""),
        )),
    }
}
