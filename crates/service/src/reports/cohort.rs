//! The cohort report: an intake's ranking as a PDF, downloaded or mailed now.

use super::{LINK_LIFE, Pdf, pdf};
use crate::audit::Line;
use crate::jobs::{Enqueue, Job, enqueue, wake};
use crate::ports::{RankedIntakeRecord, RankedPersonRecord, ReportRecord, SliceOrder};
use crate::principal::OnAssessment;
use crate::results::{Decision, Shown, blind_label, intake_of, rank_entry, shown_in};
use crate::{Error, Result, Service, dates};
use domain::frozen::FrozenAssessment;
use domain::ids::IntakeId;
use domain::ranking::RankEntry;
use domain::report::{CohortInput, CohortMember, Report, cohort};
use std::sync::Arc;
use uuid::Uuid;

/// The longest ranking that is drawn as a PDF.
const LONGEST: u32 = 5_000;

/// Somebody a cohort report can be mailed to: the recipients chosen in the assessment, and the person asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    pub email: String,
    pub is_self: bool,
}

/// Who a cohort report of this assessment can be mailed to.
pub fn addressees(frozen: &FrozenAssessment, on: &OnAssessment) -> Vec<Addressee> {
    let own = Addressee {
        email: on.staff().email().to_owned(),
        is_self: true,
    };
    let others = frozen
        .definition
        .recipients
        .iter()
        .filter(|recipient| !recipient.email.eq_ignore_ascii_case(&own.email))
        .map(|recipient| Addressee {
            email: recipient.email.clone(),
            is_self: false,
        });
    std::iter::once(own.clone()).chain(others).collect()
}

struct Material {
    intake: RankedIntakeRecord,
    frozen: Arc<FrozenAssessment>,
    shown: Shown,
    people: Vec<(RankEntry, RankedPersonRecord)>,
    not_ranked: u32,
}

/// The ranking that an intake shows, as PDF.
///
/// # Errors
/// [`Error::NotFound`] before the first ranking; [`Error::Refused`] for one too long to draw; those of [`pdf`].
pub async fn cohort_pdf(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    blind: bool,
) -> Result<Pdf> {
    let material = material(service, on, intake).await?;
    let report = composed(service, &material, blind, &material.shown.id)?;
    pdf(service, report).await
}

/// Stores the cohort report of the ranking that an intake shows and queues a mail to each address chosen from
/// [`addressees`]. Returns how many.
///
/// # Errors
/// [`Error::Invalid`] without an address or with one that is not offered; those of [`cohort_pdf`].
pub async fn mail_cohort(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    emails: &[String],
    attach: bool,
) -> Result<usize> {
    let material = material(service, on, intake).await?;
    let offered = addressees(&material.frozen, on);
    let mut chosen: Vec<&Addressee> = Vec::new();
    for email in emails {
        let found = offered.iter().find(|one| one.email == *email);
        let found =
            found.ok_or_else(|| Error::field("to", "Choose among the addresses on the page."))?;
        if !chosen.contains(&found) {
            chosen.push(found);
        }
    }
    if chosen.is_empty() {
        return Err(Error::field("to", "Choose at least one address."));
    }
    let now = service.now();
    let id = service.new_uuid().to_string();
    let report = composed(service, &material, false, &id)?;
    let record = ReportRecord {
        kind: "cohort".into(),
        assessment_id: material.intake.assessment_id.clone(),
        intake_id: material.intake.id.clone(),
        attempt_id: None,
        score_card_id: None,
        content: serde_json::to_string(&report)?,
        generation: 1,
        link_expires_at: now.plus(LINK_LIFE),
        created_at: now,
        id,
    };
    let mails: Vec<(Uuid, Job, Enqueue)> = chosen
        .iter()
        .map(|one| mail_job(service, &record, &one.email, attach))
        .collect();
    let (count, line) = (mails.len(), Line::by(service, on.staff()));
    let detail = format!(
        "to {}",
        chosen
            .iter()
            .map(|one| one.email.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    );
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_report(&record).await?;
                for (id, job, how) in mails {
                    enqueue(tx, id, now, &job, how).await?;
                }
                line.write(
                    tx,
                    "report.mail",
                    &record.intake_id,
                    Some(&record.assessment_id),
                    &detail,
                )
                .await
            })
        })
        .await?;
    wake(service);
    Ok(count)
}

fn mail_job(
    service: &Service,
    report: &ReportRecord,
    email: &str,
    attach: bool,
) -> (Uuid, Job, Enqueue) {
    let job = Job::ReportMail {
        report: report.id.clone(),
        recipient: email.to_owned(),
        attach,
    };
    let how = Enqueue {
        delay: 0,
        dedup_key: Some(format!(
            "report-mail:{}:{}",
            report.id,
            email.to_lowercase()
        )),
        assessment_id: Some(report.assessment_id.clone()),
        subject_id: Some(report.id.clone()),
    };
    (service.new_uuid(), job, how)
}

async fn material(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<Material> {
    let mut tx = service.read().await?;
    let intake = intake_of(&mut *tx, on, intake).await?;
    let (Some(id), Some(frozen_id)) = (&intake.snapshot_id, &intake.frozen_id) else {
        return Err(Error::NotFound);
    };
    let shown = shown_in(&mut *tx, id).await?.ok_or(Error::NotFound)?;
    let submissions = shown.content.snapshot.submissions;
    if submissions > LONGEST {
        return Err(Error::Refused(format!(
            "This ranking holds {submissions} people; up to {LONGEST} are drawn as a PDF. The CSV export holds everyone."
        )));
    }
    let records = tx
        .snapshot_slice(id, SliceOrder::ByBand, 0, submissions.into())
        .await?;
    let completeness = tx.attempt_completeness(&intake.id).await?;
    drop(tx);
    let people = records
        .into_iter()
        .map(|record| Ok((rank_entry(&record.entry)?, record)))
        .collect::<Result<Vec<_>>>()?;
    let not_ranked: i64 = completeness
        .iter()
        .filter(|one| one.state != "complete")
        .map(|one| one.count)
        .sum();
    Ok(Material {
        frozen: service.frozen(frozen_id).await?,
        intake,
        shown,
        people,
        not_ranked: u32::try_from(not_ranked).unwrap_or(u32::MAX),
    })
}

fn composed(
    service: &Service,
    material: &Material,
    blind: bool,
    report_id: &str,
) -> Result<Report> {
    let zone = &service.settings.timezone;
    let names: Vec<String> = material
        .people
        .iter()
        .map(|(_, person)| {
            if blind {
                blind_label(&person.invitation_id)
            } else {
                person.name.clone()
            }
        })
        .collect();
    let decision = |person: &RankedPersonRecord| match Decision::parse(&person.decision) {
        Some(Decision::Undecided) | None => "",
        Some(decision) => decision.label(),
    };
    let members: Vec<CohortMember> = material
        .people
        .iter()
        .zip(&names)
        .map(|((entry, person), name)| CohortMember {
            name,
            entry,
            decision: decision(person),
        })
        .collect();
    Ok(cohort(&CohortInput {
        assessment: &material.frozen,
        intake: &material.intake.name,
        published_on: &dates::date(zone, material.frozen.published_at),
        as_of: &dates::date(zone, material.shown.content.snapshot.as_of),
        closed: material.shown.is_final,
        snapshot: &material.shown.content.snapshot,
        members: &members,
        not_ranked: material.not_ranked,
        report_id,
    }))
}
