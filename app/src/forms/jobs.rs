//! Another try for jobs that were given up.

use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, State};
use service::{Error, jobs};

/// `POST /admin/jobs/{job}/retry`.
pub async fn retry(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
) -> Answer {
    let done = async {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        jobs::retry_job(&state.service, &admin, id).await
    };
    done.await.map_err(|error| ctx.failure(error))?;
    Ok(see_other_saying(
        "/admin/jobs",
        Tone::Good,
        "It is queued again.",
    ))
}

/// `POST /admin/jobs/retry-all`.
pub async fn retry_all(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
) -> Answer {
    let count = jobs::retry_all_jobs(&state.service, &admin)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(see_other_saying(
        "/admin/jobs",
        Tone::Good,
        &format!("{count} queued again."),
    ))
}
