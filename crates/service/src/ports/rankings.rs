//! Queries about rankings: what a ranking is made of, slices of a snapshot, how an intake stands.

use super::SnapshotEntryRecord;
use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// An intake as its results need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedIntakeRecord {
    pub id: String,
    pub assessment_id: String,
    pub assessment_title: String,
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
    /// Calls `each` with every complete attempt of an intake, one at a time, and stops at its first error.
    async fn rank_inputs(
        &mut self,
        intake_id: &str,
        each: &mut (dyn FnMut(RankInputRecord) -> Result<()> + Send),
    ) -> Result<()>;
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
