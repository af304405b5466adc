//! What bad input gets (section by section of the table): a proper status, a plain sentence, nothing changed.

use crate::stage::Stage;
use http::{Method, StatusCode};
use serde_json::json;
use tests::{Browser, Kind};

const FORM: &str = "application/x-www-form-urlencoded";

/// A candidate who has started; the path of their attempt.
async fn started(stage: &Stage) -> (Browser, String) {
    let mut candidate = stage.candidate.clone();
    let home = format!("/t/{}", stage.open);
    let reply = candidate
        .post(&format!("{home}/start"), &[("consent", "yes")])
        .await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    (candidate, home)
}

/// The number of the first question of this attempt that is answered by most and least.
async fn most_least(candidate: &mut Browser, home: &str) -> usize {
    for number in 1..30 {
        let page = candidate.get(&format!("{home}/q/{number}")).await;
        if page.body.contains("name=\"most\"") {
            return number;
        }
    }
    panic!("the assessment has a most/least question");
}

/// AC-09: mail scanners open links many times and start nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac09_opening_a_link_starts_nothing() {
    let stage = Stage::new(Kind::Sqlite).await;
    for times in 0..20 {
        let method = if times % 2 == 0 {
            Method::GET
        } else {
            Method::HEAD
        };
        let reply = stage.site.browser().send(method, &stage.link, "", "").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert!(
            !reply
                .location()
                .contains(stage.link.rsplit('/').next().unwrap_or_default()),
            "the token goes on"
        );
    }
    let page = stage
        .candidate
        .clone()
        .get(&format!("/t/{}/q/1", stage.open))
        .await;
    assert_ne!(
        page.status,
        StatusCode::OK,
        "nothing was started, so there is no question yet"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_of_the_wrong_shape_changes_nothing() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = started(&stage).await;
    let number = most_least(&mut candidate, &home).await;
    let at = format!("{home}/q/{number}");
    let body = |most: &str, least: &str, sequence: u32| json!({ "writer": "w1", "sequence": sequence.to_string(), "revision": "0", "most": most, "least": least });
    let good = candidate.post_json(&at, &body("A", "B", 1)).await;
    assert_eq!(good.status, StatusCode::OK, "{}", good.body);
    for (most, least) in [("A", "A"), ("Z", "B"), ("", "é")] {
        let reply = candidate.post_json(&at, &body(most, least, 2)).await;
        assert!(
            reply.status.is_client_error(),
            "{most} {least}: {}",
            reply.status
        );
    }
    let wrong_format = json!({ "writer": "w1", "sequence": "3", "revision": "1", "rate-A": "4" });
    assert!(
        candidate
            .post_json(&at, &wrong_format)
            .await
            .status
            .is_client_error()
    );
    for smuggled in ["score", "weight", "started_at", "deadline", "status"] {
        let mut body = body("B", "C", 4);
        body[smuggled] = json!("1");
        let reply = candidate.post_json(&at, &body).await;
        assert!(
            reply.status.is_client_error(),
            "AC-05: {smuggled} is taken: {}",
            reply.status
        );
    }
    let page = candidate.get(&at).await;
    let checked = page.body.matches(" checked").count();
    assert_eq!(checked, 2, "the earlier answer stands");
}

/// Another page's answer is not overwritten unseen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_are_told_of_each_other() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = started(&stage).await;
    let number = most_least(&mut candidate, &home).await;
    let at = format!("{home}/q/{number}");
    let save = |writer: &str, most: &str| json!({ "writer": writer, "sequence": "1", "revision": "0", "most": most, "least": "C" });
    assert_eq!(
        candidate.post_json(&at, &save("tab-1", "A")).await.status,
        StatusCode::OK
    );
    let repeated = candidate.post_json(&at, &save("tab-1", "A")).await;
    assert_eq!(
        repeated.status,
        StatusCode::OK,
        "a repeated save is the same save"
    );
    let other = candidate.post_json(&at, &save("tab-2", "B")).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_requests_get_a_small_page_or_json() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut browser = stage.site.browser();
    let unknown = browser.get("/no/such/page").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.body.contains("<html") && unknown.body.len() < 8_000);
    let wrong = browser.send(Method::DELETE, "/login", "", "").await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.body.contains("<html"));
    let huge = browser
        .send(Method::POST, "/login", FORM, &"a".repeat(2_000_000))
        .await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(huge.body.contains("<html"));
    let broken = browser
        .send(Method::POST, "/login", FORM, "email=%ff%fe&password=%80")
        .await;
    assert!(broken.status.is_client_error(), "{}", broken.status);
    let json = browser
        .with("accept", "application/json")
        .get("/no/such/page")
        .await;
    assert_eq!(json.status, StatusCode::NOT_FOUND);
    let told: serde_json::Value =
        serde_json::from_str(&json.body).expect("JSON for those who ask for it");
    assert!(told["error"].is_string() && told["request_id"].is_string());
}

/// Floods on the sign-in form are slowed with Retry-After, and candidates do not notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_at_the_sign_in_form_is_slowed_and_others_go_on() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut flood = stage.site.browser();
    let mut slowed = None;
    for _ in 0..700 {
        let reply = flood.get("/login").await;
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            slowed = Some(reply);
            break;
        }
    }
    let slowed = slowed.expect("the flood is slowed");
    assert!(slowed.headers.contains_key("retry-after"));
    let welcome = stage
        .candidate
        .clone()
        .get(&format!("/t/{}", stage.open))
        .await;
    assert_eq!(welcome.status, StatusCode::OK);
}

/// AC-06: keys never reach a candidate: no value, no reason, no style, no weight in any page of an attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac06_no_page_of_an_attempt_holds_a_key() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = started(&stage).await;
    let mut tx = stage.world.service.read().await.expect("the store answers");
    let id = tx
        .published_frozen(&stage.assessment.to_string())
        .await
        .expect("the store answers")
        .expect("it was published");
    drop(tx);
    let frozen = stage
        .world
        .service
        .frozen(&id)
        .await
        .expect("it was frozen");
    let mut pages = vec![
        candidate.get(&home).await.body,
        candidate.get(&format!("{home}/review")).await.body,
    ];
    for number in 1..=frozen.questions.len() {
        pages.push(candidate.get(&format!("{home}/q/{number}")).await.body);
    }
    for page in &pages {
        for option in frozen
            .questions
            .iter()
            .flat_map(|question| &question.question.options)
        {
            let reason: String = option.reason.chars().take(40).collect();
            assert!(
                !page.contains(reason.trim()),
                "a reason is on a candidate's page: {reason}"
            );
        }
        for word in [
            "empathic_solving",
            "sympathy_only",
            "script_bound",
            "over_promising",
        ] {
            assert!(!page.contains(word), "a style is on a candidate's page");
        }
    }
}
