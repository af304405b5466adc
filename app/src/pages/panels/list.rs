//! All panels, newest first, and where to start one.

use super::{count, state_tag};
use crate::auth::AsAdmin;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::Empty;
use axum::extract::State;
use leptos::prelude::*;
use service::Service;
use service::banks::{self, Bank};
use service::panels::{self, Line};

/// `GET /panels`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let lines = panels::list(service, &admin, None).await.map_err(failed)?;
    let recruiter = admin.recruiter();
    let banks = banks::banks(service, &recruiter).await.map_err(failed)?;
    let page = Page::staff("Expert panels", Area::Banks).crumb("Question banks", "/banks");
    Ok(shell::page(&ctx, page, || {
        let body = if lines.is_empty() {
            let what = "No panel yet. A panel asks people who know the work how well each reply serves the customer; \
                        where at least eight of them agree, their judgement becomes the key.";
            view! { <Empty what=what>""</Empty> }.into_any()
        } else {
            table(service, &lines)
        };
        view! {
            <h1>"Expert panels"</h1>
            {body}
            {start(&banks)}
        }
    }))
}

fn start(banks: &[Bank]) -> AnyView {
    let links = banks
        .iter()
        .map(|bank| {
            let href = format!("/banks/{}/panels/new", bank.info.id);
            view! { <li><a href=href>{bank.info.title.clone()}</a></li> }
        })
        .collect_view();
    view! { <h2 class="gap">"Start a panel for questions of"</h2><ul>{links}</ul> }.into_any()
}

fn table(service: &Service, lines: &[Line]) -> AnyView {
    let rows = lines.iter().map(|line| row(service, line)).collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Panels">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"Panel"</th><th scope="col">"Bank"</th><th scope="col">"Stands"</th>
                    <th scope="col">"Experts"</th><th scope="col">"Keys"</th><th scope="col">"Started"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(service: &Service, line: &Line) -> AnyView {
    let panel = &line.panel;
    let whole = |number: i64| usize::try_from(number).unwrap_or(0);
    let experts = format!("{} of {} finished", line.finished, line.experts);
    let keys = match line.adopted {
        0 => "none taken over".to_owned(),
        some => format!("{some} of {} taken over", line.questions),
    };
    let questions = count(whole(line.questions), "question", "questions");
    let started = format!(
        "{}, {}",
        dates::date(service, panel.created_at),
        panel.created_by
    );
    view! {
        <tr>
            <th scope="row" data-label="Panel">
                <div><a href=format!("/panels/{}", panel.id)>{panel.title.clone()}</a>
                <div class="quiet">{questions}</div></div>
            </th>
            <td data-label="Bank">{panel.bank_title.clone()}</td>
            <td data-label="Stands">{state_tag(panel)}</td>
            <td data-label="Experts">{experts}</td>
            <td data-label="Keys">{keys}</td>
            <td data-label="Started">{started}</td>
        </tr>
    }
    .into_any()
}
