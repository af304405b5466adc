//! Queries about intakes and the invitations in them. Never joins adjustments into what recruiters read: only the
//! sweep that expires invitations looks whether one is open.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A hiring round of one assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeRecord {
    pub id: String,
    pub assessment_id: String,
    pub name: String,
    pub site: String,
    pub hiring_manager: String,
    /// Nobody can start before.
    pub opens_at: Option<Timestamp>,
    /// The last instant planned; closing by hand is `closed_at`.
    pub closes_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// A name.
    pub closed_by: Option<String>,
    /// For the stable draw of its ranking; read as unsigned.
    pub seed: i64,
    pub created_at: Timestamp,
}

/// What a recruiter may change about an intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeChange {
    pub id: String,
    pub name: String,
    pub site: String,
    pub hiring_manager: String,
    pub opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
}

/// How many invitations of one intake stand in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeStateCount {
    pub intake_id: String,
    /// With invitations past their date counted as expired.
    pub state: String,
    pub count: i64,
}

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
    async fn insert_intake(&mut self, intake: &IntakeRecord) -> Result<()>;
    async fn intake(&mut self, id: &str) -> Result<Option<IntakeRecord>>;
    /// Newest first.
    async fn intakes_of(&mut self, assessment_id: &str) -> Result<Vec<IntakeRecord>>;
    /// False when it is closed.
    async fn update_intake(&mut self, change: &IntakeChange) -> Result<bool>;
    /// False when it is closed already.
    async fn close_intake(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool>;
    /// Invitations of all intakes of an assessment, by intake and state at `now`.
    async fn intake_counts(
        &mut self,
        assessment_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>>;
    /// As [`Self::intake_counts`], for one intake.
    async fn counts_of_intake(
        &mut self,
        intake_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>>;
    /// Nobody's link of an intake outlives `closes_at`; those that ran until `previous` run until `closes_at`.
    /// Invitations that had expired by `now` and no longer have are open again.
    async fn move_expiry(
        &mut self,
        intake_id: &str,
        previous: Option<Timestamp>,
        closes_at: Timestamp,
        now: Timestamp,
    ) -> Result<()>;

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
