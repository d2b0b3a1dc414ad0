//! How a sequence counts: `start`, `increment`, `min`, `max`, `cache`, `cycle`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::{Error, LitInt, Result, Token};

use crate::keys::{flag, key, once};

pub(crate) const KEYS: [&str; 6] = ["start", "increment", "min", "max", "cache", "cycle"];

#[derive(Default)]
pub(crate) struct SequenceKeys {
    start: Option<Number>,
    increment: Option<Number>,
    min: Option<Number>,
    max: Option<Number>,
    cache: Option<Number>,
    cycle: Option<Span>,
}

/// A number that may be negative.
struct Number(i64);

impl Parse for Number {
    fn parse(input: ParseStream) -> Result<Self> {
        let minus = input.parse::<Option<Token![-]>>()?.is_some();
        let digits: LitInt = input.parse()?;
        let sign = if minus { "-" } else { "" };
        let number = format!("{sign}{}", digits.base10_digits()).parse();
        number
            .map(Self)
            .map_err(|error| Error::new(digits.span(), format!("no 64-bit number: {error}")))
    }
}

impl SequenceKeys {
    /// Whether the key was one of these.
    pub(crate) fn read(&mut self, meta: &ParseNestedMeta) -> Result<bool> {
        match key(meta).as_str() {
            "start" => once(&mut self.start, meta)?,
            "increment" => once(&mut self.increment, meta)?,
            "min" => once(&mut self.min, meta)?,
            "max" => once(&mut self.max, meta)?,
            "cache" => once(&mut self.cache, meta)?,
            "cycle" => flag(&mut self.cycle, meta)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A `diesel_kit::model::SequenceOptions`.
    pub(crate) fn to_tokens(&self) -> TokenStream {
        let number = |number: &Option<Number>| number.as_ref().map(|number| number.0);
        let start = number(&self.start).map(|n| quote!(.start(#n)));
        let increment = number(&self.increment).map(|n| quote!(.increment(#n)));
        let min = number(&self.min).map(|n| quote!(.min(#n)));
        let max = number(&self.max).map(|n| quote!(.max(#n)));
        let cache = number(&self.cache).map(|n| quote!(.cache(#n)));
        let cycle = self.cycle.map(|_| quote!(.cycle()));
        quote! {
            ::diesel_kit::model::SequenceOptions::default()
                #start #increment #min #max #cache #cycle
        }
    }
}
