//! The relations of `#[table(…)]` that other tables have the keys for.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, Path, Result, Token, parenthesized};

use crate::keys::{distinct, idents, unknown_text};

const KEYS: &[&str] = &["through", "on", "filter"];

/// `children = pages(parent_id), filter = pages::trashed_at.is_null()`
pub(crate) struct RelationKeys {
    pub(crate) name: Ident,
    /// The other table.
    pub(crate) to: Path,
    pub(crate) way: Way,
    /// Columns of this table; the primary key if absent.
    pub(crate) on: Option<Vec<Ident>>,
    pub(crate) filter: Option<Expr>,
}

/// How the other table is reached.
pub(crate) enum Way {
    /// It has these columns.
    Columns(Vec<Ident>),
    Through(Through),
}

/// `page_tags(page_id -> tag_id)`
pub(crate) struct Through {
    pub(crate) table: Path,
    /// Columns that refer to this table.
    pub(crate) own: Vec<Ident>,
    /// Columns that refer to the other one.
    pub(crate) theirs: Vec<Ident>,
}

/// In the parentheses of `has_many(…)` or `has_one(…)`.
pub(crate) fn relation(input: ParseStream) -> Result<RelationKeys> {
    let content;
    parenthesized!(content in input);
    let keys = content.parse();
    if keys.is_err() {
        // What is left would be a second error.
        content.parse::<proc_macro2::TokenStream>()?;
    }
    keys
}

impl Parse for RelationKeys {
    fn parse(input: ParseStream) -> Result<Self> {
        let (name, to) = target(input)?;
        let columns = input.peek(syn::token::Paren).then(|| idents(input));
        let columns = columns.transpose()?;
        let (mut through, mut on, mut filter) = (None, None, None);
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key: Ident = input.parse()?;
            match key.to_string().as_str() {
                "through" => once(&mut through, value(input)?, &key)?,
                "on" => once(&mut on, idents(input)?, &key)?,
                "filter" => once(&mut filter, value(input)?, &key)?,
                other => {
                    return Err(Error::new(
                        key.span(),
                        unknown_text(other, "a relation", KEYS),
                    ));
                }
            }
        }
        Ok(Self {
            way: way(&to, columns, through)?,
            name,
            to,
            on,
            filter,
        })
    }
}

/// `children = pages`, or `pages`, whose name is that of the table.
fn target(input: ParseStream) -> Result<(Ident, Path)> {
    let first = input.call(Path::parse_mod_style)?;
    if !input.peek(Token![=]) {
        let last = first.segments.last().map(|segment| segment.ident.clone());
        let name = last.ok_or_else(|| input.error("name a table"))?;
        return Ok((name, first));
    }
    input.parse::<Token![=]>()?;
    let name = first.require_ident()?.clone();
    Ok((name, input.call(Path::parse_mod_style)?))
}

fn way(to: &Path, columns: Option<Vec<Ident>>, through: Option<Through>) -> Result<Way> {
    match (columns, through) {
        (Some(columns), None) => Ok(Way::Columns(columns)),
        (None, Some(through)) => Ok(Way::Through(through)),
        (None, None) => Err(Error::new_spanned(
            to,
            "name the columns that refer to this table, `pages(drive_id)`, or a table between: \
             `tags, through = page_tags(page_id -> tag_id)`",
        )),
        (Some(_), Some(through)) => Err(Error::new_spanned(
            through.table,
            "through another table, that table has the keys: leave the columns before out",
        )),
    }
}

impl Parse for Through {
    fn parse(input: ParseStream) -> Result<Self> {
        let table = input.call(Path::parse_mod_style)?;
        let shape = "write the keys of the table between: `page_tags(page_id -> tag_id)`";
        if !input.peek(syn::token::Paren) {
            return Err(Error::new_spanned(&table, shape));
        }
        let content;
        parenthesized!(content in input);
        let own = Punctuated::<Ident, Token![,]>::parse_separated_nonempty(&content)?;
        if !content.peek(Token![->]) {
            return Err(Error::new_spanned(&table, shape));
        }
        content.parse::<Token![->]>()?;
        let theirs = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
        if theirs.is_empty() {
            return Err(Error::new_spanned(&table, shape));
        }
        let (own, theirs): (Vec<Ident>, Vec<Ident>) =
            (own.into_iter().collect(), theirs.into_iter().collect());
        distinct(&own)?;
        distinct(&theirs)?;
        Ok(Self { table, own, theirs })
    }
}

fn value<T: Parse>(input: ParseStream) -> Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

fn once<T>(slot: &mut Option<T>, value: T, key: &Ident) -> Result<()> {
    if slot.is_some() {
        return Err(Error::new(
            key.span(),
            format!("`{key}` is given twice: keep one"),
        ));
    }
    *slot = Some(value);
    Ok(())
}
