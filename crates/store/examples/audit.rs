//! Looks into a database that a server was killed over: what must never happen in it, and every mail job. Reads with
//! its own SQL, not with the code under test. `audit DATABASE` prints one JSON object.

use serde_json::{Value, json};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::collections::BTreeMap;

/// Each counts what must not be there.
const NEVER: [(&str, &str); 5] = [
    (
        "attempts_scored_twice",
        "SELECT COUNT(*) FROM (SELECT attempt_id FROM score_cards GROUP BY attempt_id HAVING COUNT(*) > 1) t",
    ),
    (
        "ended_without_a_score",
        "SELECT COUNT(*) FROM attempts a WHERE a.state = 'ended'
           AND NOT EXISTS (SELECT 1 FROM score_cards c WHERE c.id = a.score_card_id AND c.attempt_id = a.id)",
    ),
    (
        "scores_of_open_attempts",
        "SELECT COUNT(*) FROM attempts a JOIN score_cards c ON c.attempt_id = a.id WHERE a.state = 'open'",
    ),
    (
        "ended_without_a_receipt_mail",
        "SELECT COUNT(*) FROM attempts a JOIN invitations i ON i.id = a.invitation_id
         WHERE a.state = 'ended' AND a.intake_id IS NOT NULL AND i.simulated = 0
           AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'receipt_mail' AND j.subject_id = i.id)",
    ),
    (
        "two_receipt_mails_for_one_attempt",
        "SELECT COUNT(*) FROM (SELECT subject_id FROM jobs WHERE kind = 'receipt_mail'
                               GROUP BY subject_id HAVING COUNT(*) > 1) t",
    ),
];
const MAILS: &str = "SELECT id, state FROM jobs WHERE kind LIKE '%_mail' ORDER BY id";
const ATTEMPTS: &str = "SELECT state, COUNT(*) FROM attempts GROUP BY state";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let database = std::env::args().nth(1).ok_or("which database?")?;
    let mut found = BTreeMap::new();
    let mails: Vec<(String, String)>;
    let attempts: Vec<(String, i64)>;
    let integrity: String;
    if database.starts_with("postgres") {
        let mut connection = PgConnection::connect(&database).await?;
        for (name, sql) in NEVER {
            let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
            found.insert(name, count);
        }
        mails = sqlx::query_as(MAILS).fetch_all(&mut connection).await?;
        attempts = sqlx::query_as(ATTEMPTS).fetch_all(&mut connection).await?;
        // PostgreSQL has no check of a whole database; its pages carry checksums.
        integrity = "ok".into();
    } else {
        let url = format!("sqlite:{database}?mode=rw");
        let mut connection = SqliteConnection::connect(&url).await?;
        for (name, sql) in NEVER {
            let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
            found.insert(name, count);
        }
        mails = sqlx::query_as(MAILS).fetch_all(&mut connection).await?;
        attempts = sqlx::query_as(ATTEMPTS).fetch_all(&mut connection).await?;
        integrity = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut connection)
            .await?;
    }
    let attempts: BTreeMap<String, i64> = attempts.into_iter().collect();
    let mails: Vec<Value> = mails
        .into_iter()
        .map(|(id, state)| json!({ "job": id, "state": state }))
        .collect();
    println!(
        "{}",
        json!({ "integrity": integrity, "never": found, "attempts": attempts, "mails": mails })
    );
    Ok(())
}
