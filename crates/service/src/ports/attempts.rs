//! Queries about attempts: what a candidate's pages read, the one statement that saves an answer, and what ends,
//! scores and reopens an attempt.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// Everything a candidate's request needs to know about its invitation, in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateRecord {
    pub invitation_id: String,
    pub assessment_id: String,
    /// Absent for a trial.
    pub intake_id: Option<String>,
    pub frozen_id: String,
    /// trial, pilot or selection.
    pub purpose: String,
    pub name: String,
    pub email: String,
    /// invited, opened, started, submitted, expired, withdrawn or revoked.
    pub state: String,
    pub generation: i64,
    pub expires_at: Timestamp,
    pub simulated: bool,
    pub intake_opens_at: Option<Timestamp>,
    pub intake_closes_at: Option<Timestamp>,
    /// When the intake or its assessment was closed.
    pub closed_at: Option<Timestamp>,
    /// The extra time granted, in per cent of the limit.
    pub extra_time_percent: i64,
    /// A request for another adjustment is open: the invitation does not expire meanwhile.
    pub waiting: bool,
    pub attempt: Option<AttemptRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    pub id: String,
    /// open or ended.
    pub state: String,
    /// JSON of [`domain::attempt::Plan`].
    pub plan: String,
    pub consented_at: Timestamp,
    pub started_at: Timestamp,
    pub deadline: Option<Timestamp>,
    /// submitted, timed_out, window_closed or withdrawn.
    pub ending: Option<String>,
    pub ended_at: Option<Timestamp>,
    pub receipt_hash: Option<String>,
    pub score_card_id: Option<String>,
    /// complete, unfinished or insufficient_evidence; absent while there is no result.
    pub completeness: Option<String>,
    pub total_micro: Option<i64>,
    /// How often it was opened again.
    pub reopened: i64,
    pub review_requested_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreCardRecord {
    pub id: String,
    pub attempt_id: String,
    /// What it was scored by.
    pub frozen_id: String,
    pub engine_version: String,
    /// JSON of [`domain::score_card::ScoreCard`].
    pub content: String,
    /// JSON array of points, in the order of the frozen questions; null where a question is left out.
    pub points: String,
    pub created_at: Timestamp,
}

/// The result an attempt shows: its present score card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptResult {
    pub attempt_id: String,
    pub score_card_id: String,
    pub completeness: String,
    pub total_micro: i64,
    /// A new one; otherwise the receipt stays as it is.
    pub receipt_hash: Option<String>,
}

#[async_trait]
pub trait AttemptsPort {
    async fn candidate_record(&mut self, invitation_id: &str) -> Result<Option<CandidateRecord>>;
    /// From invited to opened; false when it was opened before.
    async fn mark_opened(&mut self, invitation_id: &str, now: Timestamp) -> Result<bool>;
    async fn set_candidate_state(&mut self, invitation_id: &str, state: &str) -> Result<()>;
    async fn extend_invitation(&mut self, invitation_id: &str, expires_at: Timestamp)
    -> Result<()>;
    /// Inserts an open attempt; false when the invitation has one already.
    async fn insert_attempt(
        &mut self,
        candidate: &CandidateRecord,
        attempt: &AttemptRecord,
    ) -> Result<bool>;
    /// From open to ended; gives the frozen assessment that counts for it, from here to the end of the unit, and none
    /// when it had ended before. Waits for saves in flight, and no later save gets in.
    async fn end_attempt(
        &mut self,
        attempt_id: &str,
        ending: &str,
        now: Timestamp,
    ) -> Result<Option<String>>;
    async fn insert_score_card(&mut self, card: &ScoreCardRecord) -> Result<()>;
    async fn set_result(&mut self, result: &AttemptResult) -> Result<()>;
    /// The attempt has no result any more: it leaves every ranking still to be made.
    async fn clear_result(&mut self, attempt_id: &str) -> Result<()>;
    /// From ended to open; false when it was open.
    async fn reopen_attempt(
        &mut self,
        attempt_id: &str,
        deadline: Option<Timestamp>,
    ) -> Result<bool>;
    async fn move_deadline(&mut self, attempt_id: &str, deadline: Timestamp) -> Result<()>;
    /// False when a review was asked for before.
    async fn request_review(&mut self, attempt_id: &str, now: Timestamp) -> Result<bool>;
    /// Invitations whose open attempt is past its deadline, or whose invitation, intake or assessment has closed,
    /// all before `cutoff` (closing by hand counts at once). Optionally of one intake.
    async fn overdue_attempts(
        &mut self,
        intake_id: Option<&str>,
        cutoff: Timestamp,
        limit: i64,
    ) -> Result<Vec<String>>;
    /// Whether the time limit of an open attempt ends after `cutoff`.
    async fn is_time_running(&mut self, cutoff: Timestamp) -> Result<bool>;
}
