//! What live use says about the questions of a bank: the figures on a question's page, the questions to look at, what
//! could take a question's place, and when questions are to be reviewed. Reads stored sums, however many attempts there
//! were; real and simulated people are never put together. Never contains a person or their time.

mod look_at;
mod question;
mod replace;
mod review;

pub use look_at::{Looked, ToLookAt, to_look_at};
pub use question::{InAssessment, QuestionUse, of_question};
pub use replace::Suggested;
pub use review::{Review, ReviewPage, review_page, review_undated, set_review};

use crate::banks::Bank;
use crate::ports::{
    BankRecord, CurrentQuestion, QuestionQuery, QuestionUseRecord, ReviewRecord, Tx,
};
use crate::{Error, Result, Service, dates};
use domain::analysis::{QuestionSums, fold_version};
use domain::live_use::{BankUse, Entry};
use domain::question::QuestionVersion;
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// More questions than a bank holds.
const ALL: i64 = 100_000;

/// Whose answers are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    Real,
    /// Those of assessments that are marked as simulated.
    Simulated,
}

/// A bank with everything that is stored about its use.
struct Stored {
    bank: Bank,
    rows: Vec<(QuestionUseRecord, Entry)>,
    reviews: Vec<ReviewRecord>,
}

impl Stored {
    async fn read(tx: &mut dyn Tx, bank: &BankRecord) -> Result<Self> {
        let records = tx.question_use(&bank.id, &fold_version()).await?;
        let rows = records.into_iter().map(|record| {
            let entry = Entry {
                question: record
                    .question_id
                    .parse()
                    .map_err(|cause| Error::internal("stored id", &cause))?,
                assessment: record.frozen_id.clone(),
                sums: serde_json::from_str::<QuestionSums>(&record.content)?,
            };
            Ok((record, entry))
        });
        Ok(Self {
            rows: rows.collect::<Result<_>>()?,
            reviews: tx.reviews(&bank.id).await?,
            bank: Bank::from_record(bank)?,
        })
    }

    fn of(&self, people: People) -> impl Iterator<Item = &(QuestionUseRecord, Entry)> {
        let simulated = people == People::Simulated;
        self.rows
            .iter()
            .filter(move |(record, _)| record.simulated == simulated)
    }

    fn bank_use(&self, people: People, now: Timestamp) -> BankUse {
        let entries = self.of(people).map(|(_, entry)| entry.clone()).collect();
        let current = usize::try_from(self.bank.questions).unwrap_or(0);
        BankUse::new(now, current, entries)
    }

    /// Real people, unless nobody real answered anything of this bank yet.
    fn usual(&self) -> People {
        let answered = |people| self.of(people).any(|(_, entry)| entry.sums.attempts > 0);
        if !answered(People::Real) && answered(People::Simulated) {
            People::Simulated
        } else {
            People::Real
        }
    }

    fn under_way(&self, people: People) -> bool {
        self.of(people).any(|(record, _)| record.under_way)
    }

    /// Ids of the question versions that an assessment asks.
    fn asked(&self) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .map(|(record, _)| record.question_id.as_str())
    }

    /// Questions whose date has come.
    fn due<'a>(&'a self, today: &'a str) -> impl Iterator<Item = &'a str> {
        let due = move |review: &&ReviewRecord| review.review_by.as_str() <= today;
        self.reviews
            .iter()
            .filter(due)
            .map(|review| review.slug.as_str())
    }

    /// How many of these questions have a date.
    fn dated(&self, held: &[CurrentQuestion]) -> usize {
        let dated: BTreeSet<&str> = self
            .reviews
            .iter()
            .map(|review| review.slug.as_str())
            .collect();
        let has = held.iter().filter(|one| dated.contains(one.slug.as_str()));
        has.count()
    }

    fn review(&self, slug: &str, today: &str) -> Option<Review> {
        let stored = self.reviews.iter().find(|review| review.slug == slug)?;
        Some(Review {
            by: stored.review_by.clone(),
            written: dates::written(&stored.review_by),
            due: stored.review_by.as_str() <= today,
            set_by: stored.set_by.clone(),
            set_at: stored.set_at,
        })
    }
}

/// The questions a bank holds now, in its order.
async fn current(tx: &mut dyn Tx, bank: &str) -> Result<Vec<QuestionVersion>> {
    let query = QuestionQuery {
        bank_slug: Some(bank.to_owned()),
        ..QuestionQuery::default()
    };
    let records = tx.questions(&query, ALL, 0).await?;
    let parsed = records
        .iter()
        .map(|record| serde_json::from_str(&record.content));
    Ok(parsed.collect::<std::result::Result<_, _>>()?)
}

/// Today's date where the organisation is.
fn today(service: &Service) -> String {
    dates::iso_date(&service.settings.timezone, service.now())
}
