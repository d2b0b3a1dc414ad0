//! One field of a view: a column, a row, a computed value, or a relation.

use syn::spanned::Spanned;
use syn::{Expr, Ident, Type};

use super::field_keys::FieldKeys;
use crate::keys::Errors;
use crate::sql_type::{option_argument, vec_argument};

pub(super) struct Field<'a> {
    pub(super) name: &'a Ident,
    pub(super) rust: &'a Type,
    pub(super) kind: Kind<'a>,
}

pub(super) enum Kind<'a> {
    Column(Ident),
    /// Another view of the same row.
    Row,
    Computed(Expr),
    Relation(Box<Relation<'a>>),
}

pub(super) struct Relation<'a> {
    pub(super) marker: Ident,
    /// The view of the related rows; of a count, the type of the field.
    pub(super) child: &'a Type,
    pub(super) shape: Shape,
    pub(super) on_demand: bool,
    pub(super) keys: FieldKeys,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Always,
    Maybe,
    Many,
    Recursive,
    Count,
}

impl<'a> Field<'a> {
    pub(super) fn read(field: &'a syn::Field, errors: &mut Errors) -> Option<Self> {
        let name = field.ident.as_ref()?;
        let keys = FieldKeys::read(&field.attrs, errors);
        check(&keys, errors);
        let kind = kind(name, &field.ty, keys, errors);
        Some(Self {
            name,
            rust: &field.ty,
            kind,
        })
    }

    pub(super) fn relation(&self) -> Option<&Relation<'a>> {
        match &self.kind {
            Kind::Relation(relation) => Some(relation),
            _ => None,
        }
    }
}

impl Relation<'_> {
    /// What a call site names it by.
    pub(super) fn key(&self) -> (String, Option<Shape>) {
        let other = matches!(self.shape, Shape::Count | Shape::Recursive);
        (self.marker.to_string(), other.then_some(self.shape))
    }
}

fn check(keys: &FieldKeys, errors: &mut Errors) {
    if let [(first, _), (second, span), ..] = keys.kinds().as_slice() {
        let message = format!("a field is one thing: keep `{first}` or `{second}`");
        errors.at(*span, message);
    }
    let relation = keys.with.is_some() || keys.count.is_some();
    if let (Some(span), false) = (keys.about_relation(), relation) {
        let message = "this belongs to a relation: add `with`, or `with = relation`";
        errors.at(span, message);
    }
    if let (Some(_), Some(span)) = (&keys.count, keys.narrows_rows()) {
        errors.at(span, "a count has nothing but a `filter`");
    }
    if let (Some(steps), None) = (&keys.steps, keys.recursive) {
        errors.at(steps.span(), "`steps` belongs to `recursive`: add it");
    }
}

impl FieldKeys {
    /// The place of a key that has no meaning for a count.
    fn narrows_rows(&self) -> Option<proc_macro2::Span> {
        let expressions = [&self.order, &self.limit, &self.offset, &self.steps];
        let mut expressions = expressions.into_iter().flatten();
        let expression = expressions.next().map(Spanned::span);
        expression.or(self.recursive).or(self.on_demand)
    }
}

fn kind<'a>(name: &Ident, rust: &'a Type, keys: FieldKeys, errors: &mut Errors) -> Kind<'a> {
    if keys.row.is_some() {
        return Kind::Row;
    }
    if let Some(expression) = keys.expr {
        return Kind::Computed(expression);
    }
    let counts = keys.count.is_some();
    let Some(named) = keys.with.as_ref().or(keys.count.as_ref()) else {
        return Kind::Column(keys.column.unwrap_or_else(|| name.clone()));
    };
    let marker = named.relation.clone().unwrap_or_else(|| name.clone());
    let on_demand = keys.on_demand.is_some();
    let (child, shape) = if counts {
        (rust, Shape::Count)
    } else {
        shape(rust, &keys, errors)
    };
    Kind::Relation(Box::new(Relation {
        marker,
        child,
        shape,
        on_demand,
        keys,
    }))
}

/// What the type of the field says about the relation.
fn shape<'a>(rust: &'a Type, keys: &FieldKeys, errors: &mut Errors) -> (&'a Type, Shape) {
    let inner = if keys.on_demand.is_some() {
        let inner = option_argument(rust);
        if inner.is_none() {
            let message = "what is loaded on demand can be absent: write the field as `Option<…>`";
            errors.at(rust.span(), message);
        }
        inner.unwrap_or(rust)
    } else {
        rust
    };
    let found = match (vec_argument(inner), option_argument(inner)) {
        (Some(child), _) if keys.recursive.is_some() => (child, Shape::Recursive),
        (Some(child), _) => (child, Shape::Many),
        (_, Some(child)) => (child, Shape::Maybe),
        // A row that is not always loaded is not always there.
        _ if keys.on_demand.is_some() => (inner, Shape::Maybe),
        _ => (inner, Shape::Always),
    };
    if keys.recursive.is_some() && found.1 != Shape::Recursive {
        let message = "a recursive relation leads to many rows: write the field as `Vec<…>`";
        errors.at(rust.span(), message);
    }
    if vec_argument(found.0).is_some() && found.1 == Shape::Maybe {
        let message = "write `Vec<…>`, or add `on_demand` if the rows are not always loaded";
        errors.at(rust.span(), message);
    }
    found
}
