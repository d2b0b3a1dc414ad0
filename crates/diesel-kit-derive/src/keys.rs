//! Reading `key = value` attributes, with errors at the exact token.

use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized};

/// Errors found so far: expansion goes on behind an error, so that one mistake is one message.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn note(&mut self, result: Result<()>) {
        if let Err(error) = result {
            self.push(error);
        }
    }

    pub(crate) fn to_tokens(&self) -> proc_macro2::TokenStream {
        self.0
            .as_ref()
            .map(Error::to_compile_error)
            .unwrap_or_default()
    }
}

/// The key of one attribute item; a path such as `a::b` has none.
pub(crate) fn key(meta: &ParseNestedMeta) -> String {
    meta.path
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default()
}

pub(crate) fn unknown(meta: &ParseNestedMeta, attribute: &str, known: &[&str]) -> Error {
    let found = key(meta);
    meta.error(format!(
        "unknown key `{found}`: {attribute} has the keys {}",
        known.join(", ")
    ))
}

/// Stores the value of a key that may be given once.
pub(crate) fn once<T: Parse>(slot: &mut Option<T>, meta: &ParseNestedMeta) -> Result<()> {
    let value = meta.value()?.parse()?;
    store(slot, value, meta)
}

pub(crate) fn store<T>(slot: &mut Option<T>, value: T, meta: &ParseNestedMeta) -> Result<()> {
    if slot.is_some() {
        return Err(meta.error(format!("`{}` is given twice: keep one", key(meta))));
    }
    *slot = Some(value);
    Ok(())
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
    /// Name of the table module, which is the name of the table.
    pub(crate) fn table_name(&self) -> String {
        self.table
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default()
    }
}

/// `(a, b, c)`
pub(crate) fn idents(input: ParseStream) -> Result<Vec<Ident>> {
    let content;
    parenthesized!(content in input);
    let list = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
    Ok(list.into_iter().collect())
}

/// What PostgreSQL does with the referring rows.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    Nothing,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl Parse for Action {
    fn parse(input: ParseStream) -> Result<Self> {
        let text: LitStr = input.parse()?;
        match text.value().to_lowercase().as_str() {
            "no action" => Ok(Self::Nothing),
            "restrict" => Ok(Self::Restrict),
            "cascade" => Ok(Self::Cascade),
            "set null" => Ok(Self::SetNull),
            "set default" => Ok(Self::SetDefault),
            other => Err(Error::new(
                text.span(),
                format!(
                    "`{other}` is not an action: write \"cascade\", \"set null\", \"set default\", \
                     \"restrict\" or \"no action\""
                ),
            )),
        }
    }
}

impl Action {
    /// The variant of `diesel_kit::model::Action`.
    pub(crate) fn variant(self) -> Ident {
        let name = match self {
            Self::Nothing => "NoAction",
            Self::Restrict => "Restrict",
            Self::Cascade => "Cascade",
            Self::SetNull => "SetNull",
            Self::SetDefault => "SetDefault",
        };
        Ident::new(name, proc_macro2::Span::call_site())
    }
}
