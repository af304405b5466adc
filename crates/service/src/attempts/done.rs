//! After the end: the receipt, and as much about the answers as the recruiter has chosen to tell.

use super::question::job_title;
use super::standing::{Standing, started};
use crate::principal::Candidate;
use crate::{Error, Result, Service};
use domain::assessment::{Contact, Feedback};
use domain::receipt::{Receipt, canonical_json, receipt};
use domain::score_card::ScoreCard;
use domain::style::{self, StyleProfile};

#[derive(Debug, Clone)]
pub struct Done {
    pub standing: Standing,
    pub job_title: String,
    /// submitted, timed_out or window_closed; absent until the server has closed the attempt.
    pub ending: Option<String>,
    pub receipt: Option<Receipt>,
    /// The line that the receipt's hash was taken over.
    pub hashed_line: Option<String>,
    /// Only where the recruiter chose to tell it.
    pub styles: Option<StyleProfile>,
    /// Answers that came after the end.
    pub late: usize,
    pub review_requested: bool,
    pub contact: Contact,
    /// A trial leads back to its draft.
    pub trial_of: Option<String>,
}

/// What the done page shows. Reads only.
///
/// # Errors
/// [`Error::Refused`] before the start.
pub async fn done(service: &Service, candidate: &Candidate) -> Result<Done> {
    let record = &candidate.record;
    let attempt = started(record)?;
    let frozen = service.frozen(&record.frozen_id).await?;
    let mut tx = service.read().await?;
    let (receipt, hashed_line) = match (attempt.ended_at, &attempt.receipt_hash) {
        (Some(ended_at), Some(_)) => {
            let answers = super::result::parse(tx.answers(&attempt.id).await?)?;
            let id = attempt
                .id
                .parse()
                .map_err(|cause| Error::internal("attempt id", &cause))?;
            let plan = attempt.plan()?;
            (
                Some(receipt(id, ended_at, &plan, &answers)?),
                Some(canonical_json(id, ended_at, &plan, &answers)?),
            )
        }
        _ => (None, None),
    };
    let styles = match (frozen.definition.feedback, &attempt.score_card_id) {
        (Feedback::Styles, Some(card)) => {
            let content = tx.score_card_content(card).await?.ok_or(Error::NotFound)?;
            Some(style::profile(
                &serde_json::from_str::<ScoreCard>(&content)?.styles,
            ))
        }
        _ => None,
    };
    Ok(Done {
        standing: record.standing(service.now()),
        job_title: job_title(&frozen),
        ending: attempt.ending.clone(),
        receipt,
        hashed_line,
        styles,
        late: tx.late_answers(&attempt.id).await?.len(),
        review_requested: attempt.review_requested_at.is_some(),
        contact: frozen.definition.contact.clone(),
        trial_of: record.is_trial().then(|| record.assessment_id.clone()),
    })
}
