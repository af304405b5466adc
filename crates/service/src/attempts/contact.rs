//! What the contact person of a round does: read a request for an adjustment and answer it, by a link that is good for
//! that request alone. Nothing here shows a score or an answer.

use super::adjust::checked;
use super::standing::record_of;
use crate::ports::AdjustmentRecord;
use crate::tokens::Purpose;
use crate::{Error, Result, Service};
use domain::assessment::Contact;
use domain::ids::InvitationId;
use domain::time::{DAY, Timestamp};

/// What the contact person needs to answer: never shown to a recruiter.
#[derive(Debug, Clone)]
pub struct ContactRequest {
    pub contact: Contact,
    pub candidate: String,
    pub candidate_email: String,
    pub title: String,
    pub message: String,
    pub asked_at: Timestamp,
    pub answer: Option<String>,
}

/// The contact person's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentAnswer {
    pub text: String,
    /// Days the invitation stays open from now; 0 to 60, on top of nothing.
    pub days: u32,
}

/// The link in the contact person's mail for the open request of an invitation, if there is one.
///
/// # Errors
/// Those of the store.
pub async fn adjustment_link(
    service: &Service,
    invitation: InvitationId,
) -> Result<Option<String>> {
    let adjustments = service
        .read()
        .await?
        .adjustments(&invitation.to_string())
        .await?;
    Ok(adjustments
        .into_iter()
        .find(|one| one.state == "open")
        .map(|one| {
            let token = service.secret.token(Purpose::Adjustment, &one.id, 1);
            format!(
                "{}/adjustments/{}/{token}",
                service.settings.public_url, one.id
            )
        }))
}

/// The request behind a contact person's link.
///
/// # Errors
/// [`Error::NotFound`] for anything but a good link.
pub async fn contact_request(service: &Service, id: &str, token: &str) -> Result<ContactRequest> {
    let adjustment = proven(service, id, token).await?;
    let record = record_of(&mut *service.read().await?, &adjustment.invitation_id).await?;
    let frozen = service.frozen(&record.frozen_id).await?;
    Ok(ContactRequest {
        contact: frozen.definition.contact.clone(),
        candidate: record.name,
        candidate_email: record.email,
        title: frozen.definition.title.clone(),
        message: adjustment.message,
        asked_at: adjustment.created_at,
        answer: adjustment.answer,
    })
}

/// Answers a request; the candidate reads the answer on the adjustment page. The invitation then stays open for at
/// least the days given, and for as long as the request had to wait.
///
/// # Errors
/// [`Error::NotFound`] for a bad link, [`Error::Invalid`] for an empty answer, [`Error::Conflict`] when it was answered.
pub async fn answer_request(
    service: &Service,
    id: &str,
    token: &str,
    answer: AdjustmentAnswer,
) -> Result<()> {
    let adjustment = proven(service, id, token).await?;
    let text = checked(&answer.text, "text", "Write what the candidate can expect.")?;
    if answer.days > 60 {
        return Err(Error::field("days", "Give 0 to 60 days."));
    }
    let now = service.now();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = record_of(tx, &adjustment.invitation_id).await?;
                if !tx.answer_adjustment(&adjustment.id, &text, now).await? {
                    return Err(Error::Conflict("This request was answered already.".into()));
                }
                let waited = record.expires_at.plus(now.since(adjustment.created_at));
                let asked = now.plus(i64::from(answer.days) * DAY);
                tx.extend_invitation(&record.invitation_id, waited.max(asked))
                    .await
            })
        })
        .await
}

async fn proven(service: &Service, id: &str, token: &str) -> Result<AdjustmentRecord> {
    if !service.secret.verify(Purpose::Adjustment, id, 1, token) {
        return Err(Error::NotFound);
    }
    let adjustment = service.read().await?.adjustment(id).await?;
    adjustment
        .filter(|one| one.kind == "other")
        .ok_or(Error::NotFound)
}
