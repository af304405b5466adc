//! The first page: what the panel is for, what is asked, what becomes of the ratings; and beginning.

use super::{Mark, Standing, marks, over, plan, standing};
use crate::panels::questions_of;
use crate::principal::Expert;
use crate::{Error, Result, Service};

const LONGEST_ROLE: usize = 120;

/// What the first page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    pub standing: Standing,
    pub name: String,
    pub panel: String,
    pub purpose: String,
    pub invited_by: String,
    pub questions: usize,
    /// What all questions usually take, rounded up.
    pub usual_minutes: u32,
    pub rated: usize,
    /// The first question that is not rated in full, from 1.
    pub resume_at: Option<usize>,
    /// What the expert said of their own work.
    pub role: String,
    pub named: bool,
}

/// # Errors
/// Those of the store.
pub async fn welcome(service: &Service, expert: &Expert) -> Result<Welcome> {
    let plan = plan(expert)?;
    let mut tx = service.read().await?;
    let questions = questions_of(&mut *tx, &expert.panel.id).await?;
    let ratings = tx.ratings_of_expert(&expert.record.id).await?;
    drop(tx);
    let marks = marks(&plan, &ratings);
    let open = marks.iter().position(|mark| *mark != Mark::Rated);
    Ok(Welcome {
        standing: standing(expert),
        name: expert.record.name.clone(),
        panel: expert.panel.title.clone(),
        purpose: expert.panel.purpose.clone(),
        invited_by: expert.record.invited_by.clone(),
        questions: marks.len(),
        usual_minutes: crate::panels::minutes(&questions),
        rated: marks.iter().filter(|mark| **mark == Mark::Rated).count(),
        resume_at: open.map(|index| index + 1),
        role: expert.record.role.clone(),
        named: expert.record.named,
    })
}

/// Remembers that the link was opened, the first time.
///
/// # Errors
/// Those of the store.
pub async fn mark_opened(service: &Service, expert: &Expert) -> Result<()> {
    if expert.record.state != "invited" {
        return Ok(());
    }
    let (id, now) = (expert.record.id.clone(), service.now());
    service
        .write(move |tx| Box::pin(async move { tx.mark_expert_opened(&id, now).await }))
        .await
}

/// Begins, or changes what was said at the beginning: the expert's own work in a few words, and whether the dossier may
/// name them.
///
/// # Errors
/// [`Error::Invalid`] on `consent` or `role`; [`Error::Conflict`] after the end.
pub async fn begin(
    service: &Service,
    expert: &Expert,
    consent: bool,
    role: &str,
    named: bool,
) -> Result<()> {
    if !consent {
        return Err(Error::field(
            "consent",
            "Tick this box if you agree; without it, nothing is rated.",
        ));
    }
    let role = role.split_whitespace().collect::<Vec<_>>().join(" ");
    if role.chars().count() > LONGEST_ROLE || role.chars().any(char::is_control) {
        return Err(Error::field("role", "Say it in at most 120 letters."));
    }
    let id = expert.record.id.clone();
    service
        .write(move |tx| {
            Box::pin(async move {
                if tx.begin_rating(&id, &role, named).await? {
                    Ok(())
                } else {
                    Err(over())
                }
            })
        })
        .await
}
