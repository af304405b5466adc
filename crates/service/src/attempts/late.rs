//! Late answers: scored only when a named person accepts them, onto a new score card. The old card stays.

use super::result::{NewIds, given, parse, present_keys, queue_changed, store_card};
use super::standing::{record_of, started};
use crate::audit::Line;
use crate::ports::CandidateRecord;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::answer::Answer;
use domain::ids::{InvitationId, QuestionVersionId};
use domain::scoring;

/// Accepts every late answer of an invitation's ended attempt; gives how many.
///
/// # Errors
/// [`Error::NotFound`] outside the assessment; [`Error::Invalid`] without a reason; [`Error::Refused`] when there is
/// nothing to accept or the intake's ranking is frozen.
pub async fn accept_late_answers(
    service: &Service,
    on: &OnAssessment,
    invitation: InvitationId,
    reason: &str,
) -> Result<usize> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Error::field(
            "reason",
            "Say in a sentence why the late answers count.",
        ));
    }
    let (record, now) = (of_assessment(service, on, invitation).await?, service.now());
    let frozen_id = record.frozen_id.clone();
    let frozen = service.frozen(&frozen_id).await?;
    let (ids, line) = (NewIds::take(service), Line::by(service, on.staff()));
    let accepted = service
        .write(move |tx| {
            Box::pin(async move {
                let mut record = record_of(tx, &record.invitation_id).await?;
                refuse_frozen(&record)?;
                let known = (frozen_id.as_str(), &frozen);
                let frozen = present_keys(tx, &mut record, known).await?;
                let attempt = started(&record)?;
                let late = tx.late_answers(&attempt.id).await?;
                if attempt.state != "ended" || attempt.completeness.is_none() || late.is_empty() {
                    return Err(Error::Refused(
                        "There are no late answers to accept.".into(),
                    ));
                }
                let mut answers = parse(tx.answers(&attempt.id).await?)?;
                for answer in &late {
                    let version: QuestionVersionId = answer
                        .question_id
                        .parse()
                        .map_err(|cause| Error::internal("question id", &cause))?;
                    answers.insert(version, serde_json::from_str::<Answer>(&answer.answer)?);
                }
                let plan = attempt.plan()?;
                let given = given(&frozen, &plan, &answers, true);
                let card = scoring::score(&frozen, &plan, &given);
                store_card(tx, &record, &card, &ids, now, None).await?;
                queue_changed(tx, &record, now, &ids).await?;
                let detail = format!("{} late answers: {reason}", late.len());
                let subject = record.invitation_id.as_str();
                line.write(
                    tx,
                    "attempt.accept_late",
                    subject,
                    Some(&record.assessment_id),
                    &detail,
                )
                .await?;
                Ok(late.len())
            })
        })
        .await?;
    crate::jobs::wake(service);
    Ok(accepted)
}

/// The invitation's record, if it belongs to the assessment and is no trial.
pub(super) async fn of_assessment(
    service: &Service,
    on: &OnAssessment,
    invitation: InvitationId,
) -> Result<CandidateRecord> {
    let record = service
        .read()
        .await?
        .candidate_record(&invitation.to_string())
        .await?;
    record
        .filter(|record| record.assessment_id == on.assessment().to_string() && !record.is_trial())
        .ok_or(Error::NotFound)
}

/// A closed intake's ranking is what decisions cite: nothing changes it.
pub(super) fn refuse_frozen(record: &CandidateRecord) -> Result<()> {
    if record.closed_at.is_some() {
        return Err(Error::Refused(
            "This round is closed and its ranking is frozen.".into(),
        ));
    }
    Ok(())
}
