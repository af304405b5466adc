//! Queries about drafts of questions, what is said about them, and how a bank is worked on.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A draft of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRecord {
    pub id: String,
    pub bank_id: String,
    /// draft, in_review, ready or retired.
    pub state: String,
    pub title: String,
    /// JSON of [`domain::workshop::Draft`].
    pub content: String,
    /// Raised by every save and step.
    pub revision: i64,
    /// The version it began with.
    pub base_id: Option<String>,
    /// The version it became.
    pub version_id: Option<String>,
    /// JSON list of account ids.
    pub editors: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// In words.
    pub updated_by: String,
}

/// A comment, or a step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRecord {
    pub id: String,
    pub draft_id: String,
    pub at: Timestamp,
    pub account_id: String,
    pub author: String,
    /// comment, or the step: submit, take_back, make_ready, put_aside, take_up.
    pub kind: String,
    /// The draft's revision it is about.
    pub revision: i64,
    pub body: String,
}

#[async_trait]
pub trait WorkshopPort {
    async fn insert_draft(&mut self, draft: &DraftRecord) -> Result<()>;
    async fn draft(&mut self, id: &str) -> Result<Option<DraftRecord>>;
    /// Everything but id, bank, base and `created_at`; false when the draft is not at revision `from` (any more).
    async fn update_draft(&mut self, draft: &DraftRecord, from: i64) -> Result<bool>;
    /// Drafts of a bank in draft or in review, last changed first.
    async fn open_drafts(&mut self, bank_id: &str) -> Result<Vec<DraftRecord>>;
    /// Open drafts that began with some version of this question.
    async fn drafts_of_question(&mut self, bank_id: &str, slug: &str) -> Result<Vec<DraftRecord>>;
    async fn insert_note(&mut self, note: &NoteRecord) -> Result<()>;
    /// Oldest first.
    async fn notes(&mut self, draft_id: &str) -> Result<Vec<NoteRecord>>;
    /// False for a bank that nobody has set it for.
    async fn second_person(&mut self, bank_id: &str) -> Result<bool>;
    async fn set_second_person(&mut self, bank_id: &str, second_person: bool) -> Result<()>;
    /// Ids of the newest versions of questions that have left the bank, last retired first.
    async fn retired_questions(&mut self, bank_id: &str, limit: i64) -> Result<Vec<String>>;
}
