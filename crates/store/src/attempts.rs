//! Attempts and their answers. Saving is one statement: whether the attempt is open and in time, and whose answer
//! stands, is decided where the row is locked.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    AdjustmentRecord, AnswerRecord, AnswerSave, AttemptRecord, AttemptResult, AttemptsPort,
    CandidateRecord, LateAnswerRecord, ScoreCardRecord,
};
use sqlx::{Postgres, Row, Sqlite};

type Read<T> = std::result::Result<T, sqlx::Error>;

/// The candidate's row: its attempt's columns are prefixed and null together.
#[duplicate_item(
    DbRow                     read_candidate       read_attempt;
    [sqlx::sqlite::SqliteRow] [sqlite_candidate]   [sqlite_attempt];
    [sqlx::postgres::PgRow]   [postgres_candidate] [postgres_attempt];
)]
fn read_candidate(row: &DbRow) -> Read<CandidateRecord> {
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

#[duplicate_item(
    DbRow                     read_answer;
    [sqlx::sqlite::SqliteRow] [sqlite_answer];
    [sqlx::postgres::PgRow]   [postgres_answer];
)]
fn read_answer(row: &DbRow) -> Read<AnswerRecord> {
    Ok(AnswerRecord {
        question_id: row.try_get("question_id")?,
        answer: row.try_get("answer")?,
        complete: row.try_get::<i64, _>("complete")? != 0,
        revision: row.try_get("revision")?,
        writer: row.try_get("writer")?,
        sequence: row.try_get("sequence")?,
        saved_at: Timestamp(row.try_get("saved_at")?),
    })
}

#[duplicate_item(
    DbRow                     read_late_answer;
    [sqlx::sqlite::SqliteRow] [sqlite_late_answer];
    [sqlx::postgres::PgRow]   [postgres_late_answer];
)]
fn read_late_answer(row: &DbRow) -> Read<LateAnswerRecord> {
    Ok(LateAnswerRecord {
        id: row.try_get("id")?,
        attempt_id: row.try_get("attempt_id")?,
        question_id: row.try_get("question_id")?,
        answer: row.try_get("answer")?,
        received_at: Timestamp(row.try_get("received_at")?),
    })
}

#[duplicate_item(
    DbRow                     read_adjustment;
    [sqlx::sqlite::SqliteRow] [sqlite_adjustment];
    [sqlx::postgres::PgRow]   [postgres_adjustment];
)]
fn read_adjustment(row: &DbRow) -> Read<AdjustmentRecord> {
    Ok(AdjustmentRecord {
        id: row.try_get("id")?,
        invitation_id: row.try_get("invitation_id")?,
        kind: row.try_get("kind")?,
        percent: row.try_get("percent")?,
        message: row.try_get("message")?,
        state: row.try_get("state")?,
        created_at: Timestamp(row.try_get("created_at")?),
        answered_at: row.try_get::<Option<i64>, _>("answered_at")?.map(Timestamp),
        answer: row.try_get("answer")?,
    })
}

#[duplicate_item(
    DbTx         Db         read_candidate       read_answer       read_late_answer       read_adjustment       keep_attempt;
    [SqliteTx]   [Sqlite]   [sqlite_candidate]   [sqlite_answer]   [sqlite_late_answer]   [sqlite_adjustment]   [""];
    [PostgresTx] [Postgres] [postgres_candidate] [postgres_answer] [postgres_late_answer] [postgres_adjustment] [" FOR SHARE"];
)]
#[async_trait]
impl AttemptsPort for DbTx {
    async fn candidate_record(&mut self, invitation_id: &str) -> Result<Option<CandidateRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT i.id, i.assessment_id, i.intake_id, i.frozen_id, i.name, i.email, i.state, i.generation,
                    i.expires_at, i.simulated, f.purpose, n.opens_at, n.closes_at,
                    COALESCE(n.closed_at, s.closed_at) AS closed_at,
                    (SELECT COALESCE(MAX(d.percent), 0) FROM adjustments d
                     WHERE d.invitation_id = i.id AND d.state = 'applied') AS extra_time,
                    (SELECT COUNT(*) FROM adjustments d
                     WHERE d.invitation_id = i.id AND d.state = 'open') AS waiting,
                    t.id AS attempt_id, t.state AS attempt_state, t.plan, t.consented_at, t.started_at, t.deadline,
                    t.ending, t.ended_at, t.receipt_hash, t.score_card_id, t.completeness, t.total_micro, t.reopened,
                    t.review_requested_at
             FROM invitations i
             JOIN frozen_assessments f ON f.id = i.frozen_id
             JOIN assessments s ON s.id = i.assessment_id
             LEFT JOIN intakes n ON n.id = i.intake_id
             LEFT JOIN attempts t ON t.invitation_id = i.id
             WHERE i.id = $1",
        )
        .bind(invitation_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(read_candidate).transpose().map_err(failed)
    }

    async fn mark_opened(&mut self, invitation_id: &str, now: Timestamp) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE invitations SET state = 'opened', opened_at = $2 WHERE id = $1 AND state = 'invited'",
        )
        .bind(invitation_id)
        .bind(now.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn set_candidate_state(&mut self, invitation_id: &str, state: &str) -> Result<()> {
        sqlx::query::<Db>("UPDATE invitations SET state = $2 WHERE id = $1")
            .bind(invitation_id)
            .bind(state)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn extend_invitation(
        &mut self,
        invitation_id: &str,
        expires_at: Timestamp,
    ) -> Result<()> {
        sqlx::query::<Db>(
            "UPDATE invitations SET expires_at = $2 WHERE id = $1 AND expires_at < $2",
        )
        .bind(invitation_id)
        .bind(expires_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn insert_attempt(
        &mut self,
        candidate: &CandidateRecord,
        attempt: &AttemptRecord,
    ) -> Result<bool> {
        sqlx::query::<Db>(
            "INSERT INTO attempts (id, invitation_id, intake_id, assessment_id, frozen_id, state, plan, consented_at,
                                   started_at, deadline, reopened)
             VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9, 0)
             ON CONFLICT (invitation_id) DO NOTHING",
        )
        .bind(&attempt.id)
        .bind(&candidate.invitation_id)
        .bind(&candidate.intake_id)
        .bind(&candidate.assessment_id)
        .bind(&candidate.frozen_id)
        .bind(&attempt.plan)
        .bind(attempt.consented_at.0)
        .bind(attempt.started_at.0)
        .bind(attempt.deadline.map(|at| at.0))
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn save_answer(&mut self, save: &AnswerSave) -> Result<Option<i64>> {
        // A writer that repeats itself changes nothing; one that sends another choice under the same number (a plain
        // form sent again after going back) means the newer one.
        sqlx::query_scalar::<Db, i64>(concat!(
            "INSERT INTO answers (attempt_id, question_id, answer, complete, revision, writer, sequence, saved_at)
             SELECT t.id, $2, $3, $4, 1, $5, $6, $7 FROM attempts t
             WHERE t.id = $1 AND t.state = 'open' AND (t.deadline IS NULL OR t.deadline >= $8)",
            keep_attempt,
            " ON CONFLICT (attempt_id, question_id) DO UPDATE SET
                answer = excluded.answer, complete = excluded.complete, revision = answers.revision + 1,
                writer = excluded.writer, sequence = excluded.sequence, saved_at = excluded.saved_at
             WHERE (answers.writer = excluded.writer AND (answers.sequence < excluded.sequence
                        OR (answers.sequence = excluded.sequence AND answers.answer <> excluded.answer)))
                OR (answers.writer <> excluded.writer AND answers.revision = $9)
             RETURNING revision"
        ))
        .bind(&save.attempt_id)
        .bind(&save.question_id)
        .bind(&save.answer)
        .bind(i64::from(save.complete))
        .bind(&save.writer)
        .bind(save.sequence)
        .bind(save.now.0)
        .bind(save.cutoff.0)
        .bind(save.seen)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn saved_answer(
        &mut self,
        attempt_id: &str,
        question_id: &str,
    ) -> Result<Option<AnswerRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT question_id, answer, complete, revision, writer, sequence, saved_at FROM answers
             WHERE attempt_id = $1 AND question_id = $2",
        )
        .bind(attempt_id)
        .bind(question_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(read_answer).transpose().map_err(failed)
    }

    async fn answers(&mut self, attempt_id: &str) -> Result<Vec<AnswerRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT question_id, answer, complete, revision, writer, sequence, saved_at FROM answers
             WHERE attempt_id = $1 ORDER BY question_id",
        )
        .bind(attempt_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(read_answer)
            .collect::<Read<_>>()
            .map_err(failed)
    }

    async fn keep_late_answer(&mut self, late: &LateAnswerRecord) -> Result<()> {
        sqlx::query::<Db>("DELETE FROM late_answers WHERE attempt_id = $1 AND question_id = $2")
            .bind(&late.attempt_id)
            .bind(&late.question_id)
            .execute(&mut *self.conn)
            .await
            .map_err(failed)?;
        sqlx::query::<Db>(
            "INSERT INTO late_answers (id, attempt_id, question_id, answer, received_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&late.id)
        .bind(&late.attempt_id)
        .bind(&late.question_id)
        .bind(&late.answer)
        .bind(late.received_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn late_answers(&mut self, attempt_id: &str) -> Result<Vec<LateAnswerRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT id, attempt_id, question_id, answer, received_at FROM late_answers
             WHERE attempt_id = $1 ORDER BY received_at, id",
        )
        .bind(attempt_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(read_late_answer)
            .collect::<Read<_>>()
            .map_err(failed)
    }

    async fn end_attempt(
        &mut self,
        attempt_id: &str,
        ending: &str,
        now: Timestamp,
    ) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE attempts SET state = 'ended', ending = $2, ended_at = $3 WHERE id = $1 AND state = 'open'",
        )
        .bind(attempt_id)
        .bind(ending)
        .bind(now.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn insert_score_card(&mut self, card: &ScoreCardRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO score_cards (id, attempt_id, engine_version, content, points, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&card.id)
        .bind(&card.attempt_id)
        .bind(&card.engine_version)
        .bind(&card.content)
        .bind(&card.points)
        .bind(card.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn set_result(&mut self, result: &AttemptResult) -> Result<()> {
        sqlx::query::<Db>(
            "UPDATE attempts SET score_card_id = $2, completeness = $3, total_micro = $4 WHERE id = $1",
        )
        .bind(&result.attempt_id)
        .bind(&result.score_card_id)
        .bind(&result.completeness)
        .bind(result.total_micro)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn set_receipt(&mut self, attempt_id: &str, hash: &str) -> Result<()> {
        sqlx::query::<Db>("UPDATE attempts SET receipt_hash = $2 WHERE id = $1")
            .bind(attempt_id)
            .bind(hash)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn clear_result(&mut self, attempt_id: &str) -> Result<()> {
        sqlx::query::<Db>(
            "UPDATE attempts SET completeness = NULL, total_micro = NULL WHERE id = $1",
        )
        .bind(attempt_id)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn reopen_attempt(
        &mut self,
        attempt_id: &str,
        deadline: Option<Timestamp>,
    ) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE attempts SET state = 'open', deadline = $2, ending = NULL, ended_at = NULL, receipt_hash = NULL,
                    score_card_id = NULL, completeness = NULL, total_micro = NULL, reopened = reopened + 1
             WHERE id = $1 AND state = 'ended'",
        )
        .bind(attempt_id)
        .bind(deadline.map(|at| at.0))
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn move_deadline(&mut self, attempt_id: &str, deadline: Timestamp) -> Result<()> {
        sqlx::query::<Db>("UPDATE attempts SET deadline = $2 WHERE id = $1 AND state = 'open'")
            .bind(attempt_id)
            .bind(deadline.0)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn request_review(&mut self, attempt_id: &str, now: Timestamp) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE attempts SET review_requested_at = $2 WHERE id = $1 AND review_requested_at IS NULL",
        )
        .bind(attempt_id)
        .bind(now.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn insert_adjustment(&mut self, adjustment: &AdjustmentRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO adjustments (id, invitation_id, kind, percent, message, state, created_at, answered_at, answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&adjustment.id)
        .bind(&adjustment.invitation_id)
        .bind(&adjustment.kind)
        .bind(adjustment.percent)
        .bind(&adjustment.message)
        .bind(&adjustment.state)
        .bind(adjustment.created_at.0)
        .bind(adjustment.answered_at.map(|at| at.0))
        .bind(&adjustment.answer)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn adjustment(&mut self, id: &str) -> Result<Option<AdjustmentRecord>> {
        let row = sqlx::query::<Db>("SELECT * FROM adjustments WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref()
            .map(read_adjustment)
            .transpose()
            .map_err(failed)
    }

    async fn adjustments(&mut self, invitation_id: &str) -> Result<Vec<AdjustmentRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT * FROM adjustments WHERE invitation_id = $1 ORDER BY created_at, id",
        )
        .bind(invitation_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(read_adjustment)
            .collect::<Read<_>>()
            .map_err(failed)
    }

    async fn answer_adjustment(&mut self, id: &str, answer: &str, now: Timestamp) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE adjustments SET state = 'answered', answer = $2, answered_at = $3
             WHERE id = $1 AND state = 'open'",
        )
        .bind(id)
        .bind(answer)
        .bind(now.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn overdue_attempts(
        &mut self,
        intake_id: Option<&str>,
        cutoff: Timestamp,
        limit: i64,
    ) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT t.invitation_id FROM attempts t
             JOIN invitations i ON i.id = t.invitation_id
             JOIN assessments s ON s.id = t.assessment_id
             LEFT JOIN intakes n ON n.id = t.intake_id
             WHERE t.state = 'open' AND (CAST($1 AS TEXT) IS NULL OR t.intake_id = $1)
               AND (t.deadline < $2 OR n.closed_at IS NOT NULL OR s.closed_at IS NOT NULL OR n.closes_at < $2
                    OR (i.expires_at < $2 AND NOT EXISTS
                        (SELECT 1 FROM adjustments d WHERE d.invitation_id = i.id AND d.state = 'open')))
             ORDER BY t.id LIMIT $3",
        )
        .bind(intake_id)
        .bind(cutoff.0)
        .bind(limit)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }
}
