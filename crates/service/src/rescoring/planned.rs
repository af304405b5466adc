//! Keys that were chosen, and the assessment as it would be frozen with them. Nothing is written.

use super::offers::{Choices, Keys, OfferedQuestion, OfferedVersion, chosen, keys};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::frozen::{FrozenAssessment, KeyChange};
use domain::ids::QuestionVersionId;
use domain::publishing::PublishProblem;
use domain::rescoring::{Offer, Rekey, rekeyed};
use domain::workshop::difference::Difference;
use std::sync::Arc;

/// A question that would get another key.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// From 1.
    pub number: usize,
    pub title: String,
    pub version: QuestionVersionId,
    /// The versions whose keys count now and then.
    pub from: u32,
    pub to: u32,
    pub changes: Vec<Difference>,
    /// What the version changes beside the key, which is not taken over.
    pub kept: Vec<Difference>,
    pub chance_before: f64,
    pub chance_after: f64,
}

/// What was chosen, and what comes of it before anybody is scored.
#[derive(Debug, Clone)]
pub struct Planned {
    pub keys: Keys,
    pub chosen: Vec<NewKey>,
    /// With the keys chosen.
    pub new: Arc<FrozenAssessment>,
    /// Attempts that would follow, ended or under way.
    pub to_follow: i64,
}

/// What choosing these keys comes to.
///
/// # Errors
/// [`Error::NotFound`] before publishing; [`Error::Refused`] for a choice that cannot be used or that publishing would
/// refuse; those of the store.
pub async fn planned(service: &Service, on: &OnAssessment, choices: &Choices) -> Result<Planned> {
    let keys = keys(service, on).await?.ok_or(Error::NotFound)?;
    let picked = chosen(&keys.questions, choices)?;
    let new = Arc::new(anew(service, on, &keys.frozen, &picked, "")?);
    let chosen = picked
        .iter()
        .map(|(question, version)| new_key(question, version, &new))
        .collect();
    let frozen = super::offers::frozen_of(&keys.state).to_owned();
    let to_follow = service.read().await?.count_following(&frozen).await?;
    Ok(Planned {
        keys,
        chosen,
        new,
        to_follow,
    })
}

/// As [`planned`], for the question that is asked before keys are adopted.
///
/// # Errors
/// As above; [`Error::Refused`] for an assessment that is closed, too.
pub async fn to_adopt(service: &Service, on: &OnAssessment, choices: &Choices) -> Result<Planned> {
    let plan = planned(service, on, choices).await?;
    if plan.keys.assessment.closed_at.is_some() {
        return Err(super::adopt::closed());
    }
    Ok(plan)
}

/// The assessment frozen with other keys.
///
/// # Errors
/// [`Error::Refused`] with what publishing would refuse.
pub(super) fn anew(
    service: &Service,
    on: &OnAssessment,
    frozen: &FrozenAssessment,
    picked: &[(&OfferedQuestion, &OfferedVersion)],
    reason: &str,
) -> Result<FrozenAssessment> {
    let rekeys: Vec<Rekey> = picked
        .iter()
        .map(|(question, version)| Rekey {
            asked: question.asked.version,
            with: version.version.clone(),
        })
        .collect();
    let change = KeyChange {
        at: service.now(),
        by: on.staff().name().to_owned(),
        reason: reason.to_owned(),
    };
    rekeyed(frozen, &rekeys, change).map_err(|problems| {
        let sentences: Vec<String> = problems.iter().map(PublishProblem::to_string).collect();
        Error::Refused(format!(
            "These keys cannot be used: {}",
            sentences.join(" ")
        ))
    })
}

fn new_key(question: &OfferedQuestion, chosen: &OfferedVersion, new: &FrozenAssessment) -> NewKey {
    let asked = &question.asked;
    let (changes, kept) = match &chosen.offer {
        Offer::Usable { changes, kept } => (changes.clone(), kept.clone()),
        _ => (Vec::new(), Vec::new()),
    };
    NewKey {
        number: question.number,
        title: asked.question.title.clone(),
        version: chosen.version.id,
        from: asked.key_version().number,
        to: chosen.version.number,
        changes,
        kept,
        chance_before: asked.chance,
        chance_after: new
            .question(asked.version)
            .map_or(asked.chance, |question| question.chance),
    }
}
