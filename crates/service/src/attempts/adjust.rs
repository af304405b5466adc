//! Adjustments: extra time at once where there is a limit, and anything else by asking the contact person. Recruiters
//! see neither; no audit line is written, and the jobs stand under no assessment.

use super::standing::{Standing, record_of};
use crate::jobs::{self, ContactAbout, Enqueue, Job};
use crate::ports::{AdjustmentRecord, CandidateRecord};
use crate::principal::Candidate;
use crate::{Error, Result, Service};
use domain::assessment::Contact;
use domain::time::Timestamp;

/// Per cent of the limit a candidate may choose from; the assessment's policy cuts the list.
pub const EXTRA_TIME_STEPS: [u32; 4] = [25, 50, 75, 100];
/// Characters of a request or of its answer.
const LONGEST_MESSAGE: usize = 2_000;
/// Requests of one invitation.
const MOST_REQUESTS: usize = 5;

/// One request with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub message: String,
    pub asked_at: Timestamp,
    pub answer: Option<String>,
}

#[derive(Debug, Clone)]
pub struct AdjustmentPage {
    pub standing: Standing,
    pub job_title: String,
    /// Minutes, without extra time; absent where nothing limits the time.
    pub limit_minutes: Option<u32>,
    /// Steps that would add to what was granted, within the policy.
    pub steps: Vec<u32>,
    /// The most the policy allows, in per cent.
    pub most_percent: u32,
    pub granted_percent: u32,
    pub contact: Contact,
    /// Oldest first.
    pub requests: Vec<Request>,
    /// A request is not answered yet.
    pub waiting: bool,
}

/// What the page shows. Reads only.
///
/// # Errors
/// Those of the store.
pub async fn adjustment_page(service: &Service, candidate: &Candidate) -> Result<AdjustmentPage> {
    let record = &candidate.record;
    let frozen = service.frozen(&record.frozen_id).await?;
    let adjustments = service
        .read()
        .await?
        .adjustments(&record.invitation_id)
        .await?;
    let definition = &frozen.definition;
    let granted = u32::try_from(record.extra_time_percent).unwrap_or(0);
    let policy = definition.extra_time_percent;
    let steps = EXTRA_TIME_STEPS
        .into_iter()
        .filter(|step| *step > granted && *step <= policy);
    Ok(AdjustmentPage {
        standing: record.standing(service.now()),
        job_title: super::question::job_title(&frozen),
        limit_minutes: definition.time_limit_minutes,
        steps: if definition.time_limit_minutes.is_some() {
            steps.collect()
        } else {
            Vec::new()
        },
        most_percent: policy,
        granted_percent: granted,
        contact: definition.contact.clone(),
        requests: adjustments
            .into_iter()
            .filter(|one| one.kind == "other")
            .map(request)
            .collect(),
        waiting: record.waiting,
    })
}

fn request(record: AdjustmentRecord) -> Request {
    Request {
        message: record.message,
        asked_at: record.created_at,
        answer: record.answer,
    }
}

/// Grants extra time at once, up to the policy. A running attempt's deadline moves by what is added. Taking less than
/// was granted changes nothing.
///
/// # Errors
/// [`Error::Invalid`] above the policy; [`Error::Refused`] without a limit or after the end.
pub async fn take_extra_time(service: &Service, candidate: &Candidate, percent: u32) -> Result<()> {
    let frozen = service.frozen(&candidate.record.frozen_id).await?;
    let policy = frozen.definition.extra_time_percent;
    if frozen.definition.time_limit_minutes.is_none() {
        return Err(Error::Refused(
            "There is no time limit, so there is nothing to extend.".into(),
        ));
    }
    if percent == 0 || percent > policy {
        let sentence = format!("Choose up to {policy} % more time. For more, ask below.");
        return Err(Error::field("percent", sentence));
    }
    let (id, now) = (service.new_uuid(), service.now());
    let invitation = candidate.record.invitation_id.clone();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = record_of(tx, &invitation).await?;
                still_of_use(&record, now)?;
                let added = i64::from(percent) - record.extra_time_percent;
                if added <= 0 {
                    return Ok(());
                }
                let mut adjustment = new_adjustment(&record, id, now);
                adjustment.kind = "extra_time".into();
                adjustment.percent = Some(i64::from(percent));
                adjustment.state = "applied".into();
                tx.insert_adjustment(&adjustment).await?;
                let whole = record.time_limit(&frozen).unwrap_or(0);
                let base = whole * 100 / (100 + record.extra_time_percent);
                match &record.attempt {
                    Some(attempt) => match attempt.deadline {
                        Some(deadline) => {
                            tx.move_deadline(&attempt.id, deadline.plus(base * added / 100))
                                .await
                        }
                        None => Ok(()),
                    },
                    None => Ok(()),
                }
            })
        })
        .await
}

/// Asks the contact person for something else. The invitation does not expire until it is answered.
///
/// # Errors
/// [`Error::Invalid`] for an empty or very long text; [`Error::Refused`] while a request is open or after many.
pub async fn ask_for_other(service: &Service, candidate: &Candidate, message: &str) -> Result<()> {
    let message = checked(
        message,
        "message",
        "Say in a sentence or two what would help you.",
    )?;
    let (id, job_id, now) = (service.new_uuid(), service.new_uuid(), service.now());
    let invitation = candidate.record.invitation_id.clone();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = record_of(tx, &invitation).await?;
                still_of_use(&record, now)?;
                if record.waiting {
                    return Err(Error::Refused(
                        "Your last request has not been answered yet.".into(),
                    ));
                }
                let asked = tx
                    .adjustments(&invitation)
                    .await?
                    .iter()
                    .filter(|one| one.kind == "other")
                    .count();
                if asked >= MOST_REQUESTS {
                    return Err(Error::Refused(
                        "You have asked several times. Please write to the contact person.".into(),
                    ));
                }
                let mut adjustment = new_adjustment(&record, id, now);
                adjustment.message = message;
                tx.insert_adjustment(&adjustment).await?;
                let job = Job::ContactMail {
                    invitation,
                    about: ContactAbout::Adjustment,
                };
                jobs::enqueue(tx, job_id, now, &job, Enqueue::default()).await
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

fn new_adjustment(record: &CandidateRecord, id: uuid::Uuid, now: Timestamp) -> AdjustmentRecord {
    AdjustmentRecord {
        id: id.to_string(),
        invitation_id: record.invitation_id.clone(),
        kind: "other".into(),
        percent: None,
        message: String::new(),
        state: "open".into(),
        created_at: now,
        answered_at: None,
        answer: None,
    }
}

fn still_of_use(record: &CandidateRecord, now: Timestamp) -> Result<()> {
    match record.standing(now) {
        Standing::NotYet(_) | Standing::Ready | Standing::Running => Ok(()),
        Standing::Over | Standing::Ended => Err(Error::Refused("Your attempt has ended.".into())),
        Standing::Expired => Err(Error::Gone("The time to take part is over.".into())),
        Standing::Withdrawn => Err(Error::Gone("You have withdrawn from this round.".into())),
    }
}

/// A request or its answer, trimmed.
pub(super) fn checked(text: &str, field: &str, empty: &str) -> Result<String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Error::field(field, empty)),
        count if count > LONGEST_MESSAGE => Err(Error::field(
            field,
            format!("Use at most {LONGEST_MESSAGE} characters."),
        )),
        _ => Ok(text.to_owned()),
    }
}
