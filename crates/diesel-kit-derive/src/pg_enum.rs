//! `#[derive(PgEnum)]`: a Rust enum as a PostgreSQL enum.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DataEnum, DeriveInput, Fields, Ident, LitStr, Variant};

use crate::case::snake;
use crate::keys::{self, Errors, check_length, key, once, read, unknown};

/// The enum as read.
struct Enumeration<'a> {
    input: &'a DeriveInput,
    name: LitStr,
    schema: Option<LitStr>,
    /// The SQL type.
    marker: Ident,
    comment: Option<String>,
    renamed_from: Option<LitStr>,
    labels: Vec<Label<'a>>,
}

struct Label<'a> {
    variant: &'a Ident,
    text: String,
    renamed_from: Option<LitStr>,
}

pub(crate) fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let Some(enumeration) = Enumeration::read(input, &mut errors) else {
        return errors.to_tokens();
    };
    let errors = errors.to_tokens();
    let marker = marker(&enumeration);
    let trait_impl = trait_impl(&enumeration);
    let conversions = conversions(&enumeration);
    let expressions = expressions(&input.ident, &enumeration.marker);
    quote!(#errors #marker #trait_impl #conversions #expressions)
}

impl<'a> Enumeration<'a> {
    /// Nothing only when there is no enum to make a type of.
    fn read(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        const KEYS: &[&str] = &["name", "schema", "sql_type", "comment", "renamed_from"];
        let Data::Enum(data) = &input.data else {
            errors.at(
                input.ident.span(),
                "a PostgreSQL enum is made of a Rust enum",
            );
            return None;
        };
        let (mut name, mut schema, mut marker) = (None::<LitStr>, None, None);
        let (mut comment, mut renamed_from) = (None, None);
        read(&input.attrs, "pg_enum", errors, |meta, _| {
            match key(meta).as_str() {
                "name" => once(&mut name, meta),
                "schema" => once(&mut schema, meta),
                "sql_type" => once(&mut marker, meta),
                "comment" => once(&mut comment, meta),
                "renamed_from" => once(&mut renamed_from, meta),
                _ => Err(unknown(meta, "#[pg_enum(…)]", KEYS)),
            }
        });
        let Some(name) = name else {
            errors.at(
                input.ident.span(),
                "the type has no name: add #[pg_enum(name = \"…\")]",
            );
            return None;
        };
        check_length(&name, errors);
        Some(Self {
            input,
            name,
            schema,
            marker: marker.unwrap_or_else(|| format_ident!("{}Sql", input.ident)),
            comment: keys::comment(comment.as_ref(), &input.attrs),
            renamed_from,
            labels: labels(data, errors),
        })
    }

    /// `Option<&'static str>`
    fn schema(&self) -> TokenStream {
        let schema = self.schema.as_ref();
        schema.map_or(
            quote!(::core::option::Option::None),
            |schema| quote!(::core::option::Option::Some(#schema)),
        )
    }
}

fn labels<'a>(data: &'a DataEnum, errors: &mut Errors) -> Vec<Label<'a>> {
    let mut texts = BTreeSet::new();
    let mut labels = Vec::new();
    for variant in &data.variants {
        let label = label(variant, errors);
        if !texts.insert(label.text.clone()) {
            errors.at(
                variant.ident.span(),
                format!("two variants are stored as `{}`: rename one", label.text),
            );
        }
        labels.push(label);
    }
    labels
}

fn label<'a>(variant: &'a Variant, errors: &mut Errors) -> Label<'a> {
    if !matches!(variant.fields, Fields::Unit) {
        errors.push(syn::Error::new_spanned(
            &variant.fields,
            "a label of a PostgreSQL enum holds no values: take the fields away",
        ));
    }
    let (mut rename, mut renamed_from) = (None::<LitStr>, None);
    read(&variant.attrs, "pg_enum", errors, |meta, _| {
        match key(meta).as_str() {
            "rename" => once(&mut rename, meta),
            "renamed_from" => once(&mut renamed_from, meta),
            _ => Err(unknown(
                meta,
                "#[pg_enum(…)] on a variant",
                &["rename", "renamed_from"],
            )),
        }
    });
    if let Some(text) = &rename {
        check_length(text, errors);
    }
    Label {
        variant: &variant.ident,
        text: rename.map_or_else(|| snake(&variant.ident.to_string()), |text| text.value()),
        renamed_from,
    }
}

fn marker(enumeration: &Enumeration) -> TokenStream {
    let Enumeration {
        input,
        name,
        marker,
        ..
    } = enumeration;
    let visibility = &input.vis;
    let doc = format!("SQL type of [`{}`].", input.ident);
    let in_schema = enumeration.schema.as_ref();
    let in_schema = in_schema.map(|schema| quote!(, schema = #schema));
    let schema = enumeration.schema();
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::core::default::Default,
            ::diesel::sql_types::SqlType, ::diesel::query_builder::QueryId,
        )]
        #[diesel(postgres_type(name = #name #in_schema))]
        #visibility struct #marker;

        impl ::diesel_kit::SqlTypeName for #marker {
            const NAME: ::diesel_kit::TypeName = ::diesel_kit::TypeName::named(#schema, #name);
        }
    }
}

fn trait_impl(enumeration: &Enumeration) -> TokenStream {
    let Enumeration { name, labels, .. } = enumeration;
    let me = &enumeration.input.ident;
    let schema = enumeration.schema();
    let texts = labels.iter().map(|label| &label.text);
    let variants = labels.iter().map(|label| label.variant);
    let label_texts = labels.iter().map(|label| &label.text);
    let relabelled = labels.iter().filter_map(|label| {
        let (new, old) = (&label.text, label.renamed_from.as_ref()?);
        Some(quote!(.value_renamed_from(#new, #old)))
    });
    let comment = enumeration.comment.as_ref();
    let comment = comment.map(|text| quote!(.comment(#text)));
    let renamed = enumeration.renamed_from.as_ref();
    let renamed = renamed.map(|old| quote!(.renamed_from(#old)));
    quote! {
        impl ::diesel_kit::PgEnum for #me {
            const NAME: &'static str = #name;
            const SCHEMA: ::core::option::Option<&'static str> = #schema;
            const LABELS: &'static [&'static str] = &[#(#texts),*];

            fn label(&self) -> &'static str {
                match self { #(Self::#variants => #label_texts),* }
            }

            fn definition() -> ::diesel_kit::model::EnumType {
                ::diesel_kit::model::EnumType::new(<Self as ::diesel_kit::PgEnum>::LABELS)
                    #comment #renamed #(#relabelled)*
            }
        }
    }
}

fn conversions(enumeration: &Enumeration) -> TokenStream {
    let Enumeration { marker, labels, .. } = enumeration;
    let me = &enumeration.input.ident;
    let variants = labels.iter().map(|label| label.variant);
    let bytes = labels
        .iter()
        .map(|label| syn::LitByteStr::new(label.text.as_bytes(), label.variant.span()));
    quote! {
        impl ::diesel::serialize::ToSql<#marker, ::diesel::pg::Pg> for #me {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                ::std::io::Write::write_all(out, ::diesel_kit::PgEnum::label(self).as_bytes())?;
                ::core::result::Result::Ok(::diesel::serialize::IsNull::No)
            }
        }

        impl ::diesel::deserialize::FromSql<#marker, ::diesel::pg::Pg> for #me {
            fn from_sql(
                value: ::diesel::pg::PgValue<'_>,
            ) -> ::diesel::deserialize::Result<Self> {
                match ::diesel::pg::PgValue::as_bytes(&value) {
                    #(#bytes => ::core::result::Result::Ok(Self::#variants),)*
                    other => ::core::result::Result::Err(
                        ::diesel_kit::unknown_label::<Self>(other).into(),
                    ),
                }
            }
        }

        impl<ST> ::diesel::deserialize::Queryable<ST, ::diesel::pg::Pg> for #me
        where
            ST: ::diesel::sql_types::SingleValue,
            Self: ::diesel::deserialize::FromSql<ST, ::diesel::pg::Pg>,
        {
            type Row = Self;

            fn build(row: Self) -> ::diesel::deserialize::Result<Self> {
                ::core::result::Result::Ok(row)
            }
        }
    }
}

/// What `#[derive(AsExpression)]` gives: the value may stand wherever the column may.
fn expressions(me: &Ident, marker: &Ident) -> TokenStream {
    let nullable = quote!(::diesel::sql_types::Nullable<#marker>);
    let plain = quote!(#marker);
    let by_reference = [
        (quote!('e), quote!(&'e #me)),
        (quote!('e, 'f), quote!(&'f &'e #me)),
    ];
    let mut impls = Vec::new();
    for sql in [&plain, &nullable] {
        impls.push(as_expression(&quote!(), &quote!(#me), sql));
        for (lifetimes, this) in &by_reference {
            impls.push(as_expression(lifetimes, this, sql));
        }
    }
    quote! {
        #(#impls)*

        impl ::diesel::serialize::ToSql<#nullable, ::diesel::pg::Pg> for #me {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                ::diesel::serialize::ToSql::<#marker, ::diesel::pg::Pg>::to_sql(self, out)
            }
        }
    }
}

fn as_expression(lifetimes: &TokenStream, this: &TokenStream, sql: &TokenStream) -> TokenStream {
    quote! {
        #[diagnostic::do_not_recommend]
        impl<#lifetimes> ::diesel::expression::AsExpression<#sql> for #this {
            type Expression = ::diesel::internal::derives::as_expression::Bound<#sql, Self>;

            fn as_expression(self) -> Self::Expression {
                ::diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    }
}
