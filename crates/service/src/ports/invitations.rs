//! Queries about the invitations of an intake. Never joins adjustments into what recruiters read: only the sweep that
//! expires invitations looks whether one is open.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// One invitation of an intake. Its links follow from id and generation; adjustments are not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRecord {
    pub id: String,
    pub assessment_id: String,
    /// Absent for a trial.
    pub intake_id: Option<String>,
    pub frozen_id: String,
    pub name: String,
    pub name_folded: String,
    pub email: String,
    pub email_folded: String,
    /// invited, opened, started, submitted, expired, withdrawn or revoked.
    pub state: String,
    pub generation: i64,
    /// none, queued, sent or failed.
    pub mail_state: String,
    /// What the mail server said last, when it did not take the mail.
    pub mail_error: Option<String>,
    /// A name.
    pub invited_by: String,
    pub created_at: Timestamp,
    pub opened_at: Option<Timestamp>,
    pub expires_at: Timestamp,
    pub reminded_at: Option<Timestamp>,
    pub simulated: bool,
}

/// Which invitations a list shows; absent means all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InvitationFilter {
    /// A state, with invitations past their date counted as expired.
    pub state: Option<String>,
    /// A LIKE pattern on folded name and address, with `\` as escape.
    pub pattern: Option<String>,
}

/// Somebody whose address is already in an intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedAddress {
    pub email_folded: String,
    pub state: String,
}

/// A new link for an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRenewal {
    pub id: String,
    /// The generation becomes `from + 1`.
    pub from: i64,
    pub expires_at: Timestamp,
    pub mail_state: &'static str,
}

#[async_trait]
pub trait InvitationsPort {
    /// Inserts and returns the ids of those inserted: addresses already in the intake are left alone.
    async fn insert_invitations(&mut self, invitations: &[InvitationRecord])
    -> Result<Vec<String>>;
    /// As stored: an invitation past its date may still be invited or opened.
    async fn invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>>;
    /// One page of an intake by name; states as they stand when those that end before `cutoff` are expired.
    async fn invitations_page(
        &mut self,
        intake_id: &str,
        cutoff: Timestamp,
        filter: &InvitationFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<InvitationRecord>>;
    async fn count_invitations(
        &mut self,
        intake_id: &str,
        cutoff: Timestamp,
        filter: &InvitationFilter,
    ) -> Result<i64>;
    /// Which of these folded addresses an intake holds already.
    async fn invited_addresses(
        &mut self,
        intake_id: &str,
        folded: &[String],
    ) -> Result<Vec<InvitedAddress>>;

    /// What became of the last mail with the link (none, queued, sent, failed), with the server's last reply.
    async fn set_mail_state(&mut self, id: &str, state: &str, error: Option<&str>) -> Result<()>;
    /// Marks reminded, mail queued; false when it was reminded before, is started, or ends before `now`.
    async fn mark_reminded(&mut self, id: &str, now: Timestamp) -> Result<bool>;
    /// Invitations that got a mail, are not started, end after `now` and were never reminded.
    async fn to_remind(
        &mut self,
        intake_id: &str,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<String>>;
    async fn count_to_remind(&mut self, intake_id: &str, now: Timestamp) -> Result<i64>;
    /// Raises the generation, so that every earlier link dies, moves the end to a later `expires_at`, and takes the
    /// invitation out of revoked or expired; false when another renewal came first, or it was submitted or withdrawn.
    async fn renew_link(&mut self, renewal: &LinkRenewal) -> Result<bool>;
    /// False when it is started, over or revoked already.
    async fn revoke_invitation(&mut self, id: &str) -> Result<bool>;
    /// Stores as expired up to `limit` invitations that were not started and end before `now`, but for those whose
    /// request for an adjustment waits for an answer; gives how many.
    async fn expire_invitations(&mut self, now: Timestamp, limit: i64) -> Result<u64>;
}
