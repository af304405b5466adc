//! Reminders: once an invitation, by mail, with the same link.

use super::{of_intake, queue_mail};
use crate::audit::Line;
use crate::intakes::{self, Stage};
use crate::jobs;
use crate::ports::Tx;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::ids::{IntakeId, InvitationId};
use domain::time::Timestamp;

/// Reminders of one write unit.
const UNIT: i64 = 100;

/// Reminds one person.
///
/// # Errors
/// [`Error::Refused`] for somebody who was reminded before, has started, or cannot start any more; [`Error::NotFound`]
/// outside the assessment.
pub async fn remind(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
) -> Result<()> {
    let (now, mail) = (service.now(), service.new_uuid());
    let (intake, invitation) =
        of_intake(&mut *service.read().await?, on, intake, invitation).await?;
    refuse_over(intakes::stage(&intake, now))?;
    let line = Line::by(service, on.staff());
    service
        .write(move |tx| {
            Box::pin(async move {
                if invitation.simulated || !remind_in(tx, &invitation.id, &intake.assessment_id, mail, now).await? {
                    return Err(Error::Refused(
                        "A reminder goes once to somebody who has not started and whose link still works.".into(),
                    ));
                }
                let assessment = Some(intake.assessment_id.as_str());
                line.write(tx, "invitation.remind", &invitation.name, assessment, &invitation.id).await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// Reminds everybody who got a mail, has not started and was never reminded; gives how many.
///
/// # Errors
/// [`Error::Refused`] in an intake that is over; [`Error::NotFound`] outside the assessment.
pub async fn remind_all(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<usize> {
    let now = service.now();
    let record = intakes::of_assessment(&mut *service.read().await?, on, intake).await?;
    refuse_over(intakes::stage(&record, now))?;
    let mut reminded = 0;
    loop {
        let due = service
            .read()
            .await?
            .to_remind(&record.id, now, UNIT)
            .await?;
        if due.is_empty() {
            break;
        }
        let (assessment, name) = (record.assessment_id.clone(), record.name.clone());
        let ids: Vec<uuid::Uuid> = due.iter().map(|_| service.new_uuid()).collect();
        let line = Line::by(service, on.staff());
        reminded += service
            .write(move |tx| {
                Box::pin(async move {
                    let mut count = 0;
                    for (invitation, mail) in due.iter().zip(ids) {
                        count +=
                            usize::from(remind_in(tx, invitation, &assessment, mail, now).await?);
                    }
                    let detail = super::people(count);
                    line.write(tx, "invitation.remind", &name, Some(&assessment), &detail)
                        .await?;
                    Ok(count)
                })
            })
            .await?;
    }
    jobs::wake(service);
    Ok(reminded)
}

async fn remind_in(
    tx: &mut dyn Tx,
    invitation: &str,
    assessment: &str,
    mail: uuid::Uuid,
    now: Timestamp,
) -> Result<bool> {
    if !tx.mark_reminded(invitation, now).await? {
        return Ok(false);
    }
    queue_mail(tx, mail, now, assessment, invitation, true).await?;
    Ok(true)
}

fn refuse_over(stage: Stage) -> Result<()> {
    match stage {
        Stage::Ahead | Stage::Open => Ok(()),
        Stage::Over | Stage::Closed => Err(Error::Refused(
            "This intake is over. Nobody can start any more.".into(),
        )),
    }
}
