//! When a question is to be looked at again. The date stands beside the question, not in it: setting it makes no new
//! version and holds over versions.

use super::{current, today};
use crate::audit::Line;
use crate::banks::Bank;
use crate::ports::ReviewRecord;
use crate::principal::{Admin, Recruiter};
use crate::{Error, Result, Service, dates};
use domain::ids::QuestionVersionId;
use domain::question::QuestionVersion;
use domain::time::Timestamp;

/// A review date that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// An ISO date.
    pub by: String,
    /// As people read it.
    pub written: String,
    /// The date has come.
    pub due: bool,
    pub set_by: String,
    pub set_at: Timestamp,
}

/// A question and its date.
#[derive(Debug, Clone)]
pub struct ReviewPage {
    pub bank: Bank,
    pub version: QuestionVersion,
    pub review: Option<Review>,
    /// An ISO date.
    pub today: String,
}

/// What the form for a question's date begins with.
///
/// # Errors
/// [`Error::NotFound`] when the bank does not hold the question any more.
pub async fn review_page(
    service: &Service,
    _: &Recruiter,
    bank: &str,
    id: QuestionVersionId,
) -> Result<ReviewPage> {
    let mut tx = service.read().await?;
    let record = tx.bank(bank).await?.ok_or(Error::NotFound)?;
    let found = tx.question_versions(&[id.to_string()]).await?;
    let found = found
        .first()
        .filter(|found| found.bank_id == record.id && found.retired_in.is_none())
        .ok_or(Error::NotFound)?;
    let stored = super::Stored {
        bank: Bank::from_record(&record)?,
        rows: Vec::new(),
        reviews: tx.reviews(&record.id).await?,
    };
    let today = today(service);
    Ok(ReviewPage {
        review: stored.review(&found.slug, &today),
        version: serde_json::from_str(&found.content)?,
        bank: stored.bank,
        today,
    })
}

/// Sets the date of a question, or takes it away where nothing is typed.
///
/// # Errors
/// [`Error::Invalid`] with `review_by`, [`Error::NotFound`] as for [`review_page`].
pub async fn set_review(
    service: &Service,
    admin: &Admin,
    bank: &str,
    id: QuestionVersionId,
    typed: &str,
) -> Result<()> {
    let page = review_page(service, &admin.recruiter(), bank, id).await?;
    let date = match typed.trim() {
        "" => None,
        typed => Some(checked(typed, &page.today)?),
    };
    let (audit, set_by, now) = (
        Line::by(service, admin),
        admin.name().to_owned(),
        service.now(),
    );
    let (bank, slug) = (bank.to_owned(), page.version.question.id);
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = tx.bank(&bank).await?.ok_or(Error::NotFound)?;
                let detail = match &date {
                    Some(date) => format!("“{slug}” by {date}."),
                    None => format!("“{slug}” without a date."),
                };
                match date {
                    Some(review_by) => {
                        tx.set_review(&ReviewRecord {
                            bank_id: record.id,
                            slug,
                            review_by,
                            set_by,
                            set_at: now,
                        })
                        .await?;
                    }
                    None => {
                        tx.clear_review(&record.id, &slug).await?;
                    }
                }
                audit
                    .write(tx, "question.review_by", &bank, None, &detail)
                    .await
            })
        })
        .await
}

/// Sets one date for every question of a bank that has none; gives how many.
///
/// # Errors
/// [`Error::Invalid`] with `review_by`, [`Error::NotFound`].
pub async fn review_undated(
    service: &Service,
    admin: &Admin,
    bank: &str,
    typed: &str,
) -> Result<usize> {
    let date = checked(typed.trim(), &today(service))?;
    let (audit, set_by, now) = (
        Line::by(service, admin),
        admin.name().to_owned(),
        service.now(),
    );
    let bank = bank.to_owned();
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = tx.bank(&bank).await?.ok_or(Error::NotFound)?;
                let dated = tx.reviews(&record.id).await?;
                let mut set = 0;
                for version in current(tx, &bank).await? {
                    let slug = version.question.id;
                    if dated.iter().any(|review| review.slug == slug) {
                        continue;
                    }
                    tx.set_review(&ReviewRecord {
                        bank_id: record.id.clone(),
                        slug,
                        review_by: date.clone(),
                        set_by: set_by.clone(),
                        set_at: now,
                    })
                    .await?;
                    set += 1;
                }
                if set > 0 {
                    let detail = format!("{set} without a date, by {date}.");
                    audit
                        .write(tx, "question.review_by", &bank, None, &detail)
                        .await?;
                }
                Ok(set)
            })
        })
        .await
}

/// A date from tomorrow on, within ten years, as it is stored.
fn checked(typed: &str, today: &str) -> Result<String> {
    let invalid = |words: &str| Error::field("review_by", words);
    let date = dates::read_iso(typed).ok_or_else(|| invalid("Write a date such as 2027-03-31."))?;
    if date.as_str() <= today {
        return Err(invalid("Choose a date after today."));
    }
    let year = |date: &str| date.get(..4).and_then(|year| year.parse::<i32>().ok());
    match (year(&date), year(today)) {
        (Some(then), Some(now)) if then - now <= 10 => Ok(date),
        _ => Err(invalid("Choose a date within ten years.")),
    }
}
