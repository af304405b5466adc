//! The job table, which is the outbox too.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRecord {
    pub id: String,
    /// The tag of [`crate::jobs::Job`].
    pub kind: String,
    /// JSON of [`crate::jobs::Job`].
    pub payload: String,
    pub dedup_key: Option<String>,
    /// queued, running, done or dead.
    pub state: String,
    pub run_at: Timestamp,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub assessment_id: Option<String>,
    pub subject_id: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Mails wait for other people's servers, imports take their time; the rest is our own work, done in seconds. Claimed
/// apart, none holds another up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Kinds that end in `_mail`.
    Mail,
    /// Kinds that end in `_upload`.
    Import,
    Work,
}

#[async_trait]
pub trait JobsPort {
    /// Inserts; with a dedup key that a queued job already holds, only brings that job's `run_at` forward. A key held
    /// by a running, done or dead job is taken over by the new one.
    async fn enqueue(&mut self, job: &JobRecord) -> Result<()>;
    /// Marks up to `limit` due jobs of a lane running until `lease_until` and returns them; running jobs whose lease is over
    /// count as due.
    async fn claim_jobs(
        &mut self,
        now: Timestamp,
        lease_until: Timestamp,
        lane: Lane,
        limit: i64,
    ) -> Result<Vec<JobRecord>>;
    async fn finish_job(&mut self, id: &str, now: Timestamp) -> Result<()>;
    /// Back to the queue for another try.
    async fn retry_job(
        &mut self,
        id: &str,
        run_at: Timestamp,
        error: &str,
        now: Timestamp,
    ) -> Result<()>;
    async fn bury_job(&mut self, id: &str, error: &str, now: Timestamp) -> Result<()>;
    /// A dead job is queued again, as if it were new: its tries and its age begin anew. False when it is not dead (any
    /// more).
    async fn revive_job(&mut self, id: &str, now: Timestamp) -> Result<bool>;
    async fn job(&mut self, id: &str) -> Result<Option<JobRecord>>;
    /// Newest first, of these states, optionally of one assessment.
    async fn jobs_in(
        &mut self,
        states: &[&str],
        assessment_id: Option<&str>,
        limit: i64,
    ) -> Result<Vec<JobRecord>>;
    /// Jobs about one subject (an invitation, a report), newest first.
    async fn jobs_about(&mut self, subject_id: &str) -> Result<Vec<JobRecord>>;
    async fn delete_done_before(&mut self, before: Timestamp) -> Result<u64>;
    /// When the next queued job is due.
    async fn next_run_at(&mut self) -> Result<Option<Timestamp>>;
}
