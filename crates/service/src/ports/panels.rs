//! Queries about expert panels: what is asked, whether they are open, and the keys that were taken over from them.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// One panel, with the bank it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelRecord {
    pub id: String,
    pub bank_id: String,
    pub bank_slug: String,
    pub bank_title: String,
    pub title: String,
    pub purpose: String,
    /// open or closed.
    pub state: String,
    /// A name.
    pub created_by: String,
    pub created_at: Timestamp,
    pub closed_by: Option<String>,
    pub closed_at: Option<Timestamp>,
}

/// A panel in a list. Experts who were taken out are not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelLine {
    pub panel: PanelRecord,
    pub questions: i64,
    pub experts: i64,
    pub finished: i64,
    pub adopted: i64,
}

/// A key that was taken over.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelKeyRecord {
    pub panel_id: String,
    /// The version that was rated.
    pub question_id: String,
    /// The version that carries the key.
    pub adopted_id: String,
    pub experts: i64,
    pub icc2k: Option<f64>,
    /// A name.
    pub adopted_by: String,
    pub adopted_at: Timestamp,
}

#[async_trait]
pub trait PanelsPort {
    /// `questions` are version ids in their order.
    async fn insert_panel(&mut self, panel: &PanelRecord, questions: &[String]) -> Result<()>;
    async fn panel(&mut self, id: &str) -> Result<Option<PanelRecord>>;
    /// Newest first; of one bank, or of all.
    async fn panels(&mut self, bank_id: Option<&str>) -> Result<Vec<PanelLine>>;
    /// Version ids in their order.
    async fn panel_questions(&mut self, panel_id: &str) -> Result<Vec<String>>;
    /// False when it is closed already.
    async fn close_panel(&mut self, id: &str, by: &str, now: Timestamp) -> Result<bool>;
    /// False when it is open, or a key was taken over from it.
    async fn reopen_panel(&mut self, id: &str) -> Result<bool>;
    /// False when a key of this panel was taken over for this question before.
    async fn insert_panel_key(&mut self, key: &PanelKeyRecord) -> Result<bool>;
    /// By time, then question.
    async fn panel_keys(&mut self, panel_id: &str) -> Result<Vec<PanelKeyRecord>>;
    /// How a question version came to its key, if from a panel here.
    async fn panel_key_of(&mut self, adopted_id: &str) -> Result<Option<PanelKeyRecord>>;
}
