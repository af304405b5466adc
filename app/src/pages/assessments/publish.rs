//! Publishing: what is in the way, what the rehearsal shows, what selection asks, and the decision.

use super::form_state::FormState;
use super::overview::point_words;
use super::questions::{carried, need};
use super::{Tab, below, tabs};
use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, Field, Notice, RadioGroup, TextArea, Tone, field_id, rehearsal};
use axum::extract::State;
use axum::response::Response;
use domain::assessment::Purpose;
use leptos::prelude::*;
use service::Error;
use service::assessments::{self, Readiness};
use service::banks::code;

/// `GET /assessments/{assessment}/publish`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    match assessments::readiness(&state.service, &on).await {
        Ok(ready) => {
            let form_state = FormState::fresh(ready.draft.clone());
            Ok(form(&ctx, &ready, &form_state))
        }
        // It was published or closed: its overview says so.
        Err(Error::Refused(_)) => Ok(see_other(&super::path(&on))),
        Err(error) => Err(ctx.failure(error)),
    }
}

/// The page.
pub fn form(ctx: &PageContext, ready: &Readiness, state: &FormState) -> Response {
    let assessment = &ready.draft.assessment;
    let path = format!("/assessments/{}/publish", assessment.id);
    shell::page(
        ctx,
        state.page(below("Publish", assessment).narrow()),
        || {
            view! {
                <h1>{assessment.definition.title.clone()}</h1>
                {tabs(assessment, Tab::Publish)}
                {state.notices(&path)}
                <p>"Publishing freezes the assessment: questions, keys, weights and settings stay as they are, so that everybody is asked the same. To change something later, duplicate it."</p>
                {trial(ready)}
                {problems(ready)}
                {keys(ready)}
                {ready.rehearsal.as_ref().map(rehearsal::section)}
                <form method="post" action=path.clone()>
                    <input type="hidden" name="revision" value=state.revision/>
                    {job(state)}
                    {purpose(state)}
                    {points(ready, state)}
                    <div class="bar actions">
                        <button class="button" name="then" value="save">"Save these answers"</button>
                        <button class="button main" name="then" value="publish">"Publish and freeze it"</button>
                    </div>
                </form>
            }
        },
    )
}

fn trial(ready: &Readiness) -> AnyView {
    let assessment = &ready.draft.assessment;
    let href = format!("/assessments/{}/trial", assessment.id);
    if assessment.is_tried() {
        return view! { <Notice tone=Tone::Good><p>"You or a colleague took it in its present shape."</p></Notice> }.into_any();
    }
    let words = if assessment.trial_revision.is_some() {
        "What people are asked has changed since it was taken. Take it once more before you publish it."
    } else {
        "Nobody has taken it yet. Take it once yourself, as a candidate would, before you publish it."
    };
    view! {
        <Notice tone=Tone::Care>
            <p id=field_id("questions")>{words} " " <a href=href>"Take it yourself"</a></p>
        </Notice>
    }
    .into_any()
}

fn problems(ready: &Readiness) -> Option<AnyView> {
    if ready.problems.is_empty() {
        return None;
    }
    let lines = ready
        .problems
        .iter()
        .cloned()
        .map(|problem| view! { <li>{problem}</li> })
        .collect_view();
    Some(
        view! {
            <section class="note bad" aria-labelledby="problems">
                <h2 id="problems">"This keeps it from being published"</h2>
                <ul>{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

fn keys(ready: &Readiness) -> AnyView {
    let random = ready.random_95.map(|below| {
        view! { <p>{format!("Random answering averages 0; 19 in 20 random answerers stay below {below:.0}.")}</p> }
    });
    let keys = ready
        .keys
        .clone()
        .map(|sentence| view! { <p>{sentence}</p> });
    view! { {random}{keys} }.into_any()
}

fn job(state: &FormState) -> AnyView {
    let (typed, errors) = (&state.typed, &state.errors);
    let of = &state.draft.assessment.definition;
    let needs = carried(&state.draft)
        .into_iter()
        .map(|competency| {
            view! { <tr><th scope="row" data-label="Competency">{competency.name()}</th><td data-label="Needed">{need(typed, of, competency)}</td></tr> }
        })
        .collect_view();
    view! {
        <h2>"The job"</h2>
        <Field name="job_title" label="Job title" value=typed.or("job_title", &of.job_title) error=errors.of("job_title") maxlength=120/>
        <TextArea name="tasks" label="Tasks of the job that this serves" rows=4 value=typed.or("tasks", &of.tasks)
            error=errors.of("tasks") hint="What people do all day that these questions are about." maxlength=5000/>
        <div class="card builder">
            <table class="cards">
                <caption>"Needed on day one, or taught here? What you teach yourself gets no weight."</caption>
                <thead><tr><th scope="col">"Competency"</th><th scope="col">"Needed"</th></tr></thead>
                <tbody>{needs}</tbody>
            </table>
        </div>
        <h2 class="gap">"The rules"</h2>
        <TextArea name="help_rule" label="What help is allowed" rows=3 value=typed.or("help_rule", &of.help_rule)
            error=errors.of("help_rule") maxlength=5000/>
        <TextArea name="retake_rule" label="How retakes are handled" rows=3 value=typed.or("retake_rule", &of.retake_rule)
            error=errors.of("retake_rule") maxlength=5000/>
        <Field name="contact_name" label="Contact person" value=typed.or("contact_name", &of.contact.name)
            error=errors.of("contact_name") maxlength=120/>
        <Field name="contact_email" label="E-mail of the contact person" kind="email"
            value=typed.or("contact_email", &of.contact.email) error=errors.of("contact_email")/>
    }
    .into_any()
}

fn purpose(state: &FormState) -> AnyView {
    let choices = vec![
        Choice::new(code(&Purpose::Pilot), "As a pilot")
            .note("Everything works, and every page, export and report carries the pilot mark."),
        Choice::new(code(&Purpose::Selection), "For selection")
            .note("Decisions about people may rest on it. Each point below is met or acknowledged by name."),
    ];
    view! {
        <h2>"What it is for"</h2>
        <RadioGroup name="purpose" legend="Publish it" choices value=state.typed.or("purpose", "")
            error=state.errors.of("purpose")/>
    }
    .into_any()
}

/// What selection asks for and the saved draft does not say.
fn points(ready: &Readiness, state: &FormState) -> AnyView {
    if ready.unmet.is_empty() {
        return view! { <Notice tone=Tone::Good><p>"Every point that selection asks about is met."</p></Notice> }.into_any();
    }
    let boxes = ready
        .unmet
        .iter()
        .map(|unmet| {
            let value = code(&unmet.point);
            let ticked = state.typed.all("acknowledge").any(|point| point == value);
            view! {
                <label class="choice">
                    <input type="checkbox" name="acknowledge" value=value checked=ticked/>
                    <span>{point_words(unmet.point)}<small>{unmet.text.clone()}</small></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>"Points not met for selection"</legend>
            <p class="quiet">"Mend them above and save, or tick those you acknowledge. Your name and the point are printed in every report. A pilot asks for none of this."</p>
            {boxes}
        </fieldset>
    }
    .into_any()
}
