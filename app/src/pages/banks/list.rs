//! All banks, and a search over all of them.

use super::filter::{FilterQuery, Offer, toolbar};
use super::rows::{keys, rows};
use crate::auth::AsRecruiter;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Pagination};
use axum::extract::{Query, State};
use leptos::prelude::*;
use service::Service;
use service::banks::{self, Bank, Found, Listed};

/// `GET /banks`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Query(query): Query<FilterQuery>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let banks = banks::banks(service, &recruiter).await.map_err(failed)?;
    let sectors = banks::sectors(service, &recruiter).await.map_err(failed)?;
    let found = match query.is_set() {
        true => Some(
            banks::search(service, &recruiter, &query.filter(), query.page())
                .await
                .map_err(failed)?,
        ),
        false => None,
    };
    let admin = ctx.viewer.as_ref().is_some_and(|viewer| viewer.admin);
    Ok(shell::page(
        &ctx,
        Page::staff("Question banks", Area::Banks),
        || {
            let begin = recruiter.roles().admin.then(|| {
                view! {
                    <a class="button" href="/banks/new">"New question bank"</a>
                    <a class="button" href="/imports">"Import questions"</a>
                }
            });
            if banks.is_empty() {
                return view! {
                <h1>"Question banks"</h1>
                <Empty what="No bank yet. A bank is a file of questions with their keys. An operator imports one with: attune bank import FILE">
                    {begin}
                </Empty>
            }
            .into_any();
            }
            let offer = Offer {
                sectors,
                banks: banks.clone(),
            };
            let tiles = banks.iter().map(|bank| tile(service, bank)).collect_view();
            let panels =
                admin.then(|| view! { <a class="button" href="/panels">"Expert panels"</a> });
            view! {
                <h1>"Question banks"</h1>
                <div class="bar actions">{begin}{panels}</div>
                <ul class="tiles">{tiles}</ul>
                <h2>"Find questions"</h2>
                {toolbar("/banks", &query, offer)}
                {found.map(|found| results("/banks", &query, found, plain))}
            }
            .into_any()
        },
    ))
}

fn tile(service: &Service, bank: &Bank) -> AnyView {
    let changed = dates::date(service, bank.imported_at);
    let href = format!("/banks/{}", bank.info.id);
    view! {
        <li class="card">
            <h2><a href=href>{bank.info.title.clone()}</a></h2>
            <p>{bank.info.description.clone()}</p>
            <p class="quiet">{keys(&bank.info.key)}</p>
            <p class="quiet">
                {format!("{} questions, version {}, of {changed} by {}", bank.questions, bank.version,
                    bank.imported_by)}
            </p>
        </li>
    }
    .into_any()
}

/// The table without anything to tick.
pub fn plain(questions: Vec<Listed>) -> AnyView {
    rows("Questions", questions, None, |_| None)
}

/// A list of found questions with its pages, drawn by `table`.
pub fn results(
    path: &str,
    query: &FilterQuery,
    found: Found,
    table: impl FnOnce(Vec<Listed>) -> AnyView,
) -> AnyView {
    if found.total == 0 {
        return view! { <Empty what="No question fits. Take a filter away or use other words.">""</Empty> }.into_any();
    }
    let count = if found.total == 1 {
        "1 question".to_owned()
    } else {
        format!("{} questions", found.total)
    };
    view! {
        <p role="status">{count}</p>
        {table(found.questions)}
        <Pagination current=query.page() pages=found.pages link=query.link(path)/>
    }
    .into_any()
}
