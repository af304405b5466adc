//! Queries about assessments, and who shares them.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentRecord {
    pub id: String,
    pub owner_id: String,
    pub owner_name: String,
    /// draft, published or closed.
    pub status: String,
    pub title: String,
    /// JSON of [`domain::assessment::Definition`].
    pub definition: String,
    pub revision: i64,
    /// The revision that was taken as a trial.
    pub trial_revision: Option<i64>,
    pub simulated: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// A name.
    pub updated_by: String,
    pub closed_at: Option<Timestamp>,
}

/// A draft as it is saved over revision `from`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftChange {
    pub id: String,
    /// The revision becomes `from + 1`.
    pub from: i64,
    pub title: String,
    pub definition: String,
    pub trial_revision: Option<i64>,
    pub at: Timestamp,
    pub by: String,
}

/// One line of a list of assessments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentSummary {
    pub id: String,
    pub owner_id: String,
    pub owner_name: String,
    pub status: String,
    pub title: String,
    pub simulated: bool,
    pub updated_at: Timestamp,
    pub updated_by: String,
    pub intakes: i64,
    pub open_intakes: i64,
}

/// What decides whether an account may open an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentAccess {
    pub owner_id: String,
    pub shared: bool,
}

/// An account that an assessment is or may be shared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    pub email: String,
}

/// The recruiter's own invitation to take a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialInvitation {
    pub id: String,
    pub assessment_id: String,
    pub frozen_id: String,
    pub name: String,
    pub name_folded: String,
    pub email: String,
    pub email_folded: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[async_trait]
pub trait AssessmentsPort {
    async fn assessment(&mut self, id: &str) -> Result<Option<AssessmentRecord>>;
    async fn assessment_access(
        &mut self,
        id: &str,
        account_id: &str,
    ) -> Result<Option<AssessmentAccess>>;
    /// Owned by or shared with the account, or all without one; last changed first.
    async fn assessments_of(&mut self, account_id: Option<&str>) -> Result<Vec<AssessmentSummary>>;
    async fn insert_assessment(&mut self, assessment: &AssessmentRecord) -> Result<()>;
    /// False when it is no draft at that revision (any more).
    async fn save_draft(&mut self, change: &DraftChange) -> Result<bool>;
    /// False when it is no draft (any more).
    async fn set_trial_revision(&mut self, id: &str, revision: i64) -> Result<bool>;
    /// From draft to published; false when it is no draft at that revision (any more).
    async fn publish_draft(
        &mut self,
        id: &str,
        revision: i64,
        at: Timestamp,
        by: &str,
    ) -> Result<bool>;
    /// False when it is closed already.
    async fn close_assessment(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool>;
    async fn mark_simulated(&mut self, id: &str) -> Result<()>;

    /// By name.
    async fn shared_with(&mut self, assessment_id: &str) -> Result<Vec<Colleague>>;
    async fn share(&mut self, assessment_id: &str, account_id: &str) -> Result<()>;
    /// False when it was not shared with them.
    async fn unshare(&mut self, assessment_id: &str, account_id: &str) -> Result<bool>;
    /// An enabled recruiter or admin, by case-folded address.
    async fn colleague(&mut self, email_folded: &str) -> Result<Option<Colleague>>;

    async fn insert_trial_invitation(&mut self, invitation: &TrialInvitation) -> Result<()>;
}
