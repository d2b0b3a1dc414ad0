//! Keys, checks, indexes and exclusions in `#[table(…)]`.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Ident, LitStr, Path, Result, Token};

use crate::keys::{
    distinct, flag, idents, key, once, parameters, read_group, required, store, unknown,
};

#[derive(Default)]
pub(crate) struct PrimaryKeyKeys {
    pub(crate) name: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
}

#[derive(Default)]
pub(crate) struct UniqueKeys {
    pub(crate) columns: Vec<Ident>,
    pub(crate) name: Option<LitStr>,
    pub(crate) nulls_not_distinct: Option<Span>,
    pub(crate) comment: Option<LitStr>,
}

pub(crate) struct IndexKeys {
    pub(crate) name: LitStr,
    pub(crate) on: LitStr,
    pub(crate) using: Option<LitStr>,
    pub(crate) condition: Option<LitStr>,
    pub(crate) unique: Option<Span>,
    pub(crate) include: Option<LitStr>,
    pub(crate) nulls_not_distinct: Option<Span>,
    pub(crate) with: Vec<(String, String)>,
    pub(crate) comment: Option<LitStr>,
}

pub(crate) struct CheckKeys {
    pub(crate) name: LitStr,
    pub(crate) expr: LitStr,
    pub(crate) comment: Option<LitStr>,
}

pub(crate) struct ExcludeKeys {
    pub(crate) name: LitStr,
    pub(crate) on: LitStr,
    pub(crate) using: Option<LitStr>,
    pub(crate) condition: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
}

pub(crate) struct ForeignKeyKeys {
    pub(crate) columns: Vec<Ident>,
    pub(crate) references: Reference,
    pub(crate) name: Option<LitStr>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferrable: Option<Span>,
    pub(crate) initially_deferred: Option<Span>,
    /// Name of the relation that it makes.
    pub(crate) relation: Option<Ident>,
    pub(crate) comment: Option<LitStr>,
}

/// `primary_key(name = "…", comment = "…")`
pub(crate) fn primary_key(meta: &ParseNestedMeta) -> Result<PrimaryKeyKeys> {
    let mut keys = PrimaryKeyKeys::default();
    read_group(meta, |item| match key(item).as_str() {
        "name" => once(&mut keys.name, item),
        "comment" => once(&mut keys.comment, item),
        _ => Err(unknown(item, "primary_key(…)", &["name", "comment"])),
    })?;
    Ok(keys)
}

/// `unique(a, b, name = "…", nulls_not_distinct, comment = "…")`
pub(crate) fn unique(meta: &ParseNestedMeta) -> Result<UniqueKeys> {
    const KEYS: &[&str] = &["name", "nulls_not_distinct", "comment"];
    let mut keys = UniqueKeys::default();
    read_group(meta, |item| match key(item).as_str() {
        "name" if item.input.peek(Token![=]) => once(&mut keys.name, item),
        "comment" if item.input.peek(Token![=]) => once(&mut keys.comment, item),
        "nulls_not_distinct" => flag(&mut keys.nulls_not_distinct, item),
        _ if item.input.peek(Token![=]) => Err(unknown(item, "unique(…)", KEYS)),
        _ => {
            keys.columns.push(item.path.require_ident()?.clone());
            Ok(())
        }
    })?;
    distinct(&keys.columns)?;
    if keys.columns.is_empty() {
        return Err(Error::new(
            meta.path.span(),
            "name the columns: `unique(a, b)`",
        ));
    }
    Ok(keys)
}

pub(crate) fn index(meta: &ParseNestedMeta) -> Result<IndexKeys> {
    const KEYS: &[&str] = &[
        "name",
        "on",
        "using",
        "where_",
        "unique",
        "include",
        "nulls_not_distinct",
        "with",
        "comment",
    ];
    const SHAPE: &str = "index(name = \"…\", on = \"…\")";
    let (mut name, mut on, mut using, mut condition) = (None, None, None, None);
    let (mut unique, mut nulls_not_distinct) = (None, None);
    let (mut include, mut with, mut comment) = (None, Vec::new(), None);
    read_group(meta, |item| match key(item).as_str() {
        "name" => once(&mut name, item),
        "on" => once(&mut on, item),
        "using" => once(&mut using, item),
        "where_" => once(&mut condition, item),
        "include" => once(&mut include, item),
        "with" => {
            with.extend(parameters(item)?);
            Ok(())
        }
        "unique" => flag(&mut unique, item),
        "nulls_not_distinct" => flag(&mut nulls_not_distinct, item),
        "comment" => once(&mut comment, item),
        _ => Err(unknown(item, "index(…)", KEYS)),
    })?;
    if let (Some(nulls), None) = (nulls_not_distinct, unique) {
        let message = "`nulls_not_distinct` belongs to `unique`: add it";
        return Err(Error::new(nulls, message));
    }
    Ok(IndexKeys {
        name: required(name, meta, SHAPE)?,
        on: required(on, meta, SHAPE)?,
        using,
        condition,
        unique,
        include,
        nulls_not_distinct,
        with,
        comment,
    })
}

pub(crate) fn check(meta: &ParseNestedMeta) -> Result<CheckKeys> {
    const SHAPE: &str = "check(name = \"…\", expr = \"…\")";
    let (mut name, mut expr, mut comment) = (None, None, None);
    read_group(meta, |item| match key(item).as_str() {
        "name" => once(&mut name, item),
        "expr" => once(&mut expr, item),
        "comment" => once(&mut comment, item),
        _ => Err(unknown(item, "check(…)", &["name", "expr", "comment"])),
    })?;
    Ok(CheckKeys {
        name: required(name, meta, SHAPE)?,
        expr: required(expr, meta, SHAPE)?,
        comment,
    })
}

pub(crate) fn exclude(meta: &ParseNestedMeta) -> Result<ExcludeKeys> {
    const KEYS: &[&str] = &["name", "on", "using", "where_", "comment"];
    const SHAPE: &str = "exclude(name = \"…\", on = \"column WITH =\")";
    let (mut name, mut on, mut using) = (None, None, None);
    let (mut condition, mut comment) = (None, None);
    read_group(meta, |item| match key(item).as_str() {
        "name" => once(&mut name, item),
        "on" => once(&mut on, item),
        "using" => once(&mut using, item),
        "where_" => once(&mut condition, item),
        "comment" => once(&mut comment, item),
        _ => Err(unknown(item, "exclude(…)", KEYS)),
    })?;
    Ok(ExcludeKeys {
        name: required(name, meta, SHAPE)?,
        on: required(on, meta, SHAPE)?,
        using,
        condition,
        comment,
    })
}

pub(crate) fn foreign_key(meta: &ParseNestedMeta) -> Result<ForeignKeyKeys> {
    const KEYS: &[&str] = &[
        "columns",
        "references",
        "name",
        "on_delete",
        "on_update",
        "deferrable",
        "initially_deferred",
        "relation",
        "comment",
    ];
    const SHAPE: &str = "foreign_key(columns(a, b), references = table(x, y))";
    let (mut columns, mut references, mut name) = (None, None::<Reference>, None);
    let (mut on_delete, mut on_update) = (None, None);
    let (mut deferrable, mut initially_deferred) = (None, None);
    let (mut relation, mut comment) = (None, None);
    read_group(meta, |item| match key(item).as_str() {
        "columns" => store(&mut columns, idents(item.input)?, item),
        "references" => once(&mut references, item),
        "name" => once(&mut name, item),
        "on_delete" => once(&mut on_delete, item),
        "on_update" => once(&mut on_update, item),
        "deferrable" => flag(&mut deferrable, item),
        "initially_deferred" => flag(&mut initially_deferred, item),
        "relation" => once(&mut relation, item),
        "comment" => once(&mut comment, item),
        _ => Err(unknown(item, "foreign_key(…)", KEYS)),
    })?;
    let columns = required(columns, meta, SHAPE)?;
    let references = required(references, meta, SHAPE)?;
    same_length(&columns, &references)?;
    Ok(ForeignKeyKeys {
        columns,
        references,
        name,
        on_delete,
        on_update,
        deferrable,
        initially_deferred,
        relation,
        comment,
    })
}

fn same_length(columns: &[Ident], references: &Reference) -> Result<()> {
    if columns.len() == references.columns.len() {
        return Ok(());
    }
    Err(Error::new_spanned(
        &references.table,
        format!(
            "{} columns refer to {}: name as many on both sides",
            columns.len(),
            references.columns.len()
        ),
    ))
}

/// `table(column, …)`: what a foreign key refers to.
#[derive(Clone)]
pub(crate) struct Reference {
    pub(crate) table: Path,
    pub(crate) columns: Vec<Ident>,
}

impl Parse for Reference {
    fn parse(input: ParseStream) -> Result<Self> {
        let table: Path = input.call(Path::parse_mod_style)?;
        if !input.peek(syn::token::Paren) {
            return Err(Error::new_spanned(
                &table,
                "name the referenced column too: `references = table(column)`",
            ));
        }
        let columns = idents(input)?;
        Ok(Self { table, columns })
    }
}

impl Reference {
    /// Name of the table's module.
    pub(crate) fn module(&self) -> String {
        self.table
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default()
    }
}

/// What PostgreSQL does with the referring rows: a variant of `diesel_kit::model::Action`.
pub(crate) struct Action {
    variant: &'static str,
    span: Span,
}

impl Parse for Action {
    fn parse(input: ParseStream) -> Result<Self> {
        let text: LitStr = input.parse()?;
        let variant = match text.value().to_lowercase().as_str() {
            "no action" => "NoAction",
            "restrict" => "Restrict",
            "cascade" => "Cascade",
            "set null" => "SetNull",
            "set default" => "SetDefault",
            other => {
                let message = format!(
                    "`{other}` is not an action: write \"cascade\", \"set null\", \"set default\", \
                     \"restrict\" or \"no action\""
                );
                return Err(Error::new(text.span(), message));
            }
        };
        Ok(Self {
            variant,
            span: text.span(),
        })
    }
}

impl Action {
    pub(crate) fn variant(&self) -> Ident {
        Ident::new(self.variant, Span::call_site())
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }
}
