//! Attempts with their people, score cards, decisions.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{DecisionRecord, ResultAttemptRecord, ResultsPort};
use sqlx::{Postgres, Sqlite};

#[duplicate_item(
    rows            DbRow;
    [sqlite_rows]   [sqlx::sqlite::SqliteRow];
    [postgres_rows] [sqlx::postgres::PgRow];
)]
mod rows {
    use super::*;
    use sqlx::Row;

    type Read<T> = std::result::Result<T, sqlx::Error>;

    pub(super) fn attempt(row: &DbRow) -> Read<ResultAttemptRecord> {
        Ok(ResultAttemptRecord {
            attempt_id: row.try_get("attempt_id")?,
            invitation_id: row.try_get("invitation_id")?,
            intake_id: row.try_get("intake_id")?,
            assessment_id: row.try_get("assessment_id")?,
            frozen_id: row.try_get("frozen_id")?,
            name: row.try_get("name")?,
            email: row.try_get("email")?,
            decision: row.try_get("decision")?,
            simulated: row.try_get::<i64, _>("simulated")? != 0,
            state: row.try_get("state")?,
            ending: row.try_get("ending")?,
            ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(Timestamp),
            plan: row.try_get("plan")?,
            completeness: row.try_get("completeness")?,
            score_card_id: row.try_get("score_card_id")?,
            review_requested: row
                .try_get::<Option<i64>, _>("review_requested_at")?
                .is_some(),
            late_answers: row.try_get("late_answers")?,
        })
    }

    pub(super) fn decision(row: &DbRow) -> Read<DecisionRecord> {
        Ok(DecisionRecord {
            id: row.try_get("id")?,
            invitation_id: row.try_get("invitation_id")?,
            kind: row.try_get("kind")?,
            reason: row.try_get("reason")?,
            account_id: row.try_get("account_id")?,
            by_name: row.try_get("by_name")?,
            snapshot_id: row.try_get("snapshot_id")?,
            at: Timestamp(row.try_get("at")?),
        })
    }
}

/// An ended or open attempt with its person.
macro_rules! attempt {
    ($filter:literal) => {
        concat!(
            "SELECT a.id AS attempt_id, a.invitation_id, a.intake_id, a.assessment_id,
                    COALESCE(c.frozen_id, a.frozen_id) AS frozen_id, i.name, i.email,
                    i.decision, i.simulated, a.state, a.ending, a.ended_at, a.plan, a.completeness, a.score_card_id,
                    a.review_requested_at,
                    (SELECT COUNT(*) FROM late_answers l WHERE l.attempt_id = a.id) AS late_answers
             FROM attempts a JOIN invitations i ON i.id = a.invitation_id
             LEFT JOIN score_cards c ON c.id = a.score_card_id WHERE ",
            $filter
        )
    };
}

#[duplicate_item(
    DbTx         Db         rows;
    [SqliteTx]   [Sqlite]   [sqlite_rows];
    [PostgresTx] [Postgres] [postgres_rows];
)]
#[async_trait]
impl ResultsPort for DbTx {
    async fn result_of_invitation(
        &mut self,
        invitation_id: &str,
    ) -> Result<Option<ResultAttemptRecord>> {
        let row = sqlx::query::<Db>(attempt!("a.invitation_id = $1"))
            .bind(invitation_id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref().map(rows::attempt).transpose().map_err(failed)
    }

    async fn result_of_attempt(&mut self, attempt_id: &str) -> Result<Option<ResultAttemptRecord>> {
        let row = sqlx::query::<Db>(attempt!("a.id = $1"))
            .bind(attempt_id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref().map(rows::attempt).transpose().map_err(failed)
    }

    async fn score_card_content(&mut self, id: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>("SELECT content FROM score_cards WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn insert_decision(&mut self, decision: &DecisionRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO decisions (id, invitation_id, kind, reason, account_id, by_name, snapshot_id, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&decision.id)
        .bind(&decision.invitation_id)
        .bind(&decision.kind)
        .bind(&decision.reason)
        .bind(&decision.account_id)
        .bind(&decision.by_name)
        .bind(&decision.snapshot_id)
        .bind(decision.at.0)
        .execute(&mut *self.conn)
        .await
        .map_err(failed)?;
        sqlx::query::<Db>("UPDATE invitations SET decision = $2 WHERE id = $1")
            .bind(&decision.invitation_id)
            .bind(&decision.kind)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn decisions(&mut self, invitation_id: &str) -> Result<Vec<DecisionRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT * FROM decisions WHERE invitation_id = $1 ORDER BY at DESC, id DESC",
        )
        .bind(invitation_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(rows::decision)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn slice_decisions(
        &mut self,
        snapshot_id: &str,
        from: i64,
        to: i64,
    ) -> Result<Vec<DecisionRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT d.* FROM snapshot_entries e
             JOIN attempts a ON a.id = e.attempt_id
             JOIN decisions d ON d.id = (SELECT l.id FROM decisions l WHERE l.invitation_id = a.invitation_id
                                         ORDER BY l.at DESC, l.id DESC LIMIT 1)
             WHERE e.snapshot_id = $1 AND e.by_band >= $2 AND e.by_band < $3",
        )
        .bind(snapshot_id)
        .bind(from)
        .bind(to)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(rows::decision)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }
}
