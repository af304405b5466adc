//! The analysis pages over HTTP: what they say of a few attempts, and that no person is on them.

use crate::stage::Stage;
use http::StatusCode;
use tests::Kind;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_attempts_are_told_kindly_and_nobody_is_named() {
    let stage = Stage::new(Kind::Sqlite).await;
    let base = stage.fill("/assessments/{assessment}/analysis");
    let mut recruiter = stage.recruiter.clone();
    let page = recruiter.get(&base).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "4 complete attempts",
        "too few: 4 of 50",
        "Technical report (PDF)",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    let question = recruiter.get(&format!("{base}/questions/1")).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(question.body.contains("too few: 4 of 100"));
    for body in [&page.body, &question.body] {
        assert!(!body.contains("Simulated 0"), "a person is named");
    }
    for missing in ["0", "99", "x", "-1"] {
        let reply = recruiter.get(&format!("{base}/questions/{missing}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{missing}");
    }
    for file in ["questions.csv", "questions.xlsx", "report.pdf"] {
        let reply = recruiter.get(&format!("{base}/{file}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{file}");
    }
    let overview = recruiter
        .get(&stage.fill("/assessments/{assessment}"))
        .await;
    assert!(overview.body.contains(&base), "the overview leads to it");
}
