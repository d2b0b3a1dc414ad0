//! `sql_object!`: an object given as SQL.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, LitStr, Result, Token, bracketed};

use crate::keys::{Errors, forgiving, key, once, store, unknown};

const SHAPE: &str = "write `sql_object!(function, \"name\", up = \"CREATE OR REPLACE FUNCTION …\", \
                     down = \"DROP FUNCTION …\")`";

/// `function, "name", up = "…", down = "…", depends_on = ["…"]`
pub(crate) struct Object {
    kind: Ident,
    name: LitStr,
    up: Option<Expr>,
    down: Option<Expr>,
    depends_on: Vec<LitStr>,
    errors: Errors,
}

impl Parse for Object {
    fn parse(input: ParseStream) -> Result<Self> {
        let kind = Ident::parse_any(input).map_err(|error| Error::new(error.span(), SHAPE))?;
        input.parse::<Option<Token![,]>>()?;
        let name: LitStr = input
            .parse()
            .map_err(|error| Error::new(error.span(), SHAPE))?;
        input.parse::<Option<Token![,]>>()?;
        let (mut up, mut down, mut depends_on) = (None, None, None);
        let mut errors = Errors::default();
        let rest: TokenStream = input.parse()?;
        let mut one = |item: &syn::meta::ParseNestedMeta, _: &mut Errors| match key(item).as_str() {
            "up" => once(&mut up, item),
            "down" => once(&mut down, item),
            "depends_on" => {
                let list = names(item.value()?)?;
                store(&mut depends_on, list, item)
            }
            _ => Err(unknown(item, "sql_object!", &["up", "down", "depends_on"])),
        };
        syn::meta::parser(|item| forgiving(&item, &mut errors, &mut one)).parse2(rest)?;
        let complete = up.is_some() && down.is_some();
        if !complete && errors.is_empty() {
            errors.at(
                name.span(),
                format!("how is it made, and how taken away? {SHAPE}"),
            );
        }
        Ok(Self {
            kind,
            name,
            up,
            down,
            depends_on: depends_on.unwrap_or_default(),
            errors,
        })
    }
}

/// `["pages", "touch"]`
fn names(input: ParseStream) -> Result<Vec<LitStr>> {
    let content;
    bracketed!(content in input);
    let list = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    Ok(list.into_iter().collect())
}

impl Object {
    /// A pair of `&'static str` and `diesel_kit::model::SqlObject`.
    pub(crate) fn expand(&self) -> TokenStream {
        let (Some(up), Some(down)) = (&self.up, &self.down) else {
            return self.error();
        };
        if !self.errors.is_empty() {
            return self.error();
        }
        let (name, kind) = (&self.name, self.kind.to_string());
        let depends_on = &self.depends_on;
        quote! {(
            #name,
            ::diesel_kit::model::SqlObject::new(#kind, #up, #down)
                .depends_on(&[#(#depends_on),*]),
        )}
    }

    /// In the place of an object, so that nothing else is wrong.
    fn error(&self) -> TokenStream {
        let errors = self.errors.to_tokens();
        quote!({ #errors ("", ::diesel_kit::model::SqlObject::default()) })
    }
}
