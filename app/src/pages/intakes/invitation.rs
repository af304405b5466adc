//! Pages about one invitation: its link to copy, and the question before it is taken back.

use super::{below_assessment, refused};
use crate::auth::WithAccess;
use crate::dates;
use crate::failure::Answer;
use crate::islands::CopyButton;
use crate::pages::results::OfCandidate;
use crate::shell::{self, Bundle, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::invitations::{PersonalLink, summary};
use service::{Error, Service};

/// GET …/invitations/{invitation}/revoke
pub async fn revoke(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
) -> Answer {
    let (intake, id) = ids(&ctx, &at)?;
    let (one, page) = summary(&state.service, &on, intake, id)
        .await
        .map_err(|error| ctx.failure(error))?;
    let back = at.in_intake().path();
    if !one.can_be_revoked() {
        let why = "Only an invitation that was not started can be taken back.";
        return refused(&ctx, &back, Error::Refused(why.into()));
    }
    let shown = below_assessment(
        "Take the invitation back",
        &at.assessment,
        &page.assessment_title,
    )
    .crumb(&page.intake.name, &back)
    .narrow();
    let action = format!("{back}/invitations/{}/revoke", one.id);
    Ok(shell::page(&ctx, shown, || {
        view! {
            <h1>"Take back the invitation of "{one.name.clone()}"?"</h1>
            <p>
                "The link to "{one.email.clone()}" stops working. Whoever opens it reads that the invitation was taken \
                back and whom to ask. No mail is sent. You can invite this person again later."
            </p>
            <form method="post" action=action>
                <div class="bar actions">
                    <button class="button main">"Take the invitation back"</button>
                    <a class="button plain" href=back.clone()>"Keep it"</a>
                </div>
            </form>
        }
    }))
}

/// The link, to be copied. Shown in answer to a form only: it never stands in a page's address or in a list.
pub fn link(
    ctx: &PageContext,
    service: &Service,
    at: &OfCandidate,
    found: PersonalLink,
) -> Response {
    let back = at.in_intake().path();
    let page = below_assessment("Personal link", &at.assessment, &found.assessment_title)
        .crumb(&found.intake, &back)
        .narrow()
        .islands(Bundle::Staff);
    let until = dates::date(service, found.invitation.expires_at);
    shell::page(ctx, page, || {
        view! {
            <h1>"The link of "{found.invitation.name}</h1>
            <Notice tone=Tone::Care>
                "Whoever has this link can answer in this person's name. Pass it on to "{found.invitation.email}" only. \
                The audit log notes that you looked at it."
            </Notice>
            <div class="field">
                <label for="f-link">"Personal link"</label>
                <p class="hint" id="f-link-hint">"It works until "{until}". A new link makes it worthless."</p>
                <input id="f-link" type="text" readonly value=found.url aria-describedby="f-link-hint"/>
            </div>
            <CopyButton field="f-link".to_owned() label="Copy".to_owned() copied="Copied.".to_owned()
                selected="The link is selected: copy it with the keyboard or the menu.".to_owned()/>
            <p><a class="button" href=back.clone()>"Back to the intake"</a></p>
        }
    })
}

/// The ids in the path.
pub fn ids(
    ctx: &PageContext,
    at: &OfCandidate,
) -> Result<(domain::ids::IntakeId, domain::ids::InvitationId), crate::failure::Failure> {
    let intake = at.in_intake().id().map_err(|error| ctx.failure(error))?;
    let invitation = at.id().map_err(|error| ctx.failure(error))?;
    Ok((intake, invitation))
}
