//! Signing in and out.

use actix_web::cookie::time::OffsetDateTime;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentType};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use app::session::NewToken;
use db::Db;
use maud::{Markup, html};
use serde::Deserialize;

use super::form::{Field, Refused, notice};
use super::page::Nothing;
use super::{card, go_to};
use crate::error::Result;
use crate::extract::{Anonymous, Query, SESSION_COOKIE, SignedIn};
use crate::origin::Origins;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignIn {
    email: String,
    password: String,
    /// A path of ours to go to afterwards.
    next: String,
}

impl SignIn {
    /// A path of this service, or the start: never an address that somebody smuggled in.
    fn next(&self) -> &str {
        let is_ours = self.next.starts_with('/')
            && !self.next.starts_with("//")
            && !self
                .next
                .contains(|letter: char| letter == '\\' || letter.is_control());
        if is_ours { &self.next } else { "/" }
    }
}

/// The form; before there is anybody, setup.
#[get("/login")]
pub(super) async fn show(db: Data<Db>, query: Query<SignIn>) -> Result<HttpResponse> {
    if app::account::is_fresh(&db).await? {
        return Ok(go_to("/setup"));
    }
    Ok(page(&query.0, &Refused::default()))
}

/// Signs in with e-mail and password.
#[post("/login")]
pub(super) async fn send(
    req: HttpRequest,
    db: Data<Db>,
    origins: Data<Origins>,
    Anonymous(form): Anonymous<SignIn>,
) -> Result<HttpResponse> {
    match app::account::sign_in(&db, &form.email, &form.password, user_agent(&req)).await {
        Ok((_, token)) => Ok(signed_in(&origins, token, form.next())),
        Err(app::Error::Unauthenticated) => Ok(page(
            &form,
            &Refused::whole("Email or password is not right."),
        )),
        Err(error) => Ok(page(
            &form,
            &Refused::mendable(error, &["email", "password"])?,
        )),
    }
}

/// Ends the session.
#[post("/logout")]
pub(super) async fn leave(sent: SignedIn<Nothing>) -> Result<HttpResponse> {
    app::session::end(&sent.visitor.db, &sent.visitor.actor).await?;
    let mut answer = go_to("/login");
    let mut cookie = Cookie::build(SESSION_COOKIE, "").path("/").finish();
    cookie.make_removal();
    answer
        .add_cookie(&cookie)
        .map_err(|error| app::Error::Internal(error.to_string()))?;
    Ok(answer)
}

/// Hands the session to the browser and continues.
pub(super) fn signed_in(origins: &Origins, token: NewToken, next: &str) -> HttpResponse {
    let expires = OffsetDateTime::from_unix_timestamp(token.expires_at.timestamp()).ok();
    let mut cookie = Cookie::build(SESSION_COOKIE, token.token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(origins.is_secure())
        .finish();
    cookie.set_expires(expires);
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, next))
        .cookie(cookie)
        .finish()
}

/// What the browser calls itself, for the list of sessions.
pub(super) fn user_agent(req: &HttpRequest) -> Option<&str> {
    req.headers().get(header::USER_AGENT)?.to_str().ok()
}

fn page(form: &SignIn, refused: &Refused) -> HttpResponse {
    let status = if refused.summary().is_some() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let page = card("Sign in", "card", &content(form, refused));
    HttpResponse::build(status)
        .content_type(ContentType::html())
        .body(page.into_string())
}

fn content(form: &SignIn, refused: &Refused) -> Markup {
    let email = Field {
        name: "email",
        label: "Email",
        kind: "email",
        autocomplete: "username",
        value: &form.email,
        hint: None,
        focus: true,
    };
    let password = Field {
        name: "password",
        label: "Password",
        kind: "password",
        autocomplete: "current-password",
        value: "",
        hint: None,
        focus: false,
    };
    html! {
        h1 { "Sign in" }
        (notice(refused))
        form.stack method="post" action="/login" {
            input type="hidden" name="next" value=(form.next());
            (email.render(refused))
            (password.render(refused))
            button.button.button-primary.button-wide type="submit" { "Sign in" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_here() {
        for (next, goes_to) in [
            ("/p/abc", "/p/abc"),
            ("", "/"),
            ("//evil.example.com", "/"),
            ("/\\evil.example.com", "/"),
            ("/\t/evil.example.com", "/"),
            ("https://evil.example.com", "/"),
        ] {
            let form = SignIn {
                next: next.to_owned(),
                ..SignIn::default()
            };
            assert_eq!(form.next(), goes_to, "{next:?}");
        }
    }
}
