//! All questions at a glance: what is open, what is half given, and the way to submitting.

use super::question::time_left;
use super::{elsewhere, path};
use crate::auth::AsCandidate;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::State;
use leptos::prelude::*;
use service::attempts::{self, Mark, Review};
use service::principal::Candidate;

/// `GET /t/{invitation}/review`.
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
    let page = Page::candidate("Review your answers").job(review.job_title.clone());
    Ok(shell::page(&ctx, page, || {
        view! {
            <h1>"Review your answers"</h1>
            <p class="clock">{left}</p>
            {open(&candidate, &review)}
            {answered(&candidate, &review)}
            <div class="bar actions">
                <a class="button main" href=path(&candidate, "submit")>"Go to submitting"</a>
            </div>
        }
    }))
}

fn open(candidate: &Candidate, review: &Review) -> AnyView {
    let missing = review.lines.len() - review.count(Mark::Answered);
    if missing == 0 {
        return view! { <Notice tone=Tone::Good>"Every question is answered."</Notice> }.into_any();
    }
    view! {
        <h2>{count(review)}</h2>
        {list(candidate, review, |mark| mark != Mark::Answered)}
    }
    .into_any()
}

/// The others: each can still be changed.
fn answered(candidate: &Candidate, review: &Review) -> Option<AnyView> {
    (review.count(Mark::Answered) > 0).then(|| {
        let list = list(candidate, review, |mark| mark == Mark::Answered);
        view! { <h2>"Answered"</h2>{list} }.into_any()
    })
}

/// "2 questions are open, 1 is half answered".
pub(super) fn count(review: &Review) -> String {
    let part = |mark, words: &str| match review.count(mark) {
        0 => None,
        1 => Some(format!("1 question is {words}")),
        n => Some(format!("{n} questions are {words}")),
    };
    let parts = [
        part(Mark::Open, "not answered"),
        part(Mark::HalfGiven, "half answered"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn list(candidate: &Candidate, review: &Review, shown: fn(Mark) -> bool) -> AnyView {
    let items = review
        .lines
        .iter()
        .filter(|line| shown(line.mark))
        .map(|line| {
            let href = path(candidate, &format!("q/{}", line.number));
            let (words, on) = match line.mark {
                Mark::Answered => ("answered", true),
                Mark::HalfGiven => ("half answered", false),
                Mark::Open => ("not answered", false),
            };
            view! {
                <li>
                    <b>{line.number}</b>
                    <span>
                        <a href=href>{line.title.clone()}</a> " "
                        <span class="tag" class:on=on>{words}</span>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="replies">{items}</ol> }.into_any()
}
