//! `schema!`: entities and everything around them, as one model.

mod entry;

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, Ident, Path, Result, Token, Type, Visibility, braced};

use crate::keys::{Errors, unknown_text};

const BLOCKS: &[&str] = &[
    "include",
    "tables",
    "views",
    "enums",
    "schemas",
    "extensions",
    "roles",
    "sequences",
    "objects",
];

/// `pub fn schema { tables { … } … }`
pub(crate) struct Declaration {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    function: Ident,
    /// Each block is a set of tables that may appear in one query.
    tables: Vec<Vec<Pair>>,
    views: Vec<Pair>,
    included: Vec<Path>,
    enums: Vec<Type>,
    objects: Vec<Expr>,
    /// Calls on the model for all that is declared by name and options.
    named: Vec<TokenStream>,
    errors: Errors,
}

/// `users => User`
struct Pair {
    module: Ident,
    entity: Type,
}

impl Parse for Pair {
    fn parse(input: ParseStream) -> Result<Self> {
        let module = input.parse()?;
        if !input.peek(Token![=>]) {
            return Err(Error::new(
                Ident::span(&module),
                format!("write `{module} => Struct`, the struct that describes it"),
            ));
        }
        input.parse::<Token![=>]>()?;
        let entity = input.parse()?;
        Ok(Self { module, entity })
    }
}

impl Parse for Declaration {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut declaration = Self {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            function: function(input)?,
            tables: Vec::new(),
            views: Vec::new(),
            included: Vec::new(),
            enums: Vec::new(),
            objects: Vec::new(),
            named: Vec::new(),
            errors: Errors::default(),
        };
        let content;
        braced!(content in input);
        while !content.is_empty() {
            declaration.block(&content)?;
        }
        declaration.keep_first();
        Ok(declaration)
    }
}

fn function(input: ParseStream) -> Result<Ident> {
    if !input.peek(Token![fn]) {
        return Err(input.error("write `pub fn schema { tables { … } }`"));
    }
    input.parse::<Token![fn]>()?;
    let name = input.parse()?;
    if input.peek(syn::token::Paren) {
        return Err(input.error("no parentheses here: write `pub fn schema { tables { … } }`"));
    }
    Ok(name)
}

impl Declaration {
    fn block(&mut self, input: ParseStream) -> Result<()> {
        let name: Ident = input.parse()?;
        let block = name.to_string();
        if !BLOCKS.contains(&block.as_str()) {
            let text = unknown_text(&block, "schema!", BLOCKS).replacen("key", "block", 1);
            self.errors
                .at(name.span(), text.replace("the keys", "the blocks"));
            input.parse::<TokenTree>()?;
            return Ok(());
        }
        let errors = &mut self.errors;
        match block.as_str() {
            "tables" => self
                .tables
                .push(list(input, errors, |input, _| input.parse())?),
            "views" => self
                .views
                .extend(list(input, errors, |input, _| input.parse())?),
            "include" => self
                .included
                .extend(list(input, errors, |input, _| input.parse())?),
            "enums" => self
                .enums
                .extend(list(input, errors, |input, _| input.parse())?),
            "objects" => self
                .objects
                .extend(list(input, errors, |input, _| input.parse())?),
            "schemas" => self.named.extend(list(input, errors, entry::schema)?),
            "extensions" => self.named.extend(list(input, errors, entry::extension)?),
            "roles" => self.named.extend(list(input, errors, entry::role)?),
            _ => self.named.extend(list(input, errors, entry::sequence)?),
        }
        Ok(())
    }

    /// A table that is listed twice would make Diesel's traits conflict.
    fn keep_first(&mut self) {
        let mut listed = BTreeSet::new();
        let errors = &mut self.errors;
        for set in self.tables.iter_mut().chain([&mut self.views]) {
            set.retain(|pair| {
                let first = listed.insert(pair.module.to_string());
                if !first {
                    let message = format!("`{}` is listed twice: keep one", pair.module);
                    errors.at(pair.module.span(), message);
                }
                first
            });
        }
    }

    pub(crate) fn expand(&self) -> TokenStream {
        let Self {
            attributes,
            visibility,
            function,
            ..
        } = self;
        let errors = self.errors.to_tokens();
        let queries = self.queries();
        let model = Ident::new("model", Span::mixed_site());
        let steps = self.steps(&model);
        quote! {
            #errors
            #queries

            #[doc = "The schema as the code declares it."]
            #(#attributes)*
            #visibility fn #function() -> ::diesel_kit::model::Model {
                let #model = ::diesel_kit::model::Model::default();
                #(#steps)*
                #model
            }
        }
    }

    /// Tables of one set may appear in one query, and views beside all of them.
    fn queries(&self) -> TokenStream {
        let sets = self.tables.iter().map(|set| {
            let modules = set.iter().map(|pair| &pair.module);
            quote!(::diesel::allow_tables_to_appear_in_same_query!(#(#modules,)*);)
        });
        let tables = self.tables.iter().flatten();
        let beside = self.views.iter().enumerate().flat_map(|(at, view)| {
            let others = tables.clone().chain(self.views.iter().take(at));
            others.map(move |other| {
                let (view, other) = (&view.module, &other.module);
                quote!(::diesel::allow_tables_to_appear_in_same_query!(#view, #other);)
            })
        });
        quote!(#(#sets)* #(#beside)*)
    }

    fn steps(&self, model: &Ident) -> Vec<TokenStream> {
        let (name, value) = (
            Ident::new("name", Span::mixed_site()),
            Ident::new("value", Span::mixed_site()),
        );
        let included = self.included.iter();
        let included =
            included.map(|path| quote_spanned!(path.span()=> let #model = #model.merge(#path());));
        let named = self.named.iter();
        let named = named.map(|call| quote!(let #model = #model #call;));
        let enums = self.enums.iter().map(|rust| {
            quote_spanned! {rust.span()=>
                let #model = #model.enumeration(
                    <#rust as ::diesel_kit::PgEnum>::type_name(),
                    <#rust as ::diesel_kit::PgEnum>::definition(),
                );
            }
        });
        let tables = self.tables.iter().flatten().map(|Pair { module, entity }| {
            let table = quote_spanned!(module.span()=> #module::table);
            quote_spanned! {entity.span()=>
                let #model = #model.table(::diesel_kit::table_of::<_, #entity>(#table));
            }
        });
        let views = self.views.iter().map(|Pair { module, entity }| {
            let table = quote_spanned!(module.span()=> #module::table);
            quote_spanned! {entity.span()=>
                let (#name, #value) = ::diesel_kit::view_of::<_, #entity>(#table);
                let #model = #model.view(#name, #value);
            }
        });
        let objects = self.objects.iter().map(|object| {
            quote_spanned! {object.span()=>
                let (#name, #value): (&str, ::diesel_kit::model::SqlObject) = #object;
                let #model = #model.object(#name, #value);
            }
        });
        included
            .chain(named)
            .chain(enums)
            .chain(tables)
            .chain(views)
            .chain(objects)
            .collect()
    }
}

/// `{ one, two }`. An entry that is wrong is noted and left out.
fn list<T>(
    input: ParseStream,
    errors: &mut Errors,
    one: impl Fn(ParseStream, &mut Errors) -> Result<T>,
) -> Result<Vec<T>> {
    let content;
    braced!(content in input);
    let mut entries = Vec::new();
    while !content.is_empty() {
        match one(&content, errors).and_then(|entry| end(&content).map(|()| entry)) {
            Ok(entry) => entries.push(entry),
            Err(error) => {
                errors.push(error);
                while !content.is_empty() && !content.peek(Token![,]) {
                    content.parse::<TokenTree>()?;
                }
            }
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(entries)
}

fn end(input: ParseStream) -> Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error("expected `,`"))
}
