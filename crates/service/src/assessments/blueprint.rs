//! Recommended assessments: which of them the banks here can carry, and a draft made from one.

use super::list::{self, New};
use crate::banks;
use crate::ports::Tx;
use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::assessment::{Definition, SelectedQuestion};
use domain::blueprint::Blueprint;
use domain::ids::{AssessmentId, QuestionVersionId};
use domain::question::QuestionVersion;
use exchange::blueprint_file;

/// A recommended assessment.
#[derive(Debug, Clone)]
pub struct Offer {
    pub blueprint: Blueprint,
    /// Ids of its questions that are in no bank here; a draft can be made only without any.
    pub missing: Vec<String>,
}

/// All of them, whether or not their banks are here.
///
/// # Errors
/// Those of the store.
pub async fn offers(service: &Service, _: &Recruiter) -> Result<Vec<Offer>> {
    let mut tx = service.read().await?;
    let mut offers = Vec::new();
    for blueprint in blueprint_file::shipped() {
        let missing = selection(&mut *tx, &blueprint)
            .await?
            .err()
            .unwrap_or_default();
        offers.push(Offer { blueprint, missing });
    }
    Ok(offers)
}

/// Makes a draft with the questions and weights of the blueprint `id`, and returns it with the blueprint.
///
/// # Errors
/// [`Error::Invalid`] by field, also when the blueprint is unknown or one of its questions is in no bank here.
pub async fn create_from(
    service: &Service,
    recruiter: &Recruiter,
    new: New,
    id: &str,
) -> Result<(AssessmentId, Blueprint)> {
    let mut shipped = blueprint_file::shipped().into_iter();
    let blueprint = shipped
        .find(|blueprint| blueprint.id == id)
        .ok_or_else(|| Error::field("blueprint", "There is no such start. Choose again."))?;
    let selected = selection(&mut *service.read().await?, &blueprint).await?;
    let questions = selected.map_err(|missing| {
        let message = format!(
            "{} of its questions are not in the banks here. Import the banks first.",
            missing.len()
        );
        Error::field("blueprint", message)
    })?;
    let base = Definition {
        questions,
        empathy_control: blueprint.empathy_control,
        ..Definition::default()
    };
    let id = list::create_on(service, recruiter, new, base, &blueprint.id).await?;
    Ok((id, blueprint))
}

/// The current questions that `blueprint` names, or the ids of those that are missing.
async fn selection(
    tx: &mut dyn Tx,
    blueprint: &Blueprint,
) -> Result<std::result::Result<Vec<SelectedQuestion>, Vec<String>>> {
    let mut ids = Vec::new();
    for slug in banks_of(blueprint) {
        let Some(bank) = tx.bank(slug).await? else {
            continue;
        };
        let named = |question: &str| {
            let mut questions = blueprint.questions.iter();
            questions.any(|one| one.bank == slug && one.question == question)
        };
        for current in tx.current_questions(&bank.id).await? {
            if named(&current.slug) {
                ids.extend(current.id.parse::<QuestionVersionId>());
            }
        }
    }
    let found: Vec<QuestionVersion> = banks::versions(tx, &ids)
        .await?
        .into_iter()
        .map(|listed| listed.version)
        .collect();
    Ok(blueprint.select(&found))
}

fn banks_of(blueprint: &Blueprint) -> Vec<&str> {
    let mut banks: Vec<&str> = blueprint
        .questions
        .iter()
        .map(|one| one.bank.as_str())
        .collect();
    banks.sort_unstable();
    banks.dedup();
    banks
}
