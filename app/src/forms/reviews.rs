//! Forms about review dates of questions.

use crate::auth::{AsAdmin, AsRecruiter};
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::pages::banks::{look_at, review};
use crate::pages::intakes::refused;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, State};
use service::{Error, live_use};

/// `POST /banks/{bank}/questions/{question_version}/review`
pub async fn set(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, question)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let id = question.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let path = format!("/banks/{bank}/questions/{question}");
    let date = typed.or("review_by", "");
    match live_use::set_review(service, &admin, &bank, id, &date).await {
        Ok(()) if date.trim().is_empty() => {
            let words = "This question has no review date now.";
            Ok(see_other_saying(&path, Tone::Good, words))
        }
        Ok(()) => Ok(see_other_saying(
            &path,
            Tone::Good,
            "The review date is set.",
        )),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let found = live_use::review_page(service, &recruiter, &bank, id).await;
            let found = found.map_err(|error| ctx.failure(error))?;
            Ok(review::form(&ctx, &found, &typed, field_errors(&errors)))
        }
        Err(error) => refused(&ctx, &format!("{path}/review"), error),
    }
}

/// `POST /banks/{bank}/alerts`
pub async fn set_undated(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let path = format!("/banks/{bank}/alerts");
    let date = typed.or("review_by", "");
    match live_use::review_undated(service, &admin, &bank, &date).await {
        Ok(set) => {
            let words = match set {
                0 => "Every question had a date already.".to_owned(),
                1 => "1 question has a review date now.".to_owned(),
                several => format!("{several} questions have a review date now."),
            };
            Ok(see_other_saying(&path, Tone::Good, &words))
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let found = live_use::to_look_at(service, &recruiter, &bank, None).await;
            let found = found.map_err(|error| ctx.failure(error))?;
            Ok(look_at::view(
                &ctx,
                &found,
                true,
                &typed,
                field_errors(&errors),
            ))
        }
        Err(error) => refused(&ctx, &path, error),
    }
}
