//! Accounts and keys from the command line, beside a running instance and without one.

use testkit::Scratch;

use crate::instance::{Instance, complaint, printed};

const PASSWORD: &str = "correct horse battery staple\n";

fn user<'a>(email: &'a str, name: &'a str) -> [&'a str; 7] {
    [
        "user",
        "create",
        "--email",
        email,
        "--name",
        name,
        "--password-stdin",
    ]
}

fn key(email: &str) -> [&str; 6] {
    ["key", "create", "--user", email, "--name", "script"]
}

#[tokio::test]
async fn a_key_is_printed_alone_and_works_at_once() {
    let dir = Scratch::new();
    let instance = Instance::start(dir.path());
    printed(dir.path(), &user("ada@example.com", "Ada"), PASSWORD);
    let output = printed(dir.path(), &key("ada@example.com"), "");
    let token = output.strip_suffix('\n').unwrap();
    assert!(
        token.starts_with("mcp_") && !token.contains(char::is_whitespace),
        "{output:?}"
    );
    let request = reqwest::Client::new().get(format!("{}/api/drives", instance.origin()));
    let answer = request.bearer_auth(token).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
}

#[test]
fn what_cannot_be_done_is_explained() {
    let dir = Scratch::new();
    printed(dir.path(), &user("ada@example.com", "Ada"), PASSWORD);
    for (arguments, input, expected) in [
        (
            user("ada@example.com", "Ada").as_slice(),
            PASSWORD,
            "already",
        ),
        (
            user("bob@example.com", "Bob").as_slice(),
            "",
            "standard input",
        ),
        (
            user("bob@example.com", "Bob").as_slice(),
            "short\n",
            "password",
        ),
        (user("nowhere", "Bob").as_slice(), PASSWORD, "e-mail"),
        (key("bob@example.com").as_slice(), "", "bob@example.com"),
    ] {
        let message = complaint(dir.path(), arguments, input);
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn a_member_is_added_to_a_drive_by_email() {
    let dir = Scratch::new();
    printed(dir.path(), &user("ada@example.com", "Ada"), PASSWORD);
    let message = complaint(
        dir.path(),
        &[
            "member",
            "add",
            "--drive",
            "nonsense",
            "--user",
            "ada@example.com",
        ],
        "",
    );
    assert!(message.contains("nonsense"), "{message}");
}
