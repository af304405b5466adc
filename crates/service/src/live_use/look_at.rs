//! The questions of a bank that somebody should look at, gravest reason first.

use super::{People, Review, Stored, today};
use crate::banks::Bank;
use crate::ports::{CurrentQuestion, Tx};
use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::ids::QuestionVersionId;
use domain::live_use::{Alert, alerts, review_alert};
use domain::question::QuestionVersion;
use std::collections::{BTreeMap, BTreeSet};

/// Questions read at a time.
const READ: usize = 500;

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
    let (now, today) = (service.now(), today(service));
    let held = tx.current_questions(&record.id).await?;
    let undated = held.len() - stored.dated(&held);
    let questions = with_reason(&mut *tx, &stored, &held, &today).await?;
    drop(tx);
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

/// Those of the questions a bank holds that can have a reason to be looked at, in its order: a bank of many thousands is
/// not read for the few that were asked or whose date has come.
async fn with_reason(
    tx: &mut dyn Tx,
    stored: &Stored,
    held: &[CurrentQuestion],
    today: &str,
) -> Result<Vec<QuestionVersion>> {
    let used: BTreeSet<&str> = stored.asked().collect();
    let due: BTreeSet<&str> = stored.due(today).collect();
    let ids: Vec<String> = held
        .iter()
        .filter(|one| used.contains(one.id.as_str()) || due.contains(one.slug.as_str()))
        .map(|one| one.id.clone())
        .collect();
    let mut found: BTreeMap<QuestionVersionId, QuestionVersion> = BTreeMap::new();
    for some in ids.chunks(READ) {
        for record in tx.question_versions(some).await? {
            let version: QuestionVersion = serde_json::from_str(&record.content)?;
            found.insert(version.id, version);
        }
    }
    let in_order = ids.iter().filter_map(|id| found.remove(&id.parse().ok()?));
    Ok(in_order.collect())
}

/// The alert of a date that has come.
pub(super) fn due(review: Option<Review>) -> Option<Alert> {
    let review = review.filter(|review| review.due)?;
    Some(review_alert(&review.written))
}
