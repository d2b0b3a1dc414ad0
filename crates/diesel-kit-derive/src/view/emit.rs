//! What `#[derive(View)]` makes.
//!
//! The fields are told twice, each in one function: what they are, for the SQL and for loading, and how
//! they are read. All that has loops or waits for something is in diesel-kit, and compiled once.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Path};

use super::View;
use super::field::{Field, Kind, Relation, Shape};

impl View<'_> {
    pub(super) fn emit(&self) -> TokenStream {
        let me = &self.input.ident;
        let entity = &self.entity;
        let queries = self.queries();
        let relations = if queries.is_some() {
            quote!(__Relations<'q>)
        } else {
            quote!(())
        };
        let names = Names::new();
        let Names { given, visit, row } = &names;
        let visits = self
            .fields
            .iter()
            .map(|field| self.visit_field(field, &names));
        let reads = self
            .fields
            .iter()
            .map(|field| self.read_field(field, &names));
        let fields = self.fields.iter();
        let has = fields.clone().filter_map(|field| self.has(field));
        let only_columns = |field: &Field| matches!(field.kind, Kind::Column(_) | Kind::Row);
        let flat = fields.clone().all(only_columns).then(|| {
            quote! {
                impl ::diesel_kit::relation::Flat for #me {
                    fn no_relations() -> &'static () {
                        &()
                    }
                }
            }
        });
        quote! {
            const _: () = {
                #queries

                impl ::diesel_kit::View for #me {
                    type Table = #entity::table;
                    type Relations<'q> = #relations;

                    fn visit<'a, 'q: 'a>(
                        #given: &'a <Self as ::diesel_kit::View>::Relations<'q>,
                        #visit: &mut ::diesel_kit::relation::Visit<'_, 'a, Self>,
                    ) -> ::diesel::QueryResult<()> {
                        let _ = #given;
                        #(#visits)*
                        ::core::result::Result::Ok(())
                    }

                    fn read(
                        #given: &<Self as ::diesel_kit::View>::Relations<'_>,
                        #row: &mut ::diesel_kit::relation::Reader<'_>,
                    ) -> ::diesel::deserialize::Result<Self> {
                        let _ = #given;
                        ::core::result::Result::Ok(Self { #(#reads),* })
                    }
                }

                #(#has)*
                #flat
            };
        }
    }

    /// The struct of the queries of relations, and of computed fields.
    fn queries(&self) -> Option<TokenStream> {
        let kept = self.fields.iter().filter_map(|field| {
            let name = field.name;
            match &field.kind {
                Kind::Relation(relation) => {
                    let child = self.child(relation);
                    let query = quote_spanned! {child.span()=>
                        ::diesel_kit::relation::Query<'q, #child>
                    };
                    Some((quote!(#name: #query), quote!(#name), self.query(relation)))
                }
                Kind::Computed(expression) => {
                    let fragment = quote!(#name: ::diesel_kit::relation::Fragment<'q>);
                    let entity = at(&self.entity, expression.span());
                    let made = quote_spanned! {expression.span()=>
                        ::diesel_kit::relation::expression::<#entity::table, _>(#expression)
                    };
                    Some((fragment, quote!(#name), made))
                }
                _ => None,
            }
        });
        let kept: Vec<_> = kept.collect();
        if kept.is_empty() {
            return None;
        }
        let visibility = &self.input.vis;
        let fields = kept.iter().map(|(field, ..)| field);
        let defaults = kept.iter().map(|(_, name, made)| quote!(#name: #made));
        Some(quote! {
            #[doc(hidden)]
            #[allow(
                unreachable_pub,
                dead_code,
                reason = "as visible as the view, which may be used nowhere"
            )]
            #visibility struct __Relations<'q> { #(#fields),* }

            impl ::core::default::Default for __Relations<'_> {
                fn default() -> Self {
                    Self { #(#defaults),* }
                }
            }
        })
    }

    /// The query of a relation as the attribute asks for it.
    fn query(&self, relation: &Relation) -> TokenStream {
        let (child, marker) = (self.child(relation), self.marker(relation));
        let keys = &relation.keys;
        let of = quote_spanned! {relation.marker.span()=>
            ::diesel_kit::relation::Query::<#child>::of::<#marker>()
        };
        let calls = [
            ("filter", &keys.filter),
            ("order", &keys.order),
            ("limit", &keys.limit),
            ("offset", &keys.offset),
            ("steps", &keys.steps),
        ];
        let calls = calls.into_iter().filter_map(|(name, expression)| {
            let expression = expression.as_ref()?;
            let name = Ident::new(name, expression.span());
            Some(quote_spanned!(expression.span()=> .#name(#expression)))
        });
        let on_demand = relation.on_demand.then(|| quote!(.on_demand()));
        quote!(#of #(#calls)* #on_demand)
    }

    /// The marker of a relation, reported at the field.
    fn marker(&self, relation: &Relation) -> TokenStream {
        let name = &relation.marker;
        let entity = at(&self.entity, name.span());
        let marker = quote_spanned!(name.span()=> #entity::#name);
        match relation.shape {
            Shape::Count => {
                quote_spanned!(name.span()=> ::diesel_kit::relation::Counted<#marker>)
            }
            Shape::Recursive => {
                quote_spanned!(name.span()=> ::diesel_kit::relation::Recursive<#marker>)
            }
            _ => marker,
        }
    }

    /// The view of the related rows.
    fn child(&self, relation: &Relation) -> TokenStream {
        let child = relation.child;
        if relation.shape != Shape::Count {
            return quote!(#child);
        }
        let name = &relation.marker;
        let entity = at(&self.entity, name.span());
        quote_spanned! {name.span()=>
            ::diesel_kit::relation::Count<
                <#entity::#name as ::diesel_kit::relation::Relation>::To
            >
        }
    }

    fn visit_field(&self, field: &Field, names: &Names) -> TokenStream {
        let Names { given, visit, .. } = names;
        let (name, rust) = (field.name, field.rust);
        match &field.kind {
            Kind::Column(column) => {
                let entity = at(&self.entity, column.span());
                quote_spanned!(column.span()=> #visit.column::<#entity::columns::#column>()?;)
            }
            Kind::Row => quote_spanned!(rust.span()=> #visit.row::<#rust>()?;),
            Kind::Computed(_) => quote!(#visit.computed(&#given.#name)?;),
            Kind::Relation(relation) => {
                let visit = self.visit_relation(name, relation, names);
                if relation.on_demand {
                    quote!(if #given.#name.is_wanted() { #visit })
                } else {
                    visit
                }
            }
        }
    }

    fn visit_relation(&self, name: &Ident, relation: &Relation, names: &Names) -> TokenStream {
        let Names { given, visit, row } = names;
        let (marker, child) = (self.marker(relation), self.child(relation));
        let span = relation.marker.span();
        let one = |get: TokenStream| quote_spanned!(span=> #visit.one::<#marker, #child>(&#given.#name, #get)?;);
        match (relation.shape, relation.on_demand) {
            (Shape::Count, _) => one(quote!(|_| ::core::option::Option::None)),
            (Shape::Always, false) => {
                one(quote!(|#row| ::core::option::Option::Some(&mut #row.#name)))
            }
            (Shape::Always, true) | (Shape::Maybe, _) => one(quote!(|#row| #row.#name.as_mut())),
            (Shape::Many | Shape::Recursive, on_demand) => {
                let found = Ident::new("found", Span::mixed_site());
                let value = if on_demand {
                    quote!(::core::option::Option::Some(#found))
                } else {
                    quote!(#found)
                };
                quote_spanned! {span=>
                    #visit.many::<#marker, #child>(
                        &#given.#name,
                        |#row, #found| #row.#name = #value,
                    )?;
                }
            }
        }
    }

    fn read_field(&self, field: &Field, names: &Names) -> TokenStream {
        let Names { given, row, .. } = names;
        let (name, rust) = (field.name, field.rust);
        let value = match &field.kind {
            Kind::Column(column) => {
                let entity = at(&self.entity, column.span());
                let column = quote_spanned!(column.span()=> #entity::columns::#column);
                quote_spanned!(rust.span()=> #row.column::<#column, #rust>()?)
            }
            Kind::Row => quote_spanned!(rust.span()=> #row.row::<#rust>()?),
            Kind::Computed(expression) => {
                quote_spanned!(rust.span()=> #row.computed::<_, #rust>(|| #expression)?)
            }
            Kind::Relation(relation) => {
                let read = self.read_relation(name, relation, names);
                let found = match (relation.on_demand, relation.shape) {
                    (false, _) => return quote!(#name: #read),
                    (true, Shape::Maybe) => read,
                    (true, _) => quote!(::core::option::Option::Some(#read)),
                };
                quote! {
                    if #given.#name.is_wanted() { #found } else { ::core::option::Option::None }
                }
            }
        };
        quote!(#name: #value)
    }

    fn read_relation(&self, name: &Ident, relation: &Relation, names: &Names) -> TokenStream {
        let Names { given, row, .. } = names;
        let (marker, child) = (self.marker(relation), self.child(relation));
        let place = format!("{}.{name}", self.input.ident);
        let span = relation.marker.span();
        match relation.shape {
            Shape::Always => quote_spanned! {span=>
                #row.always::<#marker, #child>(&#given.#name, #place)?
            },
            Shape::Count => {
                let rust = relation.child;
                quote_spanned! {rust.span()=>
                    #row.always::<#marker, #child>(&#given.#name, #place)?.rows
                }
            }
            Shape::Maybe => quote_spanned!(span=> #row.maybe::<#child>(&#given.#name)?),
            Shape::Many | Shape::Recursive => {
                quote_spanned!(span=> #row.many::<#marker, #child>()?)
            }
        }
    }

    /// What lets a call site narrow the relation.
    fn has(&self, field: &Field) -> Option<TokenStream> {
        let relation = field.relation()?;
        let (me, name) = (&self.input.ident, field.name);
        let (marker, child) = (self.marker(relation), self.child(relation));
        let loading = if relation.on_demand {
            quote!(OnDemand)
        } else {
            quote!(AtOnce)
        };
        Some(quote_spanned! {relation.child.span()=>
            impl ::diesel_kit::relation::Has<#marker> for #me {
                type Child = #child;
                type Loading = ::diesel_kit::relation::#loading;

                fn relation<'a, 'q>(
                    relations: &'a mut <Self as ::diesel_kit::View>::Relations<'q>,
                ) -> &'a mut ::diesel_kit::relation::Query<'q, #child> {
                    &mut relations.#name
                }
            }
        })
    }
}

/// Names of parameters, which are never those of the user.
struct Names {
    given: Ident,
    visit: Ident,
    row: Ident,
}

impl Names {
    fn new() -> Self {
        let name = |name| Ident::new(name, Span::mixed_site());
        Self {
            given: name("relations"),
            visit: name("visit"),
            row: name("row"),
        }
    }
}

/// The same path, reported at another place.
fn at(path: &Path, span: Span) -> TokenStream {
    let tokens = quote!(#path).into_iter();
    tokens
        .map(|mut token: TokenTree| {
            token.set_span(span);
            token
        })
        .collect()
}
