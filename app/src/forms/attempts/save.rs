//! Saving an answer: one handler for the form and for the island. A form sends fields, JSON an object of the same
//! names; the answer is a redirect to the next question, or JSON.

use super::super::field_errors;
use crate::auth::AsCandidate;
use crate::failure::Answer as Reply;
use crate::failure::see_other;
use crate::pages::candidate::{path, question};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::question::by_letters;
use axum::Json;
use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::response::{IntoResponse, Response};
use domain::attempt::PlannedQuestion;
use domain::candidate_view::CandidateQuestion;
use domain::ids::QuestionVersionId;
use http::{StatusCode, header};
use serde_json::{Value, json};
use service::attempts::{self, Given, Save, Saved};
use service::principal::Candidate;
use service::{Error, FieldError, Result};

/// Names and values, from a form or a JSON object.
pub struct Sent(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> std::result::Result<Self, Response> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
            let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
            return form
                .map(|Form(pairs)| Self(pairs))
                .map_err(IntoResponse::into_response);
        }
        let object = Json::<serde_json::Map<String, Value>>::from_request(request, state).await;
        let Json(object) = object.map_err(IntoResponse::into_response)?;
        let text = |value: Value| match value {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        };
        Ok(Self(
            object
                .into_iter()
                .map(|(name, value)| (name, text(value)))
                .collect(),
        ))
    }
}

/// `POST /t/{invitation}/q/{n}`.
pub async fn save(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
    Path((_, number)): Path<(String, String)>,
    Sent(pairs): Sent,
) -> Reply {
    let number = number.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let save = read(number, pairs.clone()).map_err(|error| ctx.failure(error))?;
    let sequence = save.sequence;
    match attempts::save_answer(&state.service, &candidate, save.clone()).await {
        Ok(saved) if ctx.wants_json => {
            json_reply(&ctx, &state, &candidate, number, sequence, saved).await
        }
        Ok(Saved::Stored { .. }) => {
            let next = if number < attempts::question_count(&candidate) {
                format!("q/{}", number + 1)
            } else {
                "review".to_owned()
            };
            Ok(see_other(&path(&candidate, &next)))
        }
        Ok(Saved::Conflict {
            stands,
            revision,
            saved_at,
            mine,
        }) => {
            let page = attempts::question_page(&state.service, &candidate, number).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let hidden = again(pairs, sequence + 1, revision);
            Ok(question::conflict(
                &ctx,
                &state.service,
                &page,
                &stands,
                saved_at,
                &mine,
                hidden,
            ))
        }
        Ok(Saved::Late) => Ok(question::late(&ctx, &candidate)),
        Err(Error::Invalid(fields)) if !ctx.wants_json => {
            show_again(&ctx, &state, &candidate, save, &fields).await
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

async fn json_reply(
    ctx: &PageContext,
    state: &AppState,
    candidate: &Candidate,
    number: usize,
    sequence: i64,
    saved: Saved,
) -> Reply {
    Ok(match saved {
        Saved::Stored {
            revision,
            saved_at,
            complete,
        } => Json(json!({
            "state": "saved",
            "sequence": sequence,
            "revision": revision,
            "saved_at": saved_at.0,
            "complete": complete,
        }))
        .into_response(),
        Saved::Conflict {
            stands,
            revision,
            saved_at,
            mine,
        } => {
            let page = attempts::question_page(&state.service, candidate, number).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let body = json!({
                "state": "conflict",
                "revision": revision,
                "saved_at": saved_at.0,
                "theirs": by_letters(&page.question, &stands),
                "mine": by_letters(&page.question, &mine),
            });
            (StatusCode::CONFLICT, Json(body)).into_response()
        }
        Saved::Late => {
            let body = json!({ "state": "late", "error": question::LATE });
            (StatusCode::CONFLICT, Json(body)).into_response()
        }
    })
}

/// The page with what was typed; what is stored stays as it is.
async fn show_again(
    ctx: &PageContext,
    state: &AppState,
    candidate: &Candidate,
    save: Save,
    fields: &[FieldError],
) -> Reply {
    let page = attempts::question_page(&state.service, candidate, save.number).await;
    let mut page = page.map_err(|error| ctx.failure(error))?;
    let typed = save
        .given
        .into_answer(page.question.format, &planned(&page.question));
    page.answer = typed.ok().or(page.answer);
    Ok(question::show(
        ctx,
        &state.service,
        candidate,
        page,
        field_errors(fields),
    ))
}

fn planned(question: &CandidateQuestion) -> PlannedQuestion {
    PlannedQuestion {
        version: QuestionVersionId(Default::default()),
        options: question
            .options
            .iter()
            .map(|option| option.id.clone())
            .collect(),
    }
}

/// The fields of a save that shall now count.
fn again(pairs: Vec<(String, String)>, sequence: i64, revision: i64) -> Vec<(String, String)> {
    let fresh = |(name, value): (String, String)| match name.as_str() {
        "sequence" => (name, sequence.to_string()),
        "revision" => (name, revision.to_string()),
        _ => (name, value),
    };
    pairs.into_iter().map(fresh).collect()
}

fn read(number: usize, pairs: Vec<(String, String)>) -> Result<Save> {
    let (control, given): (Vec<_>, Vec<_>) = pairs
        .into_iter()
        .partition(|(name, _)| matches!(name.as_str(), "writer" | "sequence" | "revision"));
    let one = |wanted: &str| {
        let mut found = control
            .iter()
            .filter(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str());
        match (found.next(), found.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(incomplete()),
        }
    };
    let whole = |wanted: &str| one(wanted)?.parse().map_err(|_| incomplete());
    Ok(Save {
        number,
        writer: one("writer")?.to_owned(),
        sequence: whole("sequence")?,
        revision: whole("revision")?,
        given: read_given(given)?,
    })
}

fn incomplete() -> Error {
    Error::Refused("This form is not complete. Load the page again and answer once more.".into())
}

/// The answer by letters: `best`, `most`, `least`, `rate-A` … and `place-A` …; each at most once, nothing else.
///
/// # Errors
/// [`Error::Refused`] in words.
pub fn read_given(pairs: impl IntoIterator<Item = (String, String)>) -> Result<Given> {
    let mut given = Given::default();
    for (name, value) in pairs {
        let repeated = match name.as_str() {
            "best" => given.best.replace(letter(&value)?).is_some(),
            "most" => given.most.replace(letter(&value)?).is_some(),
            "least" => given.least.replace(letter(&value)?).is_some(),
            other => {
                let (scale, option) = other.split_once('-').ok_or_else(unknown)?;
                let option = letter(option)?;
                // An empty select: not placed yet.
                if value.is_empty() {
                    continue;
                }
                let number = value.parse().map_err(|_| unknown())?;
                match scale {
                    "rate" => given.ratings.insert(option, number).is_some(),
                    "place" => given.places.insert(option, number).is_some(),
                    _ => return Err(unknown()),
                }
            }
        };
        if repeated {
            return Err(Error::Refused(
                "A part of the answer came twice. Nothing was changed.".into(),
            ));
        }
    }
    Ok(given)
}

fn letter(value: &str) -> Result<char> {
    let mut letters = value.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_uppercase() => Ok(letter),
        _ => Err(unknown()),
    }
}

fn unknown() -> Error {
    Error::Refused(
        "This answer has a part that the question does not have. Nothing was changed.".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        text.split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn a_form_is_read_whole() {
        let save =
            read(3, pairs("writer=ab12&sequence=2&revision=1&most=C&least=A")).expect("complete");
        assert_eq!((save.number, save.sequence, save.revision), (3, 2, 1));
        assert_eq!((save.given.most, save.given.least), (Some('C'), Some('A')));
        let given = read_given(pairs("rate-A=7&rate-B=1&place-A=2&place-B=")).expect("fits");
        assert_eq!((given.ratings.len(), given.places.len()), (2, 1));
    }

    #[test]
    fn what_no_page_sends_is_refused() {
        for text in [
            "best=A&best=B",
            "best=AB",
            "best=",
            "best=a",
            "score=100",
            "time_multiplier=2",
            "rate-A=7&rate-A=1",
            "rate-A=x",
            "rate-AA=1",
            "weight-A=1",
            "deadline=1",
        ] {
            assert!(
                matches!(read_given(pairs(text)), Err(Error::Refused(_))),
                "{text}"
            );
        }
        for text in [
            "sequence=1&revision=0",
            "writer=a&writer=b&sequence=1&revision=0",
            "writer=a&sequence=x&revision=0",
        ] {
            assert!(
                matches!(read(1, pairs(text)), Err(Error::Refused(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn the_chosen_answer_is_sent_again_as_the_newer_one() {
        let sent = again(pairs("writer=w&sequence=1&revision=0&best=B"), 2, 5);
        assert_eq!(sent, pairs("writer=w&sequence=2&revision=5&best=B"));
    }
}
