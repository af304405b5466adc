//! Two versions of a question side by side: what changed for candidates, in the key, and only for administration.

use crate::auth::AsRecruiter;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use axum::extract::{Path, State};
use domain::workshop::difference::{Audience, Difference};
use leptos::prelude::*;
use service::Error;
use service::workshop::{self, Changes};

/// `GET /banks/{bank}/questions/{question_version}/since/{earlier}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, after, before)): Path<(String, String, String)>,
) -> Answer {
    let failed = |_| ctx.failure(Error::NotFound);
    let (before, after) = (
        before.parse().map_err(failed)?,
        after.parse().map_err(failed)?,
    );
    let found = workshop::changes(&state.service, &recruiter, &bank, before, after).await;
    let found = found.map_err(|error| ctx.failure(error))?;
    let here = format!("/banks/{bank}/questions/{after}");
    let title = format!(
        "Versions {} and {}",
        found.before.number, found.after.number
    );
    let page = Page::staff(&title, Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&bank, format!("/banks/{bank}"))
        .crumb(&found.after.question.title, here);
    Ok(shell::page(&ctx, page, || content(&title, &found)))
}

fn content(title: &str, found: &Changes) -> AnyView {
    view! {
        <h1>{title.to_owned()}</h1>
        <p>{format!("What version {} changed of version {}. Assessments keep the version they selected.",
            found.after.number, found.before.number)}</p>
        {table(&found.differences)}
    }
    .into_any()
}

/// A table for each audience that is concerned.
pub(crate) fn table(differences: &[Difference]) -> AnyView {
    if differences.is_empty() {
        return view! { <p>"Nothing differs."</p> }.into_any();
    }
    Audience::ALL
        .into_iter()
        .filter_map(|audience| {
            let rows: Vec<_> = differences
                .iter()
                .filter(|one| one.audience == audience)
                .cloned()
                .map(|one| {
                    view! {
                        <tr>
                            <th scope="row" data-label="What">{one.what}</th>
                            <td data-label="Before" class="typed">{one.before}</td><td data-label="After" class="typed">{one.after}</td>
                        </tr>
                    }
                })
                .collect();
            if rows.is_empty() {
                return None;
            }
            Some(view! {
                <div class="card scroll" tabindex="0" role="region" aria-label=audience.name()>
                    <table class="cards">
                        <caption>{audience.name()}</caption>
                        <thead><tr><th scope="col">"What"</th><th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            })
        })
        .collect_view()
        .into_any()
}
