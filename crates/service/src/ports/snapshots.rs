//! Queries about snapshots: written piece by piece before anybody sees them, shown whole, deleted piece by piece.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

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

#[async_trait]
pub trait SnapshotsPort {
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
}
