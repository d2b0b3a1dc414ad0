//! The pages that a signed-in person sees.

use db::schema::{MemberRole, PageType};
use testkit::new_page;

use crate::server::Server;

#[tokio::test]
async fn an_empty_drive_offers_to_make_the_first_page() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans & <more>").await;
    let browser = server.browser(&ada);
    let shown = browser.get(&format!("/d/{}", drive.id)).await;
    assert_eq!(shown.header("content-type"), "text/html; charset=utf-8");
    assert!(
        shown.body.contains("Plans &amp; &lt;more&gt;") && shown.body.contains("Nothing here yet")
    );
    let port = "ws://127.0.0.1:3001/ws";
    assert!(
        shown.body.contains(&format!("data-ws-url=\"{port}\"")),
        "{}",
        shown.body
    );
    assert!(
        shown
            .header("content-security-policy")
            .contains("connect-src 'self' ws://127.0.0.1:3001;")
    );
    // The other drive is one click away.
    assert!(shown.body.contains("drive-menu"));
    for forbidden in ["<script>", " style=", "onclick", "javascript:"] {
        assert!(!shown.body.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn a_workspace_made_by_form_is_open_to_its_members() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let browser = server.browser(&ada);
    let csrf = browser.csrf().await;
    let shown = browser.get("/drives/new").await;
    assert!(shown.body.contains("action=\"/drives\""), "{}", shown.body);
    let refused = browser
        .form("/drives", &[("csrf", csrf.as_str()), ("name", "  ")])
        .await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.body.contains("ame must not be empty"),
        "{}",
        refused.body
    );
    let made = browser
        .form("/drives", &[("csrf", csrf.as_str()), ("name", "Engines")])
        .await;
    let drive = made.header("location").trim_start_matches("/d/");
    let drives = app::drive::list(&server.world.db, &ada.actor, false)
        .await
        .unwrap();
    let drive = drives
        .iter()
        .find(|view| view.drive.id.as_str() == drive)
        .unwrap();
    assert!(drive.drive.name == "Engines" && drive.drive.members_edit);
    // Nothing is made for a form from elsewhere.
    let foreign = browser
        .form("/drives", &[("csrf", "guess"), ("name", "Engines")])
        .await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test]
async fn a_page_made_by_form_opens_in_the_editor() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let browser = server.browser(&ada);
    let csrf = browser.csrf().await;
    let id = drive.id.to_string();
    let fields = [
        ("csrf", csrf.as_str()),
        ("driveId", &id),
        ("title", "\"Year\" <1>"),
        ("type", "DOCUMENT"),
    ];
    let made = browser.form("/pages", &fields).await;
    let path = made.header("location");
    let shown = browser.get(path).await;
    let page_id = path.trim_start_matches("/p/");
    let editor =
        format!("data-page-id=\"{page_id}\" data-document=\"page:{page_id}\" data-kind=\"rich\"");
    assert!(shown.body.contains(&editor), "{}", shown.body);
    assert!(
        shown
            .body
            .contains("data-collab-url=\"ws://127.0.0.1:3001/collab\"")
    );
    assert!(shown.body.contains("data-read-only=\"false\""));
    assert!(shown.body.contains("value=\"&quot;Year&quot; &lt;1&gt;\""));
    for id in [
        "title",
        "save-state",
        "presence",
        "toolbar",
        "tree",
        "page-menu",
        "banner",
    ] {
        assert!(shown.body.contains(&format!("id=\"{id}\"")), "{id}");
    }
    let tree = browser.get(&format!("/d/{}/tree", drive.id)).await;
    assert!(
        tree.body.starts_with("<nav ") && tree.body.ends_with("</nav>"),
        "{}",
        tree.body
    );
    assert!(
        tree.body.contains("data-head=\"2\"") && tree.body.contains(path),
        "{}",
        tree.body
    );
}

#[tokio::test]
async fn a_form_without_a_title_comes_back() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let browser = server.browser(&ada);
    let csrf = browser.csrf().await;
    let id = drive.id.to_string();
    let refused = browser
        .form(
            "/pages",
            &[
                ("csrf", &csrf),
                ("driveId", &id),
                ("title", " "),
                ("type", "CODE"),
            ],
        )
        .await;
    assert_eq!(refused.status, 400);
    assert!(
        refused
            .between("id=\"new-page-error\"", "</p>")
            .contains("must not be empty")
    );
}

#[tokio::test]
async fn types_open_in_the_editor_they_have_or_say_that_there_is_none() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let browser = server.browser(&ada);
    for (page_type, expected) in [
        (PageType::Code, "data-kind=\"text\""),
        (PageType::Canvas, "data-kind=\"text\""),
        (PageType::TaskList, "data-kind=\"text\""),
        (PageType::Channel, "cannot show pages of this type yet"),
        (PageType::Sheet, "cannot show pages of this type yet"),
        (PageType::Folder, "There are no pages in here."),
    ] {
        let page = server
            .world
            .page_with(&ada, new_page(&drive.id, page_type, "x"))
            .await;
        let shown = browser.get(&format!("/p/{}", page.id)).await;
        assert!(
            shown.body.contains(expected),
            "{page_type:?}: {}",
            shown.body
        );
    }
}

#[tokio::test]
async fn a_plain_member_reads_and_does_not_edit() {
    let server = Server::start().await;
    let (ada, bob) = (
        server.world.person("ada").await,
        server.world.person("bob").await,
    );
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.page(&ada, &drive.id, "Year").await;
    server
        .world
        .member(&drive.id, &bob, MemberRole::Member)
        .await;
    let shown = server.browser(&bob).get(&format!("/p/{}", page.id)).await;
    assert!(
        shown.body.contains("data-read-only=\"true\""),
        "{}",
        shown.body
    );
    assert!(shown.between("id=\"title\"", ">").contains("readonly"));
}

#[tokio::test]
async fn a_page_goes_to_the_trash_and_back_without_script() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let drive = server.world.drive(&ada, "Plans").await;
    let page = server.world.page(&ada, &drive.id, "Year").await;
    let browser = server.browser(&ada);
    let csrf = browser.csrf().await;
    let fields = [("csrf", csrf.as_str())];
    let trashed = browser
        .form(&format!("/pages/{}/trash", page.id), &fields)
        .await;
    assert_eq!(trashed.header("location"), format!("/d/{}", drive.id));
    let shown = browser.get(&format!("/p/{}", page.id)).await;
    assert!(
        shown.body.contains("This page is in the trash."),
        "{}",
        shown.body
    );
    let restored = browser
        .form(&format!("/pages/{}/restore", page.id), &fields)
        .await;
    assert_eq!(restored.header("location"), format!("/p/{}", page.id));
    assert!(
        browser
            .get(&format!("/p/{}", page.id))
            .await
            .body
            .contains("id=\"editor\"")
    );
}

#[tokio::test]
async fn a_key_is_shown_once() {
    let server = Server::start().await;
    let ada = server.world.person("ada").await;
    let browser = server.browser(&ada);
    let csrf = browser.csrf().await;
    let made = browser
        .form("/settings/keys", &[("csrf", &csrf), ("name", "Backup")])
        .await;
    let token = made.between("id=\"new-key\">", "<").to_owned();
    assert!(token.starts_with("mcp_"));
    assert_eq!(server.bearer(&token).get("/api/drives").await.status, 200);
    let listed = browser.get("/settings/keys").await;
    assert!(listed.body.contains("Backup") && !listed.body.contains(&token));

    let unnamed = browser
        .form("/settings/keys", &[("csrf", &csrf), ("name", "")])
        .await;
    assert!(
        unnamed.body.contains("id=\"name-error\""),
        "{}",
        unnamed.body
    );
    let revoke = listed.between("action=\"/settings/keys/", "\"").to_owned();
    let answer = browser
        .form(&format!("/settings/keys/{revoke}"), &[("csrf", &csrf)])
        .await;
    assert_eq!(answer.header("location"), "/settings/keys");
    assert_eq!(server.bearer(&token).get("/api/drives").await.status, 401);
}

#[tokio::test]
async fn what_is_not_there_or_not_visible_is_the_same_page() {
    let server = Server::start().await;
    let (ada, eve) = (
        server.world.person("ada").await,
        server.world.person("eve").await,
    );
    let drive = server.world.drive(&ada, "Secret plans").await;
    let page = server.world.page(&ada, &drive.id, "Secret page").await;
    let browser = server.browser(&eve);
    for path in [
        format!("/p/{}", page.id),
        format!("/p/{}", db::id::PageId::new()),
        "/p/Not-An-Id".to_owned(),
        format!("/d/{}", drive.id),
        format!("/d/{}/tree", drive.id),
        "/nothing".to_owned(),
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("This page does not exist"), "{path}");
        assert!(
            answer.body.contains(answer.header("x-request-id")),
            "{path}"
        );
        assert!(!answer.body.contains("Secret"), "{path}");
    }
    let nobody = server.nobody().get(&format!("/p/{}", page.id)).await;
    assert_eq!(
        nobody.header("location"),
        format!("/login?next=/p/{}", page.id)
    );
}
