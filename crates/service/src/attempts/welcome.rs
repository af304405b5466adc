//! What a candidate reads before starting.

use super::standing::Standing;
use crate::principal::Candidate;
use crate::{Result, Service};
use domain::assessment::Contact;
use domain::frozen::FrozenAssessment;
use domain::question::Format;
use domain::time::{MINUTE, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Clone)]
pub struct Welcome {
    pub standing: Standing,
    /// As invited.
    pub name: String,
    pub title: String,
    pub job_title: String,
    /// Plain paragraphs.
    pub description: String,
    pub contact: Contact,
    pub help_rule: String,
    pub retake_rule: String,
    pub questions: usize,
    /// The formats used, in a fixed order.
    pub formats: Vec<Format>,
    /// What reading and answering usually takes, rounded up.
    pub usual_minutes: u32,
    /// The limit with extra time already granted.
    pub limit_minutes: Option<u32>,
    /// Extra time can be taken at once, up to this many per cent.
    pub extra_time_percent: u32,
    /// Extra time granted so far.
    pub granted_percent: u32,
    /// Another adjustment was asked for and is not answered yet.
    pub waiting: bool,
    /// Questions whose key anyone can read.
    pub public_keys: usize,
    /// Questions whose key its authors reasoned and no panel of experts has rated.
    pub provisional_keys: usize,
    pub practice: bool,
    pub pilot: bool,
    /// The recruiter takes the draft.
    pub trial: bool,
    pub expires_at: Option<Timestamp>,
    /// The question to go on with.
    pub resume_at: Option<usize>,
}

/// Everything the welcome and practice pages show. Reads only.
///
/// # Errors
/// Those of the store.
pub async fn welcome(service: &Service, candidate: &Candidate) -> Result<Welcome> {
    let record = &candidate.record;
    let frozen = service.frozen(&record.frozen_id).await?;
    let standing = record.standing(service.now());
    let resume_at = match (&record.attempt, standing) {
        (Some(attempt), Standing::Running) => {
            let answers = service.read().await?.answers(&attempt.id).await?;
            Some(super::question::next_open(&attempt.plan()?, &answers))
        }
        _ => None,
    };
    let limit = record
        .time_limit(&frozen)
        .map(|millis| millis.div_euclid(MINUTE));
    let definition = &frozen.definition;
    Ok(Welcome {
        standing,
        name: record.name.clone(),
        title: definition.title.clone(),
        job_title: definition.job_title.clone(),
        description: definition.description.clone(),
        contact: definition.contact.clone(),
        help_rule: definition.help_rule.clone(),
        retake_rule: definition.retake_rule.clone(),
        questions: frozen.questions.len(),
        formats: formats(&frozen),
        usual_minutes: frozen
            .questions
            .iter()
            .map(|q| q.question.reading_seconds)
            .sum::<u32>()
            .div_ceil(60),
        limit_minutes: limit.and_then(|minutes| u32::try_from(minutes).ok()),
        extra_time_percent: definition.extra_time_percent,
        granted_percent: u32::try_from(record.extra_time_percent).unwrap_or(0),
        waiting: record.waiting,
        public_keys: frozen.public_keys(),
        provisional_keys: frozen.provisional_keys(),
        practice: definition.practice,
        pilot: record.purpose == "pilot",
        trial: record.is_trial(),
        expires_at: record.window_end(),
        resume_at,
    })
}

/// Remembers that the invitation was opened. Called for a real look at the page, not for a HEAD request.
///
/// # Errors
/// Those of the store.
pub async fn mark_opened(service: &Service, candidate: &Candidate) -> Result<()> {
    if candidate.record.state != "invited" {
        return Ok(());
    }
    let (record, now) = (Arc::clone(&candidate.record), service.now());
    service
        .write_one(move |tx| {
            Box::pin(async move { tx.mark_opened(&record.invitation_id, now).await.map(drop) })
        })
        .await
}

fn formats(frozen: &FrozenAssessment) -> Vec<Format> {
    let used: BTreeSet<Format> = frozen
        .questions
        .iter()
        .map(|question| question.format)
        .collect();
    used.into_iter().collect()
}
