//! The database is away.

use std::num::NonZeroUsize;

use reqwest::Method;
use serde_json::Value;
use web::Config;

use crate::server::client;

/// A port on which nobody listens: it was free a moment ago, and is not given out again so soon.
fn nobody_there() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

#[tokio::test]
async fn requests_are_told_to_come_back_and_nothing_is_given_away() {
    let url = format!(
        "postgres://someone:secret@127.0.0.1:{}/pagespace",
        nobody_there()
    );
    let db = db::Db::connect(&url, 2)
        .await
        .expect("a pool connects lazily");
    let mut config = Config {
        workers: NonZeroUsize::MIN,
        ..Config::default()
    };
    config.listen.set_port(0);
    let running = web::serve(config, db).await.expect("a service");
    let origin = format!("http://{}", running.addr());
    let ask = async |path: &str| {
        let request = client().request(Method::GET, format!("{origin}{path}"));
        request
            .bearer_auth(format!("mcp_{}", "a".repeat(32)))
            .send()
            .await
            .expect("an answer")
    };
    assert_eq!(ask("/healthz").await.status(), 200);
    for path in ["/readyz", "/api/drives", "/login"] {
        let answer = ask(path).await;
        assert_eq!(answer.status(), 503, "{path}");
        assert_eq!(
            answer.headers().get("retry-after").expect("a time"),
            "2",
            "{path}"
        );
        assert_eq!(
            answer
                .headers()
                .get("x-pagespace-api-version")
                .expect("a version"),
            "1.0.0"
        );
        let body = answer.text().await.expect("a text");
        assert!(
            !body.contains("secret") && !body.contains("127.0.0.1"),
            "{body}"
        );
        if path != "/login" {
            let json: Value = serde_json::from_str(&body).expect("JSON");
            assert!(json["error"].is_string(), "{body}");
        }
    }
    running.stop().await.expect("a clean end");
}
