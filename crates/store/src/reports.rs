//! Composed reports.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{ReportRecord, ReportsPort};
use sqlx::{Postgres, Row, Sqlite};

#[duplicate_item(
    DbRow                        record;
    [sqlx::sqlite::SqliteRow]    [sqlite_record];
    [sqlx::postgres::PgRow]      [postgres_record];
)]
fn record(row: &DbRow) -> std::result::Result<ReportRecord, sqlx::Error> {
    Ok(ReportRecord {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        assessment_id: row.try_get("assessment_id")?,
        intake_id: row.try_get("intake_id")?,
        attempt_id: row.try_get("attempt_id")?,
        score_card_id: row.try_get("score_card_id")?,
        content: row.try_get("content")?,
        generation: row.try_get("generation")?,
        link_expires_at: Timestamp(row.try_get("link_expires_at")?),
        created_at: Timestamp(row.try_get("created_at")?),
    })
}

#[duplicate_item(
    DbTx         Db         record;
    [SqliteTx]   [Sqlite]   [sqlite_record];
    [PostgresTx] [Postgres] [postgres_record];
)]
#[async_trait]
impl ReportsPort for DbTx {
    async fn insert_report(&mut self, report: &ReportRecord) -> Result<bool> {
        sqlx::query::<Db>(
            "INSERT INTO reports (id, kind, assessment_id, intake_id, attempt_id, score_card_id, content, generation,
                                  link_expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (score_card_id) DO NOTHING",
        )
        .bind(&report.id)
        .bind(&report.kind)
        .bind(&report.assessment_id)
        .bind(&report.intake_id)
        .bind(&report.attempt_id)
        .bind(&report.score_card_id)
        .bind(&report.content)
        .bind(report.generation)
        .bind(report.link_expires_at.0)
        .bind(report.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn report(&mut self, id: &str) -> Result<Option<ReportRecord>> {
        let row = sqlx::query::<Db>("SELECT * FROM reports WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref().map(record).transpose().map_err(failed)
    }

    async fn reports_of_attempt(&mut self, attempt_id: &str) -> Result<Vec<ReportRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT * FROM reports WHERE attempt_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(attempt_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn cohort_reports(&mut self, intake_id: &str, limit: i64) -> Result<Vec<ReportRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT * FROM reports WHERE intake_id = $1 AND kind = 'cohort'
             ORDER BY created_at DESC, id DESC LIMIT $2",
        )
        .bind(intake_id)
        .bind(limit)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn reports_between(
        &mut self,
        assessment_id: &str,
        from: Timestamp,
        to: Timestamp,
        limit: i64,
    ) -> Result<Vec<ReportRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT * FROM reports
             WHERE assessment_id = $1 AND kind = 'candidate' AND created_at >= $2 AND created_at < $3
             ORDER BY created_at, id LIMIT $4",
        )
        .bind(assessment_id)
        .bind(from.0)
        .bind(to.0)
        .bind(limit)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(record)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn renew_report_link(&mut self, id: &str, expires_at: Timestamp) -> Result<()> {
        sqlx::query::<Db>(
            "UPDATE reports SET generation = generation + 1, link_expires_at = $2 WHERE id = $1",
        )
        .bind(id)
        .bind(expires_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }
}
