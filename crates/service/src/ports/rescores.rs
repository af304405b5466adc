//! Queries about other keys for a published assessment: who adopted them, and the attempts that follow.

use super::AttemptResult;
use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// One adoption of other keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescoreRecord {
    pub id: String,
    pub assessment_id: String,
    pub from_frozen: String,
    pub to_frozen: String,
    /// JSON: the question asked to the version whose key it got.
    pub choices: String,
    pub reason: String,
    pub account_id: String,
    pub adopted_by: String,
    pub adopted_at: Timestamp,
    /// Absent while attempts are still to follow.
    pub finished_at: Option<Timestamp>,
}

/// An attempt under a frozen assessment, with its present score card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedAttemptRecord {
    pub attempt_id: String,
    pub invitation_id: String,
    pub intake_id: Option<String>,
    /// JSON of [`domain::attempt::Plan`].
    pub plan: String,
    /// Absent while there is no result.
    pub score_card_id: Option<String>,
    /// What the card was scored by.
    pub card_frozen_id: Option<String>,
    /// JSON of the card.
    pub card: Option<String>,
    /// Withdrawn and revoked people are in no ranking.
    pub is_out: bool,
}

/// Which attempts of a frozen assessment are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    All,
    /// Those of intakes that do not stay with what they were closed with.
    Following,
}

/// A score card as it is listed, with what it was scored by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCardRecord {
    pub id: String,
    pub frozen_id: String,
    /// JSON of the card.
    pub content: String,
    pub created_at: Timestamp,
}

/// The person behind an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptPersonRecord {
    pub attempt_id: String,
    pub invitation_id: String,
    pub name: String,
    pub decision: String,
    pub simulated: bool,
}

#[async_trait]
pub trait RescoresPort {
    /// False when what was frozen has been replaced before.
    async fn insert_rescore(&mut self, rescore: &RescoreRecord) -> Result<bool>;
    async fn rescore(&mut self, id: &str) -> Result<Option<RescoreRecord>>;
    /// Newest first.
    async fn rescores_of(&mut self, assessment_id: &str) -> Result<Vec<RescoreRecord>>;
    /// Whether attempts of an assessment are still to follow.
    async fn is_rescoring(&mut self, assessment_id: &str) -> Result<bool>;
    /// False when it was finished before.
    async fn finish_rescore(&mut self, id: &str, now: Timestamp) -> Result<bool>;
    /// Closed intakes of an assessment stay with `frozen_id`, unless they stay with an earlier one.
    async fn pin_closed_intakes(&mut self, assessment_id: &str, frozen_id: &str) -> Result<()>;
    /// Attempts that come after an id, in the order of their ids.
    async fn keyed_attempts(
        &mut self,
        frozen_id: &str,
        reach: Reach,
        after: &str,
        limit: i64,
    ) -> Result<Vec<KeyedAttemptRecord>>;
    /// Attempts of open intakes: those that follow other keys, or are still to follow.
    async fn count_following(&mut self, frozen_id: &str) -> Result<i64>;
    /// Moves an attempt and its invitation to `to`, with a new result if it has one. False when it was moved, scored or
    /// opened again since it was read.
    async fn move_attempt(
        &mut self,
        read: &KeyedAttemptRecord,
        from: &str,
        to: &str,
        result: Option<&AttemptResult>,
    ) -> Result<bool>;
    /// Moves at most `limit` invitations that nobody has started from; gives how many.
    async fn move_invitations(&mut self, from: &str, to: &str, limit: i64) -> Result<u64>;
    /// What an attempt is scored by. Whoever moves it waits until the caller's unit has ended.
    async fn locked_frozen_id(&mut self, attempt_id: &str) -> Result<Option<String>>;
    /// Oldest first.
    async fn score_cards_of(&mut self, attempt_id: &str) -> Result<Vec<ListedCardRecord>>;
    /// In no order; unknown ids are left out.
    async fn attempt_people(&mut self, attempt_ids: &[String]) -> Result<Vec<AttemptPersonRecord>>;
}
