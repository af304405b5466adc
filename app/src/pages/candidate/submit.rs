//! The last look before submitting.

use super::question::time_left;
use super::review::count;
use super::{elsewhere, path};
use crate::auth::AsCandidate;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::State;
use leptos::prelude::*;
use service::attempts::{self, Mark};

/// `GET /t/{invitation}/submit`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    let service = &state.service;
    if let Some(response) = elsewhere(&candidate, attempts::standing(service, &candidate)) {
        return Ok(response);
    }
    let review = attempts::review(service, &candidate)
        .await
        .map_err(|error| ctx.failure(error))?;
    let left = time_left(service, review.deadline, review.now);
    let (all, answered) = (review.lines.len(), review.count(Mark::Answered));
    let missing = (answered < all).then(|| {
        let words = format!(
            "{}. Such a question counts like an answer at random.",
            count(&review)
        );
        view! { <Notice tone=Tone::Care>{words}</Notice> }
    });
    let page = Page::candidate("Submit your answers").job(review.job_title.clone());
    Ok(shell::page(&ctx, page, move || {
        view! {
            <h1>"Submit your answers"</h1>
            <p class="clock">{left}</p>
            <p>{format!("{answered} of {all} questions are answered. After submitting, answers cannot be changed.")}</p>
            {missing}
            <form method="post">
                <div class="bar actions">
                    <button class="button main">"Submit my answers"</button>
                    <a class="button" href=path(&candidate, "review")>"Look again"</a>
                </div>
            </form>
        }
    }))
}
