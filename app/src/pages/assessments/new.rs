//! A new assessment: its title and what to start from, then the questions.

use crate::auth::AsRecruiter;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, ErrorSummary, Field, FieldErrors, RadioGroup};
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use service::assessments::{self, Offer};
use service::principal::Recruiter;

/// `GET /assessments/new`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
) -> Answer {
    form(
        &ctx,
        &state,
        &recruiter,
        &Typed::default(),
        FieldErrors::new(),
    )
    .await
}

/// The form.
pub async fn form(
    ctx: &PageContext,
    state: &AppState,
    recruiter: &Recruiter,
    typed: &Typed,
    errors: FieldErrors,
) -> Answer {
    let offers = assessments::offers(&state.service, recruiter).await;
    let offers = offers.map_err(|error| ctx.failure(error))?;
    Ok(drawn(ctx, &offers, typed, errors))
}

fn drawn(ctx: &PageContext, offers: &[Offer], typed: &Typed, errors: FieldErrors) -> Response {
    let page = Page::staff("New assessment", Area::Assessments)
        .crumb("Assessments", "/assessments")
        .narrow();
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        view! {
            <h1>"New assessment"</h1>
            <ErrorSummary errors=errors.clone()/>
            <form method="post" action="/assessments/new">
                <Field name="title" label="Title" hint="Candidates see it. The job is often enough: “Customer care associate”."
                    value=typed.or("title", "") error=errors.of("title") required=true maxlength=120/>
                <Field name="job_title" label="Job title" hint="The job people apply for. You can add it later."
                    value=typed.or("job_title", "") error=errors.of("job_title") maxlength=120/>
                <RadioGroup name="blueprint" legend="Start from" choices=starts(offers)
                    value=typed.or("blueprint", "") error=errors.of("blueprint")
                    hint="Questions and weights can be changed afterwards. The keys of the shipped questions are provisional and can be read by anyone: for practice and pilots."/>
                <div class="bar actions">
                    <button class="button main">"Make it and choose questions"</button>
                    <a class="button plain" href="/assessments">"Back"</a>
                </div>
            </form>
        }
    })
}

/// An empty draft, then the recommended assessments that the banks here can carry, then what the others need.
fn starts(offers: &[Offer]) -> Vec<Choice> {
    let offered = offers.iter().map(|offer| {
        let blueprint = &offer.blueprint;
        let label = format!(
            "{}: {} questions, {} minutes",
            blueprint.title, blueprint.count, blueprint.minutes
        );
        let note = match offer.missing.len() {
            0 => blueprint.description.clone(),
            missing => format!("{missing} of its questions are in no bank here."),
        };
        Choice::new(&blueprint.id, label).note(note)
    });
    std::iter::once(Choice::new("", "No questions yet").note("Choose them one by one."))
        .chain(offered)
        .collect()
}
