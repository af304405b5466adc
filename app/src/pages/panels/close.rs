//! What closing a panel does, asked before it is done.

use super::{InPanel, below, count};
use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::pages::intakes::refused;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use axum::extract::{Path, State};
use domain::panel::LEAST_EXPERTS;
use leptos::prelude::*;
use service::Error;
use service::panels::{self, ExpertState};

/// `GET /panels/{panel}/close`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let read = async {
        let id = at.id()?;
        panels::progress(&state.service, &admin, id).await
    };
    let progress = read.await.map_err(|error| ctx.failure(error))?;
    if !progress.panel.open {
        let why = "This panel is closed already.";
        return refused(&ctx, &at.path(), Error::Refused(why.into()));
    }
    let page = below(&progress.panel, "Close the panel").narrow();
    Ok(shell::page(&ctx, page, || {
        let rating = progress.count(ExpertState::Rating);
        let waiting = progress.asked() - rating - progress.count(ExpertState::Finished);
        let middle = match rating {
            0 => "Nobody is in the middle.".to_owned(),
            some => format!(
                "{} in the middle. The questions they have rated in full count, the others do not.",
                count(some, "expert is", "experts are")
            ),
        };
        let not_begun = match waiting {
            0 => "Everybody invited has begun.".to_owned(),
            some => format!(
                "{} not begun. Their links stop working.",
                count(some, "expert has", "experts have")
            ),
        };
        let enough = format!(
            "{} of {} rated by at least {LEAST_EXPERTS} experts, as a key needs.",
            progress.enough,
            count(progress.questions, "question is", "questions are")
        );
        view! {
            <h1>"Close “"{progress.panel.title.clone()}"”?"</h1>
            <ul><li>{middle}</li><li>{not_begun}</li><li>{enough}</li></ul>
            <p>
                "Ratings stand still from then on, and keys can be taken over. Until one is, the panel can be opened again."
            </p>
            <form method="post" action=format!("{}/close", at.path())>
                <div class="bar actions">
                    <button class="button main">"Close the panel"</button>
                    <a class="button plain" href=at.path()>"Keep it open"</a>
                </div>
            </form>
        }
    }))
}
