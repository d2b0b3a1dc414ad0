//! The first account: made once, by somebody who is at this computer or read its log.

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use app::account::{NewAccount, PASSWORD_CHARACTERS};
use db::Db;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Field, Refused, notice};
use super::login::{signed_in, user_agent};
use super::{card, go_to};
use crate::csrf::{hex, same};
use crate::error::Result;
use crate::extract::{Anonymous, Query};
use crate::origin::{Origins, is_local};

/// The one-time token that lets somebody from another computer make the first account.
#[derive(Debug, Clone)]
pub(crate) struct SetupToken(String);

impl SetupToken {
    pub(crate) fn new() -> Self {
        Self(hex(&rand::random::<[u8; 16]>()))
    }

    /// The path to print.
    pub(crate) fn path(&self) -> String {
        format!("/setup?token={}", self.0)
    }

    fn opens(&self, req: &HttpRequest, given: &str) -> bool {
        is_local(req) || same(given, &self.0)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SetUp {
    name: String,
    email: String,
    password: String,
    token: String,
}

/// The form, as long as there is nobody.
#[get("/setup")]
pub(super) async fn show(
    req: HttpRequest,
    db: Data<Db>,
    Query(form): Query<SetUp>,
) -> Result<HttpResponse> {
    if !app::account::is_fresh(&db).await? {
        return Ok(go_to("/login"));
    }
    let form = SetUp {
        token: form.token,
        ..SetUp::default()
    };
    Ok(page(&req, &form, &Refused::default()))
}

/// Makes the first account and signs it in.
#[post("/setup")]
pub(super) async fn send(
    req: HttpRequest,
    db: Data<Db>,
    origins: Data<Origins>,
    setup: Data<SetupToken>,
    Anonymous(form): Anonymous<SetUp>,
) -> Result<HttpResponse> {
    if !app::account::is_fresh(&db).await? {
        return Ok(go_to("/login"));
    }
    if !setup.opens(&req, form.token.trim()) {
        return Ok(page(&req, &form, &Refused::field("token", WRONG_TOKEN)));
    }
    match app::account::sign_up_first(&db, form.account()).await {
        Ok(user) => {
            let token = app::session::open(&db, &user.id, user_agent(&req)).await?;
            Ok(signed_in(&origins, token, "/"))
        }
        // Somebody else was faster.
        Err(app::Error::Conflict { .. }) => Ok(go_to("/login")),
        Err(error) => Ok(page(
            &req,
            &form,
            &Refused::mendable(error, &["name", "email", "password"])?,
        )),
    }
}

const WRONG_TOKEN: &str = "This is not the token that the server printed when it started.";

impl SetUp {
    fn account(&self) -> NewAccount {
        NewAccount {
            email: self.email.clone(),
            name: self.name.clone(),
            password: self.password.clone(),
        }
    }

    fn field<'a>(
        name: &'a str,
        label: &'a str,
        kind: &'a str,
        autocomplete: &'a str,
        value: &'a str,
    ) -> Field<'a> {
        Field {
            name,
            label,
            kind,
            autocomplete,
            value,
            hint: None,
            focus: false,
        }
    }
}

fn page(req: &HttpRequest, form: &SetUp, refused: &Refused) -> HttpResponse {
    let status = if refused.summary().is_some() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let page = card("Set up", "card", &content(form, refused, !is_local(req)));
    HttpResponse::build(status)
        .content_type(ContentType::html())
        .body(page.into_string())
}

fn content(form: &SetUp, refused: &Refused, needs_token: bool) -> Markup {
    let name = SetUp::field("name", "Your name", "text", "name", &form.name);
    let email = SetUp::field("email", "Email", "email", "email", &form.email);
    let hint = format!(
        "At least {} characters. A short sentence is easy to remember and hard to guess.",
        PASSWORD_CHARACTERS.start()
    );
    let password = Field {
        hint: Some(&hint),
        ..SetUp::field("password", "Password", "password", "new-password", "")
    };
    let token = Field {
        hint: Some("The server printed it when it started."),
        ..SetUp::field("token", "Setup token", "text", "off", &form.token)
    };
    html! {
        h1 { "Set up your workspace" }
        p.lead { "You are the first person here. This account owns the workspace." }
        (notice(refused))
        form.stack method="post" action="/setup" {
            (name.render(refused))
            (email.render(refused))
            (password.render(refused))
            @if needs_token { (token.render(refused)) }
            button.button.button-primary.button-wide type="submit" { "Create workspace" }
        }
    }
}
