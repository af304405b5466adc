//! Adjustments: extra time at once, or a request to the contact person. Recruiters see neither.

use super::welcome::contact;
use super::{minutes, path};
use crate::auth::AsCandidate;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, ErrorSummary, FieldErrors, Notice, RadioGroup, TextArea, Tone};
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use service::Service;
use service::attempts::{self, AdjustmentPage, Standing};
use service::principal::Candidate;

/// `GET /t/{invitation}/adjust`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    let page = attempts::adjustment_page(&state.service, &candidate).await;
    let page = page.map_err(|error| ctx.failure(error))?;
    Ok(show(
        &ctx,
        &state.service,
        &candidate,
        page,
        String::new(),
        FieldErrors::new(),
    ))
}

/// The page, with what was typed and the errors where it was not accepted.
pub fn show(
    ctx: &PageContext,
    service: &Service,
    candidate: &Candidate,
    adjust: AdjustmentPage,
    message: String,
    errors: FieldErrors,
) -> Response {
    let page = Page::candidate("Adjustments").job(adjust.job_title.clone());
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        let back = match adjust.standing {
            Standing::Running => "Back to the questions",
            _ => "Back to the first page",
        };
        view! {
            <ErrorSummary errors=errors.clone()/>
            <h1>"Adjustments"</h1>
            <p>"Recruiters see neither what you choose here nor what you write."</p>
            {extra_time(&adjust, &errors)}
            {other(service, &adjust, message, &errors)}
            {contact(&adjust.contact)}
            <p class="gap"><a href=path(candidate, "")>{back}</a></p>
        }
    })
}

fn extra_time(adjust: &AdjustmentPage, errors: &FieldErrors) -> AnyView {
    let Some(limit) = adjust.limit_minutes else {
        return view! { <h2>"Extra time"</h2><p>"There is no time limit: take the time you need."</p> }.into_any();
    };
    let granted = (adjust.granted_percent > 0).then(|| {
        let words = format!("You have {} % more time.", adjust.granted_percent);
        view! { <Notice tone=Tone::Good>{words}</Notice> }
    });
    if adjust.steps.is_empty() {
        return view! { <h2>"Extra time"</h2>{granted}<p>"More than this can be asked for below."</p> }.into_any();
    }
    let choices = adjust
        .steps
        .iter()
        .map(|step| {
            let more = limit.saturating_mul(*step).div_ceil(100);
            Choice::new(
                step.to_string(),
                format!("{step} % more, {} on top of {limit}", minutes(more)),
            )
        })
        .collect::<Vec<_>>();
    view! {
        <form method="post" class="card">
            <h2>"Extra time"</h2>
            {granted}
            <p>"It counts at once, also when you have started. You need not say why."</p>
            <input type="hidden" name="kind" value="extra_time"/>
            <RadioGroup name="percent" legend="How much more time" choices=choices error=errors.of("percent")/>
            <div class="actions"><button class="button">"Add this time"</button></div>
        </form>
    }
    .into_any()
}

fn other(
    service: &Service,
    adjust: &AdjustmentPage,
    message: String,
    errors: &FieldErrors,
) -> AnyView {
    let asked = adjust
        .requests
        .iter()
        .map(|request| {
            let date = crate::dates::date(service, request.asked_at);
            let answer = request
                .answer
                .clone()
                .unwrap_or_else(|| "Not answered yet.".into());
            view! {
                <dt>{format!("Asked on {date}")}</dt><dd>{request.message.clone()}</dd>
                <dt>"Answer"</dt><dd>{answer}</dd>
            }
        })
        .collect_view();
    let asked = (!adjust.requests.is_empty()).then(|| view! { <dl class="facts">{asked}</dl> });
    let form = (!adjust.waiting).then(|| {
        view! {
            <form method="post">
                <input type="hidden" name="kind" value="other"/>
                <TextArea name="message" label="What would help you" value=message maxlength=2000
                    hint="It goes to the contact person alone. Your invitation does not end before it is answered."
                    error=errors.of("message")/>
                <div class="actions"><button class="button">"Send to the contact person"</button></div>
            </form>
        }
    });
    view! { <section class="card gap"><h2>"Something else would help"</h2>{asked}{form}</section> }
        .into_any()
}
