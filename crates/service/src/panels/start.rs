//! Starting a panel: which questions of a bank are asked, and what for.

use super::parsed;
use crate::audit::Line;
use crate::ports::{PanelRecord, Tx};
use crate::principal::Admin;
use crate::{Error, FieldError, Result, Service};
use domain::ids::{PanelId, QuestionVersionId};
use domain::panel::usual_seconds;
use domain::question::QuestionVersion;
use std::collections::BTreeSet;

/// The most questions of one panel: more than anybody rates with care.
pub const MOST_QUESTIONS: usize = 300;
const LONGEST_TITLE: usize = 120;
const LONGEST_PURPOSE: usize = 2_000;

/// What a panel can be asked: the present questions of a bank.
#[derive(Debug, Clone)]
pub struct Offer {
    pub bank: String,
    pub bank_title: String,
    /// In the order of the bank.
    pub questions: Vec<QuestionVersion>,
    /// What all of them usually take one expert.
    pub minutes: u32,
}

/// A panel to be started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPanel {
    pub title: String,
    /// What the key will be used for; experts and the dossier read it.
    pub purpose: String,
    pub questions: Vec<QuestionVersionId>,
}

/// The questions to choose from.
///
/// # Errors
/// [`Error::NotFound`] for a bank that is not there.
pub async fn offer(service: &Service, _admin: &Admin, bank: &str) -> Result<Offer> {
    let mut tx = service.read().await?;
    let record = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let questions = current(&mut *tx, &record.id).await?;
    Ok(Offer {
        bank: record.slug,
        bank_title: record.title,
        minutes: minutes(&questions),
        questions,
    })
}

/// What these questions usually take one expert, rounded up.
pub(crate) fn minutes(questions: &[QuestionVersion]) -> u32 {
    let seconds = questions
        .iter()
        .map(|version| usual_seconds(&version.question));
    seconds.fold(0, u32::saturating_add).div_ceil(60)
}

/// The present versions of a bank's questions, in its order.
pub(super) async fn current(tx: &mut dyn Tx, bank_id: &str) -> Result<Vec<QuestionVersion>> {
    let current = tx.current_questions(bank_id).await?;
    let ids: Vec<String> = current.into_iter().map(|question| question.id).collect();
    let mut versions = Vec::with_capacity(ids.len());
    for record in tx.question_versions(&ids).await? {
        versions.push(serde_json::from_str::<QuestionVersion>(&record.content)?);
    }
    let place = |version: &QuestionVersion| {
        let id = version.id.to_string();
        ids.iter().position(|one| *one == id)
    };
    versions.sort_by_cached_key(place);
    Ok(versions)
}

/// Starts a panel. Nobody is asked yet.
///
/// # Errors
/// [`Error::Invalid`] on `title`, `purpose` or `questions`; [`Error::NotFound`] for a bank that is not there.
pub async fn start(
    service: &Service,
    admin: &Admin,
    bank: &str,
    new: &NewPanel,
) -> Result<PanelId> {
    let mut tx = service.read().await?;
    let record = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let offered = current(&mut *tx, &record.id).await?;
    drop(tx);
    let chosen: BTreeSet<QuestionVersionId> = new.questions.iter().copied().collect();
    let asked: Vec<String> = offered
        .iter()
        .filter(|version| chosen.contains(&version.id))
        .map(|version| version.id.to_string())
        .collect();
    let (title, purpose) = (new.title.trim().to_owned(), new.purpose.trim().to_owned());
    faults(&title, &purpose, asked.len(), chosen.len())?;
    let panel = PanelRecord {
        id: service.new_uuid().to_string(),
        bank_id: record.id,
        bank_slug: record.slug,
        bank_title: record.title,
        title,
        purpose,
        state: "open".into(),
        created_by: admin.name().to_owned(),
        created_at: service.now(),
        closed_by: None,
        closed_at: None,
    };
    let id = parsed(&panel.id)?;
    let line = Line::by(service, admin);
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.insert_panel(&panel, &asked).await?;
                let detail = format!("{}; {} questions; {}", panel.title, asked.len(), panel.id);
                line.write(tx, "panel.start", &panel.bank_slug, None, &detail)
                    .await
            })
        })
        .await?;
    Ok(id)
}

fn faults(title: &str, purpose: &str, asked: usize, chosen: usize) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: &str| {
        faults.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    };
    if title.is_empty()
        || title.chars().count() > LONGEST_TITLE
        || title.chars().any(char::is_control)
    {
        fault(
            "title",
            "Give the panel a name of at most 120 letters, in one line.",
        );
    }
    if purpose.is_empty() || purpose.chars().count() > LONGEST_PURPOSE {
        fault(
            "purpose",
            "Say in at most 2,000 letters what the key will be used for. The experts and the dossier read it.",
        );
    }
    if chosen == 0 {
        fault("questions", "Choose at least one question.");
    } else if asked < chosen {
        fault(
            "questions",
            "A question was changed in the meantime. Reload the page and choose again.",
        );
    } else if asked > MOST_QUESTIONS {
        fault("questions", "Choose at most 300 questions for one panel.");
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}
