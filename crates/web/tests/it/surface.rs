//! Every route of the OpenAPI document, called by everybody: one golden table.

use std::fmt::Write as _;

use db::id::{ApiKeyId, DriveId, PageId};
use db::schema::MemberRole;
use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Person;

use crate::answer::Answer;
use crate::server::{Caller, Server};

/// Who owns what is called.
struct Scene {
    server: Server,
    owner: Person,
    admin: Person,
    member: Person,
    stranger: Person,
    drive: DriveId,
}

impl Scene {
    async fn start() -> Self {
        let server = Server::start().await;
        let world = &server.world;
        let (owner, admin) = (world.person("owner").await, world.person("admin").await);
        let (member, stranger) = (world.person("member").await, world.person("stranger").await);
        let drive = world.drive(&owner, "Plans").await.id;
        world.member(&drive, &admin, MemberRole::Admin).await;
        world.member(&drive, &member, MemberRole::Member).await;
        Self {
            server,
            owner,
            admin,
            member,
            stranger,
            drive,
        }
    }

    /// Things that this call may use up.
    async fn target(&self, operation: &str) -> Target {
        let page = self
            .server
            .world
            .code(&self.owner, &self.drive, "A", "text")
            .await
            .id;
        if operation.ends_with("/restore") {
            let trashed =
                app::page::trash(&self.server.world.db, &self.owner.actor, &page, true).await;
            trashed.expect("a page in the trash");
        }
        let key = app::key::create(&self.server.world.db, &self.owner.user.id, "x", None).await;
        Target {
            page,
            key: key.expect("a key").key.id,
            drive: self.drive.clone(),
        }
    }
}

struct Target {
    drive: DriveId,
    page: PageId,
    key: ApiKeyId,
}

impl Target {
    fn path(&self, template: &str) -> String {
        template
            .replace("{driveId}", self.drive.as_str())
            .replace("{pageId}", self.page.as_str())
            .replace("{tokenId}", self.key.as_str())
    }

    /// An input that the owner may send. A route that is missing here fails the test.
    fn body(&self, operation: &str) -> Option<Value> {
        match operation {
            "POST /api/auth/mcp-tokens" | "POST /api/drives" => Some(json!({"name": "x"})),
            "POST /api/pages" => Some(json!({"driveId": self.drive, "title": "x", "type": "CODE"})),
            "PATCH /api/pages/{pageId}" => Some(json!({"title": "x"})),
            "PATCH /api/pages/reorder" => {
                Some(json!({"pageId": self.page, "newParentId": null, "newPosition": 1}))
            }
            "POST /api/mcp/documents" => Some(
                json!({"operation": "insert", "pageId": self.page, "startLine": 1, "content": "x"}),
            ),
            "POST /api/pages/{pageId}/restore"
            | "DELETE /api/pages/{pageId}"
            | "DELETE /api/auth/mcp-tokens/{tokenId}" => None,
            _ if operation.starts_with("GET ") => None,
            _ => panic!("{operation} is not in the table"),
        }
    }
}

async fn call(scene: &Scene, caller: &Caller<'_>, operation: &str) -> u16 {
    let target = scene.target(operation).await;
    let (method, template) = operation.split_once(' ').expect("a method and a path");
    let method: Method = method.parse().expect("a method");
    let request = caller.request(method, &target.path(template));
    let request = match target.body(operation) {
        Some(body) => request.json(&body),
        None => request,
    };
    Answer::to(request).await.status.as_u16()
}

fn operations() -> Vec<String> {
    let document: Value = serde_json::from_str(web::document()).expect("JSON");
    let paths = document
        .get("paths")
        .and_then(Value::as_object)
        .expect("paths");
    let of_path = |(path, item): (&String, &Value)| {
        let methods = item.as_object().expect("methods").keys();
        methods
            .map(|method| format!("{} {path}", method.to_uppercase()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[tokio::test]
async fn everybody_gets_what_they_may() {
    let scene = Scene::start().await;
    let Scene {
        server,
        owner,
        admin,
        member,
        stranger,
        ..
    } = &scene;
    let callers = [
        server.nobody(),
        server.key(stranger),
        server.session(stranger),
        server.key(member),
        server.key(admin),
        server.key(owner),
        server.session(owner),
    ];
    let mut table =
        "nobody stranger's key, session | member's key | admin's key | owner's key, session\n"
            .to_owned();
    for operation in operations() {
        write!(table, "{operation:44}").unwrap();
        for caller in &callers {
            write!(table, " {}", call(&scene, caller, &operation).await).unwrap();
        }
        table.push('\n');
    }
    assert_snapshot!(table, @r#"
    nobody stranger's key, session | member's key | admin's key | owner's key, session
    GET /api/auth/mcp-tokens                     401 401 200 401 401 401 200
    POST /api/auth/mcp-tokens                    401 401 200 401 401 401 200
    DELETE /api/auth/mcp-tokens/{tokenId}        401 401 404 401 401 401 200
    GET /api/auth/me                             401 401 200 401 401 401 200
    GET /api/drives                              401 200 200 200 200 200 200
    POST /api/drives                             401 201 201 201 201 201 201
    GET /api/drives/{driveId}/events             401 404 404 200 200 200 200
    GET /api/drives/{driveId}/pages              401 404 404 200 200 200 200
    POST /api/mcp/documents                      401 404 401 403 200 200 401
    GET /api/openapi.json                        200 200 200 200 200 200 200
    POST /api/pages                              401 404 404 201 201 201 201
    PATCH /api/pages/reorder                     401 404 404 403 200 200 200
    GET /api/pages/{pageId}                      401 404 404 200 200 200 200
    DELETE /api/pages/{pageId}                   401 404 404 403 200 200 200
    PATCH /api/pages/{pageId}                    401 404 404 403 200 200 200
    POST /api/pages/{pageId}/restore             401 404 404 404 200 200 200
    GET /api/version                             200 200 200 200 200 200 200
    GET /healthz                                 200 200 200 200 200 200 200
    GET /readyz                                  200 200 200 200 200 200 200
    "#);
}
