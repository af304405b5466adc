//! What a candidate may ask for at any time: a person's look at the result, and to leave.

use super::late::refuse_frozen;
use super::result::queue_rank;
use super::standing::{record_of, started};
use crate::audit::Line;
use crate::jobs::{self, ContactAbout, Enqueue, Job};
use crate::principal::Candidate;
use crate::{Error, Result, Service, statistics};

/// Asks a person to review the result. Asking again changes nothing.
///
/// # Errors
/// [`Error::Refused`] before the end of the attempt.
pub async fn request_human_review(service: &Service, candidate: &Candidate) -> Result<()> {
    let (invitation, now) = (candidate.record.invitation_id.clone(), service.now());
    let (mail, line) = (service.new_uuid(), Line::server(service, "candidate"));
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = record_of(tx, &invitation).await?;
                let attempt = started(&record)?;
                if attempt.state != "ended" {
                    return Err(Error::Refused(
                        "A person can review your answers once you have submitted them.".into(),
                    ));
                }
                if !tx.request_review(&attempt.id, now).await? || record.is_trial() {
                    return Ok(());
                }
                let job = Job::ContactMail {
                    invitation: invitation.clone(),
                    about: ContactAbout::HumanReview,
                };
                let how = Enqueue {
                    assessment_id: Some(record.assessment_id.clone()),
                    subject_id: Some(invitation.clone()),
                    ..Enqueue::default()
                };
                jobs::enqueue(tx, mail, now, &job, how).await?;
                let detail = "asked for a review by a person";
                line.write(
                    tx,
                    "attempt.request_review",
                    &invitation,
                    Some(&record.assessment_id),
                    detail,
                )
                .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// Leaves the round: the link answers nothing any more, and a result is in no ranking made from now on. Withdrawing
/// again changes nothing.
///
/// # Errors
/// [`Error::Refused`] once the round is closed.
pub async fn withdraw(service: &Service, candidate: &Candidate) -> Result<()> {
    let (invitation, now) = (candidate.record.invitation_id.clone(), service.now());
    let (rank, fold) = (service.new_uuid(), service.new_uuid());
    let line = Line::server(service, "candidate");
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = record_of(tx, &invitation).await?;
                if record.state == "withdrawn" {
                    return Ok(());
                }
                refuse_frozen(&record)?;
                if let Some(attempt) = &record.attempt
                    && tx
                        .end_attempt(&attempt.id, "withdrawn", now)
                        .await?
                        .is_none()
                {
                    tx.clear_result(&attempt.id).await?;
                    queue_rank(tx, &record, now, rank).await?;
                    if attempt.completeness.as_deref() == Some("complete") {
                        statistics::changed(tx, &record, now, fold).await?;
                    }
                }
                tx.set_candidate_state(&invitation, "withdrawn").await?;
                let subject = invitation.as_str();
                line.write(
                    tx,
                    "invitation.withdraw",
                    subject,
                    Some(&record.assessment_id),
                    "withdrew",
                )
                .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}
