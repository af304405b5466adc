//! What experts' forms do: open the link, begin, save, finish.

use super::attempts::read_given;
use super::field_errors;
use super::typed::Typed;
use crate::auth::AsExpert;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::pages::expert::{path, question, welcome};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, State};
use http::{HeaderValue, header};
use service::Error;
use service::experts::{self, Save, Saved};

/// `GET /e/{expert}/{token}`: a cookie for the link, and on to a clean address. Begins nothing.
pub async fn open_link(
    ctx: PageContext,
    State(state): State<AppState>,
    Path((expert, token)): Path<(String, String)>,
) -> Answer {
    // In its usual form the id names cookie and path.
    let id: domain::ids::ExpertId = expert.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let opened = experts::open_link(&state.service, id, &token)
        .await
        .map_err(|error| ctx.failure(error))?;
    let mut response = see_other(&match opened.resume_at {
        Some(number) => format!("/rate/{id}/q/{number}"),
        None => format!("/rate/{id}"),
    });
    let name = state.cookies.expert(&id.to_string());
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

/// `POST /rate/{expert}`.
pub async fn begin(
    ctx: PageContext,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
    typed: Typed,
) -> Answer {
    let ticked = |name| typed.get(name).is_some();
    let role = typed.get("role").unwrap_or_default();
    let begun = experts::begin(
        &state.service,
        &expert,
        ticked("consent"),
        role,
        ticked("named"),
    );
    let errors = match begun.await {
        Ok(()) => {
            let first = experts::welcome(&state.service, &expert)
                .await
                .map_err(|error| ctx.failure(error))?
                .resume_at;
            return Ok(see_other(&match first {
                Some(number) => path(&expert, &format!("q/{number}")),
                None => path(&expert, "finish"),
            }));
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => errors,
        Err(error) => return Err(ctx.failure(error)),
    };
    let mut page = experts::welcome(&state.service, &expert)
        .await
        .map_err(|error| ctx.failure(error))?;
    page.role = role.to_owned();
    page.named = ticked("named");
    Ok(welcome::show(
        &ctx,
        &state.service,
        &expert,
        page,
        field_errors(&errors),
    ))
}

/// `POST /rate/{expert}/q/{n}`.
pub async fn save(
    ctx: PageContext,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
    Path((_, number)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let failed = |error| ctx.failure(error);
    let number: usize = number.parse().map_err(|_| failed(Error::NotFound))?;
    let save = read(number, &typed).map_err(failed)?;
    let saved = experts::save(&state.service, &expert, save.clone())
        .await
        .map_err(failed)?;
    match saved {
        Saved::Stored { .. } if typed.get("then") == Some("stop") => Ok(see_other_saying(
            &path(&expert, ""),
            Tone::Good,
            "Saved. You can close this page and come back by your link.",
        )),
        Saved::Stored { .. } => {
            let count = experts::question_count(&expert).map_err(failed)?;
            Ok(see_other(&if number < count {
                path(&expert, &format!("q/{}", number + 1))
            } else {
                path(&expert, "finish")
            }))
        }
        Saved::Conflict {
            stands,
            revision,
            saved_at,
            mine,
        } => {
            let page = experts::question_page(&state.service, &expert, number)
                .await
                .map_err(failed)?;
            let again = typed
                .beginning("rate-")
                .map(|(letter, rating)| (format!("rate-{letter}"), rating.to_owned()))
                .chain([("revision".to_owned(), revision.to_string())])
                .collect();
            Ok(question::conflict(
                &ctx,
                &state.service,
                &page,
                &stands,
                saved_at,
                &mine,
                again,
            ))
        }
    }
}

/// The ratings by letters and the revision the page showed; nothing else but the button.
fn read(number: usize, typed: &Typed) -> service::Result<Save> {
    let revision = typed.get("revision").and_then(|text| text.parse().ok());
    let revision = revision.filter(|revision| *revision >= 0).ok_or_else(|| {
        Error::Refused("This form is not complete. Load the page again and rate once more.".into())
    })?;
    let given = typed
        .beginning("")
        .filter(|(name, _)| !matches!(*name, "revision" | "then"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Save {
        number,
        revision,
        given: read_given(given)?,
    })
}

/// `POST /rate/{expert}/finish`.
pub async fn finish(
    ctx: PageContext,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
) -> Answer {
    experts::finish(&state.service, &expert)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(see_other(&path(&expert, "done")))
}
