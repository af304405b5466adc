//! Browsing banks: lists with filters.

use super::{Bank, code};
use crate::ports::{QuestionQuery, QuestionRecord, Tx};
use crate::principal::Recruiter;
use crate::{Error, Result, Service};
use domain::ids::QuestionVersionId;
use domain::question::{Channel, Competency, Direction, Format, Kind, QuestionVersion};

/// Questions on one page of a list.
pub const PAGE: u32 = 40;

/// What to list; what is absent or empty does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The bank's id in its file.
    pub bank: Option<String>,
    pub kind: Option<Kind>,
    pub competency: Option<Competency>,
    /// Any format the question allows.
    pub format: Option<Format>,
    pub channel: Option<Channel>,
    pub direction: Option<Direction>,
    pub sector: Option<String>,
    /// Words that must all occur in title, scenario or replies.
    pub search: String,
}

/// More words than this say nothing more.
const MOST_WORDS: usize = 8;

impl Filter {
    fn query(&self) -> QuestionQuery {
        QuestionQuery {
            bank_slug: self.bank.clone(),
            kind: self.kind.as_ref().map(code),
            competency: self.competency.as_ref().map(code),
            format: self.format.as_ref().map(code),
            channel: self.channel.as_ref().map(code),
            direction: self.direction.as_ref().map(code),
            sector: self.sector.clone(),
            words: self
                .search
                .to_lowercase()
                .split_whitespace()
                .take(MOST_WORDS)
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// A question in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub bank_title: String,
    /// The bank version that no longer holds it.
    pub retired_in: Option<i64>,
    pub version: QuestionVersion,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Found {
    pub questions: Vec<Listed>,
    /// Over all pages.
    pub total: u32,
    /// At least 1.
    pub pages: u32,
}

/// All banks, by title.
///
/// # Errors
/// Those of the store.
pub async fn banks(service: &Service, _: &Recruiter) -> Result<Vec<Bank>> {
    let records = service.read().await?.banks().await?;
    records.iter().map(Bank::from_record).collect()
}

/// # Errors
/// [`Error::NotFound`].
pub async fn bank(service: &Service, _: &Recruiter, slug: &str) -> Result<Bank> {
    let record = service
        .read()
        .await?
        .bank(slug)
        .await?
        .ok_or(Error::NotFound)?;
    Bank::from_record(&record)
}

/// Current questions by bank and place. `page` counts from 1; `search` may find nothing.
///
/// # Errors
/// Those of the store.
pub async fn search(service: &Service, _: &Recruiter, filter: &Filter, page: u32) -> Result<Found> {
    let query = filter.query();
    let mut tx = service.read().await?;
    let total = tx.count_questions(&query).await?;
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PAGE);
    let records = tx.questions(&query, i64::from(PAGE), offset).await?;
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    Ok(Found {
        questions: records.iter().map(listed).collect::<Result<_>>()?,
        total,
        pages: total.div_ceil(PAGE).max(1),
    })
}

/// The sectors there are questions for.
///
/// # Errors
/// Those of the store.
pub async fn sectors(service: &Service, _: &Recruiter) -> Result<Vec<String>> {
    service.read().await?.sectors().await
}

/// The versions with these ids, current or not, in no order; unknown ids are left out.
///
/// # Errors
/// Those of the store.
pub async fn versions(tx: &mut dyn Tx, ids: &[QuestionVersionId]) -> Result<Vec<Listed>> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    tx.question_versions(&ids)
        .await?
        .iter()
        .map(listed)
        .collect()
}

fn listed(record: &QuestionRecord) -> Result<Listed> {
    Ok(Listed {
        bank_title: record.bank_title.clone(),
        retired_in: record.retired_in,
        version: serde_json::from_str(&record.content)?,
    })
}
