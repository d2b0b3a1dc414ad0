//! The database is away.

use std::num::NonZeroUsize;

use futures_util::future::join_all;
use reqwest::Method;
use web::Config;

use crate::server::client;

/// A socket that nobody ever made.
const NOWHERE: &str = "postgres://someone:secret@/pagespace?host=%2Fnowhere%2Fpagespace";

#[tokio::test]
async fn requests_are_told_to_come_back_and_nothing_is_given_away() {
    let db = db::Db::connect(NOWHERE, 2)
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
    // At once: each of them waits for a connection before it gives up.
    let paths = ["/readyz", "/api/drives", "/login"];
    for answer in join_all(paths.map(&ask)).await {
        assert_eq!(answer.status(), 503, "{}", answer.url());
        let header = |name| answer.headers().get(name).expect("a header").to_owned();
        assert_eq!(header("retry-after"), "2");
        assert_eq!(header("x-pagespace-api-version"), "1.0.0");
        let is_json = header("content-type") == "application/json";
        assert_eq!(is_json, answer.url().path() != "/login");
        let body = answer.text().await.expect("a text");
        assert!(
            !body.contains("secret") && !body.contains("nowhere"),
            "{body}"
        );
        assert!(body.contains("The database cannot be reached."), "{body}");
    }
    running.stop().await.expect("a clean end");
}
