//! One bank: what it is, where its key comes from, and its questions.

use super::filter::{FilterQuery, Offer, toolbar};
use super::list::{plain, results};
use super::rows::keys;
use crate::auth::AsRecruiter;
use crate::dates;
use crate::failure::Answer;
use crate::pages::workshop::bulk;
use crate::pages::workshop::drafts::new_question;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use axum::extract::{Path, Query, State};
use leptos::prelude::*;
use service::{banks, live_use};

/// `GET /banks/{bank}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path(slug): Path<String>,
    Query(mut query): Query<FilterQuery>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let bank = banks::bank(service, &recruiter, &slug)
        .await
        .map_err(failed)?;
    let sectors = banks::sectors(service, &recruiter).await.map_err(failed)?;
    let mut filter = query.filter();
    filter.bank = Some(slug.clone());
    query.bank.clear();
    let found = banks::search(service, &recruiter, &filter, query.page())
        .await
        .map_err(failed)?;
    let alerts = live_use::to_look_at(service, &recruiter, &slug, None)
        .await
        .map_err(failed)?;
    let page = Page::staff(&bank.info.title, Area::Banks).crumb("Question banks", "/banks");
    Ok(shell::page(&ctx, page, || {
        let path = format!("/banks/{slug}");
        let changed = dates::date(service, bank.imported_at);
        let admin = recruiter.roles().admin;
        let work = admin.then(|| {
            view! { {new_question(&slug)} <a class="button" href=format!("{path}/settings")>"Bank settings"</a>
                <a class="button" href=format!("{path}/panels/new")>"Ask an expert panel"</a>
                <a class="button" href=format!("/imports?bank={slug}")>"Import"</a> }
        });
        view! {
            <h1>{bank.info.title.clone()}</h1>
            <p>{bank.info.description.clone()}</p>
            <dl class="facts">
                <dt>"Key"</dt><dd>{keys(&bank.info.key)}</dd>
                <dt>"Version"</dt>
                <dd>{format!("{}, of {changed} by {}", bank.version, bank.imported_by)}</dd>
                <dt>"Language"</dt><dd>{bank.info.locale.clone()}</dd>
                <dt>"Authors"</dt><dd>{bank.info.authors.join(", ")}</dd>
                <dt>"Licence"</dt><dd>{bank.info.licence.clone()}</dd>
            </dl>
            <div class="bar actions">
                {work}
                <a class="button" href=format!("{path}/export")>"Export"</a>
                <a class="button" href=format!("{path}/alerts")>{to_look_at(&alerts)}</a>
                <a class="button" href=format!("{path}/drafts")>"Drafts"</a>
                <a class="button" href=format!("{path}/retired")>"Retired questions"</a>
            </div>
            <h2 class="gap">"Questions"</h2>
            {toolbar(&path, &query, Offer { sectors, banks: Vec::new() })}
            {if admin { results(&path, &query, found, |questions| bulk::form(&slug, questions)) }
                else { results(&path, &query, found, plain) }}
        }
    }))
}

/// "Questions to look at (3)".
fn to_look_at(found: &live_use::ToLookAt) -> String {
    let simulated = match found.people {
        live_use::People::Simulated => ", simulated",
        live_use::People::Real => "",
    };
    match found.questions.len() {
        0 => "Questions to look at".to_owned(),
        several => format!("Questions to look at ({several}{simulated})"),
    }
}
