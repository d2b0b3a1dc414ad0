//! Style and script.

use reqwest::Method;

use crate::answer::Answer;
use crate::server::Server;

#[tokio::test]
async fn everything_that_a_page_loads_is_there() {
    let server = Server::start().await;
    for (name, kind) in [
        ("app.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("editor.css", "text/css; charset=utf-8"),
        ("editor.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("icons.svg", "image/svg+xml"),
    ] {
        let answer = server.nobody().get(&format!("/assets/{name}")).await;
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("content-type"), kind, "{name}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{name}");
        assert!(!answer.body.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_browser_that_has_a_file_is_not_sent_it_again() {
    let server = Server::start().await;
    let first = server.nobody().get("/assets/app.css").await;
    let again = |tag: String| {
        Answer::to(
            server
                .nobody()
                .request(Method::GET, "/assets/app.css")
                .header("if-none-match", tag),
        )
    };
    let known = again(first.header("etag").to_owned()).await;
    assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""));
    assert_eq!(again("\"something else\"".to_owned()).await.status, 200);
    assert_eq!(again("nonsense".to_owned()).await.status, 200);
}

#[tokio::test]
async fn nothing_but_the_listed_files_is_served() {
    let server = Server::start().await;
    for path in [
        "/assets/",
        "/assets/nothing.js",
        "/assets/..%2fmarkup.html",
        "/assets/SOURCE_HASH",
    ] {
        assert_eq!(server.nobody().get(path).await.status, 404, "{path}");
    }
}
