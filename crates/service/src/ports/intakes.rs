//! Queries about intakes, and how their invitations stand.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A hiring round of one assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeRecord {
    pub id: String,
    pub assessment_id: String,
    pub name: String,
    pub site: String,
    pub hiring_manager: String,
    /// Nobody can start before.
    pub opens_at: Option<Timestamp>,
    /// The last instant planned; closing by hand is `closed_at`.
    pub closes_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// A name.
    pub closed_by: Option<String>,
    /// For the stable draw of its ranking; read as unsigned.
    pub seed: i64,
    pub created_at: Timestamp,
}

/// What a recruiter may change about an intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeChange {
    pub id: String,
    pub name: String,
    pub site: String,
    pub hiring_manager: String,
    pub opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
}

/// How many invitations of one intake stand in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeStateCount {
    pub intake_id: String,
    /// With invitations past their date counted as expired.
    pub state: String,
    pub count: i64,
}

#[async_trait]
pub trait IntakesPort {
    async fn insert_intake(&mut self, intake: &IntakeRecord) -> Result<()>;
    async fn intake(&mut self, id: &str) -> Result<Option<IntakeRecord>>;
    /// Newest first.
    async fn intakes_of(&mut self, assessment_id: &str) -> Result<Vec<IntakeRecord>>;
    /// False when it is closed.
    async fn update_intake(&mut self, change: &IntakeChange) -> Result<bool>;
    /// False when it is closed already.
    async fn close_intake(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool>;
    /// Invitations of all intakes of an assessment, by intake and state at `now`.
    async fn intake_counts(
        &mut self,
        assessment_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>>;
    /// As [`Self::intake_counts`], for one intake.
    async fn counts_of_intake(
        &mut self,
        intake_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>>;
    /// Nobody's link of an intake outlives `closes_at`; those that ran until `previous` run until `closes_at`.
    /// Invitations that had expired by `now` and no longer have are open again.
    async fn move_expiry(
        &mut self,
        intake_id: &str,
        previous: Option<Timestamp>,
        closes_at: Timestamp,
        now: Timestamp,
    ) -> Result<()>;
}
