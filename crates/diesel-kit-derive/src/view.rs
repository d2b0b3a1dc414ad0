//! `#[derive(View)]`: a struct that names the columns and relations it wants.

mod emit;
mod field;
mod field_keys;

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path};

use crate::keys::Errors;
use crate::table::named_fields;
use field::Field;

/// A result struct as read.
struct View<'a> {
    input: &'a DeriveInput,
    /// The module of the entity.
    entity: Path,
    fields: Vec<Field<'a>>,
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let view = View::read(input, &mut errors);
    let items = view.filter(|_| errors.is_empty());
    let items = items.map(|view| view.emit());
    let errors = errors.to_tokens();
    quote!(#errors #items)
}

impl<'a> View<'a> {
    fn read(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let Some(fields) = named_fields(input) else {
            errors.at(
                input.ident.span(),
                "a view is made of a struct with named fields",
            );
            return None;
        };
        if !input.generics.params.is_empty() {
            errors.at(
                input.generics.span(),
                "a view has no type parameters and no lifetimes: write one for each table",
            );
            return None;
        }
        if fields.named.is_empty() {
            let message = "a view needs a field: name a column, a relation, or a computed field";
            errors.at(input.ident.span(), message);
            return None;
        }
        let fields = fields.named.iter();
        let fields: Vec<Field> = fields.filter_map(|f| Field::read(f, errors)).collect();
        check_relations(&fields, errors);
        Some(Self {
            input,
            entity: entity(input, errors)?,
            fields,
        })
    }
}

/// `#[view(page)]`
fn entity(input: &DeriveInput, errors: &mut Errors) -> Option<Path> {
    const SHAPE: &str = "say whose rows it shows: #[view(page)] for the entity `Page`";
    let mut attributes = input.attrs.iter();
    let mut attributes = attributes.by_ref().filter(|it| it.path().is_ident("view"));
    let Some(attribute) = attributes.next() else {
        errors.at(input.ident.span(), SHAPE);
        return None;
    };
    if let Some(second) = attributes.next() {
        errors.at(second.span(), "`view` is given twice: keep one");
    }
    let parsed = attribute.parse_args_with(Path::parse_mod_style);
    parsed.map_err(|error| errors.at(error.span(), SHAPE)).ok()
}

/// A call site tells fields apart by their relations.
fn check_relations(fields: &[Field], errors: &mut Errors) {
    let mut seen = std::collections::BTreeSet::new();
    for relation in fields.iter().filter_map(Field::relation) {
        if !seen.insert(relation.key()) {
            errors.at(
                relation.marker.span(),
                format!(
                    "two fields load `{}`: keep one, or declare a second relation with another name",
                    relation.marker
                ),
            );
        }
    }
}
