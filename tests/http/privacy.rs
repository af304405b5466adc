//! What recruiters must not learn: when exactly somebody answered, and so how long it took. Pages, tables and ledgers
//! carry dates; addresses and ids carry no time either.

use crate::stage::{Stage, save};
use app::routes::{Access, table};
use http::{Method, StatusCode};
use service::jobs;
use tests::Kind;

const MINUTE: i64 = 60_000;

/// How an id made at this instant would begin, were it one that tells its time.
fn telling_id(millis: i64) -> String {
    let digits = format!("{millis:012x}");
    format!("{}-{}", &digits[..8], &digits[8..])
}

/// Started at 13:37, submitted at 14:29 (it is 09:00 when the stage is set); jobs run and pages are read later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recruiters_see_dates_and_no_times_of_candidates() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (service, clock) = (&stage.world.service, &stage.world.clock);
    let mut telling = vec!["13:37".to_owned(), "14:29".to_owned()];
    clock.advance((4 * 60 + 37) * MINUTE);
    let (mut candidate, home) = stage.started().await;
    telling.push(telling_id(service.now().0));
    save(&mut candidate, &home, 1).await;
    clock.advance(52 * MINUTE);
    telling.push(telling_id(service.now().0));
    let submitted = candidate.post(&format!("{home}/submit"), &[]).await;
    assert_eq!(submitted.status, StatusCode::SEE_OTHER);
    for _ in 0..3 {
        clock.advance(20 * MINUTE);
        jobs::run_due(service, 16).await.expect("the worker runs");
    }
    let mut recruiter = stage.recruiter.clone();
    let mut looked = 0;
    for route in table() {
        if route.method != Method::GET || route.access != Access::Assessment {
            continue;
        }
        let filled = stage.fill(route.path);
        let path = filled.replace(&stage.submitted.to_string(), &stage.open.to_string());
        let reply = recruiter.get(&path).await;
        looked += usize::from(reply.status == StatusCode::OK);
        for word in &telling {
            assert!(!reply.body.contains(word), "{path} tells {word}");
        }
    }
    assert!(looked > 20, "only {looked} pages were there to be read");
    let history = recruiter
        .get(&format!("/assessments/{}/audit", stage.assessment))
        .await;
    assert!(history.body.contains("published it"));
    assert!(!history.body.contains("submit"), "{}", history.body);
}
