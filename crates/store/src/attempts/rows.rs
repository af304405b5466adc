//! Rows of candidates and their attempts.

use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::ports::{AttemptRecord, CandidateRecord};
use sqlx::Row;

type Read<T> = std::result::Result<T, sqlx::Error>;

/// The candidate's row: its attempt's columns are prefixed and null together.
#[duplicate_item(
    DbRow                     read_candidate       read_attempt;
    [sqlx::sqlite::SqliteRow] [sqlite_candidate]   [sqlite_attempt];
    [sqlx::postgres::PgRow]   [postgres_candidate] [postgres_attempt];
)]
pub(super) fn read_candidate(row: &DbRow) -> Read<CandidateRecord> {
    let time =
        |column: &str| -> Read<_> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp)) };
    Ok(CandidateRecord {
        invitation_id: row.try_get("id")?,
        assessment_id: row.try_get("assessment_id")?,
        intake_id: row.try_get("intake_id")?,
        frozen_id: row.try_get("frozen_id")?,
        purpose: row.try_get("purpose")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        state: row.try_get("state")?,
        generation: row.try_get("generation")?,
        expires_at: Timestamp(row.try_get("expires_at")?),
        simulated: row.try_get::<i64, _>("simulated")? != 0,
        intake_opens_at: time("opens_at")?,
        intake_closes_at: time("closes_at")?,
        closed_at: time("closed_at")?,
        extra_time_percent: row.try_get("extra_time")?,
        waiting: row.try_get::<i64, _>("waiting")? != 0,
        attempt: read_attempt(row)?,
    })
}

#[duplicate_item(
    DbRow                     read_attempt;
    [sqlx::sqlite::SqliteRow] [sqlite_attempt];
    [sqlx::postgres::PgRow]   [postgres_attempt];
)]
fn read_attempt(row: &DbRow) -> Read<Option<AttemptRecord>> {
    let Some(id) = row.try_get::<Option<String>, _>("attempt_id")? else {
        return Ok(None);
    };
    let time =
        |column: &str| -> Read<_> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp)) };
    Ok(Some(AttemptRecord {
        id,
        state: row.try_get("attempt_state")?,
        plan: row.try_get("plan")?,
        consented_at: Timestamp(row.try_get("consented_at")?),
        started_at: Timestamp(row.try_get("started_at")?),
        deadline: time("deadline")?,
        ending: row.try_get("ending")?,
        ended_at: time("ended_at")?,
        receipt_hash: row.try_get("receipt_hash")?,
        score_card_id: row.try_get("score_card_id")?,
        completeness: row.try_get("completeness")?,
        total_micro: row.try_get("total_micro")?,
        reopened: row.try_get("reopened")?,
        review_requested_at: time("review_requested_at")?,
    }))
}
