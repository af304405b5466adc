//! Composed reports.

use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{ReportRecord, ReportsPort};
use sqlx::{Postgres, Sqlite};

fn record(row: &impl Columns) -> Read<ReportRecord> {
    Ok(ReportRecord {
        id: row.get("id")?,
        kind: row.get("kind")?,
        assessment_id: row.get("assessment_id")?,
        intake_id: row.get("intake_id")?,
        attempt_id: row.get("attempt_id")?,
        score_card_id: row.get("score_card_id")?,
        content: row.get("content")?,
        generation: row.get("generation")?,
        link_expires_at: row.instant("link_expires_at")?,
        created_at: row.instant("created_at")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl ReportsPort for DbTx {
    async fn insert_report(&mut self, report: &ReportRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
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
        .bind(report.created_at.0);
        self.affected_one(statement).await
    }

    async fn report(&mut self, id: &str) -> Result<Option<ReportRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM reports WHERE id = $1").bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn reports_of_attempt(&mut self, attempt_id: &str) -> Result<Vec<ReportRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM reports WHERE attempt_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(attempt_id);
        self.fetch_all(statement, record).await
    }

    async fn cohort_reports(&mut self, intake_id: &str, limit: i64) -> Result<Vec<ReportRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM reports WHERE intake_id = $1 AND kind = 'cohort'
             ORDER BY created_at DESC, id DESC LIMIT $2",
        )
        .bind(intake_id)
        .bind(limit);
        self.fetch_all(statement, record).await
    }

    async fn reports_between(
        &mut self,
        assessment_id: &str,
        from: Timestamp,
        to: Timestamp,
        limit: i64,
    ) -> Result<Vec<ReportRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM reports
             WHERE assessment_id = $1 AND kind = 'candidate' AND created_at >= $2 AND created_at < $3
             ORDER BY created_at, id LIMIT $4",
        )
        .bind(assessment_id)
        .bind(from.0)
        .bind(to.0)
        .bind(limit);
        self.fetch_all(statement, record).await
    }

    async fn renew_report_link(&mut self, id: &str, expires_at: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE reports SET generation = generation + 1, link_expires_at = $2 WHERE id = $1",
        )
        .bind(id)
        .bind(expires_at.0);
        self.execute(statement).await
    }
}
