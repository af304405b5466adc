//! Signing in and what belongs to it, as a browser meets it.

use domain::time::{HOUR, MINUTE};
use http::{Method, StatusCode};
use service::{accounts, jobs};
use tests::{Browser, Kind, Reply, Site, World};

const PASSWORD: &str = "correct battery staple";

struct Office {
    world: World,
    site: Site,
    /// Signed in as the first admin.
    admin: Browser,
}

/// A fresh installation, set up through its page.
async fn office() -> Office {
    let world = World::new(Kind::Sqlite).await;
    let site = Site::new(&world);
    let mut admin = site.browser();
    assert_eq!(admin.get("/").await.location(), "/login");
    assert_eq!(
        admin.get("/login").await.location(),
        "/setup",
        "a fresh installation leads to its set-up"
    );
    let token = accounts::ensure_setup_token(&world.service)
        .await
        .expect("reads")
        .expect("no accounts");
    let form = |token: &'static str| {
        [
            ("token", token),
            ("name", "Ana <b>Ruiz</b>"),
            ("email", "ana@example.org"),
            ("password", PASSWORD),
        ]
    };
    let wrong = admin.post("/setup", &form("wrong")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("Error: Set up") && wrong.body.contains("value=\"ana@example.org\"")
    );
    assert!(
        !wrong.body.contains(PASSWORD),
        "a password never comes back"
    );
    let mut right = form("");
    right[0].1 = &token;
    let done = admin.post("/setup", &right).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, "/assessments")
    );
    for path in ["/setup", "/mailbox", "/mailbox/1", "/mailbox/1/0"] {
        assert_eq!(
            site.browser().get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    Office { world, site, admin }
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> Reply {
    browser
        .post(
            "/login",
            &[
                ("email", email),
                ("password", password),
                ("next", "/account"),
            ],
        )
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_sign_in_change_their_password_and_leave() {
    let office = office().await;
    let mut browser = office.site.browser();
    let wrong = sign_in(&mut browser, "ana@example.org", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"ana@example.org\"")
            && !wrong.body.contains("not the password")
    );
    assert!(browser.cookies.is_empty());
    let right = sign_in(&mut browser, "ana@example.org", PASSWORD).await;
    assert_eq!(
        (right.status, right.location()),
        (StatusCode::SEE_OTHER, "/account")
    );
    let cookie = right.headers["set-cookie"].to_str().expect("text");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    let own = browser.get("/account").await;
    assert!(own.body.contains("Ana &lt;b&gt;Ruiz"), "a name is data");
    assert!(
        own.body.contains("Sign out everywhere else"),
        "two browsers are signed in"
    );
    let change = [("current", PASSWORD), ("password", "short")];
    let refused = browser.post("/account/password", &change).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("href=\"#f-password\""),
        "the summary leads to the field"
    );
    let change = [("current", PASSWORD), ("password", "another long password")];
    assert_eq!(
        browser.post("/account/password", &change).await.location(),
        "/account"
    );
    assert!(
        browser
            .get("/account")
            .await
            .body
            .contains("Your new password is saved.")
    );
    let mut old = office.admin.clone();
    assert!(
        old.get("/account")
            .await
            .location()
            .starts_with("/login?next="),
        "the other browser is out"
    );
    let before = browser.clone();
    assert_eq!(browser.post("/logout", &[]).await.location(), "/login");
    assert!(!browser.cookies.contains_key("attune"));
    assert!(
        before
            .clone()
            .get("/account")
            .await
            .location()
            .starts_with("/login"),
        "the token is dead"
    );
    assert_eq!(
        browser.post("/logout", &[]).await.location(),
        "/login",
        "leaving twice does no harm"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_leads_to_a_path_of_this_site_only() {
    let office = office().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let form = [
            ("email", "ana@example.org"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let reply = office.site.browser().post("/login", &form).await;
        assert_eq!(
            (reply.status, reply.location()),
            (StatusCode::SEE_OTHER, "/"),
            "{next}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_tries_are_told_to_wait_and_keep_what_was_typed() {
    let office = office().await;
    let mut browser = office.site.browser();
    for _ in 0..10 {
        sign_in(&mut browser, "ana@example.org", "wrong").await;
    }
    let closed = sign_in(&mut browser, "ana@example.org", PASSWORD).await;
    assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(closed.headers["retry-after"], "900");
    assert!(
        closed.body.contains("value=\"ana@example.org\"") && closed.body.contains("15 minutes")
    );
    assert_eq!(
        office.admin.clone().get("/account").await.status,
        StatusCode::OK,
        "others are unaffected"
    );
    office.world.clock.advance(15 * MINUTE);
    assert_eq!(
        sign_in(&mut browser, "ana@example.org", PASSWORD)
            .await
            .location(),
        "/account"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_password_is_replaced_by_a_link_that_leaves_no_trace() {
    let office = office().await;
    let service = &office.world.service;
    let mut browser = office.site.browser();
    let strangers = browser
        .post("/forgot", &[("email", "nobody@example.org")])
        .await;
    // A forged host must not stand in the link.
    let mut forged = browser
        .with("x-forwarded-host", "evil.example")
        .with("host", "evil.example");
    let asked = forged
        .post("/forgot", &[("email", "ana@example.org")])
        .await;
    assert_eq!(
        strangers.comparable().replace("nobody@", "ana@"),
        asked.comparable(),
        "the answer is the same for everyone"
    );
    jobs::run_due(service, 16).await.expect("the worker runs");
    let mails = office.world.mails();
    assert_eq!(mails.len(), 1, "no mail to strangers");
    assert!(!mails[0].text.contains("evil.example") && !mails[0].html.contains("evil.example"));
    let url = mails[0]
        .text
        .lines()
        .find(|line| line.contains("/reset/"))
        .expect("a link");
    let link = url
        .strip_prefix("http://127.0.0.1:3000")
        .expect("the configured address");
    let token = link.rsplit('/').next().expect("a token");
    let no_link = office.site.browser().get("/reset").await;
    assert_eq!(no_link.status, StatusCode::GONE);
    // A scanner that looks uses nothing up.
    for method in [Method::HEAD, Method::GET, Method::GET] {
        let mut scanner = office.site.browser();
        scanner.send(method, link, "", "").await;
        scanner.get("/reset").await;
    }
    let opened = browser.get(link).await;
    assert_eq!(
        (opened.status, opened.location()),
        (StatusCode::SEE_OTHER, "/reset")
    );
    assert_eq!(opened.headers["referrer-policy"], "no-referrer");
    let page = browser.get("/reset").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(token), "the page holds no token");
    assert_eq!(
        browser
            .post("/reset", &[("password", "short")])
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let copy = browser.clone();
    assert_eq!(
        browser
            .post("/reset", &[("password", "a wholly new password")])
            .await
            .location(),
        "/login"
    );
    assert!(
        office
            .admin
            .clone()
            .get("/account")
            .await
            .location()
            .starts_with("/login"),
        "sessions end"
    );
    let again = copy
        .clone()
        .post("/reset", &[("password", "and yet another one")])
        .await;
    assert_eq!(again.status, StatusCode::GONE, "it works once");
    assert_eq!(
        sign_in(&mut browser, "ana@example.org", "a wholly new password")
            .await
            .location(),
        "/account"
    );
    // A report's or an invitation's token opens nothing here.
    let account = link.split('/').nth(2).expect("an account");
    for purpose in service::tokens::Purpose::ALL {
        if purpose != service::tokens::Purpose::PasswordReset {
            let mut crossed = office.site.browser();
            crossed
                .get(&format!(
                    "/reset/{account}/{}",
                    service.secret.token(purpose, account, 3)
                ))
                .await;
            assert_eq!(
                crossed.get("/reset").await.status,
                StatusCode::GONE,
                "{purpose:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_make_edit_and_disable_accounts() {
    let office = office().await;
    let mut admin = office.admin.clone();
    let wrong = admin
        .post(
            "/admin/accounts/new",
            &[("name", "Bo"), ("email", "bo"), ("rater", "yes")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"bo\""));
    let form = [
        ("name", "Bo"),
        ("email", "bo@example.org"),
        ("recruiter", "yes"),
    ];
    assert_eq!(
        admin.post("/admin/accounts/new", &form).await.location(),
        "/admin/accounts"
    );
    let extra = [
        ("name", "Bo"),
        ("email", "eve@example.org"),
        ("recruiter", "yes"),
        ("disabled", "no"),
    ];
    let refused = admin.post("/admin/accounts/new", &extra).await;
    assert!(
        refused.status.is_client_error(),
        "unknown fields are refused"
    );
    jobs::run_due(&office.world.service, 16)
        .await
        .expect("the worker runs");
    let mail = office.world.mails().pop().expect("a mail");
    assert_eq!(mail.to_email, "bo@example.org");
    let url = mail
        .text
        .lines()
        .find(|line| line.contains("/reset/"))
        .expect("a link");
    let mut bo = office.site.browser();
    bo.get(
        url.strip_prefix("http://127.0.0.1:3000")
            .expect("the configured address"),
    )
    .await;
    bo.post("/reset", &[("password", PASSWORD)]).await;
    assert_eq!(
        sign_in(&mut bo, "bo@example.org", PASSWORD)
            .await
            .location(),
        "/account"
    );
    assert_eq!(
        bo.get("/admin/accounts").await.status,
        StatusCode::FORBIDDEN
    );
    let list = admin.get("/admin/accounts").await.body;
    let path = list
        .split("/admin/accounts/")
        .filter_map(|rest| rest.split_once("\">Bo<"))
        .map(|(id, _)| id)
        .last();
    let path = format!("/admin/accounts/{}", path.expect("Bo is listed"));
    // A new role counts at the next request.
    let roles = [("name", "Bo Admin"), ("recruiter", "yes"), ("admin", "yes")];
    assert_eq!(
        admin.post(&path, &roles).await.location(),
        "/admin/accounts"
    );
    assert_eq!(bo.get("/admin/accounts").await.status, StatusCode::OK);
    assert_eq!(
        admin.post(&format!("{path}/disable"), &[]).await.location(),
        "/admin/accounts"
    );
    assert!(
        bo.get("/account").await.location().starts_with("/login"),
        "out at once"
    );
    assert_eq!(
        sign_in(&mut bo, "bo@example.org", PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // The last admin stays.
    let own = list
        .split("/admin/accounts/")
        .filter_map(|rest| rest.split_once("\">Ana"))
        .map(|(id, _)| id)
        .last();
    let own = format!("/admin/accounts/{}", own.expect("Ana is listed"));
    let refused = admin.post(&format!("{own}/disable"), &[]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let demoted = admin.post(&own, &[("name", "Ana"), ("rater", "yes")]).await;
    assert_eq!(demoted.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(demoted.body.contains("only admin"));
    let log = admin.get("/admin/audit?noun=account").await;
    for action in [
        "account.setup",
        "account.create",
        "account.edit",
        "account.disable",
    ] {
        assert!(log.body.contains(action), "{action} is in the log");
    }
    assert!(!log.body.contains("session.login"), "the filter narrows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_that_was_given_up_is_shown_with_the_reply_and_tried_again() {
    let office = office().await;
    let mut admin = office.admin.clone();
    let reply = "550 5.1.1 <script>no such user";
    office
        .world
        .mailer
        .fail_next(service::ports::MailError::Permanent(reply.into()));
    let form = [
        ("name", "Bo"),
        ("email", "bo@example.org"),
        ("recruiter", "yes"),
    ];
    admin.post("/admin/accounts/new", &form).await;
    assert!(
        admin
            .get("/admin/jobs")
            .await
            .body
            .contains("Nothing was given up.")
    );
    jobs::run_due(&office.world.service, 16)
        .await
        .expect("the worker runs");
    let page = admin.get("/admin/jobs").await.body;
    assert!(
        page.contains("550 5.1.1 &lt;script&gt;no such user"),
        "the reply is data"
    );
    assert!(page.contains("Password link to bo@example.org"));
    let (_, rest) = page.split_once("action=\"/admin/jobs/").expect("a button");
    let (action, _) = rest.split_once('"').expect("its path");
    assert_eq!(
        admin
            .post(&format!("/admin/jobs/{action}"), &[])
            .await
            .location(),
        "/admin/jobs"
    );
    assert_eq!(
        admin
            .post(&format!("/admin/jobs/{action}"), &[])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    jobs::run_due(&office.world.service, 16)
        .await
        .expect("the worker runs");
    assert_eq!(office.world.mails().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_by_silence() {
    let office = office().await;
    let mut admin = office.admin.clone();
    office.world.clock.advance(12 * HOUR);
    let reply = admin.get("/admin/jobs").await;
    assert_eq!(reply.location(), "/login?next=/admin/jobs");
    let page = admin.get("/login?next=/admin/jobs").await;
    assert!(page.body.contains("name=\"next\" value=\"/admin/jobs\""));
}
