//! Attempts: the candidate's record that every request begins with, beginning and end, the result.

mod rows;

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use rows::{postgres_candidate, sqlite_candidate};
use service::Result;
use service::ports::{
    AttemptRecord, AttemptResult, AttemptsPort, CandidateRecord, ScoreCardRecord,
};
use sqlx::{Postgres, Sqlite};

#[duplicate_item(
    DbTx         Db         read_candidate;
    [SqliteTx]   [Sqlite]   [sqlite_candidate];
    [PostgresTx] [Postgres] [postgres_candidate];
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

    async fn end_attempt(
        &mut self,
        attempt_id: &str,
        ending: &str,
        now: Timestamp,
    ) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>(
            "UPDATE attempts SET state = 'ended', ending = $2, ended_at = $3 WHERE id = $1 AND state = 'open'
             RETURNING frozen_id",
        )
        .bind(attempt_id)
        .bind(ending)
        .bind(now.0)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn insert_score_card(&mut self, card: &ScoreCardRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO score_cards (id, attempt_id, engine_version, content, points, created_at, frozen_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&card.id)
        .bind(&card.attempt_id)
        .bind(&card.engine_version)
        .bind(&card.content)
        .bind(&card.points)
        .bind(card.created_at.0)
        .bind(&card.frozen_id)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn set_result(&mut self, result: &AttemptResult) -> Result<()> {
        sqlx::query::<Db>(
            "UPDATE attempts SET score_card_id = $2, completeness = $3, total_micro = $4,
                    receipt_hash = COALESCE($5, receipt_hash) WHERE id = $1",
        )
        .bind(&result.attempt_id)
        .bind(&result.score_card_id)
        .bind(&result.completeness)
        .bind(result.total_micro)
        .bind(&result.receipt_hash)
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

    async fn is_time_running(&mut self, cutoff: Timestamp) -> Result<bool> {
        sqlx::query_scalar::<Db, i64>(
            "SELECT CAST(1 AS BIGINT) FROM attempts WHERE state = 'open' AND deadline > $1 LIMIT 1",
        )
        .bind(cutoff.0)
        .fetch_optional(&mut *self.conn)
        .await
        .map(|found| found.is_some())
        .map_err(failed)
    }
}
