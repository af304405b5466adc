//! Adjustments that candidates took or asked for.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{AdjustmentRecord, AdjustmentsPort};
use sqlx::{Postgres, Row, Sqlite};

type Read<T> = std::result::Result<T, sqlx::Error>;

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
    DbTx         Db         read_adjustment;
    [SqliteTx]   [Sqlite]   [sqlite_adjustment];
    [PostgresTx] [Postgres] [postgres_adjustment];
)]
#[async_trait]
impl AdjustmentsPort for DbTx {
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
}
