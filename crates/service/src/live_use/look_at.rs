//! The questions of a bank that somebody should look at, gravest reason first.

use super::{People, Review, Stored, current, today};
use crate::banks::Bank;
use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::ids::QuestionVersionId;
use domain::live_use::{Alert, alerts, review_alert};
use domain::question::QuestionVersion;

/// A question with its reasons.
#[derive(Debug, Clone)]
pub struct Looked {
    pub id: QuestionVersionId,
    pub title: String,
    /// At least one, gravest first.
    pub alerts: Vec<Alert>,
}

/// What stands to be looked at in a bank.
#[derive(Debug, Clone)]
pub struct ToLookAt {
    pub bank: Bank,
    /// Whose answers the figures are of.
    pub people: People,
    /// Complete attempts of real and of simulated people.
    pub attempts: (u64, u64),
    /// Statistics are being computed from the beginning.
    pub under_way: bool,
    pub questions: Vec<Looked>,
    /// Questions of the bank that nobody has set a review date for.
    pub undated: usize,
}

/// Looks through a bank; `people` as asked for, or those there are.
///
/// # Errors
/// [`Error::NotFound`] without the bank.
pub async fn to_look_at(
    service: &Service,
    _: &Recruiter,
    bank: &str,
    people: Option<People>,
) -> Result<ToLookAt> {
    let mut tx = service.read().await?;
    let record = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let stored = Stored::read(&mut *tx, &record).await?;
    let questions = current(&mut *tx, bank).await?;
    drop(tx);
    let (now, today) = (service.now(), today(service));
    tokio::task::spawn_blocking(move || {
        let people = people.unwrap_or_else(|| stored.usual());
        let (real, simulated) = (
            stored.bank_use(People::Real, now),
            stored.bank_use(People::Simulated, now),
        );
        let bank_use = match people {
            People::Real => &real,
            People::Simulated => &simulated,
        };
        let review = |question: &QuestionVersion| stored.review(&question.question.id, &today);
        let undated = questions.iter().filter(|one| review(one).is_none());
        let undated = undated.count();
        let mut looked: Vec<Looked> = questions
            .iter()
            .filter_map(|version| {
                let uses = bank_use.of(version.id, &version.question);
                let mut alerts = alerts(&uses);
                alerts.extend(due(review(version)));
                (!alerts.is_empty()).then(|| Looked {
                    id: version.id,
                    title: version.question.title.clone(),
                    alerts,
                })
            })
            .collect();
        looked.sort_by_key(|one| one.alerts.first().map(|alert| alert.matter));
        ToLookAt {
            people,
            attempts: (real.attempts(), simulated.attempts()),
            under_way: stored.under_way(people),
            questions: looked,
            undated,
            bank: stored.bank,
        }
    })
    .await
    .map_err(|cause| Error::internal("live use", &cause))
}

/// The alert of a date that has come.
pub(super) fn due(review: Option<Review>) -> Option<Alert> {
    let review = review.filter(|review| review.due)?;
    Some(review_alert(&review.written))
}
