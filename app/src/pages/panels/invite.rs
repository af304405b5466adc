//! Inviting experts: one, a pasted list or a CSV file, and the preview of what a list would do.

use super::{InPanel, below};
use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::pages::intakes::invite::{Typed, view};
use crate::pages::intakes::{preview as people, refused};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::panel::LEAST_EXPERTS;
use leptos::prelude::*;
use service::FieldError;
use service::invitations::Preview;
use service::panels::{Panel, may_invite};

/// `GET /panels/{panel}/invite`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    match may_invite(&state.service, &admin, id).await {
        Ok(panel) => Ok(form(&ctx, &panel, Typed::default(), Vec::new())),
        Err(error) => refused(&ctx, &at.path(), error),
    }
}

/// The three ways to say whom, with what was typed and what to mend.
pub fn form(ctx: &PageContext, panel: &Panel, typed: Typed, errors: Vec<FieldError>) -> Response {
    let mut page = below(panel, "Invite experts").narrow();
    if !errors.is_empty() {
        page = page.invalid();
    }
    let action = format!("/panels/{}/invite", panel.id);
    shell::page(ctx, page, || {
        let words = format!(
            "A key can be taken over for a question only when at least {LEAST_EXPERTS} experts have rated it. Invite a \
             few more: not everybody finishes. Choose people who know the work and did not write the questions."
        );
        view! {
            <Notice tone=Tone::Info><p>{words}</p></Notice>
            {view(&action, "200", typed, errors)}
        }
    })
}

/// A list, told apart, and the buttons that send.
pub fn preview(ctx: &PageContext, panel: &Panel, found: &Preview) -> Response {
    let path = format!("/panels/{}", panel.id);
    let page = below(panel, "Check the list").crumb("Invite experts", format!("{path}/invite"));
    shell::page(ctx, page, || people::view(&path, found))
}
