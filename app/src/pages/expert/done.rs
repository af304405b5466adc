//! The last page: thanks, and what happens now.

use super::{path, questions};
use crate::auth::AsExpert;
use crate::failure::{Answer, see_other};
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use axum::extract::State;
use leptos::prelude::*;
use service::experts::{self, Standing};

/// `GET /rate/{expert}/done`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
) -> Answer {
    let welcome = experts::welcome(&state.service, &expert)
        .await
        .map_err(|error| ctx.failure(error))?;
    let (heading, words) = match welcome.standing {
        Standing::Ready | Standing::Rating => return Ok(see_other(&path(&expert, ""))),
        Standing::Finished => ("Thank you", "Your ratings are in."),
        Standing::Closed => (
            "This panel is closed",
            "It ended before you finished. Every question you had rated in full counts.",
        ),
    };
    let page = Page::candidate(heading).job(welcome.panel.clone());
    Ok(shell::page(&ctx, page, || {
        let rated = format!(
            "You rated {} of {} in full.",
            welcome.rated,
            questions(welcome.questions)
        );
        view! {
            <h1>{heading}</h1>
            <p>{words}" "{rated}</p>
            <p>
                "They are put together with those of the other experts. Where the panel is large enough and agrees, its \
                 mean rating becomes the key; where it does not, the question is written anew. You can close this page."
            </p>
            <p class="quiet">"If you have a question, ask "{welcome.invited_by.clone()}"."</p>
        }
    }))
}
