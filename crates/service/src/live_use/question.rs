//! What live use says about one question version, for its page.

use super::look_at::due;
use super::replace::{Suggested, suggested};
use super::{People, Review, Stored, today};
use crate::banks::QuestionPage;
use crate::ports::{QuestionUse as UseRecord, QuestionUseRecord};
use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::analysis::Reading;
use domain::live_use::{Alert, BankUse, Entry, LiveUse, alerts};
use domain::question::Format;

/// One assessment that asked it.
#[derive(Debug, Clone)]
pub struct InAssessment {
    /// Id and title; absent where this account may not open it.
    pub named: Option<(String, String)>,
    pub format: Format,
    pub pilot: bool,
    pub attempts: u64,
    pub facility: Reading,
    pub item_rest: Reading,
}

/// Everything a question's page says about its use.
#[derive(Debug, Clone)]
pub struct QuestionUse {
    /// Whose answers these are.
    pub people: People,
    /// Complete attempts at this version, of real and of simulated people.
    pub attempts: (u64, u64),
    pub under_way: bool,
    /// One for each format it was asked in, most attempts first.
    pub uses: Vec<LiveUse>,
    /// Most attempts first.
    pub assessments: Vec<InAssessment>,
    pub alerts: Vec<Alert>,
    pub review: Option<Review>,
    /// What could take its place; absent where nothing asks for it.
    pub suggested: Option<Vec<Suggested>>,
}

/// The use of the question on `page`; `people` as asked for, or those there are.
///
/// # Errors
/// [`Error::NotFound`] when the bank is gone; those of the store.
pub async fn of_question(
    service: &Service,
    recruiter: &Recruiter,
    page: &QuestionPage,
    people: Option<People>,
) -> Result<QuestionUse> {
    let mut tx = service.read().await?;
    let bank = tx.bank(&page.bank.info.id).await?.ok_or(Error::NotFound)?;
    let stored = Stored::read(&mut *tx, &bank).await?;
    let account = (!recruiter.roles().admin).then(|| recruiter.account().to_string());
    let id = page.version.id.to_string();
    let known = tx.question_uses(&id, account.as_deref()).await?;
    drop(tx);
    let people = people.unwrap_or_else(|| stored.usual());
    let (now, today) = (service.now(), today(service));
    let version = page.version.clone();
    let retired = page.retired_in.is_some();
    let found = tokio::task::spawn_blocking(move || {
        let bank_use = stored.bank_use(people, now);
        let uses = bank_use.of(version.id, &version.question);
        // An old version is kept for what was, not to be reviewed.
        let review = stored
            .review(&version.question.id, &today)
            .filter(|_| !retired);
        let mut alerts = alerts(&uses);
        alerts.extend(due(review.clone()));
        let attempts = |people| -> u64 {
            let own = stored
                .of(people)
                .filter(|(_, entry)| entry.question == version.id);
            own.map(|(_, entry)| entry.sums.attempts).sum()
        };
        let own = stored
            .of(people)
            .filter(|(_, entry)| entry.question == version.id);
        let mut assessments: Vec<InAssessment> =
            own.map(|row| in_assessment(row, &known)).collect();
        assessments.sort_by_key(|one| std::cmp::Reverse(one.attempts));
        let found = QuestionUse {
            people,
            attempts: (attempts(People::Real), attempts(People::Simulated)),
            under_way: stored.under_way(people),
            uses,
            assessments,
            alerts,
            review,
            suggested: None,
        };
        (found, bank_use)
    });
    let (mut found, bank_use): (QuestionUse, BankUse) = found
        .await
        .map_err(|cause| Error::internal("live use", &cause))?;
    // What has a newer version is not gone.
    let gone = page.history.iter().all(|line| line.retired_in.is_some());
    if gone || !found.alerts.is_empty() {
        let wanted = (page, found.uses.first());
        found.suggested = Some(suggested(service, wanted, people, &bank_use).await?);
    }
    Ok(found)
}

fn in_assessment(
    (record, entry): &(QuestionUseRecord, Entry),
    known: &[UseRecord],
) -> InAssessment {
    let reachable = known
        .iter()
        .find(|one| one.assessment_id == record.assessment_id && one.reachable);
    let sums = &entry.sums;
    InAssessment {
        named: reachable.map(|one| (one.assessment_id.clone(), one.title.clone())),
        format: sums.format,
        pilot: sums.pilot,
        attempts: sums.attempts,
        facility: sums.facility(),
        item_rest: sums.item_rest(),
    }
}
