//! The drafts of a bank that are open, and the way to a new one.

use crate::auth::AsRecruiter;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, sentence_case};
use axum::extract::{Path, State};
use leptos::prelude::*;
use service::{banks, workshop};

/// `GET /banks/{bank}/drafts`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path(slug): Path<String>,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let bank = banks::bank(service, &recruiter, &slug)
        .await
        .map_err(failed)?;
    let drafts = workshop::drafts(service, &recruiter, &slug)
        .await
        .map_err(failed)?;
    let page = Page::staff("Drafts", Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&bank.info.title, format!("/banks/{slug}"));
    Ok(shell::page(&ctx, page, || {
        let begin = recruiter.roles().admin.then(|| new_question(&slug));
        let rows = drafts
            .iter()
            .map(|draft| {
                let href = format!("/banks/{slug}/drafts/{}", draft.id);
                let at = dates::date_time(service, draft.updated_at);
                view! {
                    <tr>
                        <th scope="row" data-label="Question"><a href=href>{draft.title.clone()}</a></th>
                        <td data-label="Stands">{sentence_case(draft.state.name())}</td>
                        <td data-label="Last changed">{format!("{at} by {}", draft.updated_by)}</td>
                    </tr>
                }
            })
            .collect_view();
        let table = if drafts.is_empty() {
            view! { <Empty what="No draft is open. Begin a new question, or a new version on a question’s page.">()</Empty> }.into_any()
        } else {
            view! {
                <div class="card scroll" tabindex="0" role="region" aria-label="Drafts">
                    <table class="cards">
                        <thead><tr><th scope="col">"Question"</th><th scope="col">"Stands"</th><th scope="col">"Last changed"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        };
        view! { <h1>"Drafts"</h1>{begin}{table} }
    }))
}

/// The button that begins an empty draft.
pub fn new_question(bank: &str) -> AnyView {
    let action = format!("/banks/{bank}/drafts");
    view! {
        <form method="post" action=action class="inline"><button class="button main" name="begin" value="empty">"Write a new question"</button></form>
    }
    .into_any()
}
