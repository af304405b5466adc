//! Floods and forged addresses: who is slowed, who is not, and what is said. (AC-15 to AC-19.)

use crate::stage::{Stage, save};
use http::StatusCode;
use std::net::IpAddr;
use std::sync::Arc;
use tests::{Browser, Kind, Reply, Site};

const MINUTE: i64 = 60_000;

fn seconds(reply: &Reply) -> u64 {
    reply
        .headers
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .expect("a number of seconds to wait")
}

async fn sign_in(browser: &mut Browser, email: &str) -> Reply {
    let form = [("email", email), ("password", "not the password")];
    browser.post("/login", &form).await
}

/// Ten thousand requests within a minute: all but the first few hundred are slowed, from that address alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_sign_ins_are_slowed_and_others_go_on() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut flood = stage.site.browser().at([192, 0, 2, 66]);
    let (mut answered, mut slowed) = (0, 0);
    for _ in 0..10_000 {
        let reply = flood.get("/login").await;
        if reply.status == StatusCode::TOO_MANY_REQUESTS {
            assert!((1..=60).contains(&seconds(&reply)));
            if slowed == 0 {
                assert!(reply.body.contains("<html") && reply.body.contains("Please wait"));
            }
            slowed += 1;
        } else {
            answered += 1;
        }
    }
    assert_eq!((answered, slowed), (600, 9_400));
    let elsewhere = stage.site.browser().at([192, 0, 2, 67]).get("/login").await;
    assert_eq!(elsewhere.status, StatusCode::OK);
    let (candidate, home) = stage.started().await;
    let page = candidate
        .at([192, 0, 2, 66])
        .get(&format!("{home}/q/1"))
        .await;
    assert_eq!(page.status, StatusCode::OK, "candidates share the address");
    stage.world.clock.advance(MINUTE);
    assert_eq!(flood.get("/login").await.status, StatusCode::OK);
}

/// One link opened again and again is slowed; every other link works, from the same address too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_link_opened_too_often_is_slowed_and_others_open() {
    let stage = Stage::new(Kind::Sqlite).await;
    let other = stage.invite("ana").await;
    let mut scanner = stage.site.browser().at([192, 0, 2, 66]);
    for area in ["reports", "reset", "adjustments"] {
        let link = stage.fill(&format!("/{area}/{{report}}/{{token}}"));
        for _ in 0..60 {
            let reply = scanner.get(&link).await;
            assert_ne!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{area}");
            assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{area}");
        }
        let reply = scanner.get(&link).await;
        assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{area}");
    }
    for _ in 0..59 {
        let reply = scanner.get(&stage.link).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
    }
    // The stage itself has opened it once.
    let reply = scanner.get(&stage.link).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&seconds(&reply)));
    let guessed = format!("/i/{}/{}", stage.open, "0".repeat(64));
    let reply = stage.site.browser().at([192, 0, 2, 99]).get(&guessed).await;
    assert_eq!(
        reply.status,
        StatusCode::TOO_MANY_REQUESTS,
        "guesses at one link are counted wherever they come from"
    );
    assert_eq!(scanner.get(&other).await.status, StatusCode::SEE_OTHER);
    stage.world.clock.advance(MINUTE);
    assert_eq!(scanner.get(&stage.link).await.status, StatusCode::SEE_OTHER);
}

/// Guessing over many links ends at the ceiling of the address, and at that address only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_at_many_links_is_slowed_by_address() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut guesser = stage.site.browser().at([192, 0, 2, 66]);
    for number in 0..9_000 {
        let reply = guesser.get(&format!("/i/guess-{number}/token")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
    let slowed = guesser.get("/i/guess/token").await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    assert!((1..=60).contains(&seconds(&slowed)));
    let mut elsewhere = stage.site.browser().at([192, 0, 2, 67]);
    assert_eq!(
        elsewhere.get(&stage.link).await.status,
        StatusCode::SEE_OTHER
    );
}

/// AC-15: a room of candidates behind one address all get in, within one minute.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac15_a_room_behind_one_address_gets_in() {
    let stage = Stage::new(Kind::Sqlite).await;
    for number in 0..120 {
        let link = stage.invite(&format!("seat{number}")).await;
        let mut seat = stage.site.browser().at([198, 51, 100, 7]);
        let opened = seat.get(&link).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "seat {number}");
        let home = opened.location().to_owned();
        let began = seat
            .post(&format!("{home}/start"), &[("consent", "yes")])
            .await;
        assert_eq!(began.status, StatusCode::SEE_OTHER, "seat {number}");
        let question = seat.get(began.location()).await;
        assert_eq!(question.status, StatusCode::OK, "seat {number}");
    }
}

/// AC-16: who is counted is the peer; a header says otherwise only if a listed proxy wrote it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac16_a_forged_address_is_not_believed() {
    let stage = Stage::new(Kind::Sqlite).await;
    let flood = stage.site.browser().at([192, 0, 2, 66]);
    let mut slowed = 0;
    for number in 0..700 {
        let forged = format!("203.0.113.{}", number % 250);
        let mut one = flood.with("x-forwarded-for", &forged);
        let reply = one.get("/login").await;
        slowed += u32::from(reply.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(slowed, 100, "a new header is no new address");

    // Behind a proxy the last address that the proxy itself wrote counts, whatever stands before it.
    let proxies = [[10, 0, 0, 1], [10, 0, 0, 2]].map(IpAddr::from).to_vec();
    let site = Site::of(&stage.world.service, proxies);
    let proxy = site.browser().at([10, 0, 0, 1]);
    for number in 0..600 {
        let chain = format!("203.0.113.{}, 192.0.2.66, 10.0.0.2", number % 250);
        let mut one = proxy.with("x-forwarded-for", &chain);
        assert_eq!(one.get("/login").await.status, StatusCode::OK);
    }
    let mut same = proxy.with("x-forwarded-for", "198.51.100.1, 192.0.2.66");
    assert_eq!(
        same.get("/login").await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let mut other = proxy.with("x-forwarded-for", "192.0.2.66, 198.51.100.1");
    assert_eq!(other.get("/login").await.status, StatusCode::OK);
    // Nobody but the proxy may say so.
    let mut direct = site
        .browser()
        .at([192, 0, 2, 66])
        .with("x-forwarded-for", "198.51.100.9");
    assert_eq!(
        direct.get("/login").await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
}

/// AC-16: no forged host gets into a page, a redirect or a mail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac16_a_forged_host_stands_nowhere() {
    let stage = Stage::new(Kind::Sqlite).await;
    let forged = |browser: &Browser| {
        browser
            .with("host", "evil.example")
            .with("x-forwarded-host", "evil.example")
            .with("forwarded", "host=evil.example;proto=https")
    };
    let mut recruiter = forged(&stage.recruiter);
    let one = stage.fill("/assessments/{assessment}/intakes/{intake}/invitations/");
    let link = recruiter
        .post(&format!("{one}{}/link", stage.open), &[])
        .await;
    assert!(link.body.contains(&format!(
        "{}{}",
        stage.world.service.settings.public_url, stage.link
    )));
    let mut visitor = forged(&stage.site.browser());
    let mut replies = vec![link, visitor.get("/assessments").await];
    replies.push(visitor.get(&stage.link).await);
    replies.push(visitor.get("/no/such/page").await);
    let email = [("email", "recruiter@demo.example")];
    replies.push(visitor.post("/forgot", &email).await);
    service::jobs::run_due(&stage.world.service, 16)
        .await
        .expect("the worker runs");
    let mails = stage.world.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("http://127.0.0.1:3000/reset/"));
    assert!(!format!("{:?}", mails[0]).contains("evil.example"));
    for reply in replies {
        assert!(!reply.body.contains("evil.example"), "{}", reply.body);
        assert!(!reply.location().contains("evil.example"));
    }
}

/// AC-17: nothing but the words typed differs between an address with an account and one without, and both cost one
/// hashing: while none can be had, both wait for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac17_an_unknown_address_gets_the_same_answer_for_the_same_work() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (known, unknown) = ("recruiter@demo.example", "nobody@demo.example");
    let told = async |email: &str| {
        let reply = sign_in(&mut stage.site.browser(), email).await;
        let forgot = stage
            .site
            .browser()
            .post("/forgot", &[("email", email)])
            .await;
        let plain = |reply: &Reply| {
            let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
            names.sort();
            (
                reply.status,
                names,
                reply.comparable().replace(email, "EMAIL"),
            )
        };
        [plain(&reply), plain(&forgot)]
    };
    assert_eq!(told(known).await, told(unknown).await);
    let _both = stage
        .world
        .service
        .hashing
        .acquire_many(2)
        .await
        .expect("nobody hashes");
    let (mut one, mut two) = (stage.site.browser(), stage.site.browser());
    let (first, second) = futures::join!(sign_in(&mut one, known), sign_in(&mut two, unknown));
    assert_eq!(
        (first.status, second.status),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::SERVICE_UNAVAILABLE
        )
    );
}

/// AC-18: a flood of sign-ins holds the two places for hashing; more are told to come back, and candidates' saves
/// need none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac18_a_flood_of_hashing_stops_no_candidate() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = stage.started().await;
    let service = &stage.world.service;
    assert_eq!(service.hashing.available_permits(), 2, "two at a time");
    let held = service.hashing.acquire_many(2).await.expect("free");
    let flood: Vec<_> = (0..20)
        .map(|number| {
            let mut browser = stage.site.browser();
            tokio::spawn(async move { sign_in(&mut browser, &format!("a{number}@x.org")).await })
        })
        .collect();
    let saved = save(&mut candidate, &home, 1).await;
    assert!(saved.body.contains("\"saved\""), "{}", saved.body);
    let mut refused = Vec::new();
    for one in flood {
        refused.push(one.await.expect("answers"));
    }
    for reply in &refused {
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(seconds(reply) > 0 && reply.body.contains("<html"));
    }
    drop(held);
    let after = sign_in(&mut stage.site.browser(), "a@x.org").await;
    assert_eq!(after.status, StatusCode::UNPROCESSABLE_ENTITY, "recovered");
}

/// AC-19: while all places for drawing are taken, one more is told when to come back; everything else works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ac19_a_flood_of_reports_is_told_to_come_back() {
    let stage = Stage::new(Kind::Sqlite).await;
    let service = Arc::clone(&stage.world.service);
    let places = service.drawing_places.available_permits();
    assert!((1..=64).contains(&places), "the queue has an end");
    let all = u32::try_from(places).expect("few");
    let held = service
        .drawing_places
        .acquire_many(all)
        .await
        .expect("free");
    let mut recruiter = stage.recruiter.clone();
    let ranking = stage.fill("/assessments/{assessment}/intakes/{intake}/ranking");
    for report in [
        "/assessments/{assessment}/intakes/{intake}/report.pdf",
        "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}/report.pdf",
    ] {
        let reply = recruiter.get(&stage.fill(report)).await;
        assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "{report}");
        assert!(seconds(&reply) > 0 && reply.body.contains("<html"));
    }
    assert_eq!(recruiter.get(&ranking).await.status, StatusCode::OK);
    drop(held);
    let drawn = recruiter
        .get(&stage.fill("/assessments/{assessment}/intakes/{intake}/report.pdf"))
        .await;
    assert_eq!(drawn.status, StatusCode::OK);
    assert_eq!(drawn.headers["content-type"], "application/pdf");
}
