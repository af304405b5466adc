//! Queries about statistics: what is folded of a frozen assessment, and the score cards still to be folded.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// What is folded of one frozen assessment, without the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatisticsRecord {
    pub frozen_id: String,
    pub engine_version: String,
    /// 0 before it is stored.
    pub revision: i64,
    /// Something folded has changed: it must be computed from the beginning.
    pub stale: bool,
    /// The last attempt of a computation from the beginning that is under way.
    pub folded_to: Option<String>,
    /// JSON of [`domain::analysis::Folded`].
    pub content: String,
    /// JSON of [`domain::analysis::Sensitivity`].
    pub sensitivity: Option<String>,
    pub updated_at: Timestamp,
}

/// A score card to be folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRecord {
    pub id: String,
    pub attempt_id: String,
    /// JSON of [`domain::score_card::ScoreCard`].
    pub content: String,
    /// It is the attempt's present card, complete, and its person has not withdrawn.
    pub counts: bool,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// The candidate submitted it, and it was never opened again.
    pub in_one_go: bool,
}

#[async_trait]
pub trait StatisticsPort {
    /// The card waits to be folded.
    async fn insert_unfolded(&mut self, score_card_id: &str, frozen_id: &str) -> Result<()>;
    async fn delete_unfolded(&mut self, score_card_ids: &[String]) -> Result<()>;
    /// Cards that wait, at most `limit`.
    async fn unfolded_cards(&mut self, frozen_id: &str, limit: i64) -> Result<Vec<CardRecord>>;
    /// The cards that count, of attempts after one, by attempt, at most `limit`.
    async fn cards_after(
        &mut self,
        frozen_id: &str,
        attempt_id: &str,
        limit: i64,
    ) -> Result<Vec<CardRecord>>;
    async fn statistics(&mut self, frozen_id: &str) -> Result<Option<StatisticsRecord>>;
    /// JSON of [`domain::analysis::Sample`].
    async fn statistics_sample(&mut self, frozen_id: &str) -> Result<Option<String>>;
    /// Stores the record under the next revision, not stale; false when the stored revision is another one by now.
    async fn save_statistics(&mut self, record: &StatisticsRecord, sample: &str) -> Result<bool>;
    /// What is folded must be computed from the beginning.
    async fn mark_statistics_stale(&mut self, frozen_id: &str, now: Timestamp) -> Result<()>;
    /// Frozen assessments whose statistics are stored under another version.
    async fn outdated_statistics(&mut self, version: &str) -> Result<Vec<String>>;
    /// Everything that was published, pilot or selection.
    async fn published_frozen_ids(&mut self) -> Result<Vec<String>>;
}
