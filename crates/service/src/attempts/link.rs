//! The link in the mail and the cookie it becomes. Opening never starts anything: mail scanners open links too.

use super::standing::{Standing, started};
use crate::ports::CandidateRecord;
use crate::principal::Candidate;
use crate::tokens::Purpose;
use crate::{Error, Result, Service};
use domain::ids::InvitationId;
use domain::time::{DAY, SECOND};
use std::sync::Arc;

/// Earlier links that are still recognised, to say that a newer one was sent.
const REMEMBERED: i64 = 20;
/// The receipt can be read this long after the invitation has expired.
const COOKIE_AFTER_EXPIRY: i64 = 60 * DAY;

/// What a good link gives: a cookie for this invitation and where to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The cookie's value.
    pub secret: String,
    /// Seconds.
    pub max_age: i64,
    /// The question to go on with, for somebody who has started.
    pub resume_at: Option<usize>,
}

/// Checks the link. Reads only.
///
/// # Errors
/// [`Error::NotFound`] for a link that never was one; [`Error::Gone`] for one that was replaced or revoked.
pub async fn open_link(service: &Service, invitation: InvitationId, token: &str) -> Result<Opened> {
    let id = invitation.to_string();
    let mut tx = service.read().await?;
    let record = tx.candidate_record(&id).await?.ok_or(Error::NotFound)?;
    let good = |generation| {
        service
            .secret
            .verify(Purpose::Invitation, &id, generation, token)
    };
    if !good(record.generation) {
        let replaced = (1..=REMEMBERED).any(|back| good(record.generation - back));
        let sentence = "A newer link was sent to you. Please use the one in the latest mail.";
        return Err(if replaced {
            Error::Gone(sentence.into())
        } else {
            Error::NotFound
        });
    }
    let now = service.now();
    let resume_at = match record.standing(now) {
        Standing::Running => {
            let attempt = started(&record)?;
            let answers = tx.answers(&attempt.id).await?;
            Some(super::question::next_open(&attempt.plan()?, &answers))
        }
        _ => None,
    };
    drop(tx);
    refuse_revoked(service, &record).await?;
    let lasting = record.expires_at.since(now).max(0) + COOKIE_AFTER_EXPIRY;
    Ok(Opened {
        secret: service
            .secret
            .token(Purpose::CandidateCookie, &id, record.generation),
        max_age: lasting / SECOND,
        resume_at,
    })
}

/// Proves that the cookie belongs to the live link of this invitation.
///
/// # Errors
/// [`Error::NotFound`] for anything else; [`Error::Gone`] for an invitation that was revoked.
pub async fn authenticate(
    service: &Service,
    invitation: InvitationId,
    cookie: &str,
) -> Result<Candidate> {
    // Any cookie of the wrong length is none: no query for it.
    if cookie.len() != 64 {
        return Err(Error::NotFound);
    }
    let id = invitation.to_string();
    let record = service
        .read()
        .await?
        .candidate_record(&id)
        .await?
        .ok_or(Error::NotFound)?;
    if !service
        .secret
        .verify(Purpose::CandidateCookie, &id, record.generation, cookie)
    {
        return Err(Error::NotFound);
    }
    refuse_revoked(service, &record).await?;
    Ok(Candidate {
        invitation,
        record: Arc::new(record),
    })
}

async fn refuse_revoked(service: &Service, record: &CandidateRecord) -> Result<()> {
    if record.state != "revoked" {
        return Ok(());
    }
    let ask = ask_contact(service, record).await?;
    Err(Error::Gone(format!(
        "This invitation was taken back. {ask}"
    )))
}

/// Whom to ask, as a sentence; empty when nobody is named.
pub(super) async fn ask_contact(service: &Service, record: &CandidateRecord) -> Result<String> {
    let frozen = service.frozen(&record.frozen_id).await?;
    let contact = &frozen.definition.contact;
    Ok(match (contact.name.as_str(), contact.email.as_str()) {
        ("", "") => String::new(),
        (name, "") => format!("If you have a question, ask {name}."),
        ("", email) => format!("If you have a question, write to {email}."),
        (name, email) => format!("If you have a question, write to {name}, {email}."),
    })
}
