//! Publishing: what is still in the way, and freezing the draft as a pilot or for selection. What was frozen never
//! changes.

use super::draft::{Draft, with_questions};
use super::trial::{frozen_record, refused};
use super::{changed_by, load_draft};
use crate::audit::Line;
use crate::banks::code;
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::assessment::{Acknowledgement, Purpose, SelectionPoint};
use domain::publishing::{Publication, UnmetPoint, freeze, unmet_points};
use domain::question::QuestionVersion;
use domain::rehearsal::{Rehearsal, rehearse_assessment};

/// What the publish page shows.
#[derive(Debug, Clone)]
pub struct Readiness {
    pub draft: Draft,
    /// Reasons that keep it from being published at all, in sentences.
    pub problems: Vec<String>,
    /// What selection asks for and the draft does not say.
    pub unmet: Vec<UnmetPoint>,
    /// "8 of 12 questions have publicly readable keys: for practice and pilots."
    pub keys: Option<String>,
    /// 19 in 20 random answerers stay below this total; absent while there are problems.
    pub random_95: Option<f64>,
    /// What made-up takers earn; absent while there are problems.
    pub rehearsal: Option<Rehearsal>,
}

/// A recruiter's decision to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The revision the page showed.
    pub revision: i64,
    pub purpose: Purpose,
    /// Unmet points that the recruiter acknowledges by name.
    pub acknowledged: Vec<SelectionPoint>,
}

/// # Errors
/// [`Error::Refused`] for what is no draft.
pub async fn readiness(service: &Service, on: &OnAssessment) -> Result<Readiness> {
    let mut tx = service.read().await?;
    let assessment = load_draft(&mut *tx, &on.assessment.to_string()).await?;
    let draft = with_questions(&mut *tx, assessment).await?;
    let versions = versions(&draft);
    let publication = publication(service, on, Purpose::Pilot, Vec::new());
    let frozen = freeze(&draft.assessment.definition, &versions, publication);
    Ok(Readiness {
        unmet: unmet_points(&draft.assessment.definition, &versions, Purpose::Selection),
        keys: key_sentence(draft.figures.public_keys, versions.len()),
        random_95: frozen.as_ref().ok().map(|frozen| frozen.random_95),
        rehearsal: frozen
            .as_ref()
            .ok()
            .and_then(|frozen| rehearse_assessment(frozen).ok()),
        problems: frozen
            .err()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect(),
        draft,
    })
}

/// What publishing says about readable keys; nothing when there are none.
pub fn key_sentence(public: usize, all: usize) -> Option<String> {
    let have = if public == 1 {
        "question has a publicly readable key"
    } else {
        "questions have publicly readable keys"
    };
    (public > 0).then(|| match all {
        1 => format!("The only {have}: for practice and pilots."),
        _ => format!("{public} of {all} {have}: for practice and pilots."),
    })
}

/// Publishes the draft as the page showed it.
///
/// # Errors
/// [`Error::Refused`] before its trial was taken; [`Error::Invalid`] with every problem and every point that is neither
/// met nor acknowledged; [`Error::Conflict`] when the draft changed meanwhile. Nothing is published then.
pub async fn publish(service: &Service, on: &OnAssessment, decision: Publish) -> Result<()> {
    let mut tx = service.read().await?;
    let assessment = load_draft(&mut *tx, &on.assessment.to_string()).await?;
    if assessment.revision != decision.revision {
        return Err(changed_by(service, on, &assessment));
    }
    if !assessment.is_tried() {
        return Err(Error::Refused(
            "Take this assessment once yourself first, in its present shape, so that you know what you ask of people."
                .into(),
        ));
    }
    let draft = with_questions(&mut *tx, assessment).await?;
    drop(tx);
    let versions = versions(&draft);
    let definition = &draft.assessment.definition;
    let unmet = unmet_points(definition, &versions, decision.purpose);
    let acknowledgements: Vec<Acknowledgement> = unmet
        .iter()
        .filter(|unmet| decision.acknowledged.contains(&unmet.point))
        .map(|unmet| Acknowledgement {
            point: unmet.point,
            by: on.staff().name().to_owned(),
        })
        .collect();
    let detail = detail(decision.purpose, &acknowledgements);
    let publication = publication(service, on, decision.purpose, acknowledgements);
    let frozen = freeze(definition, &versions, publication).map_err(refused)?;
    let revision = draft.assessment.revision;
    let frozen = frozen_record(service, &frozen, &code(&decision.purpose), revision)?;
    let title = draft.assessment.definition.title.clone();
    let name = on.staff().name().to_owned();
    let audit = Line::by(service, on.staff());
    let published = service
        .write(move |tx| {
            Box::pin(async move {
                let id = frozen.assessment_id.clone();
                if !tx
                    .publish_draft(&id, revision, frozen.created_at, &name)
                    .await?
                {
                    return Ok(false);
                }
                tx.insert_frozen(&frozen).await?;
                audit
                    .write(tx, "assessment.publish", &title, Some(&id), &detail)
                    .await?;
                Ok(true)
            })
        })
        .await?;
    if published {
        return Ok(());
    }
    let now = load_draft(&mut *service.read().await?, &on.assessment.to_string()).await?;
    Err(changed_by(service, on, &now))
}

fn versions(draft: &Draft) -> Vec<QuestionVersion> {
    draft
        .questions
        .iter()
        .map(|listed| listed.version.clone())
        .collect()
}

fn publication(
    service: &Service,
    on: &OnAssessment,
    purpose: Purpose,
    acknowledgements: Vec<Acknowledgement>,
) -> Publication {
    Publication {
        id: on.assessment,
        purpose,
        acknowledgements,
        published_by: on.staff().name().to_owned(),
        published_at: service.now(),
    }
}

fn detail(purpose: Purpose, acknowledgements: &[Acknowledgement]) -> String {
    let purpose = match purpose {
        Purpose::Pilot => "As a pilot.",
        Purpose::Selection => "For selection.",
    };
    if acknowledgements.is_empty() {
        return purpose.to_owned();
    }
    let points: Vec<String> = acknowledgements
        .iter()
        .map(|note| code(&note.point).replace('_', " "))
        .collect();
    format!("{purpose} Acknowledged as unmet: {}.", points.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_keys_are_said_in_one_sentence() {
        assert_eq!(key_sentence(0, 12), None);
        let sentence = |public, all| key_sentence(public, all).unwrap_or_default();
        assert_eq!(
            sentence(8, 12),
            "8 of 12 questions have publicly readable keys: for practice and pilots."
        );
        assert_eq!(
            sentence(1, 12),
            "1 of 12 question has a publicly readable key: for practice and pilots."
        );
    }
}
