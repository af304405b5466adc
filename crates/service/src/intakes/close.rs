//! Closing an intake: nobody starts or goes on, what is open is scored as it stands, and the ranking is frozen.

use super::{Counts, of_assessment};
use crate::audit::Line;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service, attempts, results};
use domain::ids::IntakeId;

/// What closing will do, to be read before it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub intake: String,
    pub assessment_title: String,
    pub counts: Counts,
}

/// What closing would do now.
///
/// # Errors
/// [`Error::Refused`] when it is closed; [`Error::NotFound`] outside the assessment.
pub async fn closing(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<Closing> {
    let page = super::page(service, on, intake).await?;
    if page.intake.closed_at.is_some() {
        return Err(closed_already());
    }
    Ok(Closing {
        intake: page.intake.name,
        assessment_title: page.assessment_title,
        counts: page.intake.counts,
    })
}

/// Closes for good. The intake is closed first, durably; attempts that are open are then ended and scored, and the
/// ranking is frozen. Should that be interrupted, closing again finishes it.
///
/// # Errors
/// [`Error::Refused`] when it is closed and frozen; [`Error::Conflict`] while other keys are being worked in;
/// [`Error::NotFound`] outside the assessment.
pub async fn close(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<()> {
    let before = of_assessment(&mut *service.read().await?, on, intake).await?;
    let (now, line) = (service.now(), Line::by(service, on.staff()));
    let by = on.staff().name().to_owned();
    let closed = service
        .write(move |tx| {
            Box::pin(async move {
                if tx.is_rescoring(&before.assessment_id).await? {
                    return Err(crate::rescoring::under_way());
                }
                if !tx.close_intake(&before.id, now, &by).await? {
                    return Ok(false);
                }
                let assessment = Some(before.assessment_id.as_str());
                line.write(tx, "intake.close", &before.name, assessment, &before.id)
                    .await?;
                Ok(true)
            })
        })
        .await?;
    if !closed && is_frozen(service, intake).await? {
        return Err(closed_already());
    }
    attempts::close_intake_attempts(service, intake).await?;
    results::freeze_intake(service, on, intake).await
}

/// Whether the ranking shown is the final one.
async fn is_frozen(service: &Service, intake: IntakeId) -> Result<bool> {
    let mut tx = service.read().await?;
    let shown = tx
        .ranked_intake(&intake.to_string())
        .await?
        .and_then(|intake| intake.snapshot_id);
    Ok(match shown {
        Some(id) => tx
            .snapshot(&id)
            .await?
            .is_some_and(|snapshot| snapshot.is_final),
        None => false,
    })
}

fn closed_already() -> Error {
    Error::Refused("This intake is closed already. Its ranking is frozen.".into())
}
