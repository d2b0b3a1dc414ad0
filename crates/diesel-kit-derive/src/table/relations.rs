//! The relations of an entity, from its own foreign keys and from those of others.

mod emit;

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Ident, Path};

use super::Entity;
use super::column::Column;
use super::loading::unique_keys;
use super::relation_keys::{RelationKeys, Through, Way};
use crate::case::snake;
use crate::keys::Errors;

/// A relation as it is emitted.
struct Relation<'a> {
    name: Ident,
    to: &'a Path,
    arity: Arity,
    /// Columns of this table.
    own: Vec<&'a Column<'a>>,
    way: Reached<'a>,
    filter: Option<&'a Expr>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Arity {
    /// This table has the key, and it is never null.
    Always,
    /// This table has the key.
    Maybe,
    /// The other table has the key, and it is unique.
    One,
    Many,
}

enum Reached<'a> {
    Columns(&'a [Ident]),
    Through(&'a Through),
}

pub(super) fn emit(entity: &Entity, errors: &mut Errors) -> TokenStream {
    if !cfg!(feature = "views") {
        return TokenStream::new();
    }
    let mut relations = of_own_keys(entity);
    relations.extend(of_other_keys(entity, errors));
    let relations = distinct(entity, relations, errors);
    let module = module(entity);
    let markers = emit::markers(entity, &module, &relations);
    let unique = unique_keys(entity);
    let implementations = relations
        .iter()
        .map(|relation| relation.emit(entity, &module));
    quote!(#markers #(#unique)* #(#implementations)*)
}

/// The name of the entity, unless Diesel's module has it.
fn module(entity: &Entity) -> Ident {
    if let Some(given) = &entity.keys.relations {
        return given.clone();
    }
    let me = &entity.input.ident;
    let name = identifier(&snake(&me.unraw().to_string()), me.span());
    if name == entity.module {
        format_ident!("{name}_relations")
    } else {
        name
    }
}

/// A name in Rust: keywords get an underscore.
fn identifier(name: &str, span: Span) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Ident::new(name, span),
        Err(_) => Ident::new(&format!("{name}_"), span),
    }
}

/// To one row, by the foreign keys of this table.
fn of_own_keys<'a>(entity: &'a Entity<'a>) -> Vec<Relation<'a>> {
    let single = entity.columns.iter().filter_map(|column| {
        let reference = column.keys.references.as_ref()?;
        let name = match &column.keys.relation {
            Some(name) => name.clone(),
            None => without_id(column.ident)?,
        };
        Some(to_one(
            name,
            &reference.table,
            vec![column],
            &reference.columns,
        ))
    });
    let composite = entity.keys.foreign_keys.iter().filter_map(|keys| {
        let name = keys.relation.clone()?;
        let own = keys.columns.iter().filter_map(|name| entity.find(name));
        let reference = &keys.references;
        Some(to_one(
            name,
            &reference.table,
            own.collect(),
            &reference.columns,
        ))
    });
    single.chain(composite).collect()
}

/// `drive` of `drive_id`.
fn without_id(column: &Ident) -> Option<Ident> {
    let name = column.unraw().to_string();
    let name = name.strip_suffix("_id").filter(|name| !name.is_empty())?;
    Some(identifier(name, column.span()))
}

fn to_one<'a>(
    name: Ident,
    to: &'a Path,
    own: Vec<&'a Column<'a>>,
    theirs: &'a [Ident],
) -> Relation<'a> {
    let nullable = own.iter().any(|column| column.nullable);
    Relation {
        name,
        to,
        arity: if nullable {
            Arity::Maybe
        } else {
            Arity::Always
        },
        own,
        way: Reached::Columns(theirs),
        filter: None,
    }
}

/// By foreign keys of other tables.
fn of_other_keys<'a>(entity: &'a Entity<'a>, errors: &mut Errors) -> Vec<Relation<'a>> {
    let keys = &entity.keys;
    let one = keys.has_one.iter().map(|keys| (Arity::One, keys));
    let many = keys.has_many.iter().map(|keys| (Arity::Many, keys));
    one.chain(many)
        .filter_map(|(arity, keys)| of_other_key(entity, arity, keys, errors))
        .collect()
}

fn of_other_key<'a>(
    entity: &'a Entity<'a>,
    arity: Arity,
    keys: &'a RelationKeys,
    errors: &mut Errors,
) -> Option<Relation<'a>> {
    let own: Vec<&Column> = if let Some(on) = &keys.on {
        // Unknown ones were noted before.
        on.iter().filter_map(|name| entity.find(name)).collect()
    } else {
        let columns = entity.columns.iter();
        columns.filter(|column| column.keys.pk.is_some()).collect()
    };
    let (way, width) = match &keys.way {
        Way::Columns(columns) => (Reached::Columns(columns), columns.len()),
        Way::Through(through) => (Reached::Through(through), through.own.len()),
    };
    if arity == Arity::One && matches!(way, Reached::Through(_)) {
        let message = "a relation through another table leads to many rows: write `has_many`";
        errors.at(keys.name.span(), message);
        return None;
    }
    let unknown = keys.on.as_ref().is_some_and(|on| on.len() != own.len());
    if unknown {
        return None;
    }
    if width != own.len() || width > MOST_COLUMNS {
        let names: Vec<String> = own.iter().map(|column| column.ident.to_string()).collect();
        let message = format!(
            "relation `{}` has {width} columns for {} here ({}): name as many on both sides, at most \
             {MOST_COLUMNS}",
            keys.name,
            names.len(),
            names.join(", ")
        );
        errors.at(keys.to.span(), message);
        return None;
    }
    Some(Relation {
        name: keys.name.clone(),
        to: &keys.to,
        arity,
        own,
        way,
        filter: keys.filter.as_ref(),
    })
}

/// Columns of a key in `diesel_kit::relation::KeyTypes`.
const MOST_COLUMNS: usize = 4;

/// Each name means one thing.
fn distinct<'a>(
    entity: &Entity,
    relations: Vec<Relation<'a>>,
    errors: &mut Errors,
) -> Vec<Relation<'a>> {
    let mut found: BTreeMap<String, Relation> = BTreeMap::new();
    for relation in relations {
        let name = relation.name.to_string();
        let problem = if entity.find(&relation.name).is_some() {
            Some("a column of this table has that name")
        } else if ["table", "columns"].contains(&name.as_str()) {
            Some("Diesel's module has something of that name")
        } else if found.contains_key(&name) {
            Some("another relation of this table has that name")
        } else {
            None
        };
        if let Some(problem) = problem {
            let message = format!(
                "a relation cannot be called `{name}`: {problem}. Choose another name: `relation = …` \
                 beside `references`, `has_many(… = {})`",
                relation.module()
            );
            errors.at(relation.name.span(), message);
            continue;
        }
        found.insert(name, relation);
    }
    found.into_values().collect()
}

impl Relation<'_> {
    /// The other table as it was written.
    fn module(&self) -> String {
        let last = self.to.segments.last();
        last.map(|segment| segment.ident.to_string())
            .unwrap_or_default()
    }
}
