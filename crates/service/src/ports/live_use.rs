//! Queries about what live use says about questions, and about when they are to be reviewed.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// What one published assessment says about one question version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionUseRecord {
    pub question_id: String,
    pub frozen_id: String,
    pub assessment_id: String,
    pub assessment_title: String,
    /// Its candidates are simulated.
    pub simulated: bool,
    /// Its statistics are being computed from the beginning.
    pub under_way: bool,
    /// JSON of [`domain::analysis::QuestionSums`].
    pub content: String,
}

/// When a question is to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRecord {
    pub bank_id: String,
    pub slug: String,
    /// An ISO date.
    pub review_by: String,
    /// A name.
    pub set_by: String,
    pub set_at: Timestamp,
}

#[async_trait]
pub trait LiveUsePort {
    /// Puts `questions` (id and JSON of the sums) in the place of all that is stored of a frozen assessment.
    async fn save_question_use(
        &mut self,
        frozen_id: &str,
        version: &str,
        questions: &[(String, String)],
    ) -> Result<()>;
    /// What is stored under `version` about a bank's questions, present and retired.
    async fn question_use(
        &mut self,
        bank_id: &str,
        version: &str,
    ) -> Result<Vec<QuestionUseRecord>>;
    /// By slug.
    async fn reviews(&mut self, bank_id: &str) -> Result<Vec<ReviewRecord>>;
    async fn set_review(&mut self, review: &ReviewRecord) -> Result<()>;
    /// False when there was no date.
    async fn clear_review(&mut self, bank_id: &str, slug: &str) -> Result<bool>;
}
