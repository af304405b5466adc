//! Opening an unfinished attempt again, with the answers already given and the whole time limit. It is no retake.

use super::late::{of_assessment, refuse_frozen};
use super::result::queue_rank;
use super::standing::{record_of, started};
use crate::audit::Line;
use crate::jobs::{self, Enqueue, Job};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::InvitationId;
use domain::time::DAY;

/// Reopens; the candidate is told by mail, with the same link. An invitation that has run out is open again for as
/// many days as a new one.
///
/// # Errors
/// [`Error::NotFound`] outside the assessment; [`Error::Refused`] for an attempt that is not unfinished, and in a
/// closed intake.
pub async fn reopen(service: &Service, on: &OnAssessment, invitation: InvitationId) -> Result<()> {
    let (record, now) = (of_assessment(service, on, invitation).await?, service.now());
    let frozen = service.frozen(&record.frozen_id).await?;
    let (ids, mail) = (service.new_uuid(), service.new_uuid());
    let line = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = record_of(tx, &record.invitation_id).await?;
                refuse_frozen(&record)?;
                let attempt = started(&record)?;
                let unfinished = attempt
                    .completeness
                    .as_deref()
                    .is_some_and(|state| state != "complete");
                let deadline = record.time_limit(&frozen).map(|limit| now.plus(limit));
                if !unfinished || !tx.reopen_attempt(&attempt.id, deadline).await? {
                    return Err(Error::Refused(
                        "Only an unfinished attempt can be opened again.".into(),
                    ));
                }
                tx.set_candidate_state(&record.invitation_id, "started")
                    .await?;
                let days = i64::from(frozen.definition.invitation_days);
                if record.expires_at < now.plus(DAY) {
                    tx.extend_invitation(&record.invitation_id, now.plus(days * DAY))
                        .await?;
                }
                queue_rank(tx, &record, now, ids).await?;
                if !record.simulated {
                    let invitation = record.invitation_id.clone();
                    let how = Enqueue {
                        assessment_id: Some(record.assessment_id.clone()),
                        subject_id: Some(invitation.clone()),
                        ..Enqueue::default()
                    };
                    jobs::enqueue(
                        tx,
                        mail,
                        now,
                        &Job::InvitationMail {
                            invitation,
                            reminder: true,
                        },
                        how,
                    )
                    .await?;
                }
                let subject = record.invitation_id.as_str();
                line.write(
                    tx,
                    "attempt.reopen",
                    subject,
                    Some(&record.assessment_id),
                    "opened again",
                )
                .await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}
