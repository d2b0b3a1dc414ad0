//! The pages that people see, rendered here; what moves in them is in `ui/`.

mod drive;
mod form;
mod icon;
mod keys;
mod login;
pub(crate) mod message;
mod new_drive;
mod page;
pub(crate) mod setup;
mod shell;
mod tree;

use actix_web::http::header;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::edge::is_for_programs;
use crate::error::Error;
use crate::openapi::methods_of;

/// Registers the pages.
pub(crate) fn pages(config: &mut ServiceConfig) {
    config
        .service(assets::file)
        .service(setup::show)
        .service(setup::send)
        .service(login::show)
        .service(login::send)
        .service(login::leave)
        .service(drive::first)
        .service(drive::show)
        .service(drive::tree)
        .service(new_drive::show)
        .service(new_drive::create)
        .service(page::create)
        .service(page::show)
        .service(page::trash)
        .service(page::restore)
        .service(keys::show)
        .service(keys::create)
        .service(keys::revoke)
        .default_service(web::to(nothing));
}

/// Whatever matches no route.
async fn nothing(req: HttpRequest) -> Result<HttpResponse, Error> {
    let methods = is_for_programs(req.path())
        .then(|| methods_of(req.path()))
        .flatten();
    Err(methods.map_or(Error::App(app::Error::NotFound), Error::Method))
}

/// What a page loads beside the common style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Sidebar,
    Editor,
}

/// The document around every screen. `body` is the element itself.
fn document(title: &str, needs: Needs, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Pagespace" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/app.css";
                @if needs == Needs::Editor { link rel="stylesheet" href="/assets/editor.css"; }
                @if needs != Needs::Nothing { script type="module" src="/assets/app.js" {} }
                @if needs == Needs::Editor { script type="module" src="/assets/editor.js" {} }
            }
            (body)
        }
    }
}

/// A card in the middle of an otherwise empty screen.
fn card(title: &str, class: &str, content: &Markup) -> Markup {
    let body = html! {
        body.centered {
            main class=(class) {
                p.brand {
                    img.brand-mark src="/assets/icon.svg" alt="" width="32" height="32";
                    " Pagespace"
                }
                (content)
            }
        }
    };
    document(title, Needs::Nothing, &body)
}

/// Continues at a path of ours with GET.
fn go_to(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}
