//! One assessment: where it stands, what comes next, its intakes, who works with it.

use super::{Tab, simulated_tag, status_tag, tabs};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::Answer;
use crate::pages::intakes::section as intakes_section;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use axum::extract::State;
use domain::assessment::{Purpose, SelectionPoint, Status};
use domain::frozen::FrozenAssessment;
use leptos::prelude::*;
use service::Service;
use service::assessments::{self, Assessment, Draft, key_sentence};
use service::intakes;

/// `GET /assessments/{assessment}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let draft = assessments::draft(service, &on).await.map_err(failed)?;
    let published = assessments::published(service, &on).await.map_err(failed)?;
    let intakes = intakes::list(service, &on).await.map_err(failed)?;
    let shared = assessments::shared_with(service, &on)
        .await
        .map_err(failed)?;
    let page = Page::staff(&draft.assessment.definition.title, Area::Assessments)
        .crumb("Assessments", "/assessments");
    Ok(shell::page(&ctx, page, || {
        let assessment = &draft.assessment;
        let taking = assessment.status == Status::Published;
        view! {
            <div class="bar">
                <h1>{assessment.definition.title.clone()}</h1>
                {status_tag(assessment.status)}{simulated_tag(assessment.simulated)}
            </div>
            {tabs(assessment, Tab::Overview)}
            {next_step(&draft, intakes.is_empty())}
            {intakes_section(service, &assessment.id, &intakes, taking)}
            <div class="pair gap">
                {facts(service, &draft)}
                {published.as_ref().map(|frozen| publication(service, frozen))}
            </div>
            {people(assessment, shared.into_iter().map(|one| one.name).collect())}
            {actions(assessment, on.is_owner())}
        }
    }))
}

/// The one thing to do now.
fn next_step(draft: &Draft, no_intake: bool) -> AnyView {
    let assessment = &draft.assessment;
    let base = format!("/assessments/{}", assessment.id);
    let (words, label, href) = match assessment.status {
        Status::Draft if draft.questions.is_empty() => (
            "This draft has no questions yet.",
            "Choose questions",
            format!("{base}/questions"),
        ),
        Status::Draft if !assessment.is_tried() => (
            "Before it is published, take it once yourself, as a candidate would.",
            "Take it yourself",
            format!("{base}/trial"),
        ),
        Status::Draft => (
            "You have taken it in its present shape. It can be published.",
            "Go to publishing",
            format!("{base}/publish"),
        ),
        Status::Published if no_intake => (
            "It is published. People are invited to an intake, a hiring round, and ranked within it.",
            "Make the first intake",
            format!("{base}/intakes/new"),
        ),
        Status::Published => return ().into_any(),
        Status::Closed => (
            "It is closed: nobody can be invited any more. Results stay readable.",
            "Duplicate it",
            format!("{base}/duplicate"),
        ),
    };
    view! {
        <section class="card" aria-labelledby="next">
            <h2 id="next">"What comes next"</h2>
            <p>{words}</p>
            <p><a class="button main" href=href>{label}</a></p>
        </section>
    }
    .into_any()
}

fn facts(service: &Service, draft: &Draft) -> AnyView {
    let assessment = &draft.assessment;
    let definition = &assessment.definition;
    let job = if definition.job_title.is_empty() {
        "not said yet".to_owned()
    } else {
        definition.job_title.clone()
    };
    let changed = format!(
        "{}, {}",
        dates::date_time(service, assessment.updated_at),
        assessment.updated_by
    );
    let questions = match definition.questions.len() {
        1 => format!("1, about {} minutes", draft.figures.minutes),
        count => format!("{count}, about {} minutes", draft.figures.minutes),
    };
    view! {
        <section class="card" aria-labelledby="facts">
            <h2 id="facts">"In short"</h2>
            <dl class="facts">
                <dt>"Job"</dt><dd>{job}</dd>
                <dt>"Questions"</dt><dd>{questions}</dd>
                <dt>"Owner"</dt><dd>{assessment.owner_name.clone()}</dd>
                <dt>"Last change"</dt><dd>{changed}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn publication(service: &Service, frozen: &FrozenAssessment) -> AnyView {
    let purpose = match frozen.purpose {
        Purpose::Pilot => "A pilot: every page, export and report carries the pilot mark",
        Purpose::Selection => "For selection",
    };
    let when = format!(
        "{}, {}",
        dates::date(service, frozen.published_at),
        frozen.published_by
    );
    let keys = key_sentence(frozen.public_keys(), frozen.questions.len());
    let keys = keys.map(|sentence| view! { <dt>"Keys"</dt><dd>{sentence}</dd> });
    let newer = format!("/assessments/{}/keys", frozen.id);
    let changed = frozen.key_change.as_ref().map(|change| {
        let on = dates::date(service, change.at);
        format!("Keys were changed on {on} by {}. ", change.by)
    });
    let notes = (!frozen.acknowledgements.is_empty()).then(|| {
        let lines = frozen
            .acknowledgements
            .iter()
            .map(|note| view! { <div>{format!("{}, by {}", point_words(note.point), note.by)}</div> })
            .collect_view();
        view! { <dt>"Acknowledged as unmet"</dt><dd>{lines}</dd> }
    });
    view! {
        <section class="card" aria-labelledby="published">
            <h2 id="published">"As it was published"</h2>
            <dl class="facts">
                <dt>"Purpose"</dt><dd>{purpose}</dd>
                <dt>"Published"</dt><dd>{when}</dd>
                <dt>"Random answers"</dt>
                <dd>{format!("average 0; 19 in 20 random answerers stay below {:.0}", frozen.random_95)}</dd>
                {keys}
                <dt>"Newer keys"</dt>
                <dd>{changed}<a href=newer>"See whether questions have newer keys, and what they would change"</a></dd>
                {notes}
            </dl>
        </section>
    }
    .into_any()
}

/// What a point of publishing for selection is about.
pub(super) fn point_words(point: SelectionPoint) -> &'static str {
    match point {
        SelectionPoint::JobTitle => "Job title",
        SelectionPoint::Tasks => "Tasks of the job",
        SelectionPoint::Needs => "Day one or taught here",
        SelectionPoint::Keys => "Who can read the keys",
        SelectionPoint::HelpRule => "Rule on outside help",
        SelectionPoint::RetakeRule => "Rule on retakes",
        SelectionPoint::Contact => "Contact person",
        SelectionPoint::Evidence => "Enough questions for each competency",
    }
}

fn people(assessment: &Assessment, names: Vec<String>) -> AnyView {
    let words = if names.is_empty() {
        format!(
            "Only {} and administrators can open it.",
            assessment.owner_name
        )
    } else {
        format!(
            "{} shares it with {}. Administrators can open it too.",
            assessment.owner_name,
            names.join(", ")
        )
    };
    let href = format!("/assessments/{}/share", assessment.id);
    view! { <h2 class="gap">"Who works with it"</h2><p>{words} " " <a href=href>"Sharing"</a></p> }
        .into_any()
}

fn actions(assessment: &Assessment, is_owner: bool) -> AnyView {
    let base = format!("/assessments/{}", assessment.id);
    let close = (is_owner && assessment.status != Status::Closed).then(
        || view! { <a class="button plain danger" href=format!("{base}/close")>"Close it"</a> },
    );
    view! {
        <div class="bar actions gap">
            <a class="button" href=format!("{base}/duplicate")>"Duplicate"</a>
            {close}
        </div>
    }
    .into_any()
}
