//! The screen where somebody makes and revokes keys.

use actix_web::{HttpResponse, get, post};
use app::key::MintedKey;
use db::id::ApiKeyId;
use db::schema::ApiKey;
use maud::{Markup, html};
use serde::Deserialize;

use super::drive::{first_id, time};
use super::form::{Field, Refused, csrf_field, notice};
use super::page::Nothing;
use super::shell::{Shell, page_head};
use super::{Needs, go_to};
use crate::error::Result;
use crate::extract::{Id, SignedIn, Visitor};

/// The keys of the visitor.
#[get("/settings/keys")]
pub(super) async fn show(visitor: Visitor) -> Result<Markup> {
    screen(&visitor, None, &Refused::default(), "").await
}

#[derive(Debug, Deserialize)]
pub(super) struct CreateKey {
    name: String,
}

/// Makes a key and shows it, this once.
#[post("/settings/keys")]
pub(super) async fn create(sent: SignedIn<CreateKey>) -> Result<Markup> {
    let SignedIn {
        visitor,
        form: CreateKey { name },
    } = &sent;
    match app::key::create(&visitor.db, &visitor.actor.user, name, None).await {
        Ok(minted) => screen(visitor, Some(&minted), &Refused::default(), "").await,
        Err(error) => screen(visitor, None, &Refused::mendable(error, &["name"])?, name).await,
    }
}

/// Ends a key.
#[post("/settings/keys/{keyId}/revoke")]
pub(super) async fn revoke(sent: SignedIn<Nothing>, Id(key): Id<ApiKeyId>) -> Result<HttpResponse> {
    app::key::revoke(&sent.visitor.db, &sent.visitor.actor, &key).await?;
    Ok(go_to("/settings/keys"))
}

async fn screen(
    visitor: &Visitor,
    minted: Option<&MintedKey>,
    refused: &Refused,
    name: &str,
) -> Result<Markup> {
    let keys = app::key::list(&visitor.db, &visitor.actor).await?;
    let shell = Shell::load(visitor, &first_id(visitor).await?).await?;
    let centre = html! {
        div.centre {
            (page_head("API keys"))
            main.content id="content" {
                p.lead {
                    "A key lets a script or an agent act as you. Send it as "
                    code { "Authorization: Bearer mcp_…" } "."
                }
                @if let Some(minted) = minted { (created(minted)) }
                (notice(refused))
                (new_key(visitor, refused, name))
                h2.section-title { "Your keys" }
                @if keys.is_empty() { p.hint { "You have no keys yet." } } @else { (table(visitor, &keys)) }
            }
        }
    };
    Ok(shell.render("API keys", Needs::Sidebar, None, &centre))
}

fn created(minted: &MintedKey) -> Markup {
    html! {
        div.notice.notice-good role="status" {
            p { strong { "Key “" (minted.key.name) "” created." } " Copy it now: it is not shown again." }
            p { code.secret id="new-key" { (minted.token) } }
        }
    }
}

fn new_key(visitor: &Visitor, refused: &Refused, name: &str) -> Markup {
    let field = Field {
        name: "name",
        label: "Name of the new key",
        kind: "text",
        autocomplete: "off",
        value: name,
        hint: None,
        focus: false,
    };
    html! {
        form.inline-form method="post" action="/settings/keys" {
            (csrf_field(&visitor.csrf))
            (field.render(refused))
            button.button.button-primary type="submit" { "Create key" }
        }
    }
}

fn table(visitor: &Visitor, keys: &[ApiKey]) -> Markup {
    html! {
        div.table-frame tabindex="0" role="group" aria-label="Your keys" {
            table.table {
                thead {
                    tr {
                        th scope="col" { "Name" }
                        th scope="col" { "Starts with" }
                        th scope="col" { "Created" }
                        th scope="col" { "Last used" }
                        th { span.visually-hidden { "Actions" } }
                    }
                }
                tbody { @for key in keys { (row(visitor, key)) } }
            }
        }
    }
}

fn row(visitor: &Visitor, key: &ApiKey) -> Markup {
    html! {
        tr {
            td { (key.name) }
            td { code { (key.token_prefix) "…" } }
            td { (time(key.created_at, "")) }
            td { @if let Some(at) = key.last_used_at { (time(at, "")) } @else { "never" } }
            td {
                form method="post" action={ "/settings/keys/" (key.id) "/revoke" } {
                    (csrf_field(&visitor.csrf))
                    button.button.button-small.button-danger type="submit" { "Revoke" }
                }
            }
        }
    }
}
