//! What the service says about itself.

use insta::assert_snapshot;
use reqwest::Method;

use crate::server::Server;

#[tokio::test]
async fn version_and_health_need_no_credential() {
    let server = Server::start().await;
    let nobody = server.nobody();
    assert_snapshot!(nobody.get("/api/version").await, @r#"
    200
    service: "pagespace", apiVersion: "1.0.0"
    "#);
    assert_snapshot!(nobody.get("/healthz").await, @r#"
    200
    status: "ok"
    "#);
    assert_snapshot!(nobody.get("/readyz").await, @r#"
    200
    status: "ready"
    "#);
}

#[tokio::test]
async fn unknown_paths_of_the_interface_answer_json() {
    let server = Server::start().await;
    let nobody = server.nobody();
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/pages",
        "/api/drives/x/y/z",
    ] {
        let answer = nobody.get(path).await;
        let expected = if path == "/api/pages" { 405 } else { 404 };
        assert_eq!(answer.status, expected, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
    assert_snapshot!(nobody.get("/api/nothing").await, @r#"
    404
    error: "Not found."
    "#);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let server = Server::start().await;
    for (path, method, allow) in [
        ("/api/drives", Method::DELETE, "GET, POST"),
        ("/api/pages/abc", Method::POST, "DELETE, GET, PATCH"),
        ("/api/pages/abc/restore", Method::GET, "POST"),
        ("/api/mcp/documents", Method::PUT, "POST"),
        ("/healthz", Method::POST, "GET"),
    ] {
        let answer = server.nobody().bare(method, path).await;
        assert_eq!(answer.status, 405, "{path}");
        assert_eq!(answer.header("allow"), allow, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
}

/// `cargo run -p web -- --openapi > crates/web/openapi.json` after changing routes or shapes.
#[tokio::test]
async fn the_committed_description_is_the_served_one() {
    let server = Server::start().await;
    let answer = server.nobody().get("/api/openapi.json").await;
    assert_eq!(answer.body, web::document());
    assert!(
        answer.body == include_str!("../../openapi.json"),
        "openapi.json is stale: cargo run -p web -- --openapi > crates/web/openapi.json"
    );
}

#[tokio::test]
async fn every_operation_describes_its_answers_and_its_refusals() {
    let description: serde_json::Value = serde_json::from_str(web::document()).unwrap();
    let mut names = std::collections::BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} is the name of two operations");
            let responses = operation["responses"].as_object().unwrap();
            let success = responses.iter().find(|(status, _)| status.starts_with('2'));
            assert!(success.is_some(), "{method} {path} has no success");
            for (status, response) in responses
                .iter()
                .filter(|(status, _)| !status.starts_with('2'))
            {
                let schema = &response["content"]["application/json"]["schema"]["$ref"];
                assert_eq!(
                    schema, "#/components/schemas/ErrorBody",
                    "{method} {path} {status}"
                );
            }
            let is_public = operation["security"] == serde_json::json!([{}]);
            assert_eq!(responses.contains_key("401"), !is_public, "{method} {path}");
        }
    }
}
