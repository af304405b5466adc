//! A draft with what the builder shows, and saving it: a save carries the revision it was made on, and one that comes
//! second is refused with what the first one was.

use super::changes::{Change, changes};
use super::edit::{Edit, MOST_QUESTIONS};
use super::trial::same_taking;
use super::{Assessment, changed_by, load, load_draft};
use crate::banks::{Listed, versions};
use crate::ports::{DraftChange, Tx};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::assessment::{Definition, SelectedQuestion};
use domain::ids::QuestionVersionId;
use domain::planning::{BuilderFigures, figures};
use domain::question::QuestionVersion;
use domain::time::Timestamp;

/// An assessment with its questions.
#[derive(Debug, Clone)]
pub struct Draft {
    pub assessment: Assessment,
    /// The selected versions that exist, in the recruiter's order.
    pub questions: Vec<Listed>,
    pub figures: BuilderFigures,
}

/// What saving did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The draft's revision now; the next save carries it.
    pub revision: i64,
    pub at: Timestamp,
}

/// What stands against a save that came second.
#[derive(Debug, Clone)]
pub struct Collision {
    /// As it is stored.
    pub saved: Draft,
    /// The same with the refused change made.
    pub typed: Draft,
    pub changes: Vec<Change>,
}

/// The assessment with its questions and figures, whatever its status.
///
/// # Errors
/// Those of the store.
pub async fn draft(service: &Service, on: &OnAssessment) -> Result<Draft> {
    let mut tx = service.read().await?;
    let assessment = load(&mut *tx, &on.assessment.to_string()).await?;
    with_questions(&mut *tx, assessment).await
}

pub(super) async fn with_questions(tx: &mut dyn Tx, assessment: Assessment) -> Result<Draft> {
    let found = versions(tx, &ids(&assessment.definition)).await?;
    let questions = in_order(&assessment.definition, found);
    let plain: Vec<QuestionVersion> = questions
        .iter()
        .map(|listed| listed.version.clone())
        .collect();
    let figures = figures(&assessment.definition, &plain);
    Ok(Draft {
        assessment,
        questions,
        figures,
    })
}

fn ids(definition: &Definition) -> Vec<QuestionVersionId> {
    definition
        .questions
        .iter()
        .map(|selected| selected.version)
        .collect()
}

fn in_order(definition: &Definition, found: Vec<Listed>) -> Vec<Listed> {
    let of = |selected: &SelectedQuestion| {
        found
            .iter()
            .find(|listed| listed.version.id == selected.version)
            .cloned()
    };
    definition.questions.iter().filter_map(of).collect()
}

/// Saves one form of a draft that was opened at `revision`. A save that changes nothing always succeeds.
///
/// # Errors
/// [`Error::Invalid`] by field, [`Error::Refused`] once it is no draft any more, [`Error::Conflict`] when somebody
/// saved in the meantime (see [`collision`]). Nothing is changed then.
pub async fn save(
    service: &Service,
    on: &OnAssessment,
    revision: i64,
    edit: Edit,
) -> Result<Saved> {
    let mut tx = service.read().await?;
    let before = load_draft(&mut *tx, &on.assessment.to_string()).await?;
    let mut definition = before.definition.clone();
    edit.apply(&mut definition);
    let found = versions(&mut *tx, &edit.named()).await?;
    drop(tx);
    let plain: Vec<QuestionVersion> = found.into_iter().map(|listed| listed.version).collect();
    let faults = edit.faults(&plain);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if definition == before.definition {
        return Ok(Saved {
            revision: before.revision,
            at: before.updated_at,
        });
    }
    if before.revision != revision {
        return Err(changed_by(service, on, &before));
    }
    replace(service, on, &before, definition).await
}

/// Stores a changed definition over the revision it was made from.
async fn replace(
    service: &Service,
    on: &OnAssessment,
    before: &Assessment,
    definition: Definition,
) -> Result<Saved> {
    let tried = before.is_tried() && same_taking(&before.definition, &definition);
    let change = DraftChange {
        id: before.id.clone(),
        from: before.revision,
        title: definition.title.clone(),
        definition: serde_json::to_string(&definition)?,
        trial_revision: if tried {
            Some(before.revision + 1)
        } else {
            before.trial_revision
        },
        at: service.now(),
        by: on.staff().name().to_owned(),
    };
    let saved = Saved {
        revision: before.revision + 1,
        at: change.at,
    };
    let written = service
        .write(move |tx| Box::pin(async move { tx.save_draft(&change).await }))
        .await?;
    if written {
        return Ok(saved);
    }
    let now = load_draft(&mut *service.read().await?, &before.id).await?;
    Err(changed_by(service, on, &now))
}

/// Adds questions at the end, each in its own format with weight 1. Those already chosen stay where they are.
///
/// # Errors
/// [`Error::Invalid`] when one is unknown, retired or too many; those of [`save`].
pub async fn add_questions(
    service: &Service,
    on: &OnAssessment,
    chosen: &[QuestionVersionId],
) -> Result<usize> {
    let mut tx = service.read().await?;
    let before = load_draft(&mut *tx, &on.assessment.to_string()).await?;
    let found = versions(&mut *tx, chosen).await?;
    drop(tx);
    let mut definition = before.definition.clone();
    for id in chosen {
        let current = found
            .iter()
            .find(|one| one.version.id == *id && one.retired_in.is_none());
        let Some(current) = current else {
            let message = "A chosen question is not in the banks any more. Search again.";
            return Err(Error::field("add", message));
        };
        if !definition
            .questions
            .iter()
            .any(|selected| selected.version == *id)
        {
            definition.questions.push(SelectedQuestion {
                version: *id,
                format: current.version.question.format,
                weight: 1.0,
            });
        }
    }
    if definition.questions.len() > MOST_QUESTIONS {
        let message =
            format!("An assessment has at most {MOST_QUESTIONS} questions. Choose fewer.");
        return Err(Error::field("add", message));
    }
    let added = definition.questions.len() - before.definition.questions.len();
    if added > 0 {
        replace(service, on, &before, definition).await?;
    }
    Ok(added)
}

/// What stands against an edit that was refused because somebody saved first, or that has faults: the stored draft, the
/// edit made on it, and the differences.
///
/// # Errors
/// Those of the store.
pub async fn collision(service: &Service, on: &OnAssessment, edit: &Edit) -> Result<Collision> {
    let mut tx = service.read().await?;
    let assessment = load(&mut *tx, &on.assessment.to_string()).await?;
    let mut typed = assessment.clone();
    edit.apply(&mut typed.definition);
    let saved = with_questions(&mut *tx, assessment).await?;
    let typed = with_questions(&mut *tx, typed).await?;
    let known: Vec<QuestionVersion> = saved
        .questions
        .iter()
        .chain(&typed.questions)
        .map(|listed| listed.version.clone())
        .collect();
    let changes = changes(
        &saved.assessment.definition,
        &typed.assessment.definition,
        &known,
    );
    Ok(Collision {
        saved,
        typed,
        changes,
    })
}
