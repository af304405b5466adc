//! The lists of assessments: mine, shared with me, and everybody's for admins.

use super::{simulated_tag, status_tag};
use crate::auth::AsRecruiter;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::Empty;
use axum::extract::{Query, State};
use leptos::prelude::*;
use serde::Deserialize;
use service::Service;
use service::assessments::{self, Line, Scope};

/// Which list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    list: String,
}

/// `GET /assessments`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Query(which): Query<Which>,
) -> Answer {
    let scope = match which.list.as_str() {
        "shared" => Scope::Shared,
        "all" => Scope::All,
        _ => Scope::Mine,
    };
    let lines = assessments::list(&state.service, &recruiter, scope).await;
    let lines = lines.map_err(|error| ctx.failure(error))?;
    let admin = recruiter.roles().admin;
    Ok(shell::page(
        &ctx,
        Page::staff("Assessments", Area::Assessments),
        || {
            view! {
                <div class="bar">
                    <h1>"Assessments"</h1><span class="end"></span>
                    <a class="button main" href="/assessments/new">"New assessment"</a>
                </div>
                {tabs(scope, admin)}
                {if lines.is_empty() { empty(scope) } else { table(&state.service, lines, scope) }}
            }
        },
    ))
}

fn tabs(current: Scope, admin: bool) -> AnyView {
    let all = [
        (Scope::Mine, "Mine", "/assessments"),
        (Scope::Shared, "Shared with me", "/assessments?list=shared"),
        (Scope::All, "Everybody’s", "/assessments?list=all"),
    ];
    let links = all
        .into_iter()
        .filter(|(scope, ..)| admin || *scope != Scope::All)
        .map(|(scope, label, href)| {
            let here = (scope == current).then_some("page");
            view! { <li><a href=href aria-current=here>{label}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Lists"><ul>{links}</ul></nav> }.into_any()
}

fn empty(scope: Scope) -> AnyView {
    match scope {
        Scope::Mine => view! {
            <Empty what="No assessment yet. An assessment is a weighted selection of questions that people take. It begins as a draft: choose questions, take it once yourself, publish it, then invite people.">
                <a class="button" href="/assessments/new">"Make the first assessment"</a>
            </Empty>
        }
        .into_any(),
        Scope::Shared => view! {
            <Empty what="Nobody has shared an assessment with you. Its owner can, on the page Sharing.">""</Empty>
        }
        .into_any(),
        Scope::All => view! { <Empty what="Nobody has made an assessment yet.">""</Empty> }.into_any(),
    }
}

fn table(service: &Service, lines: Vec<Line>, scope: Scope) -> AnyView {
    let owned = scope != Scope::Mine;
    let rows = lines
        .into_iter()
        .map(|line| {
            let changed = format!("{}, {}", dates::date(service, line.updated_at), line.updated_by);
            let intakes = match (line.intakes, line.open_intakes) {
                (0, _) => "none".to_owned(),
                (all, open) => format!("{all}, {open} open"),
            };
            let owner = owned.then(|| view! { <td data-label="Owner">{line.owner_name}</td> });
            view! {
                <tr>
                    <th scope="row" data-label="Title">
                        <a href=format!("/assessments/{}", line.id)>{line.title}</a>
                    </th>
                    <td data-label="State"><span class="inline">{status_tag(line.status)}{simulated_tag(line.simulated)}</span></td>
                    <td data-label="Intakes">{intakes}</td>
                    {owner}
                    <td data-label="Last change">{changed}</td>
                </tr>
            }
        })
        .collect_view();
    let owner = owned.then(|| view! { <th scope="col">"Owner"</th> });
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Assessments">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"Title"</th><th scope="col">"State"</th><th scope="col">"Intakes"</th>{owner}
                    <th scope="col">"Last change"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
