//! Expert panels over HTTP: the experts' forms, what they must never show, and taking a key over as admins do.

use crate::stage::{Stage, begun};
use http::StatusCode;
use tests::{Browser, Kind, between};

/// The letters of the replies on a question page, with the words of each.
fn replies(body: &str) -> Vec<(String, String)> {
    body.split("<div id=\"r")
        .skip(1)
        .map(|part| {
            let letter = part.chars().next().expect("a letter").to_string();
            let words = between(part, ">", "</div>").expect("the reply's words");
            (letter, words)
        })
        .collect()
}

fn ratings(pairs: &[(String, String)], revision: &str) -> Vec<(String, String)> {
    let named = pairs
        .iter()
        .map(|(letter, rating)| (format!("rate-{letter}"), rating.clone()));
    named
        .chain([("revision".to_owned(), revision.to_owned())])
        .collect()
}

async fn post(browser: &mut Browser, path: &str, form: &[(String, String)]) -> tests::Reply {
    let form: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    browser.post(path, &form).await
}

/// Rates the first question so that its replies lie far apart: by their words, the same for every expert.
async fn agree(browser: &mut Browser, home: &str) {
    let page = browser.get(&format!("{home}/q/1")).await;
    let mut shown = replies(&page.body);
    shown.sort_by(|a, b| a.1.cmp(&b.1));
    let scale: &[&str] = match shown.len() {
        3 => &["7", "4", "1"],
        4 => &["7", "5", "2", "1"],
        _ => &["7", "4", "3", "2", "1", "1", "1", "1"],
    };
    let given: Vec<(String, String)> = shown
        .iter()
        .zip(scale)
        .map(|((letter, _), rating)| (letter.clone(), (*rating).to_owned()))
        .collect();
    let reply = post(browser, &format!("{home}/q/1"), &ratings(&given, "0")).await;
    assert_eq!(reply.location(), format!("{home}/finish"), "{}", reply.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expert_rates_by_plain_forms_and_sees_no_key() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (panel, links) = stage.panel(2, 1).await;
    let mut browser = stage.site.browser();
    let opened = browser.get(&links[0]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let home = opened.location().to_owned();
    assert!(!home.contains(links[0].rsplit('/').next().expect("a token")));
    let welcome = browser.get(&home).await;
    assert!(
        welcome.body.contains("What becomes of your ratings"),
        "{}",
        welcome.body
    );
    let refused = browser.post(&home, &[("role", "Team lead")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Tick this box") && refused.body.contains("Team lead"));

    let mut browser = begun(&stage.site, &links[0]).await;
    let admin = stage.admin_principal().await;
    let results = service::panels::results(&stage.world.service, &admin, panel)
        .await
        .expect("reads");
    let mut pages = vec![browser.get(&home).await.body];
    for number in 1..=2 {
        pages.push(browser.get(&format!("{home}/q/{number}")).await.body);
    }
    pages.push(browser.get(&format!("{home}/finish")).await.body);
    for body in &pages {
        for one in &results.questions {
            for option in &one.asked.question.options {
                let reason: String = option.reason.chars().take(25).collect();
                assert!(!body.contains(&reason), "a reason in {body}");
                assert!(
                    !body.contains(&format!("{:.1}", option.value)),
                    "a value in {body}"
                );
            }
        }
        for word in ["sympathy", "Empathic", "style", "provisional"] {
            assert!(!body.contains(word), "{word} in {body}");
        }
    }

    let at = format!("{home}/q/1");
    let shown = replies(&pages[1]);
    assert!(shown.len() >= 3, "{}", pages[1]);
    let all = |rating: &str| -> Vec<(String, String)> {
        shown
            .iter()
            .map(|(letter, _)| (letter.clone(), rating.to_owned()))
            .collect()
    };
    for (rating, revision) in [
        ("8", "0"),
        ("0", "0"),
        ("-1", "0"),
        ("x", "0"),
        ("3", "-1"),
        ("3", ""),
    ] {
        let reply = post(&mut browser, &at, &ratings(&all(rating), revision)).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{rating} {revision}");
    }
    for extra in [
        ("score", "100"),
        ("best", "A"),
        ("expert", "1"),
        ("rate-A", "1"),
    ] {
        let mut form = ratings(&all("3"), "0");
        form.push((extra.0.into(), extra.1.into()));
        let reply = post(&mut browser, &at, &form).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{extra:?}");
    }
    // Half given, then stopped: it is there when the link is opened again.
    let mut form = ratings(&all("3")[..1], "0");
    form.push(("then".into(), "stop".into()));
    assert_eq!(post(&mut browser, &at, &form).await.location(), home);
    let mut elsewhere = stage.site.browser();
    assert_eq!(elsewhere.get(&links[0]).await.location(), at);
    let page = elsewhere.get(&at).await;
    assert_eq!(page.body.matches(" checked").count(), 1, "{}", page.body);
    // The page that has not seen it is asked which ratings count.
    let conflict = post(&mut elsewhere, &at, &ratings(&all("5"), "0")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(
        conflict.body.contains("name=\"revision\" value=\"1\""),
        "{}",
        conflict.body
    );
    let used = post(&mut elsewhere, &at, &ratings(&all("5"), "1")).await;
    assert_eq!(used.location(), format!("{home}/q/2"));

    // Finishing twice is finishing once; after it nothing moves.
    for _ in 0..2 {
        let done = browser.post(&format!("{home}/finish"), &[]).await;
        assert_eq!(done.location(), format!("{home}/done"));
    }
    let late = post(&mut browser, &at, &ratings(&all("1"), "2")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(browser.get(&at).await.location(), format!("{home}/done"));
    assert!(
        browser
            .get(&format!("{home}/done"))
            .await
            .body
            .contains("You rated 1 of 2")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_and_a_cookie_open_one_expert_only() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (_, links) = stage.panel(1, 2).await;
    let (_, other) = stage.panel(1, 1).await;
    let mut first = begun(&stage.site, &links[0]).await;
    let home = |link: &str| format!("/rate/{}", link.split('/').nth(2).expect("an id"));
    for link in [&links[1], &other[0]] {
        for page in ["", "/q/1", "/finish", "/done"] {
            let reply = first.get(&format!("{}{page}", home(link))).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{link}{page}");
        }
        let form = [("rate-A", "7"), ("revision", "0")];
        let reply = first.post(&format!("{}/q/1", home(link)), &form).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{link}");
    }
    // A cookie under another expert's name proves nothing.
    let own = first.cookies.values().next().expect("a cookie").clone();
    let id = links[1].split('/').nth(2).expect("an id");
    first.cookies.insert(format!("attune-expert-{id}"), own);
    assert_eq!(
        first.get(&home(&links[1])).await.status,
        StatusCode::NOT_FOUND
    );
    // Tampered and borrowed tokens.
    let token = links[0].rsplit('/').next().expect("a token");
    let flipped: String = match token.split_at(1) {
        ("0", rest) => format!("1{rest}"),
        (_, rest) => format!("0{rest}"),
    };
    for link in [
        format!("/e/{id}/{token}"),
        links[0].replace(token, &flipped),
        links[0].replace(token, ""),
        links[0].replace(token, &"é".repeat(32)),
        links[0].replace("/e/", "/i/"),
        stage.link.replace("/i/", "/e/"),
        "/e/1/2".to_owned(),
    ] {
        let reply = stage.site.browser().get(&link).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{link}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_asks_a_panel_and_takes_its_key_over_once() {
    let stage = Stage::new(Kind::Sqlite).await;
    let mut admin = stage.admin.clone();
    let new = admin.get("/banks/core-empathy/panels/new").await;
    let question = between(&new.body, "name=\"question\" value=\"", "\"").expect("a question");
    let start =
        |title: &'static str, purpose: &'static str| [("title", title), ("purpose", purpose)];
    let empty = admin
        .post("/banks/core-empathy/panels/new", &start("", "Kept"))
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Kept") && empty.body.contains("Choose at least one question."));
    let mut form = start("Summer", "Hiring.").to_vec();
    form.push(("question", &question));
    let started = admin.post("/banks/core-empathy/panels/new", &form).await;
    let panel = started.location().trim_end_matches("/invite").to_owned();
    let invite = admin.get(&format!("{panel}/invite")).await;
    assert!(
        invite.body.contains("at least 8 experts have rated it"),
        "{}",
        invite.body
    );

    let list: Vec<String> = (1..=8)
        .map(|n| format!("Expert {n} <expert{n}@example.org>"))
        .collect();
    let body = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let multipart = "multipart/form-data; boundary=x";
    let list = list.join("\n");
    let preview = admin
        .send(
            http::Method::POST,
            &format!("{panel}/invite"),
            multipart,
            &format!("{}--x--\r\n", body("people", &list)),
        )
        .await;
    assert!(
        preview.body.contains("8 people can be invited"),
        "{}",
        preview.body
    );
    let sent = admin
        .send(
            http::Method::POST,
            &format!("{panel}/invite/send"),
            multipart,
            &format!("{}{}--x--\r\n", body("people", &list), body("how", "link")),
        )
        .await;
    assert_eq!(sent.location(), panel, "{}", sent.body);
    let page = admin.get(&panel).await;
    assert!(
        page.body.contains("8 experts are asked: 0 finished"),
        "{}",
        page.body
    );

    let links: Vec<String> = page
        .body
        .match_indices("/link\"")
        .map(|(end, _)| {
            let path = &page.body[..end + 5];
            path[path.rfind('"').expect("an attribute") + 1..].to_owned()
        })
        .collect();
    assert_eq!(links.len(), 8);
    for path in links {
        let shown = admin.post(&path, &[]).await;
        let link = between(&shown.body, "value=\"http://127.0.0.1:3000", "\"").expect("the link");
        let mut expert = begun(&stage.site, &link).await;
        let home = format!("/rate/{}", link.split('/').nth(2).expect("an id"));
        agree(&mut expert, &home).await;
        expert.post(&format!("{home}/finish"), &[]).await;
    }
    // Nobody takes a key over from a panel that is open.
    let early = admin
        .post(
            &format!("{panel}/adopt"),
            &[("question", &question), ("as_of", "0")],
        )
        .await;
    assert_eq!(early.location(), format!("{panel}/results"));
    assert!(
        admin
            .get(&format!("{panel}/results"))
            .await
            .body
            .contains("Close the panel first")
    );

    admin.post(&format!("{panel}/close"), &[]).await;
    let results = admin.get(&format!("{panel}/results")).await;
    assert!(
        results.body.contains("1 question passes the gate"),
        "{}",
        results.body
    );
    let confirm = admin
        .get(&format!("{panel}/adopt?question={question}"))
        .await;
    let as_of = between(&confirm.body, "name=\"as_of\" value=\"", "\"").expect("what was seen");
    let unseen = admin
        .post(&format!("{panel}/adopt"), &[("question", &question)])
        .await;
    assert_eq!(unseen.location(), format!("{panel}/results"));
    let form = [("question", question.as_str()), ("as_of", as_of.as_str())];
    let path = format!("{panel}/adopt");
    let (mut one, mut other) = (admin.clone(), admin.clone());
    let both = futures::join!(one.post(&path, &form), other.post(&path, &form));
    for reply in [&both.0, &both.1] {
        assert_eq!(reply.location(), format!("{panel}/results"));
    }
    let said = |reply: &tests::Reply| {
        let cookies = reply.headers.get_all("set-cookie").iter();
        cookies
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.contains("good:"))
    };
    assert!(said(&both.0) != said(&both.1), "one of two takes it over");
    let results = admin.get(&format!("{panel}/results")).await;
    assert!(
        results.body.contains("The key of 1 was taken over."),
        "{}",
        results.body
    );
    let bank = admin.get("/banks/core-empathy").await;
    assert!(bank.body.contains("<dd>2, of "), "{}", bank.body);
    let pdf = admin.get(&format!("{panel}/dossier.pdf")).await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    assert!(pdf.bytes.starts_with(b"%PDF"));
}
