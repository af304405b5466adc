//! What bad input gets: a proper status, a plain sentence, nothing changed. Floods are in `flood`, failing parts in
//! `faults`, lists of people in `invitations`.

use crate::stage::Stage;
use app::routes::table;
use axum::body::Body;
use domain::time::{DAY, SECOND};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Browser, Kind, Reply};

const FORM: &str = "application/x-www-form-urlencoded";

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
    let (mut candidate, home) = stage.started().await;
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

/// A sentence a person can read, and no more.
fn sentence(reply: &Reply) -> String {
    let told: Value = serde_json::from_str(&reply.body).expect("JSON");
    let words = told["error"].as_str().expect("a sentence").to_owned();
    assert!(
        words.ends_with('.') && words.contains(' ') && words.len() < 300,
        "{words}"
    );
    words
}

/// The boxes that are ticked or filled in on a question's page.
fn given(page: &Reply) -> (usize, usize) {
    let count = |mark: &str| page.body.matches(mark).count();
    (count(" checked"), count(" selected"))
}

/// Every format: unknown replies, values off the scale, the same place twice, half of another format. 4xx with a
/// sentence each, and the earlier answer stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_format_takes_what_it_does_not_ask_for() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = stage.started().await;
    let mut met = std::collections::BTreeSet::new();
    for number in 1..=60 {
        let at = format!("{home}/q/{number}");
        let page = candidate.get(&at).await;
        if page.status != StatusCode::OK {
            break;
        }
        let has = |name: &str| page.body.contains(&format!("name=\"{name}\""));
        let (format, good, bad) = if has("best") {
            (
                "best",
                json!({ "best": "A" }),
                vec![
                    json!({ "best": "Z" }),
                    json!({ "best": "A", "most": "B" }),
                    json!({ "best": "" }),
                    json!({ "best": ["A"] }),
                ],
            )
        } else if has("most") {
            (
                "most",
                json!({ "most": "A", "least": "B" }),
                vec![
                    json!({ "most": "A", "least": "A" }),
                    json!({ "most": "Z", "least": "B" }),
                    json!({ "most": "A", "least": "B", "best": "C" }),
                ],
            )
        } else if has("rate-A") {
            (
                "rate",
                json!({ "rate-A": "4" }),
                vec![
                    json!({ "rate-A": "0" }),
                    json!({ "rate-A": "8" }),
                    json!({ "rate-A": "-1" }),
                    json!({ "rate-A": "4.5" }),
                    json!({ "rate-Z": "4" }),
                    json!({ "rate-A": "99999999999999999999" }),
                ],
            )
        } else {
            (
                "place",
                json!({ "place-A": "1" }),
                vec![
                    json!({ "place-A": "1", "place-B": "1" }),
                    json!({ "place-A": "9" }),
                    json!({ "place-A": "0" }),
                    json!({ "place-Z": "1" }),
                ],
            )
        };
        let with = |answer: &Value, sequence: u32| {
            let mut body = answer.clone();
            body["writer"] = json!("w");
            body["sequence"] = json!(sequence);
            body["revision"] = json!(0);
            body
        };
        let saved = candidate.post_json(&at, &with(&good, 1)).await;
        assert_eq!(saved.status, StatusCode::OK, "{format}: {}", saved.body);
        let before = given(&candidate.get(&at).await);
        for answer in &bad {
            let reply = candidate.post_json(&at, &with(answer, 2)).await;
            assert!(reply.status.is_client_error(), "{answer}: {}", reply.status);
            sentence(&reply);
        }
        let after = candidate.get(&at).await;
        assert_eq!(given(&after), before, "{format}: the earlier answer stands");
        met.insert(format);
    }
    assert_eq!(met.len(), 4, "the assessment asks in every format: {met:?}");
}

/// An answer to somebody else's attempt: as if there were none, and theirs stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_in_anothers_attempt() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut owner, home) = stage.started().await;
    let at = format!("{home}/q/{}", most_least(&mut owner, &home).await);
    let save = |sequence: u32, most: &str, least: &str| json!({ "writer": "w", "sequence": sequence, "revision": 0, "most": most, "least": least });
    let saved = owner.post_json(&at, &save(1, "A", "B")).await;
    assert_eq!(saved.status, StatusCode::OK);
    let before = owner.get(&at).await;
    let mut other = stage.site.browser();
    let opened = other.get(&stage.invite("other").await).await;
    let own = opened.location().to_owned();
    let began = other
        .post(&format!("{own}/start"), &[("consent", "yes")])
        .await;
    assert_eq!(began.status, StatusCode::SEE_OTHER);
    let reply = other.post_json(&at, &save(2, "C", "D")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    sentence(&reply);
    // With the owner's cookie under another name, or the other's cookie under the owner's name.
    let (name, own_value) = other.cookies.first_key_value().expect("a cookie");
    let (owners_name, owners_value) = owner.cookies.first_key_value().expect("a cookie");
    for (name, value) in [(owners_name, own_value), (name, owners_value)] {
        let mut forged = stage.site.browser();
        forged.cookies.insert(name.clone(), value.clone());
        let reply = forged.post_json(&at, &save(3, "C", "D")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
    let after = owner.get(&at).await;
    assert_eq!(given(&after), given(&before));
    assert!(after.body.contains("value=\"A\""), "{}", after.body);
}

/// Engineering ruling 5: thirty seconds of grace, then kept apart and said so, on a page and in JSON.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_after_the_end_is_kept_apart_and_told() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = stage.started().await;
    let at = format!("{home}/q/{}", most_least(&mut candidate, &home).await);
    let save = |sequence: u32, most: &str| json!({ "writer": "w", "sequence": sequence, "revision": 0, "most": most, "least": "D" });
    let id = stage.open.to_string();
    let mut tx = stage.world.service.read().await.expect("reads");
    let ends = tx
        .invitation(&id)
        .await
        .expect("reads")
        .expect("there")
        .expires_at;
    drop(tx);
    let clock = &stage.world.clock;
    clock.advance(ends.since(stage.world.service.now()) + 29 * SECOND);
    let in_grace = candidate.post_json(&at, &save(1, "A")).await;
    assert_eq!(in_grace.status, StatusCode::OK, "{}", in_grace.body);
    clock.advance(2 * SECOND);
    let late = candidate.post_json(&at, &save(2, "B")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let told: Value = serde_json::from_str(&late.body).expect("JSON");
    assert_eq!(told["state"], "late");
    assert!(sentence(&late).contains("We keep it"));
    let form = [
        ("writer", "v"),
        ("sequence", "1"),
        ("revision", "0"),
        ("most", "C"),
        ("least", "D"),
    ];
    let page = candidate.post(&at, &form).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.body.contains("<html") && page.body.contains("We keep it"));
    let mut tx = stage.world.service.read().await.expect("reads");
    let attempt = tx
        .candidate_record(&id)
        .await
        .expect("reads")
        .and_then(|record| record.attempt)
        .expect("started");
    let kept = tx.late_answers(&attempt.id).await.expect("reads");
    let stored = tx.answers(&attempt.id).await.expect("reads");
    assert_eq!(kept.len(), 1, "the newest late answer is kept, apart");
    assert_eq!(stored.len(), 1, "the one in the grace counts");
    drop(tx);
    clock.advance(DAY);
    let much_later = candidate.post_json(&at, &save(3, "C")).await;
    assert!(much_later.status.is_client_error());
}

/// Engineering ruling 4: another page's answer is not overwritten unseen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_tabs_are_told_of_each_other() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = stage.started().await;
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
    let told: Value = serde_json::from_str(&other.body).expect("JSON");
    let words = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
    assert!(
        words("theirs").contains('A') && words("mine").contains('B'),
        "{told}"
    );
    let form = [
        ("writer", "tab-3"),
        ("sequence", "1"),
        ("revision", "0"),
        ("most", "B"),
        ("least", "C"),
    ];
    let page = candidate.post(&at, &form).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.body.contains(&words("theirs")) && page.body.contains(&words("mine")),
        "both answers are on the page: {}",
        page.body
    );
    let unchanged = candidate.post_json(&at, &save("tab-1", "A")).await;
    assert_eq!(unchanged.status, StatusCode::OK);
    // Out of order within one tab: the newer one stays.
    let step = |sequence: u32, most: &str| json!({ "writer": "tab-1", "sequence": sequence, "revision": 1, "most": most, "least": "C" });
    let newer = candidate.post_json(&at, &step(5, "D")).await;
    assert_eq!(newer.status, StatusCode::OK, "{}", newer.body);
    let overtaken = candidate.post_json(&at, &step(4, "B")).await;
    assert_eq!(overtaken.status, StatusCode::OK, "{}", overtaken.body);
    let revision = |reply: &Reply| {
        serde_json::from_str::<Value>(&reply.body).expect("JSON")["revision"].clone()
    };
    assert_eq!(
        revision(&newer),
        revision(&overtaken),
        "nothing was written"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_requests_get_a_small_page_or_json() {
    const JSON: &str = "application/json";
    let stage = Stage::new(Kind::Sqlite).await;
    let (candidate, home) = stage.started().await;
    let save = format!("{home}/q/1");
    let huge = vec![b'a'; 2_000_000];
    let mut replies = Vec::new();
    for (method, path, kind, body, status) in [
        (Method::GET, "/no/such/page", "", &b""[..], 404),
        (Method::GET, "/t/not-an-id", "", b"", 404),
        (Method::DELETE, "/login", "", b"", 405),
        (Method::PUT, &save, JSON, b"{}", 405),
        (Method::POST, "/login", FORM, &huge, 413),
        (Method::POST, &save, JSON, &huge, 413),
        (Method::POST, "/login", FORM, b"email=a@b.c", 422),
        (Method::POST, "/login", "text/plain", b"email=a", 415),
        (Method::POST, &save, FORM, b"best=A", 400),
        (
            Method::POST,
            &save,
            JSON,
            b"{\"writer\": \"\xff\xfe\"}",
            400,
        ),
        (Method::POST, &save, JSON, b"{\"writer\": ", 400),
        (Method::POST, &save, JSON, b"[1, 2]", 422),
        (
            Method::POST,
            &save,
            FORM,
            b"writer=%ff%fe&sequence=1&revision=0",
            400,
        ),
        (Method::POST, &save, FORM, b"\xff=\xfe&\x80", 400),
    ] {
        let wanted = StatusCode::from_u16(status).expect("a status");
        let send = async |browser: &mut Browser| {
            let body = Body::from(body.to_vec());
            browser.send_body(method.clone(), path, kind, body).await
        };
        let page = send(&mut candidate.clone()).await;
        assert_eq!(page.status, wanted, "{method} {path}: {}", page.body);
        assert!(
            page.body.contains("<html") && page.body.len() < 8_000,
            "{method} {path}: {}",
            page.body
        );
        let json = send(&mut candidate.with("accept", JSON)).await;
        assert_eq!(json.status, wanted, "{method} {path}: {}", json.body);
        sentence(&json);
        let told: Value = serde_json::from_str(&json.body).expect("JSON");
        assert!(told["request_id"].is_string());
        replies.extend([page, json]);
    }
    let mut browser = stage.site.browser();
    // What is no text in a form is no password either.
    for form in [
        &b"email=%ff%fe&password=%80"[..],
        b"email=\xff\xfe&password=\x80",
    ] {
        let body = Body::from(form);
        let reply = browser.send_body(Method::POST, "/login", FORM, body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        replies.push(reply);
    }
    for reply in &replies {
        let body = reply.body.to_lowercase();
        for inner in [
            "deserialize",
            "invalid utf",
            "missing field",
            "axum",
            "serde",
        ] {
            assert!(!body.contains(inner), "a library speaks: {}", reply.body);
        }
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    }
    let wrong = browser.send(Method::DELETE, "/login", "", "").await;
    let allowed = wrong.headers["allow"].to_str().expect("text");
    assert!(allowed.contains("GET") && allowed.contains("POST"));
}

/// AC-31, AC-32: what is typed into an address reaches no query as code and no file: every page answers it with a page.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_addresses_meet_pages_and_no_server_error() {
    const TYPED: [&str; 6] = [
        "%27%3B%20DROP%20TABLE%20accounts%3B--",
        "1%20OR%201%3D1",
        "%00%0d%0aSet-Cookie%3A%20a%3Db",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%252e%252e%252f%5c..%5c",
        "-9223372036854775809",
    ];
    let stage = Stage::new(Kind::Sqlite).await;
    for route in table()
        .into_iter()
        .filter(|route| route.method == Method::GET)
    {
        let path = stage.fill(route.path);
        for typed in TYPED {
            let query = [
                "q", "page", "sort", "state", "band", "decision", "before", "a", "b",
            ]
            .map(|name| format!("{name}={typed}"))
            .join("&");
            let mut paths = vec![format!("{path}?{query}")];
            // Each part of the address in turn.
            let parts: Vec<&str> = path.split('/').collect();
            if route.path.contains('{') {
                paths.extend((1..parts.len()).map(|at| {
                    let mut parts = parts.clone();
                    parts[at] = typed;
                    parts.join("/")
                }));
            }
            for path in paths {
                for browser in [&stage.admin, &stage.recruiter, &stage.candidate] {
                    let reply = browser.clone().get(&path).await;
                    assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
                    assert!(!reply.body.contains("root:x:"), "{path} reads a file");
                    let set = reply.headers.get("set-cookie");
                    assert!(
                        set.is_none_or(|value| !value.as_bytes().starts_with(b"a=b")),
                        "{path} sets a header"
                    );
                }
            }
        }
    }
    for file in [
        "../Cargo.toml",
        "..%2fCargo.toml",
        "%2e%2e%2fCargo.toml",
        "..%5cCargo.toml",
        "manifest.json",
        "%00",
    ] {
        let reply = stage.site.browser().get(&format!("/assets/{file}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{file}");
    }
    let mut admin = stage.admin.clone();
    let accounts = admin.get("/admin/accounts").await;
    assert!(accounts.body.contains("recruiter@demo.example"));
}

/// AC-06: keys never reach a candidate: no value, no reason, no style, no weight in any page of an attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac06_no_page_of_an_attempt_holds_a_key() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = stage.started().await;
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
    // What saves, conflicts and the end answer.
    let numbers = 1..=frozen.questions.len();
    for (number, writer) in numbers.flat_map(|number| [(number, "w"), (number, "v")]) {
        let at = format!("{home}/q/{number}");
        for (field, value) in [
            ("best", "A"),
            ("most", "A"),
            ("rate-A", "1"),
            ("place-A", "1"),
        ] {
            let mut body = json!({ "writer": writer, "sequence": 1, "revision": 0 });
            body[field] = json!(if writer == "w" || value == "1" {
                value
            } else {
                "B"
            });
            pages.push(candidate.post_json(&at, &body).await.body);
        }
    }
    pages.push(
        candidate
            .post_json(&format!("{home}/submit"), &json!({}))
            .await
            .body,
    );
    for path in ["", "/done", "/review", "/q/1", "/adjust"] {
        pages.push(candidate.get(&format!("{home}{path}")).await.body);
    }
    assert!(pages.iter().any(|page| page.contains("\"saved\"")));
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
