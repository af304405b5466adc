//! Saving an answer: one statement when nothing stands in the way, a closer look when
//! something does. An answer names replies by their letters, as the page showed them.

use super::given::Given;
use super::standing::{Standing, record_of, started};
use crate::ports::{AnswerSave, LateAnswerRecord, Tx};
use crate::principal::Candidate;
use crate::{Error, FieldError, Result, Service};
use domain::answer::{Answer, AnswerError};
use domain::attempt::GRACE_MILLIS;
use domain::time::Timestamp;

/// One save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The question's number, from 1.
    pub number: usize,
    /// One page load: 1 to 40 letters, digits and hyphens.
    pub writer: String,
    /// Rises within one writer, from 1.
    pub sequence: i64,
    /// The revision this page saw last; 0 for none.
    pub revision: i64,
    pub given: Given,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// The server has it, durably. For a repeated or overtaken save: what stands.
    Stored {
        revision: i64,
        saved_at: Timestamp,
        complete: bool,
    },
    /// Another page saved a different answer first; both are here, nothing was changed.
    Conflict {
        stands: Answer,
        revision: i64,
        saved_at: Timestamp,
        mine: Answer,
    },
    /// Kept apart, and not scored unless a named person accepts it.
    Late,
}

/// Saves one answer.
///
/// # Errors
/// [`Error::Invalid`] with the fields to mend (most = least, a place given twice); [`Error::Refused`] for what no page
/// sends; [`Error::Conflict`] after submitting; [`Error::NotFound`] for a number that is no question.
pub async fn save_answer(service: &Service, candidate: &Candidate, save: Save) -> Result<Saved> {
    check_writer(&save)?;
    let now = service.now();
    let record = &candidate.record;
    let attempt = started(record)?;
    let frozen = service.frozen(&record.frozen_id).await?;
    let plan = attempt.plan()?;
    let planned = save
        .number
        .checked_sub(1)
        .and_then(|index| plan.questions.get(index))
        .ok_or(Error::NotFound)?;
    let question = frozen.question(planned.version).ok_or(Error::NotFound)?;
    let answer = save
        .given
        .into_answer(question.format, planned)
        .map_err(refused)?;
    answer
        .check(&question.question, question.format)
        .map_err(refused)?;
    let standing = record.standing(now);
    if standing == Standing::Withdrawn {
        return Err(Error::Gone("You have withdrawn from this round.".into()));
    }
    if answer.is_empty() && save.revision == 0 && standing == Standing::Running {
        // Nothing was there and nothing is given: there is nothing to write.
        return Ok(Saved::Stored {
            revision: 0,
            saved_at: now,
            complete: false,
        });
    }
    let row = AnswerSave {
        attempt_id: attempt.id.clone(),
        question_id: planned.version.to_string(),
        answer: serde_json::to_string(&answer)?,
        complete: answer.is_complete(question.question.options.len()),
        writer: save.writer,
        sequence: save.sequence,
        seen: save.revision,
        now,
        cutoff: now.plus(-GRACE_MILLIS),
    };
    if standing == Standing::Running {
        let (row, complete) = (row.clone(), row.complete);
        let stored = service
            .write_one(move |tx| Box::pin(async move { tx.save_answer(&row).await }))
            .await?;
        if let Some(revision) = stored {
            return Ok(Saved::Stored {
                revision,
                saved_at: now,
                complete,
            });
        }
    }
    let (id, invitation) = (service.new_uuid(), record.invitation_id.clone());
    service
        .write(move |tx| Box::pin(async move { explain(tx, &invitation, row, answer, id).await }))
        .await
}

/// Why an answer was not stored as the newest.
async fn explain(
    tx: &mut dyn Tx,
    invitation: &str,
    row: AnswerSave,
    answer: Answer,
    id: uuid::Uuid,
) -> Result<Saved> {
    let record = record_of(tx, invitation).await?;
    match record.standing(row.now) {
        Standing::Running => {}
        Standing::Over | Standing::Ended if !submitted(&record.attempt) => {
            if !answer.is_empty() {
                tx.keep_late_answer(&LateAnswerRecord {
                    id: id.to_string(),
                    attempt_id: row.attempt_id,
                    question_id: row.question_id,
                    answer: row.answer,
                    received_at: row.now,
                })
                .await?;
            }
            return Ok(Saved::Late);
        }
        _ => {
            return Err(Error::Conflict(
                "Your answers were submitted, so this one could not be changed any more.".into(),
            ));
        }
    }
    let stands = tx
        .saved_answer(&row.attempt_id, &row.question_id)
        .await?
        .ok_or(Error::Unavailable)?;
    if stands.writer == row.writer || stands.answer == row.answer {
        let (revision, saved_at) = (stands.revision, stands.saved_at);
        return Ok(Saved::Stored {
            revision,
            saved_at,
            complete: stands.complete,
        });
    }
    Ok(Saved::Conflict {
        stands: serde_json::from_str(&stands.answer)?,
        revision: stands.revision,
        saved_at: stands.saved_at,
        mine: answer,
    })
}

fn submitted(attempt: &Option<crate::ports::AttemptRecord>) -> bool {
    attempt
        .as_ref()
        .is_some_and(|attempt| attempt.ending.as_deref() == Some("submitted"))
}

fn check_writer(save: &Save) -> Result<()> {
    let writer = save.writer.as_str();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let fits = (1..=40).contains(&writer.len()) && writer.bytes().all(plain);
    if fits && save.sequence >= 1 && save.revision >= 0 {
        Ok(())
    } else {
        Err(Error::Refused(
            "This form is not complete. Load the page again and answer once more.".into(),
        ))
    }
}

/// What a person can mend stands beside its field; the rest no page of ours sends.
fn refused(error: AnswerError) -> Error {
    let field = |field: &str, message: &str| {
        Error::Invalid(vec![FieldError {
            field: field.into(),
            message: message.into(),
        }])
    };
    match error {
        AnswerError::MostIsLeast => field(
            "least",
            "Choose two different replies: one that helps most, one that helps least.",
        ),
        AnswerError::RepeatedPlace(place) => field(
            "place",
            &format!("Place {place} is given twice. Give each place to one reply."),
        ),
        other => {
            let sentence = other.to_string();
            let mut letters = sentence.chars();
            let first = letters
                .next()
                .map(|first| first.to_uppercase().to_string())
                .unwrap_or_default();
            Error::Refused(format!("{first}{}. Nothing was changed.", letters.as_str()))
        }
    }
}
