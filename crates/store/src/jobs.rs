//! The job table. The outer `state` conditions of the claim are what prevents two workers from taking one job.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::ports::{JobRecord, JobsPort, Lane};
use service::{Error, Result};
use sqlx::{Postgres, Sqlite};

fn record(row: &impl Columns) -> Read<JobRecord> {
    Ok(JobRecord {
        id: row.get("id")?,
        kind: row.get("kind")?,
        payload: row.get("payload")?,
        dedup_key: row.get("dedup_key")?,
        state: row.get("state")?,
        run_at: row.instant("run_at")?,
        attempts: row.get("attempts")?,
        last_error: row.get("last_error")?,
        assessment_id: row.get("assessment_id")?,
        subject_id: row.get("subject_id")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
impl DbTx {
    /// Whether the job is queued now, or one of its key was already. Not while another holds the key.
    async fn inserted_or_joined(&mut self, job: &JobRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO jobs (id, kind, payload, dedup_key, state, run_at, attempts, lease_until, last_error,
                               assessment_id, subject_id, created_at, updated_at)
             VALUES ($1, $2, $3, $4, 'queued', $5, 0, NULL, NULL, $6, $7, $8, $8)
             ON CONFLICT (dedup_key) DO UPDATE SET
                run_at = CASE WHEN excluded.run_at < jobs.run_at THEN excluded.run_at ELSE jobs.run_at END
             WHERE jobs.state = 'queued'",
        )
        .bind(&job.id)
        .bind(&job.kind)
        .bind(&job.payload)
        .bind(&job.dedup_key)
        .bind(job.run_at.0)
        .bind(&job.assessment_id)
        .bind(&job.subject_id)
        .bind(job.created_at.0);
        self.affected_one(statement).await
    }
}

#[duplicate_item(
    DbTx         Db         skip_locked;
    [SqliteTx]   [Sqlite]   [""];
    [PostgresTx] [Postgres] [" FOR UPDATE SKIP LOCKED"];
)]
#[async_trait]
impl JobsPort for DbTx {
    async fn enqueue(&mut self, job: &JobRecord) -> Result<()> {
        if self.inserted_or_joined(job).await? {
            return Ok(());
        }
        // A running, finished or dead holder gives its key up, so that a change made while it runs is not forgotten.
        let statement = sqlx::query::<Db>(
            "UPDATE jobs SET dedup_key = NULL WHERE dedup_key = $1 AND state <> 'queued'",
        )
        .bind(&job.dedup_key);
        self.execute(statement).await?;
        if self.inserted_or_joined(job).await? {
            return Ok(());
        }
        Err(Error::Unavailable)
    }

    async fn claim_jobs(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
        lane: Lane,
        limit: i64,
    ) -> Result<Vec<JobRecord>> {
        let statement = sqlx::query::<Db>(concat!(
            "UPDATE jobs SET state = 'running', lease_until = $2, attempts = attempts + 1, updated_at = $1
             WHERE id IN (SELECT id FROM jobs
                          WHERE ((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1))
                            AND CASE WHEN SUBSTR(kind, LENGTH(kind) - 4) = '_mail' THEN 1
                                     WHEN SUBSTR(kind, LENGTH(kind) - 6) = '_upload' THEN 2 ELSE 0 END = $4
                          ORDER BY run_at LIMIT $3",
            skip_locked,
            ") AND ((state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1))
             RETURNING *"
        ))
        .bind(now.0)
        .bind(lease_until.0)
        .bind(limit)
        .bind(match lane {
            Lane::Work => 0_i64,
            Lane::Mail => 1,
            Lane::Import => 2,
        });
        self.fetch_all(statement, record).await
    }

    async fn finish_job(&mut self, id: &str, now: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE jobs SET state = 'done', lease_until = NULL, last_error = NULL, dedup_key = NULL, updated_at = $2
             WHERE id = $1 AND state = 'running'",
        )
        .bind(id)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn retry_job(
        &mut self,
        id: &str,
        run_at: Timestamp,
        error: &str,
        now: Timestamp,
    ) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $2, last_error = $3, updated_at = $4
             WHERE id = $1 AND state = 'running'",
        )
        .bind(id)
        .bind(run_at.0)
        .bind(error)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn bury_job(&mut self, id: &str, error: &str, now: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE jobs SET state = 'dead', lease_until = NULL, dedup_key = NULL, last_error = $2, updated_at = $3
             WHERE id = $1 AND state = 'running'",
        )
        .bind(id)
        .bind(error)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn revive_job(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE jobs SET state = 'queued', attempts = 0, run_at = $2, created_at = $2, updated_at = $2
             WHERE id = $1 AND state = 'dead'",
        )
        .bind(id)
        .bind(now.0);
        self.affected_one(statement).await
    }

    async fn job(&mut self, id: &str) -> Result<Option<JobRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM jobs WHERE id = $1").bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn jobs_in(
        &mut self,
        states: &[&str],
        assessment_id: Option<&str>,
        limit: i64,
    ) -> Result<Vec<JobRecord>> {
        let wanted = format!(",{},", states.join(","));
        let statement = sqlx::query::<Db>(
            "SELECT * FROM jobs
             WHERE $1 LIKE '%,' || state || ',%' AND (CAST($2 AS TEXT) IS NULL OR assessment_id = $2)
             ORDER BY updated_at DESC, id DESC LIMIT $3",
        )
        .bind(wanted)
        .bind(assessment_id)
        .bind(limit);
        self.fetch_all(statement, record).await
    }

    async fn jobs_about(&mut self, subject_id: &str) -> Result<Vec<JobRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM jobs WHERE subject_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(subject_id);
        self.fetch_all(statement, record).await
    }

    async fn delete_done_before(&mut self, before: Timestamp) -> Result<u64> {
        let statement =
            sqlx::query::<Db>("DELETE FROM jobs WHERE state = 'done' AND updated_at < $1")
                .bind(before.0);
        self.affected(statement).await
    }

    async fn next_run_at(&mut self) -> Result<Option<Timestamp>> {
        sqlx::query_scalar::<Db, Option<i64>>("SELECT MIN(run_at) FROM jobs WHERE state = 'queued'")
            .fetch_one(&mut *self.conn)
            .await
            .map(|at| at.map(Timestamp))
            .map_err(failed)
    }
}
