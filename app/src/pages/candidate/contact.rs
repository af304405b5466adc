//! The contact person's page for one request for an adjustment: reached by the link in their mail alone, never by a
//! recruiter's account.

use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors, Notice, TextArea, Tone};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::Service;
use service::attempts::{self, ContactRequest};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub text: String,
    pub days: String,
}

/// `GET /adjustments/{adjustment}/{token}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    Path((id, token)): Path<(String, String)>,
) -> Answer {
    let request = attempts::contact_request(&state.service, &id, &token).await;
    let request = request.map_err(|error| ctx.failure(error))?;
    let typed = Typed {
        text: String::new(),
        days: "7".into(),
    };
    Ok(show(
        &ctx,
        &state.service,
        request,
        typed,
        FieldErrors::new(),
    ))
}

/// The page, with what was typed and the errors where it was not accepted.
pub fn show(
    ctx: &PageContext,
    service: &Service,
    request: ContactRequest,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let page = Page::candidate("A request for an adjustment");
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    let asked = crate::dates::date(service, request.asked_at);
    shell::page(ctx, page, || {
        let answer = match &request.answer {
            Some(answer) => view! {
                <Notice tone=Tone::Good>"This request was answered."</Notice>
                <p>{answer.clone()}</p>
            }
            .into_any(),
            None => form(typed, &errors),
        };
        view! {
            <ErrorSummary errors=errors.clone()/>
            <h1>"A request for an adjustment"</h1>
            <p>"Only you see this. Recruiters see neither the request nor your answer."</p>
            <dl class="facts">
                <dt>"Candidate"</dt><dd>{format!("{}, {}", request.candidate, request.candidate_email)}</dd>
                <dt>"Assessment"</dt><dd>{request.title.clone()}</dd>
                <dt>"Asked on"</dt><dd>{asked}</dd>
                <dt>"What would help"</dt><dd>{request.message.clone()}</dd>
            </dl>
            {answer}
        }
    })
}

fn form(typed: Typed, errors: &FieldErrors) -> AnyView {
    view! {
        <form method="post" class="card">
            <h2>"Your answer"</h2>
            <TextArea name="text" label="What the candidate can expect" value=typed.text maxlength=2000
                hint="The candidate reads it on their own page." error=errors.of("text")/>
            <Field name="days" label="Days the invitation stays open from today" kind="number" min="0" max="60"
                value=typed.days error=errors.of("days")
                hint="The time this request had to wait is given back in any case."/>
            <div class="actions"><button class="button main">"Send the answer"</button></div>
        </form>
    }
    .into_any()
}
