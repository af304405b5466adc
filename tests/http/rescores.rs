//! Other keys over HTTP, without JavaScript: looking writes nothing, a stale page adopts nothing and keeps what was
//! typed, and every earlier score card stays within reach.

use crate::stage::Stage;
use domain::ledger::{self, Ledger};
use http::StatusCode;
use service::banks::{Change, Revision};
use service::jobs;
use service::rescoring;
use sqlx::AssertSqlSafe;
use store::Database;
use tests::{Browser, Kind, between};

/// Everything stored that a key could touch, as text.
async fn stored(stage: &Stage) -> Vec<String> {
    let Database::Sqlite(path) = &stage.world.database.database else {
        panic!("on SQLite");
    };
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display()))
        .await
        .expect("opens");
    let mut rows = Vec::new();
    for (table, what) in [
        ("frozen_assessments", "id || content_hash"),
        ("rescores", "id"),
        (
            "attempts",
            "id || frozen_id || COALESCE(score_card_id, '') || COALESCE(total_micro, 0)",
        ),
        ("score_cards", "id || content"),
        ("invitations", "id || frozen_id || state || decision"),
        ("intakes", "id || COALESCE(snapshot_id, '')"),
        ("snapshots", "id"),
        ("item_moments", "frozen_id || revision"),
        ("unfolded", "score_card_id"),
        ("jobs", "id || state"),
        ("audit_log", "id"),
        ("reports", "id"),
        ("question_versions", "id"),
    ] {
        let text = AssertSqlSafe(format!(
            "SELECT '{table} ' || {what} FROM {table} ORDER BY 1"
        ));
        let found: Vec<String> = sqlx::query_scalar(text)
            .fetch_all(&pool)
            .await
            .expect("reads");
        rows.extend(found);
    }
    pool.close().await;
    rows
}

/// The bank gets a version of the question with this number with another key.
async fn rate_anew(stage: &Stage, number: usize) {
    let (service, admin) = (&stage.world.service, stage.admin_principal().await);
    let recruiter = admin.recruiter();
    let on = service::assessments::access(service, recruiter.clone(), stage.assessment)
        .await
        .expect("admins may");
    let keys = rescoring::keys(service, &on).await.expect("reads");
    let asked = keys.expect("published").frozen.questions[number - 1].clone();
    let mut question = asked.question;
    // The best two change places: what chance earns stays, so that the key would be published.
    let mut order: Vec<usize> = (0..question.options.len()).collect();
    order.sort_by(|a, b| {
        let value = |at: &usize| question.options[*at].value;
        value(b).total_cmp(&value(a))
    });
    let best = question.options[order[0]].value;
    question.options[order[0]].value = question.options[order[1]].value;
    question.options[order[1]].value = best;
    let change = vec![Change::Put(Box::new(question))];
    let revision = Revision::new(service, &recruiter, &asked.bank, change);
    let mut tx = service.read().await.expect("reads");
    let bank = tx.bank(&asked.bank).await.expect("reads").expect("there");
    drop(tx);
    service
        .write(move |tx| Box::pin(async move { revision.apply(tx, bank.version).await }))
        .await
        .expect("a revision");
}

async fn work(stage: &Stage) {
    while jobs::run_due(&stage.world.service, 100)
        .await
        .expect("runs")
        > 0
    {}
}

/// The hidden fields of the page that asks.
async fn asked(browser: &mut Browser, base: &str) -> Vec<(String, String)> {
    let page = browser.get(&format!("{base}/adopt")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let field = |name: &str| {
        let start = format!("name=\"{name}\" value=\"");
        between(&page.body, &start, "\"").expect("a hidden field")
    };
    let mut fields = vec![("state".to_owned(), field("state"))];
    for number in 1..=12 {
        let name = format!("key-{number}");
        if page.body.contains(&format!("name=\"{name}\"")) {
            fields.push((name.clone(), field(&name)));
        }
    }
    fields
}

async fn post(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> tests::Reply {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(path, &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_newer_keys_writes_nothing() {
    let stage = Stage::new(Kind::Sqlite).await;
    let base = stage.fill("/assessments/{assessment}/keys");
    let mut recruiter = stage.recruiter.clone();
    let overview = recruiter
        .get(&stage.fill("/assessments/{assessment}"))
        .await;
    assert!(overview.body.contains(&base), "the overview leads to it");
    let none = recruiter.get(&base).await;
    assert!(none.body.contains("No question has a newer key"));
    rate_anew(&stage, 1).await;
    work(&stage).await;
    let before = stored(&stage).await;
    let page = recruiter.get(&base).await;
    assert!(page.body.contains("name=\"key-1\""), "{}", page.body);
    let dry_run = recruiter.get(&format!("{base}/dry-run")).await;
    assert_eq!(dry_run.status, StatusCode::OK);
    for words in [
        "Nothing was written",
        "4 complete attempts under both keys",
        "Who moves furthest",
        "Simulated 0",
    ] {
        assert!(dry_run.body.contains(words), "{words}: {}", dry_run.body);
    }
    let blind = recruiter.get(&format!("{base}/dry-run?blind=1")).await;
    assert!(!blind.body.contains("Simulated 0") && blind.body.contains("Candidate "));
    let confirm = recruiter.get(&format!("{base}/adopt")).await;
    assert!(confirm.body.contains("Adopt 1 other key?"));
    // A choice that is not offered leads back with a sentence.
    for odd in [
        "key-1=00000000-0000-0000-0000-000000000007",
        "key-99=x",
        "key-1=",
    ] {
        let reply = recruiter.get(&format!("{base}/dry-run?{odd}")).await;
        assert_eq!(
            (reply.status, reply.location()),
            (StatusCode::SEE_OTHER, base.as_str())
        );
    }
    assert_eq!(stored(&stage).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn adopting_asks_for_a_reason_does_it_once_and_keeps_both_cards() {
    let stage = Stage::new(Kind::Sqlite).await;
    let base = stage.fill("/assessments/{assessment}/keys");
    let adopt = format!("{base}/adopt");
    let mut recruiter = stage.recruiter.clone();
    rate_anew(&stage, 1).await;
    work(&stage).await;
    let mut fields = asked(&mut recruiter, &base).await;
    let before = stored(&stage).await;
    let refused = post(&mut recruiter, &adopt, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("why this key is the better one"));
    assert_eq!(stored(&stage).await, before);
    fields.push(("reason".into(), "Rated by nine <experts>.".into()));
    let done = post(&mut recruiter, &adopt, &fields).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, base.as_str())
    );
    let again = post(&mut recruiter, &adopt, &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let waiting = recruiter.get(&base).await;
    assert!(waiting.body.contains("still to follow"), "{}", waiting.body);
    work(&stage).await;
    let page = recruiter.get(&base).await;
    assert!(!page.body.contains("still to follow"));
    assert!(page.body.contains("Rated by nine &lt;experts&gt;."));
    let one = |row: &&String| row.starts_with("rescores ");
    assert_eq!(stored(&stage).await.iter().filter(one).count(), 1);

    let candidate = "/assessments/{assessment}/intakes/{intake}/candidates/{invitation}";
    let candidate = stage.fill(candidate);
    let page = recruiter.get(&candidate).await;
    assert!(page.body.contains("Score cards") && page.body.contains("as published"));
    let mut totals = Vec::new();
    for part in page.body.split("ledger.json?card=").skip(1) {
        let id = part.split('"').next().expect("an id");
        let file = recruiter
            .get(&format!("{candidate}/ledger.json?card={id}"))
            .await;
        let read: Ledger = serde_json::from_str(&file.body).expect("a ledger");
        assert_eq!(ledger::verify(&read), Ok(()));
        totals.push(read.card.total_micro);
    }
    assert_eq!(totals.len(), 2);
    let missing = format!("{candidate}/ledger.json?card=nothing");
    assert_eq!(recruiter.get(&missing).await.status, StatusCode::NOT_FOUND);
    let history = recruiter
        .get(&stage.fill("/assessments/{assessment}/audit"))
        .await;
    assert!(history.body.contains("Rated by nine &lt;experts&gt;."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_made_before_another_version_came_adopts_nothing_and_keeps_the_reason() {
    let stage = Stage::new(Kind::Sqlite).await;
    let base = stage.fill("/assessments/{assessment}/keys");
    let mut recruiter = stage.recruiter.clone();
    rate_anew(&stage, 1).await;
    work(&stage).await;
    let mut fields = asked(&mut recruiter, &base).await;
    fields.push(("reason".into(), "Typed with care.".into()));
    rate_anew(&stage, 2).await;
    let before = stored(&stage).await;
    let stale = post(&mut recruiter, &format!("{base}/adopt"), &fields).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.body.contains("have changed since") && stale.body.contains("Typed with care."));
    assert_eq!(stored(&stage).await, before);
    // Nothing chosen, and what cannot be read, lead back with a sentence.
    let empty = [
        ("reason".to_owned(), "Because.".to_owned()),
        fields[0].clone(),
    ];
    let reply = post(&mut recruiter, &format!("{base}/adopt"), &empty).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&stage).await, before);
}
