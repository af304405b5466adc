//! What happened to an assessment and everything under it, and who did it.

use super::{Tab, below, tabs};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::{Answer, encode};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use axum::extract::{Query, State};
use domain::time::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;
use service::assessments::{self, HISTORY};
use service::ports::AuditRecord;

/// Where the page begins: milliseconds, a dot, the id of the last line seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct From {
    before: String,
}

/// `GET /assessments/{assessment}/audit`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Query(from): Query<From>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let assessment = assessments::assessment(service, &on)
        .await
        .map_err(failed)?;
    let before = from
        .before
        .split_once('.')
        .and_then(|(at, id)| Some((Timestamp(at.parse().ok()?), id.to_owned())));
    let mut lines = assessments::history(service, &on, before)
        .await
        .map_err(failed)?;
    let more = lines.len() > HISTORY;
    lines.truncate(HISTORY);
    Ok(shell::page(&ctx, below("History", &assessment), || {
        let older = lines.last().filter(|_| more).map(|line| {
            let href = format!(
                "/assessments/{}/audit?before={}.{}",
                assessment.id,
                line.at.0,
                encode(&line.id)
            );
            view! { <p><a class="button" href=href>"Show older lines"</a></p> }
        });
        let rows = lines
            .iter()
            .map(|line| {
                view! {
                    <li><time>{dates::date_time(service, line.at)}</time><span>{words(line)}</span></li>
                }
            })
            .collect_view();
        view! {
            <h1>{assessment.definition.title.clone()}</h1>
            {tabs(&assessment, Tab::History)}
            <p class="quiet">"Every consequential act, newest first. Changes of a draft are not listed one by one."</p>
            <ol class="history">{rows}</ol>
            {older}
        }
    }))
}

/// "Ana Ruiz: assessment publish, Customer care. As a pilot."
fn words(line: &AuditRecord) -> String {
    let subject = if line.subject.is_empty() {
        String::new()
    } else {
        format!(", {}", line.subject)
    };
    let detail = if line.detail.is_empty() {
        String::new()
    } else {
        format!(". {}", line.detail)
    };
    format!(
        "{}: {}{subject}{detail}",
        line.actor,
        line.action.replace(['.', '_'], " ")
    )
}
