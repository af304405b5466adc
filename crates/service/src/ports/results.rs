//! Queries about results: attempts with their people, score cards, decisions. Records never carry a clock time or a
//! duration of an attempt beyond the instant it ended, which pages show as a date.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// An ended attempt with the person it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultAttemptRecord {
    pub attempt_id: String,
    pub invitation_id: String,
    pub intake_id: Option<String>,
    pub assessment_id: String,
    /// What its present score card was scored by; without one, what it will be scored by.
    pub frozen_id: String,
    pub name: String,
    pub email: String,
    pub decision: String,
    pub simulated: bool,
    /// open or ended.
    pub state: String,
    /// submitted, timed_out or window_closed.
    pub ending: Option<String>,
    pub ended_at: Option<Timestamp>,
    /// JSON of [`domain::attempt::Plan`].
    pub plan: String,
    pub completeness: Option<String>,
    pub score_card_id: Option<String>,
    /// The candidate asked a person to look at the result.
    pub review_requested: bool,
    pub late_answers: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    pub id: String,
    pub invitation_id: String,
    /// advance, hold, decline or undecided.
    pub kind: String,
    pub reason: String,
    pub account_id: String,
    pub by_name: String,
    /// The ranking that was looked at.
    pub snapshot_id: Option<String>,
    pub at: Timestamp,
}

#[async_trait]
pub trait ResultsPort {
    async fn result_of_invitation(
        &mut self,
        invitation_id: &str,
    ) -> Result<Option<ResultAttemptRecord>>;
    async fn result_of_attempt(&mut self, attempt_id: &str) -> Result<Option<ResultAttemptRecord>>;
    /// JSON of a score card.
    async fn score_card_content(&mut self, id: &str) -> Result<Option<String>>;

    /// Records a decision and makes it the invitation's current one.
    async fn insert_decision(&mut self, decision: &DecisionRecord) -> Result<()>;
    /// Newest first.
    async fn decisions(&mut self, invitation_id: &str) -> Result<Vec<DecisionRecord>>;
    /// The last decision of everybody in positions `from` to `to` by band who has one.
    async fn slice_decisions(
        &mut self,
        snapshot_id: &str,
        from: i64,
        to: i64,
    ) -> Result<Vec<DecisionRecord>>;
}
