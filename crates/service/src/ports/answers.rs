//! Queries about answers: saving decides in one statement whose answer stands; late ones are kept apart.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRecord {
    pub question_id: String,
    /// JSON of [`domain::answer::Answer`].
    pub answer: String,
    pub complete: bool,
    /// 1 for the first answer, one more for each that replaced it.
    pub revision: i64,
    pub writer: String,
    pub sequence: i64,
    pub saved_at: Timestamp,
}

/// An answer on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerSave {
    pub attempt_id: String,
    pub question_id: String,
    pub answer: String,
    pub complete: bool,
    /// One page load.
    pub writer: String,
    /// Rises within one writer.
    pub sequence: i64,
    /// The revision this writer saw last; 0 for none.
    pub seen: i64,
    pub now: Timestamp,
    /// A deadline before this is over, its grace included.
    pub cutoff: Timestamp,
}

/// An answer that came after the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateAnswerRecord {
    pub id: String,
    pub attempt_id: String,
    pub question_id: String,
    pub answer: String,
    pub received_at: Timestamp,
}

/// When an answer was last saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTime {
    pub attempt_id: String,
    pub question_id: String,
    pub saved_at: Timestamp,
}

#[async_trait]
pub trait AnswersPort {
    /// Saves while the attempt is open and in time, and gives the new revision. `None` when the attempt is not open or
    /// over, when this writer has saved this or something later, or when another writer's answer is newer than what
    /// this one saw.
    async fn save_answer(&mut self, save: &AnswerSave) -> Result<Option<i64>>;
    async fn saved_answer(
        &mut self,
        attempt_id: &str,
        question_id: &str,
    ) -> Result<Option<AnswerRecord>>;
    async fn answers(&mut self, attempt_id: &str) -> Result<Vec<AnswerRecord>>;
    /// Of several attempts, in no order.
    async fn answer_times(&mut self, attempt_ids: &[String]) -> Result<Vec<AnswerTime>>;
    /// Keeps the newest late answer of a question.
    async fn keep_late_answer(&mut self, late: &LateAnswerRecord) -> Result<()>;
    async fn late_answers(&mut self, attempt_id: &str) -> Result<Vec<LateAnswerRecord>>;
}
