//! When a question is to be looked at again: a date, set by an admin.

use crate::auth::{AsAdmin, AsRecruiter};
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::Error;
use service::live_use::{self, ReviewPage};

/// `GET /banks/{bank}/questions/{question_version}/review`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(_): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, question)): Path<(String, String)>,
) -> Answer {
    let id = question.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let found = live_use::review_page(&state.service, &recruiter, &bank, id).await;
    let found = found.map_err(|error| ctx.failure(error))?;
    Ok(form(&ctx, &found, &Typed::default(), FieldErrors::new()))
}

/// The form, with what was typed.
pub fn form(ctx: &PageContext, found: &ReviewPage, typed: &Typed, errors: FieldErrors) -> Response {
    let bank = format!("/banks/{}", found.bank.info.id);
    let question = format!("{bank}/questions/{}", found.version.id);
    let mut page = Page::staff("Review date", Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&found.bank.info.title, bank)
        .crumb(&found.version.question.title, question.clone())
        .narrow();
    if !errors.is_empty() {
        page = page.invalid();
    }
    shell::page(ctx, page, || {
        let stored = found.review.as_ref().map_or("", |review| &review.by);
        view! {
            <h1>"Review date"</h1>
            <ErrorSummary errors=errors.clone()/>
            <p>{format!("When “{}” is to be looked at again. It stays with the question over its versions and changes none of them; from that \
                day on the question is among those to look at.", found.version.question.title)}</p>
            <form method="post" action=format!("{question}/review")>
                <Field name="review_by" label="Review by" kind="date" hint="Empty: no date." value=typed.or("review_by", stored)
                    error=errors.of("review_by")/>
                <div class="bar actions">
                    <button class="button main">"Save the date"</button>
                    <a class="button plain" href=question.clone()>"Back"</a>
                </div>
            </form>
        }
    })
}
