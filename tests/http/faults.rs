//! What a browser is told while something under the application fails, and that it goes on by itself afterwards.
//! (F4, F5, F25; a full disk needs a process of its own: `server/tests`.)

use crate::stage::{Stage, save};
use domain::time::Timestamp;
use http::StatusCode;
use serde_json::{Value, json};
use service::Service;
use service::ports::Clock;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Database;
use tests::{Kind, Reply, Site, World};

/// A clear page or clear JSON, a time to come back, and not a word about what is inside.
fn says_come_back(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(reply.headers.contains_key("retry-after"));
    assert!(reply.body.contains("Nothing was changed"), "{}", reply.body);
    let page = reply.body.contains("<html");
    let json = serde_json::from_str::<Value>(&reply.body)
        .is_ok_and(|told| told["error"].is_string() && told["request_id"].is_string());
    assert!(page || json, "{}", reply.body);
    let body = reply.body.to_lowercase();
    for inner in ["sql", "sqlx", "postgres", "locked", "backend", "55000"] {
        assert!(!body.contains(inner), "the answer tells of {inner}");
    }
}

/// F5 in the browser: a candidate reads on, and is told that the save did not happen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_database_is_said_and_then_forgotten() {
    let stage = Stage::new(Kind::Sqlite).await;
    let (mut candidate, home) = stage.started().await;
    assert_eq!(
        save(&mut candidate, &home, 1).await.status,
        StatusCode::OK,
        "saved before"
    );
    let Database::Sqlite(path) = &stage.world.database.database else {
        panic!("an SQLite stage");
    };
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", path.display()))
        .await
        .expect("opens");
    sqlx::raw_sql("BEGIN EXCLUSIVE")
        .execute(&mut other)
        .await
        .expect("takes the lock");
    let mut form = candidate.clone();
    let (json, form) = futures::join!(save(&mut candidate, &home, 2), async {
        let fields = [("writer", "v"), ("sequence", "1"), ("revision", "1")];
        form.post(&format!("{home}/q/1"), &fields).await
    });
    says_come_back(&json);
    says_come_back(&form);
    let page = candidate.get(&format!("{home}/q/1")).await;
    assert_eq!(page.status, StatusCode::OK, "reading goes on");
    sqlx::raw_sql("COMMIT")
        .execute(&mut other)
        .await
        .expect("gives it up");
    let saved = save(&mut candidate, &home, 3).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
}

/// F4: PostgreSQL takes no connections and drops those there are; then it comes back, and nobody restarts anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_went_away_is_said_and_found_again() {
    let stage = Stage::new(Kind::Postgres).await;
    let (mut candidate, home) = stage.started().await;
    let saved = save(&mut candidate, &home, 1).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let before: Value = serde_json::from_str(&saved.body).expect("JSON");
    let Database::Postgres(url) = &stage.world.database.database else {
        panic!("a PostgreSQL stage");
    };
    let (server, name) = url.rsplit_once('/').expect("a database");
    let mut outside = PgConnection::connect(&format!("{server}/postgres"))
        .await
        .expect("connects");
    let mut tell = async |sql: String| {
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut outside)
            .await
            .expect("the server obeys");
    };
    tell(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    tell(format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ))
    .await;
    let question = format!("{home}/q/1");
    let body = json!({ "writer": "w", "sequence": 2, "revision": 1 });
    for _ in 0..3 {
        says_come_back(&candidate.get(&question).await);
        says_come_back(&candidate.post_json(&question, &body).await);
    }
    let mut recruiter = stage.recruiter.clone();
    says_come_back(&recruiter.get("/assessments").await);
    assert!(
        recruiter.cookies.contains_key("attune"),
        "nobody is signed out by it"
    );
    let mut probe = stage.site.browser();
    let ready = probe.get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(probe.get("/health/live").await.status, StatusCode::OK);
    let waiting = service::jobs::run_due(&stage.world.service, 16).await;
    assert_eq!(waiting, Err(service::Error::Unavailable));

    tell(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    assert_eq!(probe.get("/health/ready").await.status, StatusCode::OK);
    assert_eq!(recruiter.get("/assessments").await.status, StatusCode::OK);
    // The same save again: it is the one from before, which was kept.
    let again = save(&mut candidate, &home, 1).await;
    let after: Value = serde_json::from_str(&again.body).expect("JSON");
    assert_eq!(
        (&after["revision"], &after["saved_at"]),
        (&before["revision"], &before["saved_at"])
    );
    assert_eq!(save(&mut candidate, &home, 2).await.status, StatusCode::OK);
    service::jobs::run_due(&stage.world.service, 16)
        .await
        .expect("the worker goes on");
}

/// A clock that can be broken.
struct Brittle {
    clock: Arc<dyn Clock>,
    broken: AtomicBool,
}

impl Clock for Brittle {
    fn now(&self) -> Timestamp {
        assert!(!self.broken.load(Ordering::SeqCst), "the clock is broken");
        self.clock.now()
    }
}

/// F25: a panic under a request gives a page with a number, and the next request works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_ends_its_request_with_a_page() {
    let world = World::new(Kind::Sqlite).await;
    let of = &world.service;
    let clock = Arc::new(Brittle {
        clock: Arc::clone(&of.clock),
        broken: AtomicBool::new(false),
    });
    let service = Arc::new(Service::new(
        Arc::clone(&of.store),
        Arc::clone(&clock) as Arc<dyn Clock>,
        Arc::clone(&of.entropy),
        Arc::clone(&of.mailer),
        Arc::clone(&of.renderer),
        of.secret.clone(),
        of.settings.clone(),
    ));
    let site = Site::of(&service, Vec::new());
    let mut browser = site.browser();
    for _ in 0..3 {
        clock.broken.store(true, Ordering::SeqCst);
        let failed = browser.get("/login").await;
        assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
        let number = failed.headers["x-request-id"].to_str().expect("text");
        assert!(failed.body.contains(number) && failed.body.contains("<html"));
        assert!(!failed.body.contains("broken"), "the panic's words are out");
        let told = browser
            .with("accept", "application/json")
            .get("/login")
            .await;
        assert_eq!(told.status, StatusCode::INTERNAL_SERVER_ERROR);
        let told: Value = serde_json::from_str(&told.body).expect("JSON");
        assert!(told["error"].is_string());
        clock.broken.store(false, Ordering::SeqCst);
        let well = browser.get("/forgot").await;
        assert_eq!(well.status, StatusCode::OK);
    }
}
