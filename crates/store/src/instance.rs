//! Settings, throttles and the audit log.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{AuditFilter, AuditRecord, InstancePort};
use sqlx::{Postgres, Sqlite};

fn audit_row(row: &impl Columns) -> Read<AuditRecord> {
    Ok(AuditRecord {
        id: row.get("id")?,
        at: row.instant("at")?,
        account_id: row.get("account_id")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        assessment_id: row.get("assessment_id")?,
        detail: row.get("detail")?,
        request_id: row.get("request_id")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl InstancePort for DbTx {
    async fn setting(&mut self, name: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value);
        self.execute(statement).await
    }

    async fn delete_setting(&mut self, name: &str) -> Result<()> {
        let statement = sqlx::query::<Db>("DELETE FROM settings WHERE name = $1").bind(name);
        self.execute(statement).await
    }

    async fn insert_audit(&mut self, record: &AuditRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO audit_log (id, at, account_id, actor, action, subject, assessment_id, detail, request_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&record.id)
        .bind(record.at.0)
        .bind(&record.account_id)
        .bind(&record.actor)
        .bind(&record.action)
        .bind(&record.subject)
        .bind(&record.assessment_id)
        .bind(&record.detail)
        .bind(&record.request_id);
        self.execute(statement).await
    }

    async fn audit_page(
        &mut self,
        assessment_id: Option<&str>,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>> {
        let (at, id) = before.unwrap_or((Timestamp(i64::MAX), String::new()));
        let statement = sqlx::query::<Db>(
            "SELECT id, at, account_id, actor, action, subject, assessment_id, detail, request_id
             FROM audit_log
             WHERE (CAST($1 AS TEXT) IS NULL OR (assessment_id = $1 AND account_id IS NOT NULL))
               AND (at < $2 OR (at = $2 AND id < $3))
             ORDER BY at DESC, id DESC LIMIT $4",
        )
        .bind(assessment_id)
        .bind(at.0)
        .bind(id)
        .bind(limit);
        self.fetch_all(statement, audit_row).await
    }

    async fn search_audit(
        &mut self,
        filter: &AuditFilter,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>> {
        let (at, id) = before.unwrap_or((Timestamp(i64::MAX), String::new()));
        // A noun is compared up to its dot; no pattern, so nothing typed can be one.
        let noun = filter.noun.as_ref().map(|noun| format!("{noun}."));
        let statement = sqlx::query::<Db>(
            "SELECT id, at, account_id, actor, action, subject, assessment_id, detail, request_id
             FROM audit_log
             WHERE (CAST($1 AS TEXT) IS NULL OR SUBSTR(action, 1, LENGTH($1)) = $1)
               AND (CAST($2 AS TEXT) IS NULL OR account_id = $2)
               AND at >= $3 AND at < $4 AND (at < $5 OR (at = $5 AND id < $6))
             ORDER BY at DESC, id DESC LIMIT $7",
        )
        .bind(noun)
        .bind(&filter.account_id)
        .bind(filter.from.map_or(i64::MIN, |from| from.0))
        .bind(filter.until.map_or(i64::MAX, |until| until.0))
        .bind(at.0)
        .bind(id)
        .bind(limit);
        self.fetch_all(statement, audit_row).await
    }

    async fn hit_throttle(
        &mut self,
        name: &str,
        now: Timestamp,
        window_millis: i64,
    ) -> Result<(i64, Timestamp)> {
        sqlx::query_as::<Db, (i64, i64)>(
            "INSERT INTO throttles (name, hits, window_started_at) VALUES ($1, 1, $2)
             ON CONFLICT (name) DO UPDATE SET
                hits = CASE WHEN throttles.window_started_at + $3 <= $2 THEN 1 ELSE throttles.hits + 1 END,
                window_started_at = CASE WHEN throttles.window_started_at + $3 <= $2 THEN $2
                                         ELSE throttles.window_started_at END
             RETURNING hits, window_started_at",
        )
        .bind(name)
        .bind(now.0)
        .bind(window_millis)
        .fetch_one(&mut *self.conn)
        .await
        .map(|(hits, window_started_at)| (hits, Timestamp(window_started_at)))
        .map_err(failed)
    }

    async fn clear_throttle(&mut self, name: &str) -> Result<()> {
        let statement = sqlx::query::<Db>("DELETE FROM throttles WHERE name = $1").bind(name);
        self.execute(statement).await
    }

    async fn delete_throttles_before(&mut self, before: Timestamp) -> Result<()> {
        let statement =
            sqlx::query::<Db>("DELETE FROM throttles WHERE window_started_at < $1").bind(before.0);
        self.execute(statement).await
    }
}
