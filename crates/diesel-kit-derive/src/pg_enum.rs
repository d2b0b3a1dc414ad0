//! `#[derive(PgEnum)]`: a Rust enum as a PostgreSQL enum.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Variant};

use crate::case::snake;
use crate::keys::{key, once, unknown};

struct EnumKeys {
    name: LitStr,
    marker: Ident,
    renamed_from: Option<LitStr>,
}

struct Label<'a> {
    variant: &'a Ident,
    text: String,
    renamed_from: Option<LitStr>,
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(
            input.ident.span(),
            "a PostgreSQL enum is made of a Rust enum",
        ));
    };
    let keys = enum_keys(input)?;
    let labels = data
        .variants
        .iter()
        .map(label)
        .collect::<Result<Vec<_>>>()?;
    let marker = marker(input, &keys);
    let trait_impl = trait_impl(input, &keys, &labels);
    let conversions = conversions(input, &keys, &labels);
    let expressions = expressions(&input.ident, &keys.marker);
    Ok(quote!(#marker #trait_impl #conversions #expressions))
}

fn enum_keys(input: &DeriveInput) -> Result<EnumKeys> {
    let (mut name, mut marker, mut renamed_from) = (None, None, None);
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("pg_enum")) {
        attribute.parse_nested_meta(|meta| match key(&meta).as_str() {
            "name" => once(&mut name, &meta),
            "sql_type" => once(&mut marker, &meta),
            "renamed_from" => once(&mut renamed_from, &meta),
            _ => Err(unknown(
                &meta,
                "#[pg_enum(…)]",
                &["name", "sql_type", "renamed_from"],
            )),
        })?;
    }
    let name = name.ok_or_else(|| {
        Error::new(
            input.ident.span(),
            "the type has no name: add #[pg_enum(name = \"…\")]",
        )
    })?;
    Ok(EnumKeys {
        name,
        marker: marker.unwrap_or_else(|| format_ident!("{}Sql", input.ident)),
        renamed_from,
    })
}

fn label(variant: &Variant) -> Result<Label<'_>> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(
            &variant.fields,
            "a label of a PostgreSQL enum holds no values: take the fields away",
        ));
    }
    let (mut rename, mut renamed_from) = (None::<LitStr>, None);
    for attribute in variant
        .attrs
        .iter()
        .filter(|a| a.path().is_ident("pg_enum"))
    {
        attribute.parse_nested_meta(|meta| match key(&meta).as_str() {
            "rename" => once(&mut rename, &meta),
            "renamed_from" => once(&mut renamed_from, &meta),
            _ => Err(unknown(
                &meta,
                "#[pg_enum(…)] on a variant",
                &["rename", "renamed_from"],
            )),
        })?;
    }
    Ok(Label {
        variant: &variant.ident,
        text: rename.map_or_else(|| snake(&variant.ident.to_string()), |text| text.value()),
        renamed_from,
    })
}

fn marker(input: &DeriveInput, keys: &EnumKeys) -> TokenStream {
    let (visibility, marker, name) = (&input.vis, &keys.marker, &keys.name);
    let doc = format!("SQL type of [`{}`].", input.ident);
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::core::default::Default,
            ::diesel::sql_types::SqlType, ::diesel::query_builder::QueryId,
        )]
        #[diesel(postgres_type(name = #name))]
        #visibility struct #marker;

        impl ::diesel_kit::SqlTypeName for #marker {
            fn sql_type_name() -> ::std::string::String {
                ::std::string::String::from(#name)
            }
        }
    }
}

fn trait_impl(input: &DeriveInput, keys: &EnumKeys, labels: &[Label]) -> TokenStream {
    let (me, name) = (&input.ident, &keys.name);
    let texts = labels.iter().map(|label| &label.text);
    let variants = labels.iter().map(|label| label.variant);
    let label_texts = labels.iter().map(|label| &label.text);
    let relabelled = labels.iter().filter_map(|label| {
        let (new, old) = (&label.text, label.renamed_from.as_ref()?);
        Some(quote!(.value_renamed_from(#new, #old)))
    });
    let renamed = keys.renamed_from.as_ref();
    let renamed = renamed.map(|old| quote!(.renamed_from(#old)));
    quote! {
        impl ::diesel_kit::PgEnum for #me {
            const NAME: &'static str = #name;
            const LABELS: &'static [&'static str] = &[#(#texts),*];

            fn label(&self) -> &'static str {
                match self { #(Self::#variants => #label_texts),* }
            }

            fn definition() -> ::diesel_kit::model::EnumType {
                ::diesel_kit::model::EnumType::new(<Self as ::diesel_kit::PgEnum>::LABELS)
                    #renamed #(#relabelled)*
            }
        }
    }
}

fn conversions(input: &DeriveInput, keys: &EnumKeys, labels: &[Label]) -> TokenStream {
    let (me, marker) = (&input.ident, &keys.marker);
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
