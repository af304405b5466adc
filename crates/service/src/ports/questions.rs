//! Queries about the question versions of banks.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// One question of a bank's present version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentQuestion {
    pub id: String,
    pub slug: String,
    pub position: i64,
    pub content_hash: String,
}

/// A question version being stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQuestionVersion {
    pub id: String,
    pub bank_id: String,
    pub slug: String,
    pub version: i64,
    pub position: i64,
    /// The bank version that brings it.
    pub added_in: i64,
    pub title: String,
    pub kind: String,
    /// `,single_best,rate_each,`
    pub formats: String,
    pub channel: String,
    pub direction: String,
    pub sector: String,
    /// `,AL,PT,`
    pub competencies: String,
    /// Case-folded.
    pub search_text: String,
    /// JSON of [`domain::question::QuestionVersion`].
    pub content: String,
    pub content_hash: String,
    /// public or private.
    pub visibility: String,
    pub scenario_hash: String,
    pub replies_hash: String,
    pub created_at: Timestamp,
}

/// A stored question version with the bank it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRecord {
    pub bank_id: String,
    pub bank_slug: String,
    pub bank_title: String,
    pub slug: String,
    pub version: i64,
    pub added_in: i64,
    pub retired_in: Option<i64>,
    pub created_at: Timestamp,
    /// JSON of [`domain::question::QuestionVersion`].
    pub content: String,
}

/// Which current question versions to list; what is absent does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuestionQuery {
    pub bank_slug: Option<String>,
    pub kind: Option<String>,
    pub competency: Option<String>,
    /// Any format the question allows.
    pub format: Option<String>,
    pub channel: Option<String>,
    pub direction: Option<String>,
    pub sector: Option<String>,
    /// Case-folded words that must all occur.
    pub words: Vec<String>,
}

/// An assessment that selects a question version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionUse {
    pub assessment_id: String,
    pub title: String,
    pub status: String,
    /// Whether the account asked for owns it or has it shared.
    pub reachable: bool,
}

#[async_trait]
pub trait QuestionsPort {
    /// In the order of the bank.
    async fn current_questions(&mut self, bank_id: &str) -> Result<Vec<CurrentQuestion>>;
    /// The highest version number every question of the bank ever had, by slug.
    async fn question_numbers(&mut self, bank_id: &str) -> Result<Vec<(String, i64)>>;
    async fn insert_question_version(&mut self, question: &NewQuestionVersion) -> Result<()>;
    /// Its place in the bank; the only thing besides retiring that changes about a version.
    async fn place_question_version(&mut self, id: &str, position: i64) -> Result<()>;
    /// Those that are retired already stay as they are.
    async fn retire_question_versions(&mut self, ids: &[String], retired_in: i64) -> Result<()>;
    /// Brings a retired version back.
    async fn restore_question_version(&mut self, id: &str) -> Result<()>;
    /// Whether some public question version has this scenario or these replies.
    async fn is_public_wording(&mut self, scenario_hash: &str, replies_hash: &str) -> Result<bool>;
    /// Current versions, by bank and place.
    async fn questions(
        &mut self,
        query: &QuestionQuery,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<QuestionRecord>>;
    async fn count_questions(&mut self, query: &QuestionQuery) -> Result<i64>;
    /// Versions by id, current or not, in no order; unknown ids are left out.
    async fn question_versions(&mut self, ids: &[String]) -> Result<Vec<QuestionRecord>>;
    /// All versions of one question, newest first.
    async fn versions_of_question(
        &mut self,
        bank_id: &str,
        slug: &str,
    ) -> Result<Vec<QuestionRecord>>;
    /// Sectors of current questions, in order.
    async fn sectors(&mut self) -> Result<Vec<String>>;
    /// Assessments that select a version; all are reachable without an account to ask for.
    async fn question_uses(
        &mut self,
        version_id: &str,
        account_id: Option<&str>,
    ) -> Result<Vec<QuestionUse>>;
}
