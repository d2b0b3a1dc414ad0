//! The `#[view(…)]` keys of a field.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Expr, Ident, Result, Token};

use crate::keys::{Errors, flag, key, once, read, store, unknown};

const KEYS: &[&str] = &[
    "row",
    "column",
    "expr",
    "with",
    "count",
    "recursive",
    "on_demand",
    "filter",
    "order",
    "limit",
    "offset",
    "steps",
];

#[derive(Default)]
pub(super) struct FieldKeys {
    pub(super) row: Option<Span>,
    pub(super) column: Option<Ident>,
    pub(super) expr: Option<Expr>,
    pub(super) with: Option<Named>,
    pub(super) count: Option<Named>,
    pub(super) recursive: Option<Span>,
    pub(super) on_demand: Option<Span>,
    pub(super) filter: Option<Expr>,
    pub(super) order: Option<Expr>,
    pub(super) limit: Option<Expr>,
    pub(super) offset: Option<Expr>,
    pub(super) steps: Option<Expr>,
}

/// `with`, or `with = author` where the field has another name.
pub(super) struct Named {
    pub(super) span: Span,
    pub(super) relation: Option<Ident>,
}

impl FieldKeys {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        read(attributes, "view", errors, |meta, _| keys.read_one(meta));
        keys
    }

    fn read_one(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key(meta).as_str() {
            "row" => flag(&mut self.row, meta),
            "column" => once(&mut self.column, meta),
            "expr" => once(&mut self.expr, meta),
            "with" => store(&mut self.with, named(meta)?, meta),
            "count" => store(&mut self.count, named(meta)?, meta),
            "recursive" => flag(&mut self.recursive, meta),
            "on_demand" => flag(&mut self.on_demand, meta),
            "filter" => once(&mut self.filter, meta),
            "order" => once(&mut self.order, meta),
            "limit" => once(&mut self.limit, meta),
            "offset" => once(&mut self.offset, meta),
            "steps" => once(&mut self.steps, meta),
            _ => Err(unknown(meta, "#[view(…)]", KEYS)),
        }
    }

    /// What the field is, each with its place.
    pub(super) fn kinds(&self) -> Vec<(&'static str, Span)> {
        let kinds = [
            ("row", self.row),
            ("column", self.column.as_ref().map(Ident::span)),
            ("expr", self.expr.as_ref().map(syn::spanned::Spanned::span)),
            ("with", self.with.as_ref().map(|named| named.span)),
            ("count", self.count.as_ref().map(|named| named.span)),
        ];
        let kinds = kinds.into_iter();
        kinds.filter_map(|(key, span)| Some((key, span?))).collect()
    }

    /// The place of a key that says more about a relation.
    pub(super) fn about_relation(&self) -> Option<Span> {
        let expressions = [
            &self.filter,
            &self.order,
            &self.limit,
            &self.offset,
            &self.steps,
        ];
        let mut expressions = expressions.into_iter().flatten();
        let expression = expressions.next().map(syn::spanned::Spanned::span);
        expression.or(self.recursive).or(self.on_demand)
    }
}

fn named(meta: &ParseNestedMeta) -> Result<Named> {
    let relation = if meta.input.peek(Token![=]) {
        Some(meta.value()?.parse()?)
    } else {
        None
    };
    Ok(Named {
        span: syn::spanned::Spanned::span(&meta.path),
        relation,
    })
}
