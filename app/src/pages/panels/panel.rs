//! One panel: how far it is, its people, and what can be done with it.

use super::people::table;
use super::{InPanel, count, state_tag, tabs};
use crate::auth::AsAdmin;
use crate::dates;
use crate::failure::Answer;
use crate::pages::candidate::{minutes, paragraphs};
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::Empty;
use axum::extract::{Path, State};
use domain::panel::LEAST_EXPERTS;
use leptos::prelude::*;
use service::Service;
use service::panels::{self, ExpertState, Progress};

/// `GET /panels/{panel}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let read = async {
        let id = at.id()?;
        panels::progress(&state.service, &admin, id).await
    };
    let progress = read.await.map_err(|error| ctx.failure(error))?;
    let page = Page::staff(&progress.panel.title, Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb("Expert panels", "/panels");
    Ok(shell::page(&ctx, page, || {
        view(&state.service, &at, &progress)
    }))
}

fn view(service: &Service, at: &InPanel, progress: &Progress) -> AnyView {
    let people = if progress.experts.is_empty() {
        let invite = progress.panel.open.then(|| {
            view! { <a class="button main" href=format!("{}/invite", at.path())>"Invite experts"</a> }
        });
        let what = format!(
            "Nobody is invited yet. At least {LEAST_EXPERTS} experts are needed; ten to fifteen leave room for those \
             who do not finish."
        );
        view! { <Empty what=what>{invite}</Empty> }.into_any()
    } else {
        table(service, at, progress)
    };
    view! {
        {head(at, progress)}
        {tabs(&progress.panel, false)}
        <p>{words(progress)}</p>
        {people}
        {facts(service, progress)}
    }
    .into_any()
}

/// The name, and what can be done with the whole panel.
fn head(at: &InPanel, progress: &Progress) -> AnyView {
    let path = at.path();
    let panel = &progress.panel;
    let invite = (panel.open && !progress.experts.is_empty()).then(|| {
        view! { <a class="button main" href=format!("{path}/invite")>"Invite experts"</a> }
    });
    let waiting = progress.to_remind();
    let remind = (panel.open && waiting > 0).then(|| {
        let label = format!("Remind {}", count(waiting, "expert", "experts"));
        view! { <form method="post" action=format!("{path}/remind")><button class="button">{label}</button></form> }
    });
    let close = panel
        .open
        .then(|| view! { <a class="button" href=format!("{path}/close")>"Close the panel"</a> });
    let reopen = (!panel.open && progress.adopted == 0).then(|| {
        view! { <form method="post" action=format!("{path}/reopen")><button class="button">"Open it again"</button></form> }
    });
    view! {
        <div class="bar">
            <h1>{panel.title.clone()}</h1>
            {state_tag(panel)}
            <span class="end"></span>
            {remind} {close} {reopen} {invite}
        </div>
    }
    .into_any()
}

/// How far it is, in sentences.
fn words(progress: &Progress) -> String {
    let asked = count(progress.asked(), "expert is asked", "experts are asked");
    let finished = progress.count(ExpertState::Finished);
    let rating = progress.count(ExpertState::Rating);
    let enough = match progress.enough {
        0 => format!("No question has {LEAST_EXPERTS} ratings yet."),
        all if all == progress.questions => {
            format!("Every question has at least {LEAST_EXPERTS} ratings.")
        }
        some => format!(
            "{some} of {} have at least {LEAST_EXPERTS} ratings.",
            count(progress.questions, "question", "questions")
        ),
    };
    format!("{asked}: {finished} finished, {rating} in the middle. {enough}")
}

fn facts(service: &Service, progress: &Progress) -> AnyView {
    let panel = &progress.panel;
    let purpose = paragraphs(&panel.purpose)
        .into_iter()
        .map(|text| view! { <dd>{text}</dd> })
        .collect_view();
    let asked = format!(
        "{} of “{}”, usually {} for one expert",
        count(progress.questions, "question", "questions"),
        panel.bank_title,
        minutes(progress.minutes)
    );
    let started = format!(
        "{} by {}",
        dates::date(service, panel.created_at),
        panel.created_by
    );
    let closed = panel.closed_at.map(|at| {
        let by = panel.closed_by.clone().unwrap_or_default();
        let words = format!("{} by {by}", dates::date(service, at));
        view! { <dt>"Closed"</dt><dd>{words}</dd> }
    });
    view! {
        <dl class="facts gap">
            <dt>"What for"</dt>{purpose}
            <dt>"Asked"</dt><dd>{asked}</dd>
            <dt>"Started"</dt><dd>{started}</dd>
            {closed}
        </dl>
    }
    .into_any()
}
