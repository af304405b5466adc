//! Every route of the table, called as nobody, as each wrong role, as a recruiter it is not shared with, and from
//! another site (AC-01, AC-03, AC-04, AC-26, AC-27). A new route is covered by being in the table; a new path
//! parameter must be named in [`Stage::fill`].

use crate::stage::Stage;
use app::routes::{Access, Route, table};
use http::{Method, StatusCode};
use tests::{Browser, Kind, Reply};

async fn call(browser: &mut Browser, route: &Route, path: &str) -> Reply {
    if route.method == Method::GET {
        browser.get(path).await
    } else {
        browser.post(path, &[]).await
    }
}

fn asks_to_sign_in(reply: &Reply) -> bool {
    reply.status == StatusCode::SEE_OTHER && reply.location().starts_with("/login")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_refuses_whoever_may_not_call_it() {
    let stage = Stage::new(Kind::Sqlite).await;
    for route in table() {
        let path = stage.fill(route.path);
        let what = format!("{} {}", route.method, route.path);
        let mut nobody = stage.site.browser();
        let mut rater = stage.rater.clone();
        let mut stranger = stage.stranger.clone();
        match route.access {
            Access::Public => {}
            Access::Staff => {
                assert!(
                    asks_to_sign_in(&call(&mut nobody, &route, &path).await),
                    "{what} as nobody"
                );
            }
            Access::Recruiter => {
                assert!(
                    asks_to_sign_in(&call(&mut nobody, &route, &path).await),
                    "{what} as nobody"
                );
                let reply = call(&mut rater, &route, &path).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{what} as a rater");
            }
            Access::Admin => {
                assert!(
                    asks_to_sign_in(&call(&mut nobody, &route, &path).await),
                    "{what} as nobody"
                );
                for browser in [&mut rater, &mut stranger] {
                    let reply = call(browser, &route, &path).await;
                    assert_eq!(
                        reply.status,
                        StatusCode::FORBIDDEN,
                        "{what} without the admin role"
                    );
                }
            }
            Access::Assessment => {
                assert!(
                    asks_to_sign_in(&call(&mut nobody, &route, &path).await),
                    "{what} as nobody"
                );
                let reply = call(&mut rater, &route, &path).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{what} as a rater");
                let hidden = call(&mut stranger, &route, &path).await;
                let missing = call(&mut stranger, &route, &stage.fill_missing(route.path)).await;
                assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{what} as a stranger");
                assert_eq!(
                    missing.status,
                    StatusCode::NOT_FOUND,
                    "{what} for a missing id"
                );
                let same = |reply: &Reply, path: &str| reply.comparable().replace(path, "");
                assert_eq!(
                    same(&hidden, &path),
                    same(&missing, &stage.fill_missing(route.path)),
                    "{what}: a stranger can tell that it exists"
                );
            }
            Access::Expert => {
                for browser in [
                    &mut nobody,
                    &mut rater,
                    &mut stage.admin.clone(),
                    &mut stage.candidate.clone(),
                ] {
                    let reply = call(browser, &route, &path).await;
                    assert_eq!(
                        reply.status,
                        StatusCode::NOT_FOUND,
                        "{what} without the link"
                    );
                }
            }
            Access::Candidate => {
                for browser in [
                    &mut nobody,
                    &mut rater,
                    &mut stranger,
                    &mut stage.recruiter.clone(),
                ] {
                    let reply = call(browser, &route, &path).await;
                    assert_eq!(
                        reply.status,
                        StatusCode::NOT_FOUND,
                        "{what} without the link"
                    );
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_answers_those_who_may_read_it() {
    let stage = Stage::new(Kind::Sqlite).await;
    for route in table()
        .into_iter()
        .filter(|route| route.method == Method::GET)
    {
        let path = stage.fill(route.path);
        let mut browser = match route.access {
            Access::Admin => stage.admin.clone(),
            Access::Candidate => stage.candidate.clone(),
            Access::Expert => stage.expert.clone(),
            _ => stage.recruiter.clone(),
        };
        let reply = call(&mut browser, &route, &path).await;
        assert!(
            reply.status.is_success()
                || reply.status.is_redirection()
                || route.access == Access::Public,
            "{} answers {}",
            path,
            reply.status
        );
        assert_ne!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        for header in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
        ] {
            assert!(reply.headers.contains_key(header), "{path} lacks {header}");
        }
        let kept = reply
            .headers
            .get("cache-control")
            .and_then(|value| value.to_str().ok());
        assert_eq!(kept, Some("no-store"), "{path} may be kept");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_form_is_taken_from_another_site() {
    let stage = Stage::new(Kind::Sqlite).await;
    for route in table()
        .into_iter()
        .filter(|route| route.method != Method::GET)
    {
        let path = stage.fill(route.path);
        let mut browser = match route.access {
            Access::Admin => stage.admin.clone(),
            Access::Candidate => stage.candidate.clone(),
            Access::Expert => stage.expert.clone(),
            _ => stage.recruiter.clone(),
        }
        .with("origin", "https://evil.example")
        .with("sec-fetch-site", "cross-site");
        let reply = call(&mut browser, &route, &path).await;
        assert_eq!(
            reply.status,
            StatusCode::FORBIDDEN,
            "{} {}",
            route.method,
            route.path
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_two_assessments_never_mix() {
    let stage = Stage::new(Kind::Sqlite).await;
    for route in table()
        .into_iter()
        .filter(|route| route.access == Access::Assessment)
    {
        if !route.path.contains("{intake}") {
            continue;
        }
        let path = stage.fill_crossed(route.path);
        let reply = call(&mut stage.recruiter.clone(), &route, &path).await;
        assert_eq!(
            reply.status,
            StatusCode::NOT_FOUND,
            "{} {}",
            route.method,
            path
        );
    }
}
