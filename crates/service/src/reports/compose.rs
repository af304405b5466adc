//! The candidate report: composed once for each score card, with a mail job for each recipient in the same unit.

use super::{LINK_LIFE, Pdf, pdf};
use crate::jobs::{Enqueue, Job, enqueue, wake};
use crate::ports::{RankedIntakeRecord, ReportRecord, ResultAttemptRecord};
use crate::principal::OnAssessment;
use crate::results::{Place, blind_label, card_of, intake_of, place_in};
use crate::{Error, Result, Service, dates};
use domain::assessment::{Delivery, Recipient};
use domain::attempt::Plan;
use domain::frozen::FrozenAssessment;
use domain::ids::{IntakeId, InvitationId};
use domain::report::{CandidateInput, Report, Standing, candidate};
use domain::score_card::ScoreCard;
use domain::time::Timestamp;
use exchange::markdown;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use std::sync::Arc;
use uuid::Uuid;

/// Everything one result says, read together.
struct Material {
    intake: RankedIntakeRecord,
    frozen: Arc<FrozenAssessment>,
    card: ScoreCard,
    place: Option<Place>,
}

/// Composes and stores the report of an ended attempt and queues its mails. A report that is there already, a trial and
/// a simulated attempt cause nothing. Run by the worker.
///
/// # Errors
/// [`Error::NotFound`] for an unknown attempt; those of the store.
pub async fn compose(service: &Service, attempt_id: &str) -> Result<()> {
    let attempt = service
        .read()
        .await?
        .result_of_attempt(attempt_id)
        .await?
        .ok_or(Error::NotFound)?;
    if attempt.simulated {
        return Ok(());
    }
    let Some(material) = material(service, &attempt).await? else {
        return Ok(());
    };
    let now = service.now();
    let id = service.new_timeless_uuid().to_string();
    let report = composed(service, &attempt, &material, &attempt.name, &id)?;
    let record = ReportRecord {
        kind: "candidate".into(),
        assessment_id: attempt.assessment_id,
        intake_id: material.intake.id,
        attempt_id: Some(attempt.attempt_id),
        score_card_id: attempt.score_card_id,
        content: serde_json::to_string(&report)?,
        generation: 1,
        link_expires_at: now.plus(LINK_LIFE),
        created_at: now,
        id,
    };
    let mails: Vec<(Uuid, Job, Enqueue)> = material
        .frozen
        .definition
        .recipients
        .iter()
        .map(|recipient| mail_job(service, &record, recipient))
        .collect();
    service
        .write(move |tx| {
            Box::pin(async move {
                if tx.insert_report(&record).await? {
                    for (id, job, how) in mails {
                        enqueue(tx, id, now, &job, how).await?;
                    }
                }
                Ok(())
            })
        })
        .await?;
    wake(service);
    Ok(())
}

/// One result as PDF, as the ranking stands now.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is not in this intake or has no score yet; those of [`pdf`].
pub async fn candidate_pdf(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
    blind: bool,
) -> Result<Pdf> {
    let attempt = {
        let mut tx = service.read().await?;
        let intake = intake_of(&mut *tx, on, intake).await?;
        let found = tx.result_of_invitation(&invitation.to_string()).await?;
        found
            .filter(|found| found.intake_id.as_deref() == Some(intake.id.as_str()))
            .ok_or(Error::NotFound)?
    };
    let report = described(service, &attempt, blind)
        .await?
        .ok_or(Error::NotFound)?;
    pdf(service, report).await
}

/// What a report would say of an attempt now; absent without a score. It carries the score card's id.
pub(crate) async fn described(
    service: &Service,
    attempt: &ResultAttemptRecord,
    blind: bool,
) -> Result<Option<Report>> {
    let Some(material) = material(service, attempt).await? else {
        return Ok(None);
    };
    let label = blind_label(&attempt.invitation_id);
    let name = if blind { &label } else { &attempt.name };
    let id = attempt.score_card_id.as_deref().unwrap_or_default();
    composed(service, attempt, &material, name, id).map(Some)
}

/// Absent for a trial and for an attempt without a score.
async fn material(service: &Service, attempt: &ResultAttemptRecord) -> Result<Option<Material>> {
    let Some(intake_id) = attempt.intake_id.clone() else {
        return Ok(None);
    };
    let mut tx = service.read().await?;
    let intake = tx.ranked_intake(&intake_id).await?.ok_or(Error::Internal)?;
    let Some(card) = card_of(&mut *tx, attempt).await? else {
        return Ok(None);
    };
    let place = match &intake.snapshot_id {
        Some(id) => place_in(&mut *tx, id, &attempt.invitation_id).await?,
        None => None,
    };
    drop(tx);
    let frozen = service.frozen(&attempt.frozen_id).await?;
    Ok(Some(Material {
        intake,
        frozen,
        card,
        place,
    }))
}

fn composed(
    service: &Service,
    attempt: &ResultAttemptRecord,
    material: &Material,
    name: &str,
    report_id: &str,
) -> Result<Report> {
    let zone = &service.settings.timezone;
    let date = |at: Timestamp| dates::date(zone, at);
    let as_of = material
        .place
        .as_ref()
        .map(|place| date(place.shown.content.snapshot.as_of))
        .unwrap_or_default();
    let plan: Plan = serde_json::from_str(&attempt.plan)?;
    Ok(candidate(&CandidateInput {
        assessment: &material.frozen,
        plan: &plan,
        card: &material.card,
        candidate: name,
        intake: &material.intake.name,
        taken_on: &attempt.ended_at.map(date).unwrap_or_default(),
        published_on: &date(material.frozen.published_at),
        standing: material.place.as_ref().map(|place| Standing {
            entry: &place.entry,
            snapshot: &place.shown.content.snapshot,
            as_of: &as_of,
        }),
        report_id,
        plain: markdown::plain,
    }))
}

/// A mail of its own at once, or the digest of this day, sent when the next one begins.
fn mail_job(
    service: &Service,
    report: &ReportRecord,
    recipient: &Recipient,
) -> (Uuid, Job, Enqueue) {
    let address = recipient.email.to_lowercase();
    let (job, delay, dedup_key, subject_id) = match recipient.delivery {
        Delivery::Each => (
            Job::ReportMail {
                report: report.id.clone(),
                recipient: recipient.email.clone(),
                attach: recipient.attach,
            },
            0,
            format!("report-mail:{}:{address}", report.id),
            Some(report.id.clone()),
        ),
        Delivery::DailyDigest => {
            let (day, next) = day_of(&service.settings.timezone, report.created_at);
            (
                Job::DigestMail {
                    assessment: report.assessment_id.clone(),
                    recipient: recipient.email.clone(),
                    day: day.clone(),
                    attach: recipient.attach,
                },
                next.since(report.created_at),
                format!("digest:{}:{address}:{day}", report.assessment_id),
                None,
            )
        }
    };
    let how = Enqueue {
        delay,
        dedup_key: Some(dedup_key),
        assessment_id: Some(report.assessment_id.clone()),
        subject_id,
    };
    (service.new_uuid(), job, how)
}

/// The day of an instant in the instance's zone as an ISO date, and the instant the next day begins.
fn day_of(zone: &str, at: Timestamp) -> (String, Timestamp) {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let today = jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or_default()
        .to_zoned(zone.clone())
        .date();
    let next = today
        .checked_add(1.day())
        .and_then(|next| next.to_zoned(zone))
        .map_or_else(
            |_| at.plus(domain::time::DAY),
            |next| Timestamp(next.timestamp().as_millisecond()),
        );
    (today.to_string(), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_waits_for_the_next_day_where_the_instance_is() {
        // 2026-03-02T23:30:00Z is already the 3rd in Berlin, whose next day begins at 23:00Z.
        let at = Timestamp(1_772_494_200_000);
        assert_eq!(
            day_of("UTC", at),
            ("2026-03-02".into(), at.plus(30 * 60_000))
        );
        assert_eq!(
            day_of("Europe/Berlin", at),
            ("2026-03-03".into(), at.plus((23 * 60 + 30) * 60_000))
        );
    }
}
