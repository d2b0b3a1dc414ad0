//! The `#[table(…)]` keys of the struct.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Ident, LitStr, Result, Token, parenthesized};

use crate::keys::{Action, Errors, Reference, idents, key, once, store, unknown};

const KEYS: &[&str] = &[
    "name",
    "new",
    "new_exact",
    "changes",
    "unique",
    "index",
    "check",
    "foreign_key",
    "with",
    "renamed_from",
];

#[derive(Default)]
pub(super) struct StructKeys {
    pub(super) name: Option<LitStr>,
    pub(super) new: Option<Ident>,
    pub(super) new_exact: Option<Ident>,
    pub(super) changes: Option<Ident>,
    pub(super) uniques: Vec<UniqueKeys>,
    pub(super) indexes: Vec<IndexKeys>,
    pub(super) checks: Vec<CheckKeys>,
    pub(super) foreign_keys: Vec<ForeignKeyKeys>,
    pub(super) with: Vec<(String, String)>,
    pub(super) renamed_from: Option<LitStr>,
}

#[derive(Default)]
pub(super) struct UniqueKeys {
    pub(super) columns: Vec<Ident>,
    pub(super) name: Option<LitStr>,
    pub(super) nulls_not_distinct: bool,
}

pub(super) struct IndexKeys {
    pub(super) name: LitStr,
    pub(super) on: LitStr,
    pub(super) using: Option<LitStr>,
    pub(super) condition: Option<LitStr>,
    pub(super) unique: bool,
    pub(super) include: Option<LitStr>,
    pub(super) with: Vec<(String, String)>,
}

pub(super) struct CheckKeys {
    pub(super) name: LitStr,
    pub(super) expr: LitStr,
}

pub(super) struct ForeignKeyKeys {
    pub(super) columns: Vec<Ident>,
    pub(super) references: Reference,
    pub(super) name: Option<LitStr>,
    pub(super) on_delete: Option<Action>,
    pub(super) on_update: Option<Action>,
    pub(super) deferrable: bool,
}

impl StructKeys {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("table")) {
            errors.note(attribute.parse_nested_meta(|meta| keys.read_one(&meta)));
        }
        keys
    }

    fn read_one(&mut self, meta: &ParseNestedMeta) -> Result<()> {
        match key(meta).as_str() {
            "name" => once(&mut self.name, meta)?,
            "new" => once(&mut self.new, meta)?,
            "new_exact" => once(&mut self.new_exact, meta)?,
            "changes" => once(&mut self.changes, meta)?,
            "renamed_from" => once(&mut self.renamed_from, meta)?,
            "with" => self.with.extend(parameters(&meta.value()?.parse()?)?),
            "unique" => self.uniques.push(unique(meta)?),
            "index" => self.indexes.push(index(meta)?),
            "check" => self.checks.push(check(meta)?),
            "foreign_key" => self.foreign_keys.push(foreign_key(meta)?),
            _ => return Err(unknown(meta, "#[table(…)]", KEYS)),
        }
        Ok(())
    }

    /// Every field that a constraint names.
    pub(super) fn named_columns(&self) -> impl Iterator<Item = &Ident> {
        let uniques = self.uniques.iter().flat_map(|unique| &unique.columns);
        let foreign = self.foreign_keys.iter().flat_map(|key| &key.columns);
        uniques.chain(foreign)
    }
}

/// `unique(a, b, name = "…", nulls_not_distinct)`
fn unique(meta: &ParseNestedMeta) -> Result<UniqueKeys> {
    let mut keys = UniqueKeys::default();
    let content;
    parenthesized!(content in meta.input);
    while !content.is_empty() {
        let item: Ident = content.parse()?;
        if item == "name" && content.peek(Token![=]) {
            content.parse::<Token![=]>()?;
            keys.name = Some(content.parse()?);
        } else if item == "nulls_not_distinct" {
            keys.nulls_not_distinct = true;
        } else {
            keys.columns.push(item);
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if keys.columns.is_empty() {
        return Err(meta.error("name the columns: `unique(a, b)`"));
    }
    Ok(keys)
}

fn index(meta: &ParseNestedMeta) -> Result<IndexKeys> {
    const KEYS: &[&str] = &["name", "on", "using", "where_", "unique", "include", "with"];
    let (mut name, mut on, mut using, mut condition) = (None, None, None, None);
    let (mut unique, mut include, mut with) = (false, None, Vec::new());
    meta.parse_nested_meta(|item| {
        match key(&item).as_str() {
            "name" => once(&mut name, &item)?,
            "on" => once(&mut on, &item)?,
            "using" => once(&mut using, &item)?,
            "where_" => once(&mut condition, &item)?,
            "include" => once(&mut include, &item)?,
            "with" => with.extend(parameters(&item.value()?.parse()?)?),
            "unique" => unique = true,
            _ => return Err(unknown(&item, "index(…)", KEYS)),
        }
        Ok(())
    })?;
    Ok(IndexKeys {
        name: required(name, meta, "index(name = \"…\", on = \"…\")")?,
        on: required(on, meta, "index(name = \"…\", on = \"…\")")?,
        using,
        condition,
        unique,
        include,
        with,
    })
}

fn check(meta: &ParseNestedMeta) -> Result<CheckKeys> {
    let (mut name, mut expr) = (None, None);
    meta.parse_nested_meta(|item| match key(&item).as_str() {
        "name" => once(&mut name, &item),
        "expr" => once(&mut expr, &item),
        _ => Err(unknown(&item, "check(…)", &["name", "expr"])),
    })?;
    Ok(CheckKeys {
        name: required(name, meta, "check(name = \"…\", expr = \"…\")")?,
        expr: required(expr, meta, "check(name = \"…\", expr = \"…\")")?,
    })
}

fn foreign_key(meta: &ParseNestedMeta) -> Result<ForeignKeyKeys> {
    const KEYS: &[&str] = &[
        "columns",
        "references",
        "name",
        "on_delete",
        "on_update",
        "deferrable",
    ];
    const SHAPE: &str = "foreign_key(columns(a, b), references = table(x, y))";
    let (mut columns, mut references, mut name) = (None, None::<Reference>, None);
    let (mut on_delete, mut on_update, mut deferrable) = (None, None, false);
    meta.parse_nested_meta(|item| {
        match key(&item).as_str() {
            "columns" => store(&mut columns, idents(item.input)?, &item)?,
            "references" => once(&mut references, &item)?,
            "name" => once(&mut name, &item)?,
            "on_delete" => once(&mut on_delete, &item)?,
            "on_update" => once(&mut on_update, &item)?,
            "deferrable" => deferrable = true,
            _ => return Err(unknown(&item, "foreign_key(…)", KEYS)),
        }
        Ok(())
    })?;
    let columns = required(columns, meta, SHAPE)?;
    let references = required(references, meta, SHAPE)?;
    if columns.len() != references.columns.len() {
        return Err(Error::new_spanned(
            &references.table,
            format!(
                "{} columns refer to {}: name as many on both sides",
                columns.len(),
                references.columns.len()
            ),
        ));
    }
    Ok(ForeignKeyKeys {
        columns,
        references,
        name,
        on_delete,
        on_update,
        deferrable,
    })
}

fn required<T>(slot: Option<T>, meta: &ParseNestedMeta, shape: &str) -> Result<T> {
    slot.ok_or_else(|| meta.error(format!("write `{shape}`")))
}

/// `"fillfactor = 50, autovacuum_enabled = false"`
fn parameters(text: &LitStr) -> Result<Vec<(String, String)>> {
    let value = text.value();
    let pairs = value.split(',').map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let both = !name.is_empty() && !value.is_empty();
        both.then(|| (name.to_lowercase(), value.to_owned()))
    });
    pairs.collect::<Option<Vec<_>>>().ok_or_else(|| {
        Error::new(
            text.span(),
            "storage parameters are written \"name = value, name = value\"",
        )
    })
}
