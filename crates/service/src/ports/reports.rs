//! Queries about reports.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A composed report. Its content never changes; its link may be renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRecord {
    pub id: String,
    /// candidate or cohort.
    pub kind: String,
    pub assessment_id: String,
    pub intake_id: String,
    pub attempt_id: Option<String>,
    /// What a candidate's report was made from: there is one report a score card.
    pub score_card_id: Option<String>,
    /// JSON of [`domain::report::Report`].
    pub content: String,
    pub generation: i64,
    pub link_expires_at: Timestamp,
    pub created_at: Timestamp,
}

#[async_trait]
pub trait ReportsPort {
    /// False when there is a report of this score card already.
    async fn insert_report(&mut self, report: &ReportRecord) -> Result<bool>;
    async fn report(&mut self, id: &str) -> Result<Option<ReportRecord>>;
    /// Newest first.
    async fn reports_of_attempt(&mut self, attempt_id: &str) -> Result<Vec<ReportRecord>>;
    /// Cohort reports of an intake, newest first.
    async fn cohort_reports(&mut self, intake_id: &str, limit: i64) -> Result<Vec<ReportRecord>>;
    /// Candidate reports of an assessment made from `from` (included) to `to` (excluded), oldest first.
    async fn reports_between(
        &mut self,
        assessment_id: &str,
        from: Timestamp,
        to: Timestamp,
        limit: i64,
    ) -> Result<Vec<ReportRecord>>;
    /// A new generation kills every earlier link; the new one lives until `expires_at`.
    async fn renew_report_link(&mut self, id: &str, expires_at: Timestamp) -> Result<()>;
}
