//! What live use says over HTTP: few attempts are told kindly and marked as simulated, alerts are listed, review dates
//! are set by forms alone.

use crate::stage::Stage;
use domain::analysis::fold_version;
use http::StatusCode;
use service::ports::ReviewRecord;
use tests::Kind;

/// Bank and id of a question that the stage's candidates answered.
async fn answered(stage: &Stage) -> (String, String) {
    let mut tx = stage.world.service.read().await.expect("reads");
    for bank in tx.banks().await.expect("reads") {
        let used = tx.question_use(&bank.id, &fold_version()).await;
        if let Some(row) = used.expect("reads").first() {
            return (bank.slug, row.question_id.clone());
        }
    }
    panic!("nobody answered anything");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn few_simulated_attempts_are_told_as_such_and_nobody_is_named() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (bank, id) = answered(&stage).await;
    let path = format!("/banks/{bank}/questions/{id}");
    let mut recruiter = stage.recruiter.clone();
    let page = recruiter.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "From live use",
        "Simulated candidates.",
        "4 complete attempts in 1 assessment",
        "too few: 4 of 100",
        "too few: 4 of 200",
        "No review date is set.",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!page.body.contains("Simulated 0"), "a person is named");
    assert!(!page.body.contains("Set a review date"), "only admins may");
    assert!(
        !page.body.contains("What could take its place"),
        "nothing asks for it"
    );
    let real = recruiter.get(&format!("{path}?people=real")).await;
    assert!(real.body.contains("Nobody has completed an assessment"));
    assert!(real.body.contains("See the 4 of simulated candidates"));
    let odd = recruiter.get(&format!("{path}?people=x&format=x")).await;
    assert_eq!(odd.status, StatusCode::OK);
    // A colleague's assessment counts, but is not named.
    let mut stranger = stage.stranger.clone();
    let page = stranger.get(&path).await;
    assert!(page.body.contains("An assessment of a colleague"));
    let list = recruiter.get(&format!("/banks/{bank}/alerts")).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("No question needs a look"));
    assert!(
        !list.body.contains("Set this date for them"),
        "only admins may"
    );
    let missing = recruiter.get("/banks/no-such-bank/alerts").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn review_dates_are_set_by_forms_and_come_due() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (bank, id) = answered(&stage).await;
    let path = format!("/banks/{bank}/questions/{id}");
    let mut admin = stage.admin.clone();
    let form = admin.get(&format!("{path}/review")).await;
    assert_eq!(form.status, StatusCode::OK);
    let past = [("review_by", "2026-03-01")];
    let refused = admin.post(&format!("{path}/review"), &past).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Choose a date after today."));
    assert!(
        refused.body.contains(r#"value="2026-03-01""#),
        "what was typed stays"
    );
    let set = admin
        .post(&format!("{path}/review"), &[("review_by", "2027-03-05")])
        .await;
    assert_eq!(
        (set.status, set.location()),
        (StatusCode::SEE_OTHER, path.as_str())
    );
    let page = admin.get(&path).await;
    assert!(page.body.contains("Review by 5 Mar 2027."));
    assert!(page.body.contains("Change the review date"));
    // All others at once.
    let list = format!("/banks/{bank}/alerts");
    let refused = admin.post(&list, &[("review_by", "soon")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Write a date such as 2027-03-31."));
    let set = admin.post(&list, &[("review_by", "2028-01-31")]).await;
    assert_eq!(
        (set.status, set.location()),
        (StatusCode::SEE_OTHER, list.as_str())
    );
    let again = admin.get(&list).await;
    assert!(
        !again.body.contains("Set this date for them"),
        "none is left"
    );
    // A day that has come.
    let service = &stage.world.service;
    let (of, question, now) = (bank.clone(), id.clone(), service.now());
    let due = service.write(move |tx| {
        Box::pin(async move {
            let bank = tx.bank(&of).await?.expect("the bank");
            let found = tx.question_versions(&[question]).await?;
            tx.set_review(&ReviewRecord {
                bank_id: bank.id,
                slug: found[0].slug.clone(),
                review_by: "2026-03-02".into(),
                set_by: "Ada".into(),
                set_at: now,
            })
            .await
        })
    });
    due.await.expect("writes");
    let mut recruiter = stage.recruiter.clone();
    let overview = recruiter.get(&format!("/banks/{bank}")).await;
    assert!(
        overview
            .body
            .contains("Questions to look at (1, simulated)")
    );
    let alerts = recruiter.get(&list).await;
    assert!(alerts.body.contains("to be reviewed by 2 Mar 2026"));
    assert!(alerts.body.contains(&path));
    let page = recruiter.get(&path).await;
    assert!(page.body.contains("Worth a look: review date"));
    assert!(page.body.contains("What could take its place"));
    let suggested = page
        .body
        .split("What could take its place")
        .nth(1)
        .expect("a list");
    assert!(suggested.contains("Measures") || suggested.contains("No question that measures"));
}
