//! Reading `key = value` attributes, with errors at the exact token.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, LitStr, Result, Token, parenthesized};

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

    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(Error::new(span, message));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn to_tokens(&self) -> TokenStream {
        self.0
            .as_ref()
            .map(Error::to_compile_error)
            .unwrap_or_default()
    }
}

/// Reads every key of every attribute of that name. A key that is wrong is noted and left out.
pub(crate) fn read(
    attributes: &[Attribute],
    name: &str,
    errors: &mut Errors,
    mut one: impl FnMut(&ParseNestedMeta, &mut Errors) -> Result<()>,
) {
    for attribute in attributes.iter().filter(|a| a.path().is_ident(name)) {
        let result = attribute.parse_nested_meta(|meta| forgiving(&meta, errors, &mut one));
        if let Err(error) = result {
            errors.push(error);
        }
    }
}

/// The keys in the parentheses behind a key; all that is wrong with them is one error.
pub(crate) fn read_group(
    meta: &ParseNestedMeta,
    mut one: impl FnMut(&ParseNestedMeta) -> Result<()>,
) -> Result<()> {
    let mut errors = Errors::default();
    let mut one = |item: &ParseNestedMeta, _: &mut Errors| one(item);
    meta.parse_nested_meta(|item| forgiving(&item, &mut errors, &mut one))?;
    errors.0.map_or(Ok(()), Err)
}

/// Notes what is wrong with a key and goes on behind it.
pub(crate) fn forgiving(
    meta: &ParseNestedMeta,
    errors: &mut Errors,
    one: &mut impl FnMut(&ParseNestedMeta, &mut Errors) -> Result<()>,
) -> Result<()> {
    if let Err(error) = one(meta, errors) {
        errors.push(error);
        while !meta.input.is_empty() && !meta.input.peek(Token![,]) {
            meta.input.parse::<TokenTree>()?;
        }
    }
    Ok(())
}

/// The key of one attribute item; a path such as `a::b` has none.
pub(crate) fn key(meta: &ParseNestedMeta) -> String {
    meta.path
        .get_ident()
        .map(Ident::to_string)
        .unwrap_or_default()
}

pub(crate) fn unknown(meta: &ParseNestedMeta, place: &str, known: &[&str]) -> Error {
    Error::new(meta.path.span(), unknown_text(&key(meta), place, known))
}

/// Names the nearest key, if one is near, and then all.
pub(crate) fn unknown_text(found: &str, place: &str, known: &[&str]) -> String {
    let distance = |known: &str| strsim::damerau_levenshtein(found, known);
    let near = |known: &str| {
        distance(known) <= (known.len() + 1) / 3
            || known.len() > 2 && (found.starts_with(known) || known.starts_with(found))
    };
    let nearest = known.iter().filter(|known| near(known));
    let nearest = nearest.min_by_key(|known| distance(known));
    let hint = nearest.map_or(String::new(), |known| format!("write `{known}`; "));
    format!(
        "unknown key `{found}`: {hint}{place} has the keys {}",
        known.join(", ")
    )
}

/// Stores the value of a key that may be given once.
pub(crate) fn once<T: Parse>(slot: &mut Option<T>, meta: &ParseNestedMeta) -> Result<()> {
    let value = meta.value()?.parse()?;
    store(slot, value, meta)
}

pub(crate) fn store<T>(slot: &mut Option<T>, value: T, meta: &ParseNestedMeta) -> Result<()> {
    if slot.is_some() {
        return Err(Error::new(
            meta.path.span(),
            format!("`{}` is given twice: keep one", key(meta)),
        ));
    }
    *slot = Some(value);
    Ok(())
}

/// Notes a key without a value, and where it stands.
pub(crate) fn flag(slot: &mut Option<Span>, meta: &ParseNestedMeta) -> Result<()> {
    if meta.input.peek(Token![=]) || meta.input.peek(syn::token::Paren) {
        let name = key(meta);
        return Err(Error::new(
            meta.path.span(),
            format!("`{name}` takes no value: write `{name}`"),
        ));
    }
    store(slot, meta.path.span(), meta)
}

/// What stands in the parentheses behind a key, if there are any: for another macro.
pub(crate) fn passed_on(meta: &ParseNestedMeta) -> Result<TokenStream> {
    if !meta.input.peek(syn::token::Paren) {
        return Ok(TokenStream::new());
    }
    let content;
    parenthesized!(content in meta.input);
    content.parse()
}

pub(crate) fn required<T>(slot: Option<T>, meta: &ParseNestedMeta, shape: &str) -> Result<T> {
    slot.ok_or_else(|| Error::new(meta.path.span(), format!("write `{shape}`")))
}

/// `(a, b, c)`, each once.
pub(crate) fn idents(input: ParseStream) -> Result<Vec<Ident>> {
    let content;
    parenthesized!(content in input);
    let list = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
    let list: Vec<Ident> = list.into_iter().collect();
    distinct(&list)?;
    Ok(list)
}

pub(crate) fn distinct(list: &[Ident]) -> Result<()> {
    for (at, ident) in list.iter().enumerate() {
        if list.iter().take(at).any(|earlier| earlier == ident) {
            return Err(Error::new(
                ident.span(),
                format!("`{ident}` is named twice: keep one"),
            ));
        }
    }
    Ok(())
}

/// `"fillfactor = 50, autovacuum_enabled = false"`
pub(crate) fn parameters(meta: &ParseNestedMeta) -> Result<Vec<(String, String)>> {
    let text: LitStr = meta.value()?.parse()?;
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
            "parameters are written \"name = value, name = value\"",
        )
    })
}

/// Longer names are cut by PostgreSQL, and then nothing finds them again.
pub(crate) fn check_length(name: &LitStr, errors: &mut Errors) {
    const LIMIT: usize = 63;
    let length = name.value().len();
    if length > LIMIT {
        errors.at(
            name.span(),
            format!("a name in PostgreSQL has at most {LIMIT} bytes, this one has {length}"),
        );
    }
}

/// The comment of an object: the given one, or else what the documentation says.
pub(crate) fn comment(given: Option<&LitStr>, attributes: &[Attribute]) -> Option<String> {
    let text = given.map_or_else(|| documentation(attributes), LitStr::value);
    (!text.is_empty()).then_some(text)
}

fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let pair = attribute.meta.require_name_value().ok()?;
        let syn::Expr::Lit(literal) = &pair.value else {
            return None;
        };
        match &literal.lit {
            syn::Lit::Str(text) if attribute.path().is_ident("doc") => Some(text.value()),
            _ => None,
        }
    });
    let lines: Vec<String> = lines
        .map(|line| {
            line.strip_prefix(' ')
                .unwrap_or(&line)
                .trim_end()
                .to_owned()
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The documentation, to be put on what is made from the item.
pub(crate) fn docs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .collect()
}
