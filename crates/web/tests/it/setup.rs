//! The first account, signing in and signing out.

use reqwest::Method;
use testkit::PASSWORD;
use web::{Config, Origin};

use crate::answer::Answer;
use crate::server::Server;

const ADA: [(&str, &str); 3] = [
    ("name", "Ada"),
    ("email", "ada@example.com"),
    ("password", PASSWORD),
];

fn session_of(answer: &Answer) -> &str {
    let cookie = answer.header("set-cookie");
    let value = cookie
        .strip_prefix("pagespace_session=")
        .and_then(|rest| rest.split(';').next());
    value.unwrap_or_else(|| panic!("no session in {cookie:?}"))
}

#[tokio::test]
async fn the_first_person_sets_up_and_lands_in_a_drive() {
    let server = Server::start().await;
    let nobody = server.nobody();
    assert_eq!(nobody.get("/").await.header("location"), "/login?next=/");
    assert_eq!(nobody.get("/login").await.header("location"), "/setup");
    let form = nobody.get("/setup").await;
    assert!(form.body.contains("action=\"/setup\"") && !form.body.contains("name=\"token\""));

    let done = nobody.form("/setup", &ADA).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/"));
    let cookie = done.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Expires="] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");

    let browser = server.cookie(session_of(&done));
    let drive = browser.get("/").await.header("location").to_owned();
    assert!(drive.starts_with("/d/"), "{drive}");
    let shown = browser.get(&drive).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("Start here"), "{}", shown.body);
}

#[tokio::test]
async fn setup_closes_for_good() {
    let server = Server::start().await;
    let nobody = server.nobody();
    nobody.form("/setup", &ADA).await;
    assert_eq!(nobody.get("/setup").await.header("location"), "/login");
    let second = [
        ("name", "Eve"),
        ("email", "eve@example.com"),
        ("password", PASSWORD),
    ];
    let answer = nobody.form("/setup", &second).await;
    assert_eq!(answer.header("location"), "/login");
    assert_eq!(answer.header("set-cookie"), "");
    let sign_in = [("email", "eve@example.com"), ("password", PASSWORD)];
    assert_eq!(nobody.form("/login", &sign_in).await.status, 400);
}

#[tokio::test]
async fn from_elsewhere_setup_needs_the_token() {
    let server = Server::start().await;
    // What a proxy adds, or a name that is not of this computer.
    for (name, value) in [
        ("x-forwarded-for", "10.0.0.9"),
        ("host", "pages.example.com"),
    ] {
        let request = |method| {
            server
                .nobody()
                .request(method, "/setup")
                .header(name, value)
        };
        let form = Answer::to(request(Method::GET)).await;
        assert!(
            form.body.contains("name=\"token\""),
            "{name}: {}",
            form.body
        );
        let refused = Answer::to(request(Method::POST).form(&ADA)).await;
        assert_eq!(refused.status, 400, "{name}");
        assert!(
            refused.body.contains("token-error"),
            "{name}: {}",
            refused.body
        );
    }
    assert_eq!(
        server.nobody().get("/login").await.header("location"),
        "/setup"
    );
    let address = server.setup_path.as_str();
    let token = address.split_once("token=").unwrap().1;
    let request = server
        .nobody()
        .request(Method::GET, address)
        .header("x-forwarded-for", "10.0.0.9");
    assert!(Answer::to(request).await.body.contains(token));
    let request = server
        .nobody()
        .request(Method::POST, "/setup")
        .header("x-forwarded-for", "10.0.0.9");
    let fields: Vec<_> = ADA.into_iter().chain([("token", token)]).collect();
    assert_eq!(
        Answer::to(request.form(&fields)).await.header("location"),
        "/"
    );
}

#[tokio::test]
async fn a_form_comes_back_with_reasons_and_without_the_password() {
    let server = Server::start().await;
    let fields = [
        ("name", "Ada <3"),
        ("email", "nonsense"),
        ("password", "secret!?"),
    ];
    let answer = server.nobody().form("/setup", &fields).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.body.contains("id=\"email-error\""),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("value=\"Ada &lt;3\""),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("value=\"nonsense\""),
        "{}",
        answer.body
    );
    assert!(!answer.body.contains("secret!?"), "{}", answer.body);
    let empty = server.nobody().form("/setup", &[]).await;
    assert_eq!(empty.status, 400);
    let nul = server.nobody().form("/setup", &[("name", "a\u{0}")]).await;
    assert_eq!(nul.status, 400);
}

#[tokio::test]
async fn foreign_pages_cannot_sign_anybody_in() {
    let server = Server::start().await;
    server.world.person("ada").await;
    let fields = [("email", "ada@example.com"), ("password", PASSWORD)];
    let request = server
        .nobody()
        .request(Method::POST, "/login")
        .header("origin", "https://evil.example.com");
    let refused = Answer::to(request.form(&fields)).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("set-cookie")),
        (403, "")
    );
}

#[tokio::test]
async fn signing_in_returns_to_where_one_was_and_signing_out_ends_it() {
    let server = Server::start().await;
    server.world.person("ada").await;
    let nobody = server.nobody();
    let wrong = nobody
        .form(
            "/login",
            &[("email", "ada@example.com"), ("password", "not it at all")],
        )
        .await;
    let unknown = nobody
        .form(
            "/login",
            &[
                ("email", "ada@example.com".replace("ada", "bob").as_str()),
                ("password", "not it at all"),
            ],
        )
        .await;
    assert_eq!((wrong.status.as_u16(), unknown.status.as_u16()), (400, 400));
    assert_eq!(wrong.body.replace("ada@", "bob@"), unknown.body);

    let fields = [
        ("email", "ADA@example.com "),
        ("password", PASSWORD),
        ("next", "/settings/keys"),
    ];
    let signed_in = nobody.form("/login", &fields).await;
    assert_eq!(signed_in.header("location"), "/settings/keys");
    let browser = server.cookie(session_of(&signed_in));
    let token = browser.csrf().await;
    let out = browser.form("/logout", &[("csrf", &token)]).await;
    assert_eq!(out.header("location"), "/login");
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    assert_eq!(
        browser.get("/settings/keys").await.header("location"),
        "/login?next=/settings/keys"
    );
    assert_eq!(browser.get("/api/drives").await.status, 401);
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure_and_sockets_are_too() {
    let public_url = Origin::parse("https://pages.example.com");
    let server = Server::with(Config {
        public_url,
        ..Config::default()
    })
    .await;
    let request = server
        .nobody()
        .request(Method::POST, "/setup")
        .header("origin", "https://pages.example.com");
    let done = Answer::to(request.form(&ADA)).await;
    assert!(done.header("set-cookie").contains("Secure"), "{done:?}");
    let page = server.nobody().get("/login").await;
    assert!(
        page.header("content-security-policy")
            .contains(" wss://127.0.0.1:3001;"),
        "{page:?}"
    );
}
