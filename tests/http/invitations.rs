//! Inviting over HTTP: typed, pasted and uploaded lists, previews, bad files, the intake's page and its actions.

use crate::stage::Stage;
use http::{Method, StatusCode};
use tests::{Browser, Kind, Reply, between};

const BOUNDARY: &str = "----attune-test-boundary";

/// Posts a multipart form as a browser would; a field named `file` is a file.
async fn upload(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Reply {
    let mut body = String::new();
    for (name, value) in fields {
        let file = if *name == "file" {
            "; filename=\"people.csv\"\r\nContent-Type: text/csv"
        } else {
            ""
        };
        body.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    browser.send(Method::POST, path, &kind, &body).await
}

/// What the preview's form would send back.
fn previewed(reply: &Reply) -> String {
    let value = between(&reply.body, "name=\"people\" value=\"", "\"").expect("a list to confirm");
    value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Invitations in the table.
fn rows(page: &Reply) -> usize {
    page.body.matches("data-label=\"Name\"").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_previewed_sent_and_shown() {
    let stage = Stage::new(Kind::Sqlite).await;
    let intake = stage.fill("/assessments/{assessment}/intakes/{intake}");
    let mut browser = stage.recruiter.clone();
    let list = "name;email\nAna <b>Ruiz</b>;ana@example.org\n\"Bo; \"\"B\"\"\";bo@example.org\nCy;cy@nowhere\n";
    let preview = upload(&mut browser, &format!("{intake}/invite"), &[("file", list)]).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(
        preview.body.contains("Send 2 invitations"),
        "{}",
        preview.body
    );
    assert!(
        preview.body.contains("Ana &lt;b&gt;Ruiz&lt;/b&gt;")
            && preview.body.contains("Cannot be used: 1")
    );
    let before = browser.get(&format!("{intake}?q=ana@example.org")).await;
    assert!(
        before.body.contains("Nobody here fits that"),
        "a preview invites nobody"
    );

    let people = previewed(&preview);
    let sent = upload(
        &mut browser,
        &format!("{intake}/invite/send"),
        &[("people", &people), ("how", "mail")],
    )
    .await;
    assert_eq!(
        (sent.status, sent.location()),
        (StatusCode::SEE_OTHER, intake.as_str())
    );
    let page = browser.get(&format!("{intake}?q=%40example.org")).await;
    assert!(
        page.body.contains("2 invitations are on their way"),
        "{}",
        page.body
    );
    assert!(rows(&page) == 2 && page.body.contains("waiting to be sent"));
    let again = upload(
        &mut browser,
        &format!("{intake}/invite/send"),
        &[("people", &people), ("how", "mail")],
    )
    .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let page = browser.get(&intake).await;
    assert!(
        page.body
            .contains("Everybody in this list is invited already")
    );
    assert!(
        !page.body.contains("/i/"),
        "no personal link stands in a list"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_comes_back_with_its_reason() {
    let stage = Stage::new(Kind::Sqlite).await;
    let invite = stage.fill("/assessments/{assessment}/intakes/{intake}/invite");
    let mut browser = stage.recruiter.clone();
    let huge = "a@example.org,\n".repeat(700_000);
    for (list, words) in [
        ("PK\u{3}\u{4}sheet", "This looks like a ZIP or Excel file."),
        (huge.as_str(), "This file is larger than 5 MB."),
        (
            "name,town\nAna,Leeds\n",
            "names no column for e-mail addresses",
        ),
        ("", "There is nobody in this list."),
    ] {
        let reply = upload(&mut browser, &invite, &[("file", list)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(
            reply.body.contains(words) && reply.body.contains("id=\"f-file-error\""),
            "{words}"
        );
    }
    let one = upload(
        &mut browser,
        &invite,
        &[("name", "Ana \"A\" Ruiz"), ("email", "ana@nowhere")],
    )
    .await;
    assert_eq!(one.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        one.body.contains("id=\"f-email-error\"") && one.body.contains("value=\"ana@nowhere\""),
        "{}",
        one.body
    );
    assert!(
        one.body.contains("value=\"Ana &quot;A&quot; Ruiz\""),
        "what was typed comes back"
    );
    let sneaky = upload(
        &mut browser,
        &invite,
        &[("people", "a@example.org"), ("assessment_id", "x")],
    )
    .await;
    assert_eq!(sneaky.status, StatusCode::BAD_REQUEST);
    let plain = browser.post(&invite, &[("people", "a@example.org")]).await;
    assert_eq!(plain.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_people_at_once() {
    let stage = Stage::new(Kind::Sqlite).await;
    let intake = stage.fill("/assessments/{assessment}/intakes/{intake}");
    let mut browser = stage.recruiter.clone();
    let list: String = (0..5_000)
        .map(|n| format!("Person Number {n}, person{n}@example.org\n"))
        .collect();
    let preview = upload(
        &mut browser,
        &format!("{intake}/invite"),
        &[("people", &list)],
    )
    .await;
    assert!(preview.body.contains("Send 5000 invitations"));
    let people = previewed(&preview);
    let sent = upload(
        &mut browser,
        &format!("{intake}/invite/send"),
        &[("people", &people), ("how", "link")],
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = browser
        .get(&format!("{intake}?state=invited&q=person4999%40&page=7"))
        .await;
    assert!(rows(&page) == 1 && page.body.contains("none; pass on the link"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_invitation_is_shown_renewed_and_taken_back() {
    let stage = Stage::new(Kind::Sqlite).await;
    let intake = stage.fill("/assessments/{assessment}/intakes/{intake}");
    let one = format!("{intake}/invitations/{}", stage.open);
    let mut browser = stage.recruiter.clone();
    let shown = browser.post(&format!("{one}/link"), &[]).await;
    assert!(
        shown.status == StatusCode::OK && shown.body.contains(&stage.link),
        "{}",
        shown.body
    );
    let renewed = browser.post(&format!("{one}/resend"), &[]).await;
    assert_eq!(renewed.status, StatusCode::SEE_OTHER);
    let old = stage.site.browser().get(&stage.link).await;
    assert_eq!(old.status, StatusCode::GONE, "the old link is dead");
    let asked = browser.get(&format!("{one}/revoke")).await;
    assert!(asked.status == StatusCode::OK && asked.body.contains("Take the invitation back"));
    let revoked = browser.post(&format!("{one}/revoke"), &[]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    let page = browser.get(&format!("{intake}?state=revoked")).await;
    assert!(
        page.body.contains("Its link does not work any more") && page.body.contains("Invite again")
    );
    let reminded = browser.post(&format!("{one}/remind"), &[]).await;
    assert_eq!(reminded.status, StatusCode::SEE_OTHER);
    let page = browser.get(&intake).await;
    assert!(
        page.body.contains("A reminder goes once"),
        "the refusal is said on the page"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intake_is_made_changed_kept_up_to_date_and_closed() {
    let stage = Stage::new(Kind::Sqlite).await;
    let intakes = stage.fill("/assessments/{assessment}/intakes");
    let mut browser = stage.recruiter.clone();
    let wrong = browser
        .post(
            &format!("{intakes}/new"),
            &[
                ("name", ""),
                ("site", "Leeds <x>"),
                ("closes_on", "2020-01-01"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("<title>Error: New intake"),
        "{}",
        wrong.body
    );
    assert!(
        wrong.body.contains("value=\"Leeds &lt;x&gt;\"")
            || wrong.body.contains("value=\"Leeds <x>\"")
    );
    assert!(
        wrong.body.contains("id=\"f-name-error\"")
            && wrong.body.contains("id=\"f-closes_on-error\"")
    );
    let sneaky = browser
        .post(
            &format!("{intakes}/new"),
            &[("name", "x"), ("closed_at", "1")],
        )
        .await;
    assert_eq!(sneaky.status, StatusCode::UNPROCESSABLE_ENTITY);

    let made = browser
        .post(&format!("{intakes}/new"), &[("name", "Winter")])
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let intake = made.location().to_owned();
    let empty = browser.get(&intake).await;
    assert!(empty.body.contains("Nobody is invited yet") && empty.headers.get("refresh").is_none());
    let live = browser.get(&format!("{intake}?live=1")).await;
    assert_eq!(
        live.headers
            .get("refresh")
            .and_then(|value| value.to_str().ok()),
        Some("15")
    );
    let changed = browser
        .post(
            &format!("{intake}/edit"),
            &[("name", "Winter"), ("closes_on", "2026-12-24")],
        )
        .await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER);
    assert!(
        browser
            .get(&intake)
            .await
            .body
            .contains("Until 24 Dec 2026.")
    );
    let asked = browser.get(&format!("{intake}/close")).await;
    assert!(asked.body.contains("This cannot be undone."));
    let closed = browser.post(&format!("{intake}/close"), &[]).await;
    assert_eq!(closed.location(), format!("{intake}/ranking"));
    let again = browser.get(&format!("{intake}/close")).await;
    assert_eq!(
        (again.status, again.location()),
        (StatusCode::SEE_OTHER, intake.as_str())
    );
    assert!(browser.get(&intake).await.body.contains("closed"));
    let invite = browser.get(&format!("{intake}/invite")).await;
    assert_eq!(
        (invite.status, invite.location()),
        (StatusCode::SEE_OTHER, intake.as_str())
    );
}

/// Formulas, line breaks and direction marks in names, recipients smuggled into an address: used as plain text with a
/// note, or refused with the row, before anything is sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_people_are_neutralised_or_refused_and_said() {
    let stage = Stage::new(Kind::Sqlite).await;
    let intake = stage.fill("/assessments/{assessment}/intakes/{intake}");
    let mut browser = stage.recruiter.clone();
    let list = "name,email\n=HYPERLINK(1),formula@example.org\n\"Ana\r\nBcc: evil@example.org\",ana@example.org\n\
                Bo,\"bo@example.org\r\nBcc: evil@example.org\"\nCy \u{202e}gro,cy@example.org\n";
    let preview = upload(&mut browser, &format!("{intake}/invite"), &[("file", list)]).await;
    assert_eq!(preview.status, StatusCode::OK);
    for words in [
        "Send 3 invitations",
        "Cannot be used: 1",
        "The name looks like a formula; it is kept as text.",
        "Control characters in the name were replaced by spaces.",
    ] {
        assert!(preview.body.contains(words), "{words}: {}", preview.body);
    }
    let people = previewed(&preview);
    let sent = upload(
        &mut browser,
        &format!("{intake}/invite/send"),
        &[("people", &people), ("how", "mail")],
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    service::jobs::run_due(&stage.world.service, 16)
        .await
        .expect("the worker runs");
    let mails = stage.world.mails();
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        assert!(!mail.to_email.contains("evil") && mail.to_email.ends_with("@example.org"));
        assert!(!mail.to_name.contains(['\r', '\n', '\u{202e}']));
        assert!(!mail.subject.contains(['\r', '\n']));
    }
}
