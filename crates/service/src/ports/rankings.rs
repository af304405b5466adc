//! Queries about rankings: what a ranking is made of, snapshots and their slices, how an intake stands.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// An intake as its results need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedIntakeRecord {
    pub id: String,
    pub assessment_id: String,
    pub name: String,
    pub site: String,
    pub closed_at: Option<Timestamp>,
    /// For the stable draw; read as unsigned.
    pub seed: i64,
    /// The snapshot its ranking page shows.
    pub snapshot_id: Option<String>,
    /// The published assessment its people take.
    pub frozen_id: Option<String>,
    /// Attempts that have not ended.
    pub open_attempts: i64,
    pub simulated: bool,
}

/// One complete attempt, as ranking takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct RankInputRecord {
    pub attempt_id: String,
    pub total_micro: i64,
    /// JSON array of the contributions of all questions in the frozen assessment's order, null where one is left out.
    pub points: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRecord {
    pub id: String,
    pub intake_id: String,
    /// JSON of `service::results::SnapshotContent`.
    pub content: String,
    /// Made when the intake closed.
    pub is_final: bool,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotEntryRecord {
    pub attempt_id: String,
    pub by_band: i64,
    pub by_score: i64,
    pub total_micro: i64,
    pub band: Option<i64>,
    pub rank_low: Option<i64>,
    pub rank_high: Option<i64>,
}

/// A snapshot entry with the person it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedPersonRecord {
    pub entry: SnapshotEntryRecord,
    pub invitation_id: String,
    pub name: String,
    pub email: String,
    pub decision: String,
    pub simulated: bool,
}

/// In which order a slice is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceOrder {
    ByBand,
    ByScore,
}

/// What a filtered list asks for; absent means everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SliceFilter {
    /// A LIKE pattern on the folded name, with `\` as escape.
    pub name_pattern: Option<String>,
    pub decision: Option<String>,
    pub band: Option<i64>,
}

/// How many invitations of an intake stand in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCount {
    pub state: String,
    pub count: i64,
}

/// Somebody whose ended attempt is not ranked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnrankedRecord {
    pub invitation_id: String,
    pub name: String,
    /// unfinished or insufficient_evidence.
    pub completeness: String,
    pub simulated: bool,
}

#[async_trait]
pub trait RankingsPort {
    async fn ranked_intake(&mut self, intake_id: &str) -> Result<Option<RankedIntakeRecord>>;
    /// Every complete attempt of an intake.
    async fn rank_inputs(&mut self, intake_id: &str) -> Result<Vec<RankInputRecord>>;
    async fn insert_snapshot(&mut self, snapshot: &SnapshotRecord) -> Result<()>;
    /// Adds entries to a snapshot that nobody sees yet; call it with a bounded number.
    async fn insert_snapshot_entries(
        &mut self,
        snapshot_id: &str,
        entries: &[SnapshotEntryRecord],
    ) -> Result<()>;
    /// Shows a snapshot; false when a final or a newer one is shown already.
    async fn show_snapshot(&mut self, snapshot: &SnapshotRecord) -> Result<bool>;
    /// Absent when it was condemned.
    async fn snapshot(&mut self, snapshot_id: &str) -> Result<Option<SnapshotRecord>>;
    /// Snapshots of an intake older than `before` that are neither final, shown nor cited by a decision.
    async fn stale_snapshots(&mut self, intake_id: &str, before: Timestamp) -> Result<Vec<String>>;
    /// Takes a snapshot out of use before it is deleted piece by piece; false when a decision came to cite it.
    async fn condemn_snapshot(&mut self, snapshot_id: &str) -> Result<bool>;
    /// Deletes up to `limit` entries; true when there was none left.
    async fn delete_snapshot_entries(&mut self, snapshot_id: &str, limit: i64) -> Result<bool>;
    /// Deletes a condemned snapshot.
    async fn delete_snapshot(&mut self, snapshot_id: &str) -> Result<()>;

    /// Entries from position `from` (included) to `to` (excluded) of an order.
    async fn snapshot_slice(
        &mut self,
        snapshot_id: &str,
        order: SliceOrder,
        from: i64,
        to: i64,
    ) -> Result<Vec<RankedPersonRecord>>;
    /// A filtered slice; ask for one more than is shown to learn whether there is more.
    async fn snapshot_search(
        &mut self,
        snapshot_id: &str,
        order: SliceOrder,
        filter: &SliceFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<RankedPersonRecord>>;
    /// One person's place in a snapshot.
    async fn snapshot_entry(
        &mut self,
        snapshot_id: &str,
        invitation_id: &str,
    ) -> Result<Option<RankedPersonRecord>>;
    async fn invitation_states(&mut self, intake_id: &str) -> Result<Vec<StateCount>>;
    /// Ended attempts by completeness.
    async fn attempt_completeness(&mut self, intake_id: &str) -> Result<Vec<StateCount>>;
    async fn unranked(&mut self, intake_id: &str, limit: i64) -> Result<Vec<UnrankedRecord>>;
}
