//! What candidates' forms do: open the link, start, save, submit, ask. The same save answers islands in JSON.

mod save;

pub use save::{read_given, save};

use super::field_errors;
use crate::auth::AsCandidate;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::pages::candidate::{adjust, contact, path, welcome};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Form, Path, State};
use axum::response::IntoResponse;
use http::{HeaderValue, header};
use serde::Deserialize;
use service::Error;
use service::attempts::{self, AdjustmentAnswer, Consent};

/// `GET /i/{invitation}/{token}`: a cookie for the link, and on to a clean address. Starts nothing.
pub async fn open_link(
    ctx: PageContext,
    State(state): State<AppState>,
    Path((invitation, token)): Path<(String, String)>,
) -> Answer {
    let opened = async {
        let id = invitation.parse().map_err(|_| Error::NotFound)?;
        attempts::open_link(&state.service, id, &token).await
    };
    let opened = opened.await.map_err(|error| ctx.failure(error))?;
    // As the id was parsed, it holds digits, letters and hyphens; in its usual form it names cookie and path.
    let id: domain::ids::InvitationId = invitation
        .parse()
        .map_err(|_| ctx.failure(Error::NotFound))?;
    let to = match opened.resume_at {
        Some(number) => format!("/t/{id}/q/{number}"),
        None => format!("/t/{id}"),
    };
    let mut response = see_other(&to);
    let name = state.cookies.candidate(&id.to_string());
    let cookie = state.cookies.set(&name, &opened.secret, opened.max_age);
    let headers = response.headers_mut();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartForm {
    consent: Option<String>,
}

/// `POST /t/{invitation}/start`.
pub async fn start(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
    Form(form): Form<StartForm>,
) -> Answer {
    let consent = if form.consent.is_some() {
        Consent::Given
    } else {
        Consent::Missing
    };
    match attempts::start(&state.service, &candidate, consent).await {
        Ok(()) => Ok(see_other(&path(&candidate, "q/1"))),
        Err(Error::Invalid(fields)) if !ctx.wants_json => {
            let page = attempts::welcome(&state.service, &candidate).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            Ok(welcome::show(
                &ctx,
                &state.service,
                &candidate,
                page,
                field_errors(&fields),
            ))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `GET /t/{invitation}/start`: the form stands on the first page.
pub async fn start_page(AsCandidate(candidate): AsCandidate) -> Answer {
    Ok(see_other(&path(&candidate, "")))
}

/// `POST /t/{invitation}/submit`.
pub async fn submit(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    attempts::submit(&state.service, &candidate)
        .await
        .map_err(|error| ctx.failure(error))?;
    let done = path(&candidate, "done");
    if ctx.wants_json {
        return Ok(
            axum::Json(serde_json::json!({ "state": "submitted", "next": done })).into_response(),
        );
    }
    Ok(see_other(&done))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustForm {
    kind: String,
    #[serde(default)]
    percent: String,
    #[serde(default)]
    message: String,
}

/// `POST /t/{invitation}/adjust`.
pub async fn adjust(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
    Form(form): Form<AdjustForm>,
) -> Answer {
    let service = &state.service;
    let (done, words) = match form.kind.as_str() {
        "extra_time" => {
            // Nothing chosen is as good as zero, which the use case refuses beside the field.
            let percent = form.percent.parse().unwrap_or(0);
            (
                attempts::take_extra_time(service, &candidate, percent).await,
                "The time is added.",
            )
        }
        "other" => {
            let sent = attempts::ask_for_other(service, &candidate, &form.message).await;
            (sent, "Your request is on its way to the contact person.")
        }
        _ => (Err(Error::Refused("This form is not complete.".into())), ""),
    };
    match done {
        Ok(()) => Ok(see_other_saying(
            &path(&candidate, "adjust"),
            Tone::Good,
            words,
        )),
        Err(Error::Invalid(fields)) if !ctx.wants_json => {
            let page = attempts::adjustment_page(service, &candidate).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            Ok(adjust::show(
                &ctx,
                service,
                &candidate,
                page,
                form.message,
                field_errors(&fields),
            ))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /t/{invitation}/human-review`.
pub async fn human_review(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    let asked = attempts::request_human_review(&state.service, &candidate).await;
    asked.map_err(|error| ctx.failure(error))?;
    Ok(see_other(&path(&candidate, "done")))
}

/// `POST /t/{invitation}/withdraw`.
pub async fn withdraw(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    let left = attempts::withdraw(&state.service, &candidate).await;
    left.map_err(|error| ctx.failure(error))?;
    Ok(see_other(&path(&candidate, "")))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactForm {
    text: String,
    days: String,
}

/// `POST /adjustments/{adjustment}/{token}`: the contact person's answer.
pub async fn answer_request(
    ctx: PageContext,
    State(state): State<AppState>,
    Path((id, token)): Path<(String, String)>,
    Form(form): Form<ContactForm>,
) -> Answer {
    let service = &state.service;
    // What is no number is refused beside the field, like a number out of range.
    let days = form.days.trim().parse().unwrap_or(u32::MAX);
    let answer = AdjustmentAnswer {
        text: form.text.clone(),
        days,
    };
    match attempts::answer_request(service, &id, &token, answer).await {
        Ok(()) => Ok(see_other(&format!("/adjustments/{id}/{token}"))),
        Err(Error::Invalid(fields)) => {
            let request = attempts::contact_request(service, &id, &token).await;
            let request = request.map_err(|error| ctx.failure(error))?;
            let typed = contact::Typed {
                text: form.text,
                days: form.days,
            };
            Ok(contact::show(
                &ctx,
                service,
                request,
                typed,
                field_errors(&fields),
            ))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}
