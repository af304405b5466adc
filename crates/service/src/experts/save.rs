//! Saving the ratings of one question. A page names the revision it saw: what another page saved since is never
//! overwritten unasked, and saving the same twice is saving it once.

use super::{over, plan, planned, rating};
use crate::attempts::Given;
use crate::ports::RatingSave;
use crate::principal::Expert;
use crate::{Error, Result, Service};
use domain::answer::Answer;
use domain::panel::Ratings;
use domain::question::{Format, QuestionVersion};
use domain::time::Timestamp;

/// What a page sends, by letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// From 1.
    pub number: usize,
    /// The revision the page showed.
    pub revision: i64,
    pub given: Given,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    Stored {
        revision: i64,
        /// Every reply is rated.
        complete: bool,
    },
    /// Another page saved other ratings since; those stand.
    Conflict {
        stands: Answer,
        revision: i64,
        saved_at: Timestamp,
        /// What this page sent.
        mine: Answer,
    },
}

/// Saves what is given, half-given ratings too.
///
/// # Errors
/// [`Error::NotFound`] for a number that is no question; [`Error::Refused`] for what the page cannot have sent;
/// [`Error::Conflict`] after the end.
pub async fn save(service: &Service, expert: &Expert, save: Save) -> Result<Saved> {
    rating(expert)?;
    let plan = plan(expert)?;
    let planned = planned(&plan, save.number)?;
    let id = planned.version.to_string();
    let versions = service
        .read()
        .await?
        .question_versions(std::slice::from_ref(&id))
        .await?;
    let record = versions.first().ok_or(Error::NotFound)?;
    let question = serde_json::from_str::<QuestionVersion>(&record.content)?.question;
    let answer = save
        .given
        .into_answer(Format::RateEach, planned)
        .and_then(|answer| answer.check(&question, Format::RateEach).map(|()| answer))
        .map_err(|error| Error::Refused(format!("Nothing was changed: {error}.")))?;
    let Answer::RateEach { ratings } = &answer else {
        return Err(Error::Internal);
    };
    if ratings.is_empty() && save.revision == 0 {
        // Nothing was there and nothing is given: there is nothing to write.
        return Ok(Saved::Stored {
            revision: 0,
            complete: false,
        });
    }
    let row = RatingSave {
        expert_id: expert.record.id.clone(),
        question_id: id,
        complete: ratings.len() == question.options.len(),
        ratings: serde_json::to_string(ratings)?,
        seen: save.revision,
        now: service.now(),
    };
    service
        .write(move |tx| {
            Box::pin(async move {
                if let Some(revision) = tx.save_rating(&row).await? {
                    let complete = row.complete;
                    return Ok(Saved::Stored { revision, complete });
                }
                let stored = tx.ratings_of_expert(&row.expert_id).await?;
                let stands = stored
                    .into_iter()
                    .find(|rating| rating.question_id == row.question_id);
                // The same again, or the answer to a request that was sent twice.
                if let Some(stands) = &stands
                    && stands.ratings == row.ratings
                {
                    return Ok(Saved::Stored {
                        revision: stands.revision,
                        complete: stands.complete,
                    });
                }
                match stands.filter(|stands| stands.revision != row.seen) {
                    Some(stands) => Ok(Saved::Conflict {
                        stands: Answer::RateEach {
                            ratings: serde_json::from_str::<Ratings>(&stands.ratings)?,
                        },
                        revision: stands.revision,
                        saved_at: stands.saved_at,
                        mine: answer,
                    }),
                    None => Err(over()),
                }
            })
        })
        .await
}
