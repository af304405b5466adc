//! The trial: a recruiter takes the draft as a candidate would, before anybody else has to.

use super::draft::with_questions;
use super::{changed_by, load_draft};
use crate::audit::Line;
use crate::ports::{FrozenRecord, TrialInvitation, Tx};
use crate::principal::OnAssessment;
use crate::tokens::{Purpose as TokenPurpose, hex};
use crate::{Error, FieldError, Result, Service};
use domain::assessment::{Definition, Purpose};
use domain::frozen::FrozenAssessment;
use domain::publishing::{Publication, PublishProblem, freeze};
use domain::question::QuestionVersion;
use domain::time::{DAY, Timestamp};
use sha2::{Digest, Sha256};

/// How long the link of a trial works.
const TRIAL_MILLIS: i64 = 7 * DAY;

/// Freezes the draft for its recruiter and gives the path of their own link.
///
/// # Errors
/// [`Error::Invalid`] with everything that keeps the draft from being taken, [`Error::Refused`] for what is no draft,
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn start_trial(service: &Service, on: &OnAssessment) -> Result<String> {
    let mut tx = service.read().await?;
    let assessment = load_draft(&mut *tx, &on.assessment.to_string()).await?;
    let draft = with_questions(&mut *tx, assessment).await?;
    drop(tx);
    let versions: Vec<QuestionVersion> = draft
        .questions
        .into_iter()
        .map(|listed| listed.version)
        .collect();
    let publication = Publication {
        id: on.assessment,
        purpose: Purpose::Pilot,
        acknowledgements: Vec::new(),
        published_by: on.staff().name().to_owned(),
        published_at: service.now(),
    };
    let frozen = freeze(&draft.assessment.definition, &versions, publication).map_err(refused)?;
    let revision = draft.assessment.revision;
    let frozen = frozen_record(service, &frozen, "trial", revision)?;
    let invitation = invitation(service, on, &frozen);
    let token = service
        .secret
        .token(TokenPurpose::Invitation, &invitation.id, 1);
    let path = format!("/i/{}/{token}", invitation.id);
    let audit = Line::by(service, on.staff());
    let unit_revision = service
        .write(move |tx| {
            Box::pin(async move {
                let now = load_draft(tx, &frozen.assessment_id).await?;
                if now.revision == frozen.revision {
                    tx.insert_frozen(&frozen).await?;
                    tx.insert_trial_invitation(&invitation).await?;
                    let detail = format!("Revision {}.", frozen.revision);
                    let id = Some(frozen.assessment_id.as_str());
                    audit
                        .write(tx, "assessment.trial", &now.definition.title, id, &detail)
                        .await?;
                }
                Ok(now)
            })
        })
        .await?;
    if unit_revision.revision == revision {
        Ok(path)
    } else {
        Err(changed_by(service, on, &unit_revision))
    }
}

fn invitation(service: &Service, on: &OnAssessment, frozen: &FrozenRecord) -> TrialInvitation {
    let (name, email) = (on.staff().name(), on.staff().email());
    TrialInvitation {
        id: service.new_uuid().to_string(),
        assessment_id: frozen.assessment_id.clone(),
        frozen_id: frozen.id.clone(),
        name: name.to_owned(),
        name_folded: name.to_lowercase(),
        email: email.to_owned(),
        email_folded: email.to_lowercase(),
        created_at: frozen.created_at,
        expires_at: frozen.created_at.plus(TRIAL_MILLIS),
    }
}

/// The row for what was frozen.
pub(super) fn frozen_record(
    service: &Service,
    frozen: &FrozenAssessment,
    purpose: &str,
    revision: i64,
) -> Result<FrozenRecord> {
    let content = serde_json::to_string(frozen)?;
    let created_at: Timestamp = frozen.published_at;
    Ok(FrozenRecord {
        id: service.new_uuid().to_string(),
        assessment_id: frozen.id.to_string(),
        purpose: purpose.to_owned(),
        revision,
        content_hash: hex(&Sha256::digest(content.as_bytes())),
        content,
        created_at,
    })
}

/// Reasons against freezing, as the sentences of one form.
pub(super) fn refused(problems: Vec<PublishProblem>) -> Error {
    let sentence = |problem: PublishProblem| FieldError {
        field: "questions".into(),
        message: problem.to_string(),
    };
    Error::Invalid(problems.into_iter().map(sentence).collect())
}

/// Told when the trial of a draft was submitted. The draft counts as tried if it still is what was taken.
///
/// # Errors
/// Those of the store.
pub async fn trial_taken(tx: &mut dyn Tx, frozen_id: &str) -> Result<()> {
    let Some(frozen) = tx
        .frozen(frozen_id)
        .await?
        .filter(|frozen| frozen.purpose == "trial")
    else {
        return Ok(());
    };
    let taken: FrozenAssessment = serde_json::from_str(&frozen.content)?;
    let Ok(draft) = load_draft(tx, &frozen.assessment_id).await else {
        return Ok(());
    };
    if same_taking(&taken.definition, &draft.definition) {
        tx.set_trial_revision(&draft.id, draft.revision).await?;
    }
    Ok(())
}

/// Whether both are the same to somebody who takes them: questions, formats, order, words and time. Weights, rules,
/// contact and who gets reports may differ: a trial still stands for them.
pub(super) fn same_taking(one: &Definition, other: &Definition) -> bool {
    taking(one) == taking(other)
}

fn taking(definition: &Definition) -> impl PartialEq + '_ {
    let questions: Vec<_> = definition
        .questions
        .iter()
        .map(|selected| (selected.version, selected.format))
        .collect();
    let order = (definition.shuffle_questions, definition.shuffle_options);
    let words = (&definition.title, &definition.description);
    (
        questions,
        order,
        words,
        definition.time_limit_minutes,
        definition.practice,
        definition.feedback,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::assessment::{Need, SelectedQuestion};
    use domain::ids::QuestionVersionId;
    use domain::question::{Competency, Format};

    #[test]
    fn a_trial_stands_while_the_taking_stays_the_same() {
        let mut tried = Definition::default();
        let one = |format| SelectedQuestion {
            version: QuestionVersionId(uuid::Uuid::from_u128(1)),
            format,
            weight: 1.0,
        };
        tried.questions = vec![one(Format::RateEach)];
        let mut weighed = tried.clone();
        weighed.questions[0].weight = 3.0;
        weighed.needs.insert(Competency::AL, Need::DayOne);
        weighed.tasks = "Answers the phone.".into();
        weighed.contact.name = "Somebody".into();
        assert!(same_taking(&tried, &weighed));
        let mut switched = tried.clone();
        switched.questions[0].format = Format::RankOrder;
        assert!(!same_taking(&tried, &switched));
        let mut limited = tried.clone();
        limited.time_limit_minutes = Some(20);
        assert!(!same_taking(&tried, &limited));
        let mut told = tried.clone();
        told.description = "Other words".into();
        assert!(!same_taking(&tried, &told));
    }
}
