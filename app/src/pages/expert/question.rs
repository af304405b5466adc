//! One question: the situation, the replies in this expert's order with their ratings so far, and the ways on.

use super::{elsewhere, path};
use crate::auth::AsExpert;
use crate::failure::Answer as Reply;
use crate::pages::candidate::clock_time;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::FieldErrors;
use crate::ui::question::{answer_fields, by_letters, scene};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::answer::Answer;
use domain::time::Timestamp;
use http::StatusCode;
use leptos::prelude::*;
use service::experts::{self, Mark, QuestionPage};
use service::principal::Expert;
use service::{Error, Service};

/// `GET /rate/{expert}/q/{n}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
    Path((_, number)): Path<(String, String)>,
) -> Reply {
    if let Some(response) = elsewhere(&expert) {
        return Ok(response);
    }
    let read = async {
        let number = number.parse().map_err(|_| Error::NotFound)?;
        experts::question_page(&state.service, &expert, number).await
    };
    let question = read.await.map_err(|error| ctx.failure(error))?;
    let title = format!("Question {} of {}", question.number, question.marks.len());
    let page = Page::candidate(title).job(question.panel.clone());
    Ok(shell::page(&ctx, page, || {
        view(&state.service, &expert, &question)
    }))
}

fn view(service: &Service, expert: &Expert, page: &QuestionPage) -> AnyView {
    let rated = page
        .marks
        .iter()
        .filter(|mark| **mark == Mark::Rated)
        .count();
    let count = page.marks.len();
    let place = format!("Question {} of {count} · {rated} rated", page.number);
    let back = (page.number > 1).then(|| {
        let href = path(expert, &format!("q/{}", page.number - 1));
        view! { <a class="button" href=href>"Back"</a> }
    });
    view! {
        <p class="quiet">{place}</p>
        <progress max=count value=rated aria-label=format!("{rated} of {count} rated")></progress>
        {saved(service, page)}
        <h1>{page.question.title.clone()}</h1>
        {scene(&page.question, "")}
        <form method="post" aria-labelledby="task">
            <input type="hidden" name="revision" value=page.revision/>
            {answer_fields(&page.question, page.given.as_ref(), &FieldErrors::new(), "")}
            <div class="bar actions">
                <button class="button main" name="then" value="next">"Save and continue"</button>
                {back}
                <button class="button end" name="then" value="stop">"Save and stop here"</button>
            </div>
        </form>
        {steps(expert, page)}
        <p class="quiet gap">
            "You can come back by your link at any time. " <a href=path(expert, "finish")>"See what is left, or finish"</a>
        </p>
    }
    .into_any()
}

/// What stands on the server for this question.
fn saved(service: &Service, page: &QuestionPage) -> AnyView {
    let mark = page.number.checked_sub(1).and_then(|at| page.marks.get(at));
    let time = page.saved_at.map(|at| clock_time(service, at));
    let (state, words) = match (mark, time) {
        (Some(Mark::Rated), Some(time)) => ("saved", format!("Saved on the server at {time}")),
        (Some(Mark::HalfGiven), Some(time)) => (
            "waiting",
            format!("Saved on the server at {time}; a reply has no rating yet"),
        ),
        _ => ("", "Not rated yet".to_owned()),
    };
    view! { <p class="saved" data-state=state>{words}</p> }.into_any()
}

fn steps(expert: &Expert, page: &QuestionPage) -> AnyView {
    let items = (1..)
        .zip(page.marks.clone())
        .map(|(number, mark)| {
            let href = path(expert, &format!("q/{number}"));
            let here = (number == page.number).then_some("step");
            let done = (mark == Mark::Rated).then_some("done");
            let words = match mark {
                Mark::Rated => Some(", rated"),
                Mark::HalfGiven => Some(", partly rated"),
                Mark::Open => None,
            };
            let words = words.map(|words| view! { <span class="vis-hidden">{words}</span> });
            view! { <li><a class=done href=href aria-current=here>{number}{words}</a></li> }
        })
        .collect_view();
    view! { <nav class="far" aria-label="Questions"><ol class="steps">{items}</ol></nav> }
        .into_any()
}

/// Another page saved other ratings since: both, and a choice. 409.
pub fn conflict(
    ctx: &PageContext,
    service: &Service,
    question: &QuestionPage,
    stands: &Answer,
    saved_at: Timestamp,
    mine: &Answer,
    hidden: Vec<(String, String)>,
) -> Response {
    let page = Page::candidate("Two ratings of one question")
        .job(question.panel.clone())
        .status(StatusCode::CONFLICT);
    let theirs = by_letters(&question.question, stands);
    let mine = by_letters(&question.question, mine);
    let (time, title) = (
        clock_time(service, saved_at),
        question.question.title.clone(),
    );
    let hidden = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let here = ctx.path.clone();
    shell::page(ctx, page, move || {
        view! {
            <h1>"Two ratings of one question"</h1>
            <p>
                "You rated “" {title} "” on another page or device as well. Nothing is lost. Choose the ratings that \
                 count."
            </p>
            <dl class="facts">
                <dt>{format!("Saved at {time}")}</dt><dd>{theirs}</dd>
                <dt>"On this page, not saved"</dt><dd>{mine}</dd>
            </dl>
            <form method="post">
                {hidden}
                <div class="bar actions">
                    <button class="button main" name="then" value="next">"Use the ratings on this page"</button>
                    <a class="button" href=here>"Keep the saved ratings"</a>
                </div>
            </form>
        }
    })
}
