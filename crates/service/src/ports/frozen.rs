//! Queries about what was frozen of assessments.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A definition frozen for a trial, a pilot or selection. Immutable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenRecord {
    pub id: String,
    pub assessment_id: String,
    /// trial, pilot or selection.
    pub purpose: String,
    pub revision: i64,
    /// JSON of [`domain::frozen::FrozenAssessment`].
    pub content: String,
    pub content_hash: String,
    pub created_at: Timestamp,
}

#[async_trait]
pub trait FrozenPort {
    /// JSON of a frozen assessment.
    async fn frozen_content(&mut self, id: &str) -> Result<Option<String>>;
    async fn frozen(&mut self, id: &str) -> Result<Option<FrozenRecord>>;
    /// The id of what was published, pilot or selection, with the keys that count now.
    async fn published_frozen(&mut self, assessment_id: &str) -> Result<Option<String>>;
    async fn insert_frozen(&mut self, frozen: &FrozenRecord) -> Result<()>;
}
