//! Queries about adjustments: what a candidate took or asked for. Recruiters' queries never join them.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// Never joined in a recruiter's query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentRecord {
    pub id: String,
    pub invitation_id: String,
    /// extra_time or other.
    pub kind: String,
    pub percent: Option<i64>,
    pub message: String,
    /// applied, open or answered.
    pub state: String,
    pub created_at: Timestamp,
    pub answered_at: Option<Timestamp>,
    pub answer: Option<String>,
}

#[async_trait]
pub trait AdjustmentsPort {
    async fn insert_adjustment(&mut self, adjustment: &AdjustmentRecord) -> Result<()>;
    async fn adjustment(&mut self, id: &str) -> Result<Option<AdjustmentRecord>>;
    /// Oldest first.
    async fn adjustments(&mut self, invitation_id: &str) -> Result<Vec<AdjustmentRecord>>;
    /// From open to answered; false when it was answered before.
    async fn answer_adjustment(&mut self, id: &str, answer: &str, now: Timestamp) -> Result<bool>;
}
