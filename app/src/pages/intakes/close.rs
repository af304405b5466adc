//! What closing an intake will do, asked before it is done.

use super::{below_assessment, people, refused};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::pages::results::InIntake;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use axum::extract::{Path, State};
use leptos::prelude::*;
use service::intakes::{Closing, closing};

/// GET …/close
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let closing = match closing(&state.service, &on, id).await {
        Ok(closing) => closing,
        Err(error) => return refused(&ctx, &at.path(), error),
    };
    let page = below_assessment(
        "Close the intake",
        &at.assessment,
        &closing.assessment_title,
    )
    .crumb(&closing.intake, at.path())
    .narrow();
    Ok(shell::page(&ctx, page, || view(&at, &closing)))
}

fn view(at: &InIntake, closing: &Closing) -> AnyView {
    let counts = &closing.counts;
    let waiting = match counts.waiting() {
        0 => "Nobody is left who could still start.".to_owned(),
        1 => "1 person has not started. The link stops working.".to_owned(),
        n => format!("{n} people have not started. Their links stop working."),
    };
    let started = match counts.started {
        0 => "Nobody is in the middle of an attempt.".to_owned(),
        1 => "1 person has started. The attempt ends now and is scored with what was answered."
            .to_owned(),
        n => format!(
            "{n} people have started. Their attempts end now and are scored with what was answered."
        ),
    };
    let ranking = format!(
        "The ranking is made a last time and frozen. {} submitted so far.",
        match counts.submitted {
            1 => "1 person has".to_owned(),
            n => format!("{} have", people(n)),
        }
    );
    view! {
        <h1>"Close “"{closing.intake.clone()}"”?"</h1>
        <ul>
            <li>{waiting}</li>
            <li>{started}</li>
            <li>{ranking}</li>
            <li>"Decisions can still be made. Nobody can be invited any more."</li>
        </ul>
        <p><strong>"This cannot be undone."</strong></p>
        <form method="post" action=format!("{}/close", at.path())>
            <div class="bar actions">
                <button class="button main">"Close the intake"</button>
                <a class="button plain" href=at.path()>"Keep it open"</a>
            </div>
        </form>
    }
    .into_any()
}
