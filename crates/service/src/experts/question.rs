//! What the question page shows. Reads only; what is read here can hold no key.

use super::{marks, plan, planned, rating};
use crate::principal::Expert;
use crate::{Error, Result, Service};
use domain::answer::Answer;
use domain::candidate_view::CandidateQuestion;
use domain::question::QuestionVersion;
use domain::time::Timestamp;

/// What stands for a question so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Open,
    /// A reply has no rating.
    HalfGiven,
    Rated,
}

/// One question as this expert meets it.
#[derive(Debug, Clone)]
pub struct QuestionPage {
    pub panel: String,
    /// From 1.
    pub number: usize,
    pub question: CandidateQuestion,
    /// The ratings that stand.
    pub given: Option<Answer>,
    /// 0 before the first.
    pub revision: i64,
    pub saved_at: Option<Timestamp>,
    /// One a question, in order.
    pub marks: Vec<Mark>,
}

/// The page of question `number`.
///
/// # Errors
/// [`Error::NotFound`] for a number that is no question, [`Error::Refused`] before the beginning, [`Error::Conflict`]
/// after the end.
pub async fn question_page(
    service: &Service,
    expert: &Expert,
    number: usize,
) -> Result<QuestionPage> {
    rating(expert)?;
    let plan = plan(expert)?;
    let planned = planned(&plan, number)?;
    let id = planned.version.to_string();
    let mut tx = service.read().await?;
    let versions = tx.question_versions(std::slice::from_ref(&id)).await?;
    let record = versions.first().ok_or(Error::NotFound)?;
    let ratings = tx.ratings_of_expert(&expert.record.id).await?;
    drop(tx);
    let version: QuestionVersion = serde_json::from_str(&record.content)?;
    let given = ratings.iter().find(|rating| rating.question_id == id);
    Ok(QuestionPage {
        panel: expert.panel.title.clone(),
        number,
        question: CandidateQuestion::for_expert(&version.question, planned),
        given: given
            .map(|given| serde_json::from_str(&given.ratings))
            .transpose()?
            .map(|ratings| Answer::RateEach { ratings }),
        revision: given.map_or(0, |given| given.revision),
        saved_at: given.map(|given| given.saved_at),
        marks: marks(&plan, &ratings),
    })
}
