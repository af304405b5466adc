//! Mail and jobs: what was given up, with the server's reply and another try, and what is on its way.

use super::system_tabs;
use crate::auth::AsAdmin;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, Notice, Tone};
use axum::extract::State;
use leptos::prelude::*;
use service::Service;
use service::jobs::JobView;

struct Row {
    retry: String,
    what: String,
    queued: String,
    tries: i64,
    reply: String,
    /// When it was given up, or when the next try is due.
    at: String,
}

impl Row {
    fn new(service: &Service, job: JobView, dead: bool) -> Self {
        Self {
            retry: format!("/admin/jobs/{}/retry", job.id),
            what: job.what,
            queued: dates::date_time(service, job.queued_at),
            tries: job.tries,
            reply: job.error.unwrap_or_default(),
            at: dates::date_time(service, if dead { job.updated_at } else { job.run_at }),
        }
    }
}

/// `GET /admin/jobs`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
) -> Answer {
    let queue = service::jobs::list_jobs(&state.service, &admin).await;
    let queue = queue.map_err(|error| ctx.failure(error))?;
    let rows = |jobs: Vec<JobView>, dead| {
        jobs.into_iter()
            .map(|job| Row::new(&state.service, job, dead))
            .collect::<Vec<_>>()
    };
    let (dead, waiting) = (rows(queue.dead, true), rows(queue.waiting, false));
    Ok(shell::page(
        &ctx,
        Page::staff("Mail and jobs", Area::System),
        || {
            view! {
                <h1>"Mail and jobs"</h1>
                {system_tabs("/admin/jobs")}
                <h2>"Given up"</h2>
                {given_up(dead)}
                <h2>"On its way"</h2>
                {on_its_way(waiting)}
            }
        },
    ))
}

fn given_up(rows: Vec<Row>) -> AnyView {
    if rows.is_empty() {
        return view! { <Notice tone=Tone::Good>"Nothing was given up."</Notice> }.into_any();
    }
    let all = (rows.len() > 1).then(|| {
        let words = format!("Try all {} again", rows.len());
        view! { <form method="post" action="/admin/jobs/retry-all" class="gap"><button class="button">{words}</button></form> }
    });
    let rows = rows
        .into_iter()
        .map(|row| {
            let label = format!("Try again: {}", row.what);
            view! {
                <tr>
                    <th scope="row" data-label="What">{row.what}</th>
                    <td data-label="Reply">{row.reply}</td>
                    <td data-label="Tries" class="number">{row.tries}</td>
                    <td data-label="Given up">{row.at}</td>
                    <td><form method="post" action=row.retry><button class="button" aria-label=label>"Try again"</button></form></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card scroll" tabindex="0" aria-label="Given up">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"What"</th><th scope="col">"The server's reply"</th>
                    <th scope="col" class="number">"Tries"</th><th scope="col">"Given up"</th>
                    <th scope="col"><span class="vis-hidden">"Action"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
        {all}
    }
    .into_any()
}

fn on_its_way(rows: Vec<Row>) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty what="Nothing is waiting.">""</Empty> }.into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row" data-label="What">{row.what}</th>
                    <td data-label="Queued">{row.queued}</td>
                    <td data-label="Tries" class="number">{row.tries}</td>
                    <td data-label="Last reply">{row.reply}</td>
                    <td data-label="Next try">{row.at}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card scroll" tabindex="0" aria-label="On its way">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"What"</th><th scope="col">"Queued"</th><th scope="col" class="number">"Tries"</th>
                    <th scope="col">"Last reply"</th><th scope="col">"Next try"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
