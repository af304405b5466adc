//! Two small pages with one question each: a person's review, and withdrawing.

use super::path;
use crate::auth::AsCandidate;
use crate::failure::{Answer, see_other};
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use axum::extract::State;
use leptos::prelude::*;
use service::attempts::{self, Standing};

/// `GET /t/{invitation}/human-review`.
pub async fn human_review(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    if attempts::standing(&state.service, &candidate) != Standing::Ended {
        return Ok(see_other(&path(&candidate, "")));
    }
    Ok(shell::page(
        &ctx,
        Page::candidate("Ask a person to review this"),
        || {
            view! {
                <h1>"Ask a person to review this"</h1>
                <p>
                    "The contact person is told and looks at your answers and at how they were scored. They may write to you. \
                     Asking has no effect on your score."
                </p>
                <form method="post">
                    <div class="bar actions">
                        <button class="button main">"Ask for a review"</button>
                        <a class="button" href=path(&candidate, "done")>"Not now"</a>
                    </div>
                </form>
            }
        },
    ))
}

/// `GET /t/{invitation}/withdraw`.
pub async fn withdraw(
    ctx: PageContext,
    State(state): State<AppState>,
    AsCandidate(candidate): AsCandidate,
) -> Answer {
    if attempts::standing(&state.service, &candidate) == Standing::Withdrawn {
        return Ok(see_other(&path(&candidate, "")));
    }
    Ok(shell::page(&ctx, Page::candidate("Withdraw"), || {
        view! {
            <h1>"Withdraw"</h1>
            <p>
                "You leave this round. Your link no longer leads to the questions, and your answers are not compared with \
                 anybody’s. This cannot be undone here."
            </p>
            <form method="post">
                <div class="bar actions">
                    <button class="button">"Withdraw from this round"</button>
                    <a class="button" href=path(&candidate, "")>"Stay"</a>
                </div>
            </form>
        }
    }))
}
