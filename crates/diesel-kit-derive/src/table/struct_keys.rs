//! The `#[table(…)]` keys of the struct.

use proc_macro2::{Span, TokenStream};
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, Ident, LitStr, Result};

use super::constraint_keys::{
    CheckKeys, ExcludeKeys, ForeignKeyKeys, IndexKeys, PrimaryKeyKeys, UniqueKeys, check, exclude,
    foreign_key, index, primary_key, unique,
};
use super::policy_keys::{PolicyKeys, RowSecurity, policy, row_security};
use super::relation_keys::{RelationKeys, relation};
use crate::keys::{
    Errors, check_length, flag, key, once, parameters, passed_on, read, read_group, store, unknown,
};

const KEYS: &[&str] = &[
    "name",
    "schema",
    "module",
    "new",
    "changes",
    "validate",
    "serde",
    "openapi",
    "primary_key",
    "keyless",
    "unique",
    "index",
    "check",
    "foreign_key",
    "has_one",
    "has_many",
    "relations",
    "exclude",
    "rls",
    "policy",
    "comment",
    "unlogged",
    "existing",
    "with",
    "renamed_from",
];

#[derive(Default)]
pub(super) struct StructKeys {
    pub(super) name: Option<LitStr>,
    pub(super) schema: Option<LitStr>,
    pub(super) module: Option<Ident>,
    pub(super) new: Option<Ident>,
    pub(super) changes: Option<Ident>,
    pub(super) validate: Option<ValidateKeys>,
    pub(super) serde: Option<TokenStream>,
    pub(super) openapi: Option<TokenStream>,
    pub(super) primary_key: Option<PrimaryKeyKeys>,
    pub(super) keyless: Option<Span>,
    pub(super) uniques: Vec<UniqueKeys>,
    pub(super) indexes: Vec<IndexKeys>,
    pub(super) checks: Vec<CheckKeys>,
    pub(super) foreign_keys: Vec<ForeignKeyKeys>,
    pub(super) has_one: Vec<RelationKeys>,
    pub(super) has_many: Vec<RelationKeys>,
    /// Name of the module of relations.
    pub(super) relations: Option<Ident>,
    pub(super) exclusions: Vec<ExcludeKeys>,
    pub(super) row_security: Option<RowSecurity>,
    pub(super) policies: Vec<PolicyKeys>,
    pub(super) comment: Option<LitStr>,
    pub(super) unlogged: Option<Span>,
    pub(super) existing: Option<Span>,
    pub(super) with: Vec<(String, String)>,
    pub(super) renamed_from: Option<LitStr>,
}

/// `validate`, or with rules `validate(new = path, changes = path)`
#[derive(Default)]
pub(super) struct ValidateKeys {
    pub(super) new: Option<Expr>,
    pub(super) changes: Option<Expr>,
}

fn validate(meta: &ParseNestedMeta) -> Result<ValidateKeys> {
    let mut keys = ValidateKeys::default();
    if meta.input.peek(syn::token::Paren) {
        read_group(meta, |item| match key(item).as_str() {
            "new" => once(&mut keys.new, item),
            "changes" => once(&mut keys.changes, item),
            _ => Err(unknown(item, "validate(…)", &["new", "changes"])),
        })?;
    }
    Ok(keys)
}

impl StructKeys {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        read(attributes, "table", errors, |meta, _| keys.read_one(meta));
        for name in keys.name.iter().chain(&keys.schema) {
            check_length(name, errors);
        }
        keys
    }

    fn read_one(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key(meta).as_str() {
            "name" => once(&mut self.name, meta)?,
            "schema" => once(&mut self.schema, meta)?,
            "module" => once(&mut self.module, meta)?,
            "new" => once(&mut self.new, meta)?,
            "changes" => once(&mut self.changes, meta)?,
            "validate" => store(&mut self.validate, validate(meta)?, meta)?,
            "serde" => store(&mut self.serde, passed_on(meta)?, meta)?,
            "openapi" => store(&mut self.openapi, passed_on(meta)?, meta)?,
            "primary_key" => store(&mut self.primary_key, primary_key(meta)?, meta)?,
            "keyless" => flag(&mut self.keyless, meta)?,
            "unique" => self.uniques.push(unique(meta)?),
            "index" => self.indexes.push(index(meta)?),
            "check" => self.checks.push(check(meta)?),
            "foreign_key" => self.foreign_keys.push(foreign_key(meta)?),
            "has_one" => self.has_one.push(relation(meta.input)?),
            "has_many" => self.has_many.push(relation(meta.input)?),
            "relations" => once(&mut self.relations, meta)?,
            "exclude" => self.exclusions.push(exclude(meta)?),
            "rls" => store(&mut self.row_security, row_security(meta)?, meta)?,
            "policy" => self.policies.push(policy(meta)?),
            "comment" => once(&mut self.comment, meta)?,
            "unlogged" => flag(&mut self.unlogged, meta)?,
            "existing" => flag(&mut self.existing, meta)?,
            "with" => self.with.extend(parameters(meta)?),
            "renamed_from" => once(&mut self.renamed_from, meta)?,
            "view" | "query" | "materialized" => {
                let message = "a view is made by #[derive(SqlView)], with #[sql_view(name = \"…\", query = \"…\")]";
                return Err(Error::new(meta.path.span(), message));
            }
            _ => return Err(unknown(meta, "#[table(…)]", KEYS)),
        }
        Ok(())
    }

    /// Every field that a constraint or a relation names.
    pub(super) fn named_columns(&self) -> impl Iterator<Item = &Ident> {
        let uniques = self.uniques.iter().flat_map(|unique| &unique.columns);
        let foreign = self.foreign_keys.iter().flat_map(|key| &key.columns);
        let relations = self.has_one.iter().chain(&self.has_many);
        let relations = relations.filter_map(|keys| keys.on.as_ref()).flatten();
        uniques.chain(foreign).chain(relations)
    }
}
