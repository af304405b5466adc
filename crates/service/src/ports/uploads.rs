//! Queries about uploaded files of banks: the file in parts, what was read of it, and the question versions that are
//! written ahead, in a bank that nobody sees yet.

use super::BankRecord;
use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRecord {
    pub id: String,
    pub account_id: String,
    /// In words.
    pub account_name: String,
    pub file_name: String,
    /// A name of [`exchange::conversion::FileFormat`].
    pub format: String,
    /// The bank it changes; absent for a new one.
    pub bank_slug: Option<String>,
    /// uploading, reading, ready, refused, overtaken, writing, done or cancelled.
    pub state: String,
    /// Bytes.
    pub size: i64,
    pub parts: i64,
    /// Which try of its job is at work.
    pub run: i64,
    /// Questions of the present step that are done, out of `total`.
    pub done: i64,
    pub total: i64,
    /// The version of the bank that it was compared with.
    pub from_version: Option<i64>,
    /// JSON of what was found.
    pub summary: Option<String>,
    /// JSON of what was confirmed.
    pub choices: Option<String>,
    /// Why it stands where it stands, as a sentence.
    pub message: Option<String>,
    /// The bank that it became.
    pub result_slug: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub expires_at: Timestamp,
}

/// One line of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadLine {
    /// From 0, over all kinds.
    pub position: i64,
    /// error, bank, new, changed, same or missing.
    pub kind: String,
    /// JSON.
    pub content: String,
}

#[async_trait]
pub trait UploadsPort {
    async fn insert_upload(&mut self, upload: &UploadRecord) -> Result<()>;
    async fn upload(&mut self, id: &str) -> Result<Option<UploadRecord>>;
    /// Of one account, newest first.
    async fn uploads_of(&mut self, account_id: &str) -> Result<Vec<UploadRecord>>;
    /// Everything that can change; false when it is not in state `from` at run `run` (any more).
    async fn update_upload(&mut self, upload: &UploadRecord, from: &str, run: i64) -> Result<bool>;
    /// How far the job is; false when it is not in this state at this run (any more).
    async fn progress_upload(&mut self, id: &str, state: &str, run: i64, done: i64)
    -> Result<bool>;
    /// Ids of uploads whose time is over.
    async fn uploads_over(&mut self, now: Timestamp, limit: i64) -> Result<Vec<String>>;
    async fn insert_upload_part(&mut self, id: &str, number: i64, content: &str) -> Result<()>;
    async fn upload_part(&mut self, id: &str, number: i64) -> Result<Option<String>>;
    /// All in one statement: at most a few hundred.
    async fn insert_upload_lines(&mut self, id: &str, lines: &[UploadLine]) -> Result<()>;
    /// Lines of a kind by position, those after `after`.
    async fn upload_lines(
        &mut self,
        id: &str,
        kind: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<UploadLine>>;
    /// The same, leaving out the first `offset`.
    async fn upload_lines_page(
        &mut self,
        id: &str,
        kind: &str,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<UploadLine>>;
    /// Deletes up to `limit` lines; how many there were.
    async fn delete_upload_lines(&mut self, id: &str, limit: i64) -> Result<u64>;
    /// Deletes up to `limit` parts; how many there were.
    async fn delete_upload_parts(&mut self, id: &str, limit: i64) -> Result<u64>;
    /// The upload itself, once its parts and lines are gone.
    async fn delete_upload(&mut self, id: &str) -> Result<()>;

    /// A bank that nobody sees, to write question versions into; does nothing when it is there.
    async fn stage_bank(&mut self, id: &str, now: Timestamp) -> Result<()>;
    /// Deletes up to `limit` question versions of a staged bank; how many there were.
    async fn delete_staged_questions(&mut self, id: &str, limit: i64) -> Result<u64>;
    /// Deletes a staged bank that is empty; does nothing to a bank that people see.
    async fn delete_staged_bank(&mut self, id: &str) -> Result<()>;
    /// A staged bank becomes `bank`, with its id, at version 1; false when the slug is taken or it is not staged.
    async fn reveal_staged_bank(&mut self, bank: &BankRecord) -> Result<bool>;
    /// The question versions of a staged bank move to another one.
    async fn reveal_staged_questions(&mut self, staged: &str, bank_id: &str) -> Result<()>;
}
