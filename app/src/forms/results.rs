//! Forms about results: hiding names, deciding, mailing the ranking, accepting late answers.

use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::pages::results::candidate::Typed;
use crate::pages::results::{
    Asked, BLIND_COOKIE, InIntake, OfCandidate, blind, candidate as candidate_page,
    decide as decide_page,
};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::{FieldErrors, Tone};
use axum::Form;
use axum::extract::{Path, State};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use service::results::DecisionInput;
use service::{Error, FieldError, attempts, reports, results};

/// Names stay hidden for so long, in seconds.
const BLIND_LIFE: i64 = 90 * 24 * 60 * 60;

type Pairs = Vec<(String, String)>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlindForm {
    #[serde(default)]
    hide: String,
}

/// POST …/blind
pub async fn hide_names(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    Form(form): Form<BlindForm>,
) -> Answer {
    async { results::check_intake(&state.service, &on, at.id()?).await }
        .await
        .map_err(|error| ctx.failure(error))?;
    let life = if form.hide == "yes" { BLIND_LIFE } else { 0 };
    let mut response = see_other(&format!("{}/ranking", at.path()));
    if let Ok(cookie) = HeaderValue::from_str(&state.cookies.set(BLIND_COOKIE, "1", life)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// POST …/decide: `step=preview` shows who it is about, `step=confirm` records it.
pub async fn decide(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let blind = blind(&headers, &Asked::new());
    let outcome = async {
        let (input, confirmed) = decision(pairs)?;
        let intake = at.id()?;
        let errors = match confirmed {
            true => match results::decide(&state.service, &on, intake, &input).await {
                Ok(count) => return Ok(Decided::Done(count)),
                Err(Error::Invalid(fields)) => errors(fields),
                Err(error) => return Err(error),
            },
            false => FieldErrors::new(),
        };
        let preview = results::preview(&state.service, &on, intake, &input, blind).await?;
        Ok(Decided::Open(Box::new(preview), input, errors))
    }
    .await
    .map_err(|error| ctx.failure(error))?;
    Ok(match outcome {
        Decided::Done(count) => {
            let words = match count {
                1 => "The decision is recorded.".to_owned(),
                count => format!("The decision is recorded for {count} people."),
            };
            see_other_saying(&format!("{}/ranking", at.path()), Tone::Good, &words)
        }
        Decided::Open(preview, input, errors) => {
            decide_page::respond(&ctx, &at, &preview, &input, errors)
        }
    })
}

enum Decided {
    Done(usize),
    Open(Box<results::DecisionPreview>, DecisionInput, FieldErrors),
}

/// Reads the fields of a decision; one that is not on the form is refused.
fn decision(pairs: Pairs) -> Result<(DecisionInput, bool), Error> {
    let (mut input, mut confirmed) = (DecisionInput::default(), false);
    for (name, value) in pairs {
        match name.as_str() {
            "kind" => input.kind = value,
            "reason" => input.reason = value,
            "snapshot" => input.snapshot = value,
            "invitation" => input.invitations.push(value),
            "step" => confirmed = value == "confirm",
            _ => {
                return Err(Error::Refused(
                    "This form holds a field that is not on the page.".into(),
                ));
            }
        }
    }
    Ok((input, confirmed))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    snapshot: String,
}

/// POST …/candidates/{invitation}: a decision about one person.
pub async fn decide_one(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
    headers: HeaderMap,
    Form(form): Form<DecisionForm>,
) -> Answer {
    let input = DecisionInput {
        kind: form.kind.clone(),
        reason: form.reason.clone(),
        snapshot: form.snapshot,
        invitations: vec![at.invitation.clone()],
    };
    let outcome =
        async { results::decide(&state.service, &on, at.in_intake().id()?, &input).await }.await;
    match outcome {
        Ok(_) => {
            let path = format!("{}/candidates/{}", at.in_intake().path(), at.invitation);
            Ok(see_other_saying(
                &path,
                Tone::Good,
                "The decision is recorded.",
            ))
        }
        Err(Error::Invalid(fields)) => {
            let typed = Typed {
                kind: form.kind,
                reason: form.reason,
                errors: errors(fields),
            };
            let blind = blind(&headers, &Asked::new());
            candidate_page::respond(&ctx, &state.service, &on, &at, blind, typed).await
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateForm {
    #[serde(default)]
    why: String,
}

/// POST …/candidates/{invitation}/late-answers
pub async fn accept_late(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
    headers: HeaderMap,
    Form(form): Form<LateForm>,
) -> Answer {
    let outcome = async {
        let (intake, invitation) = (at.in_intake().id()?, at.id()?);
        // Proves that the invitation belongs to the intake in the path.
        results::candidate(&state.service, &on, intake, invitation, true).await?;
        attempts::accept_late_answers(&state.service, &on, invitation, &form.why).await
    }
    .await;
    match outcome {
        Ok(count) => {
            let path = format!("{}/candidates/{}", at.in_intake().path(), at.invitation);
            let words = match count {
                1 => "The late answer counts. The ranking is made anew shortly.".to_owned(),
                count => format!("{count} late answers count. The ranking is made anew shortly."),
            };
            Ok(see_other_saying(&path, Tone::Good, &words))
        }
        Err(Error::Invalid(fields)) => {
            let mut wrong = FieldErrors::new();
            fields
                .into_iter()
                .for_each(|field| wrong.add("why", field.message));
            let typed = Typed {
                errors: wrong,
                ..Typed::default()
            };
            let blind = blind(&headers, &Asked::new());
            candidate_page::respond(&ctx, &state.service, &on, &at, blind, typed).await
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// POST …/report/mail
pub async fn mail_ranking(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    Form(pairs): Form<Pairs>,
) -> Answer {
    let ranking = format!("{}/ranking", at.path());
    let (mut to, mut attach) = (Vec::new(), false);
    for (name, value) in pairs {
        match name.as_str() {
            "to" => to.push(value),
            "attach" => attach = value == "yes",
            _ => {
                let unknown =
                    Error::Refused("This form holds a field that is not on the page.".into());
                return Err(ctx.failure(unknown));
            }
        }
    }
    let outcome =
        async { reports::mail_cohort(&state.service, &on, at.id()?, &to, attach).await }.await;
    match outcome {
        Ok(1) => Ok(see_other_saying(
            &ranking,
            Tone::Good,
            "The report is on its way to 1 address.",
        )),
        Ok(count) => Ok(see_other_saying(
            &ranking,
            Tone::Good,
            &format!("The report is on its way to {count} addresses."),
        )),
        Err(Error::Invalid(fields)) => {
            let words: Vec<String> = fields.into_iter().map(|field| field.message).collect();
            Ok(see_other_saying(&ranking, Tone::Bad, &words.join(" ")))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

fn errors(fields: Vec<FieldError>) -> FieldErrors {
    let mut errors = FieldErrors::new();
    fields
        .into_iter()
        .for_each(|field| errors.add(field.field, field.message));
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_not_on_the_page_is_refused() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert!(decision(vec![pair("kind", "hold"), pair("score", "100")]).is_err());
        let posted = vec![
            pair("invitation", "a"),
            pair("invitation", "b"),
            pair("kind", "hold"),
            pair("step", "confirm"),
        ];
        let (input, confirmed) = decision(posted).expect("accepted");
        assert!(confirmed);
        assert_eq!(input.invitations, ["a", "b"]);
    }
}
