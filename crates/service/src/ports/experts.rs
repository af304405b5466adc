//! Queries about the experts of panels and their ratings.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// One expert. The link follows from id and generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertRecord {
    pub id: String,
    pub panel_id: String,
    pub name: String,
    pub email: String,
    pub email_folded: String,
    /// What they say of their own work.
    pub role: String,
    /// Whether they allow their name in the dossier.
    pub named: bool,
    /// invited, opened, rating, finished or revoked.
    pub state: String,
    pub generation: i64,
    /// none, queued, sent or failed.
    pub mail_state: String,
    /// What the mail server said last, when it did not take the mail.
    pub mail_error: Option<String>,
    /// JSON of [`domain::attempt::Plan`].
    pub plan: String,
    /// A name.
    pub invited_by: String,
    pub created_at: Timestamp,
    pub opened_at: Option<Timestamp>,
    pub reminded_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// A name.
    pub revoked_by: Option<String>,
    pub revoked_reason: Option<String>,
}

/// One expert's ratings of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingRecord {
    pub expert_id: String,
    pub question_id: String,
    /// JSON of [`domain::panel::Ratings`].
    pub ratings: String,
    pub complete: bool,
    pub revision: i64,
    pub saved_at: Timestamp,
}

/// Ratings being saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingSave {
    pub expert_id: String,
    pub question_id: String,
    pub ratings: String,
    pub complete: bool,
    /// The revision the page showed; 0 for none.
    pub seen: i64,
    pub now: Timestamp,
}

#[async_trait]
pub trait ExpertsPort {
    /// Inserts and returns the ids of those inserted: addresses already in the panel are left alone.
    async fn insert_experts(&mut self, experts: &[ExpertRecord]) -> Result<Vec<String>>;
    async fn expert(&mut self, id: &str) -> Result<Option<ExpertRecord>>;
    /// Of one panel, by name.
    async fn experts(&mut self, panel_id: &str) -> Result<Vec<ExpertRecord>>;
    /// What became of the last mail with the link, with the server's last reply.
    async fn set_expert_mail_state(
        &mut self,
        id: &str,
        state: &str,
        error: Option<&str>,
    ) -> Result<()>;
    /// Marks reminded, mail queued; false for somebody reminded before, finished or taken out.
    async fn mark_expert_reminded(&mut self, id: &str, now: Timestamp) -> Result<bool>;
    /// Raises the generation, so that every earlier link dies, and forgets the reminder; false when another renewal came
    /// first, or they are finished or taken out.
    async fn renew_expert_link(&mut self, id: &str, from: i64) -> Result<bool>;
    /// False when they are taken out already, or the panel is closed.
    async fn revoke_expert(
        &mut self,
        id: &str,
        by: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool>;
    /// Remembers that the link was opened, the first time.
    async fn mark_expert_opened(&mut self, id: &str, now: Timestamp) -> Result<()>;
    /// Begins, or changes what was said at the beginning; false for somebody finished or taken out, and in a closed
    /// panel.
    async fn begin_rating(&mut self, id: &str, role: &str, named: bool) -> Result<bool>;
    /// The new revision, if the expert is rating, the panel is open, and `seen` is current.
    async fn save_rating(&mut self, save: &RatingSave) -> Result<Option<i64>>;
    async fn ratings_of_expert(&mut self, expert_id: &str) -> Result<Vec<RatingRecord>>;
    /// Of everybody in the panel who was not taken out, by question and expert.
    async fn ratings_of_panel(&mut self, panel_id: &str) -> Result<Vec<RatingRecord>>;
    /// False when they are not rating (any more), or the panel is closed.
    async fn finish_expert(&mut self, id: &str, now: Timestamp) -> Result<bool>;
}
