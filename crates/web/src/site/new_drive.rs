//! The screen where somebody makes a workspace for a team.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::drive::first_id;
use super::form::{Field, Refused, csrf_field, notice};
use super::shell::{Shell, page_head};
use super::{Needs, go_to};
use crate::error::Result;
use crate::extract::{SignedIn, Visitor};

#[get("/drives/new")]
pub(super) async fn show(visitor: Visitor) -> Result<Markup> {
    screen(&visitor, &Refused::default(), "").await
}

#[derive(Debug, Deserialize)]
pub(super) struct NewDrive {
    name: String,
}

/// Makes the workspace and opens it.
#[post("/drives")]
pub(super) async fn create(sent: SignedIn<NewDrive>) -> Result<HttpResponse> {
    let SignedIn {
        visitor,
        form: NewDrive { name },
    } = &sent;
    match app::drive::create_for_team(&visitor.db, &visitor.actor, name).await {
        Ok(view) => Ok(go_to(&format!("/d/{}", view.drive.id))),
        Err(error) => {
            let refused = Refused::mendable(error, &["name"])?;
            let page = screen(visitor, &refused, name).await?;
            Ok(HttpResponse::build(StatusCode::BAD_REQUEST)
                .content_type("text/html; charset=utf-8")
                .body(page.into_string()))
        }
    }
}

async fn screen(visitor: &Visitor, refused: &Refused, name: &str) -> Result<Markup> {
    let shell = Shell::load(visitor, &first_id(visitor).await?).await?;
    let field = Field {
        name: "name",
        label: "Name",
        kind: "text",
        autocomplete: "off",
        value: name,
        hint: None,
        focus: true,
    };
    let centre = html! {
        div.centre {
            (page_head("New workspace"))
            main.content id="content" {
                p.lead { "A tree of pages of its own, in which everybody who belongs to it may write." }
                (notice(refused))
                form.inline-form method="post" action="/drives" {
                    (csrf_field(&visitor.csrf))
                    (field.render(refused))
                    button.button.button-primary type="submit" { "Create workspace" }
                }
            }
        }
    };
    Ok(shell.render("New workspace", Needs::Sidebar, None, &centre))
}
