//! Entries of `schema!` that are a name and options: `legacy(existing)`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Result, Token, parenthesized};

use crate::keys::{Errors, check_length, flag, forgiving, key, once, store, unknown};
use crate::sequence_keys::{self, SequenceKeys};
use crate::table::definition::call;

/// A call on the model: `.schema("app", …)`.
pub(super) fn schema(input: ParseStream, errors: &mut Errors) -> Result<TokenStream> {
    const KEYS: &[&str] = &["existing", "comment", "renamed_from"];
    let name = name(input, errors)?;
    let (mut existing, mut comment, mut renamed) = (None, None::<LitStr>, None::<LitStr>);
    options(input, errors, |item| match key(item).as_str() {
        "existing" => flag(&mut existing, item),
        "comment" => once(&mut comment, item),
        "renamed_from" => once(&mut renamed, item),
        _ => Err(unknown(item, "a schema", KEYS)),
    })?;
    let start = if existing.is_some() {
        quote!(::diesel_kit::model::Schema::existing())
    } else {
        quote!(::diesel_kit::model::Schema::default())
    };
    let comment = call("comment", comment.as_ref());
    let renamed = call("renamed_from", renamed.as_ref());
    Ok(quote!(.schema(#name, #start #comment #renamed)))
}

pub(super) fn extension(input: ParseStream, errors: &mut Errors) -> Result<TokenStream> {
    let name = name(input, errors)?;
    let (mut schema, mut requires) = (None::<LitStr>, None::<Vec<LitStr>>);
    options(input, errors, |item| match key(item).as_str() {
        "schema" => once(&mut schema, item),
        "requires" => store(&mut requires, names(item.input)?, item),
        _ => Err(unknown(item, "an extension", &["schema", "requires"])),
    })?;
    let schema = call("in_schema", schema.as_ref());
    let requires = requires.map(|list| quote!(.requires(&[#(#list),*])));
    Ok(quote!(.extension(#name, ::diesel_kit::model::Extension::default() #schema #requires)))
}

pub(super) fn role(input: ParseStream, errors: &mut Errors) -> Result<TokenStream> {
    const KEYS: &[&str] = &[
        "login",
        "create_database",
        "create_role",
        "no_inherit",
        "existing",
        "renamed_from",
    ];
    let name = name(input, errors)?;
    let (mut login, mut create_database, mut create_role) = (None, None, None);
    let (mut no_inherit, mut existing, mut renamed) = (None, None, None::<LitStr>);
    options(input, errors, |item| match key(item).as_str() {
        "login" => flag(&mut login, item),
        "create_database" => flag(&mut create_database, item),
        "create_role" => flag(&mut create_role, item),
        "no_inherit" => flag(&mut no_inherit, item),
        "existing" => flag(&mut existing, item),
        "renamed_from" => once(&mut renamed, item),
        _ => Err(unknown(item, "a role", KEYS)),
    })?;
    let (login, existing) = (login.is_some(), existing.is_some());
    let (create_database, create_role) = (create_database.is_some(), create_role.is_some());
    let inherit = no_inherit.is_none();
    let renamed = renamed.map(|old| quote!(.role_renamed_from(#name, #old)));
    Ok(quote! {
        .role(
            #name,
            ::diesel_kit::model::Role {
                create_database: #create_database,
                create_role: #create_role,
                inherit: #inherit,
                login: #login,
                existing: #existing,
            },
        )
        #renamed
    })
}

pub(super) fn sequence(input: ParseStream, errors: &mut Errors) -> Result<TokenStream> {
    let name = name(input, errors)?;
    let mut known = vec!["schema", "db", "comment", "renamed_from"];
    known.extend(sequence_keys::KEYS);
    let (mut schema, mut db) = (None::<LitStr>, None::<LitStr>);
    let (mut comment, mut renamed) = (None::<LitStr>, None::<LitStr>);
    let mut counting = SequenceKeys::default();
    options(input, errors, |item| match key(item).as_str() {
        "schema" => once(&mut schema, item),
        "db" => once(&mut db, item),
        "comment" => once(&mut comment, item),
        "renamed_from" => once(&mut renamed, item),
        _ if counting.read(item)? => Ok(()),
        _ => Err(unknown(item, "a sequence", &known)),
    })?;
    let in_schema = call("in_schema", schema.as_ref());
    let counting = counting.to_tokens();
    let of_type = call("of_type", db.as_ref());
    let comment = call("comment", comment.as_ref());
    let renamed = call("renamed_from", renamed.as_ref());
    Ok(quote! {
        .sequence(
            ::diesel_kit::model::ObjectName::new(#name) #in_schema,
            ::diesel_kit::model::Sequence::new(#counting) #of_type #comment #renamed,
        )
    })
}

/// `("cube", "ltree")`
fn names(input: ParseStream) -> Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in input);
    let list = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    Ok(list.into_iter().collect())
}

/// `citext`, or in quotes where Rust has no such identifier: `"uuid-ossp"`.
fn name(input: ParseStream, errors: &mut Errors) -> Result<LitStr> {
    let name = if input.peek(LitStr) {
        input.parse()?
    } else {
        let ident = input.call(Ident::parse_any)?;
        LitStr::new(&ident.unraw().to_string(), ident.span())
    };
    check_length(&name, errors);
    if let Some(error) = misplaced(&name, input) {
        return Err(error);
    }
    Ok(name)
}

fn misplaced(name: &LitStr, input: ParseStream) -> Option<Error> {
    if input.is_empty() || input.peek(Token![,]) || input.peek(syn::token::Paren) {
        return None;
    }
    let (name, span) = (name.value(), input.span());
    let message = if input.peek(Token![=]) {
        format!("options stand in parentheses: write `{name}(existing)`, `{name}(key = \"…\")`")
    } else {
        format!(
            "a name with other signs than letters, digits and `_` stands in quotes: \"{name}…\""
        )
    };
    Some(Error::new(span, message))
}

fn options(
    input: ParseStream,
    errors: &mut Errors,
    mut one: impl FnMut(&ParseNestedMeta) -> Result<()>,
) -> Result<()> {
    if !input.peek(syn::token::Paren) {
        return Ok(());
    }
    let content;
    parenthesized!(content in input);
    let tokens: TokenStream = content.parse()?;
    let mut one = |item: &ParseNestedMeta, _: &mut Errors| one(item);
    syn::meta::parser(|item| forgiving(&item, errors, &mut one)).parse2(tokens)
}
