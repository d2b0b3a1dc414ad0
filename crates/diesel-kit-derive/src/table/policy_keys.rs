//! Row-level security in `#[table(…)]`.

use proc_macro2::{Span, TokenStream};
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Result, Token, parenthesized};

use crate::keys::{flag, key, once, read_group, required, store, unknown};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowSecurity {
    On,
    Forced,
}

pub(crate) struct PolicyKeys {
    pub(crate) name: LitStr,
    pub(crate) command: Option<Command>,
    pub(crate) to: Vec<LitStr>,
    pub(crate) using: Option<LitStr>,
    pub(crate) check: Option<LitStr>,
    pub(crate) restrictive: Option<Span>,
    pub(crate) comment: Option<LitStr>,
}

/// A variant of `diesel_kit::model::PolicyCommand`.
pub(crate) struct Command(&'static str);

/// `rls` or `rls(force)`
pub(crate) fn row_security(meta: &ParseNestedMeta) -> Result<RowSecurity> {
    if !meta.input.peek(syn::token::Paren) {
        return Ok(RowSecurity::On);
    }
    let content;
    parenthesized!(content in meta.input);
    let words: TokenStream = content.parse()?;
    if words.to_string() == "force" {
        return Ok(RowSecurity::Forced);
    }
    Err(Error::new_spanned(words, "write `rls` or `rls(force)`"))
}

/// `policy(name, for_, to("a", "b"), using, check, restrictive, comment)`
pub(crate) fn policy(meta: &ParseNestedMeta) -> Result<PolicyKeys> {
    const KEYS: &[&str] = &[
        "name",
        "for_",
        "to",
        "using",
        "check",
        "restrictive",
        "comment",
    ];
    let (mut name, mut command, mut to) = (None, None, None);
    let (mut using, mut check, mut restrictive, mut comment) = (None, None, None, None);
    read_group(meta, |item| match key(item).as_str() {
        "name" => once(&mut name, item),
        "for_" => once(&mut command, item),
        "to" => store(&mut to, roles(item.input)?, item),
        "using" => once(&mut using, item),
        "check" => once(&mut check, item),
        "restrictive" => flag(&mut restrictive, item),
        "comment" => once(&mut comment, item),
        _ => Err(unknown(item, "policy(…)", KEYS)),
    })?;
    let keys = PolicyKeys {
        name: required(name, meta, "policy(name = \"…\", using = \"…\")")?,
        command,
        to: to.unwrap_or_default(),
        using,
        check,
        restrictive,
        comment,
    };
    keys.check()?;
    Ok(keys)
}

impl PolicyKeys {
    /// PostgreSQL has a place for each expression with some commands only.
    fn check(&self) -> Result<()> {
        let command = self.command.as_ref().map_or("All", |command| command.0);
        let (span, message) = match (command, &self.using, &self.check) {
            ("Select" | "Delete", _, Some(check)) => (
                check.span(),
                "rows that are read or deleted are chosen by `using`: `check` is for rows that are written",
            ),
            ("Insert", Some(using), _) => (
                using.span(),
                "inserted rows are tested by `check`: `using` is for rows that exist already",
            ),
            _ => return Ok(()),
        };
        Err(Error::new(span, message))
    }
}

/// `("app_user", "current_user")`
fn roles(input: ParseStream) -> Result<Vec<LitStr>> {
    if !input.peek(syn::token::Paren) {
        return Err(input.error("name the roles in parentheses: `to(\"app_user\")`"));
    }
    let content;
    parenthesized!(content in input);
    let list = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
    Ok(list.into_iter().collect())
}

impl Parse for Command {
    fn parse(input: ParseStream) -> Result<Self> {
        let text: LitStr = input.parse()?;
        match text.value().to_lowercase().as_str() {
            "all" => Ok(Self("All")),
            "select" => Ok(Self("Select")),
            "insert" => Ok(Self("Insert")),
            "update" => Ok(Self("Update")),
            "delete" => Ok(Self("Delete")),
            other => Err(Error::new(
                text.span(),
                format!(
                    "`{other}` is not a command: write \"all\", \"select\", \"insert\", \"update\" \
                     or \"delete\""
                ),
            )),
        }
    }
}

impl Command {
    pub(crate) fn variant(&self) -> Ident {
        Ident::new(self.0, Span::call_site())
    }
}
