//! The questions that left a bank, to be brought back as they were.

use crate::auth::AsRecruiter;
use crate::failure::Answer;
use crate::pages::banks::rows;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::Empty;
use axum::extract::{Path, Query, State};
use leptos::prelude::*;
use serde::Deserialize;
use service::{banks, workshop};

/// The bank version whose retirements are ticked, to undo them at once.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    since: Option<i64>,
}

/// `GET /banks/{bank}/retired`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path(slug): Path<String>,
    Query(shown): Query<Shown>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let bank = banks::bank(service, &recruiter, &slug)
        .await
        .map_err(failed)?;
    let found = workshop::retired(service, &recruiter, &slug)
        .await
        .map_err(failed)?;
    let page = Page::staff("Retired questions", Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&bank.info.title, format!("/banks/{slug}"));
    Ok(shell::page(&ctx, page, || {
        if found.is_empty() {
            return view! { <h1>"Retired questions"</h1><Empty what="No question has left this bank.">()</Empty> }.into_any();
        }
        if !recruiter.roles().admin {
            return view! { <h1>"Retired questions"</h1>{rows("Retired questions", found, None, |_| None)} }.into_any();
        }
        let tick = |one: &banks::Listed| {
            let id = one.version.id.to_string();
            let checked = shown.since.is_some() && one.retired_in == shown.since;
            let label = format!("Bring back {}", one.version.question.title);
            Some(view! { <input type="checkbox" name="question" value=id aria-label=label checked=checked/> }.into_any())
        };
        view! {
            <h1>"Retired questions"</h1>
            <p>"They stay in the assessments that use them. Brought back, a question is the same version in its old place."</p>
            <form method="post" action=format!("/banks/{slug}/retired")>
                <div class="bar actions"><button class="button main">"Bring the ticked ones back"</button></div>
                {rows("Retired questions", found, Some("Bring back"), tick)}
            </form>
        }
        .into_any()
    }))
}
