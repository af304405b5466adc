//! The question before an assessment is closed.

use super::{below, path};
use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use axum::extract::State;
use domain::assessment::Status;
use leptos::prelude::*;
use service::assessments;

/// `GET /assessments/{assessment}/close`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let found = assessments::assessment(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    if found.status == Status::Closed {
        return Ok(see_other(&path(&on)));
    }
    Ok(shell::page(&ctx, below("Close", &found).narrow(), || {
        let base = format!("/assessments/{}", found.id);
        let words = match found.status {
            Status::Draft => {
                "The draft stays readable and can be duplicated, but not edited or published."
            }
            _ => {
                "Nobody can be invited any more, and no new intake can be made. Results, rankings and reports stay readable. Its intakes must be closed before."
            }
        };
        view! {
            <h1>"Close this assessment?"</h1>
            <p>{words} " It cannot be opened again."</p>
            <form method="post" action=format!("{base}/close")>
                <div class="bar actions">
                    <button class="button main">"Close the assessment"</button>
                    <a class="button plain" href=base.clone()>"Keep it open"</a>
                </div>
            </form>
        }
    }))
}
