//! The builder: the chosen questions in order with formats and weights, the weights of competencies, and beside them
//! what they amount to.

use super::form_state::FormState;
use super::questions::{competencies, frozen_rows, rows};
use super::{Tab, below, frozen_notice, tabs};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::islands::BuilderAutosave;
use crate::shell::{self, Bundle, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Field};
use axum::extract::State;
use axum::response::Response;
use domain::assessment::Status;
use leptos::prelude::*;
use service::assessments::{self, Draft};

pub use super::panel::panel;

/// `GET /assessments/{assessment}/edit`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let draft = assessments::draft(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    if draft.assessment.status == Status::Draft {
        Ok(form(&ctx, &FormState::fresh(draft)))
    } else {
        Ok(frozen(&ctx, &draft))
    }
}

/// The page of a draft.
pub fn form(ctx: &PageContext, state: &FormState) -> Response {
    let assessment = &state.draft.assessment;
    let path = format!("/assessments/{}/edit", assessment.id);
    let page = state
        .page(below("Questions", assessment))
        .islands(Bundle::Staff);
    shell::page(ctx, page, || {
        view! {
            <h1>{assessment.definition.title.clone()}</h1>
            {tabs(assessment, Tab::Questions)}
            {state.notices(&path)}
            <div class="split gap">
                <section>{if state.draft.questions.is_empty() { empty(&assessment.id) } else { editor(state, &path) }}</section>
                <aside class="follow" id="figures" aria-label="What it amounts to">{panel(&state.draft)}</aside>
            </div>
        }
    })
}

fn empty(id: &str) -> AnyView {
    let href = format!("/assessments/{id}/questions");
    view! {
        <Empty what="No question yet. Twelve well-spread questions take about 15 minutes and are a good start.">
            <a class="button main" href=href>"Choose questions"</a>
        </Empty>
    }
    .into_any()
}

fn editor(state: &FormState, path: &str) -> AnyView {
    let definition = &state.draft.assessment.definition;
    let autosave = state
        .collision
        .is_none()
        .then(|| autosave("builder", "figures"));
    view! {
        <form method="post" action=path.to_owned() id="builder" class="builder">
            <input type="hidden" name="revision" value=state.revision/>
            <div class="bar actions">
                <button class="button main">"Save the draft"</button>
                <a class="button" href=format!("/assessments/{}/questions", state.draft.assessment.id)>"Add questions"</a>
            </div>
            {autosave}
            <h2 id="questions">"Questions"</h2>
            {rows(state)}
            <h2 class="gap">"Weights of competencies"</h2>
            <p>"A competency’s weight acts through the questions that carry it; 1 is the ordinary weight. What you teach here yourself gets no weight."</p>
            {competencies(state)}
            <Field name="empathy_control" label="Empathy control" kind="number" min="1" max="1.5" step="0.05"
                hint="Multiplies the weight of empathy questions against job questions: 1.00 is equal, 1.25 a little more."
                value=state.typed.or("empathy_control", format!("{:.2}", definition.empathy_control))
                error=state.errors.of("empathy_control")/>
        </form>
    }
    .into_any()
}

/// The line that says what is saved; with JavaScript it saves by itself.
pub fn autosave(form: &str, panel: &str) -> AnyView {
    view! {
        <BuilderAutosave form=form.to_owned() panel=panel.to_owned() saving="Saving…".to_owned()
            saved="Saved at {time}".to_owned() refused="Not saved: {why}".to_owned()
            offline="Not saved: the server cannot be reached. We keep trying.".to_owned()/>
    }
    .into_any()
}

fn frozen(ctx: &PageContext, draft: &Draft) -> Response {
    let assessment = &draft.assessment;
    shell::page(ctx, below("Questions", assessment), || {
        view! {
            <h1>{assessment.definition.title.clone()}</h1>
            {tabs(assessment, Tab::Questions)}
            {frozen_notice(assessment)}
            <div class="split">
                <section>{frozen_rows(draft)}</section>
                <aside class="follow" aria-label="What it amounts to">{panel(draft)}</aside>
            </div>
        }
    })
}
