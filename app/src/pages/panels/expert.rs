//! Pages about one expert: the link to copy, and the question before they are taken out.

use super::{OfExpert, below};
use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::islands::CopyButton;
use crate::shell::{self, Bundle, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors, Notice, Tone};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::panels::{self, ExpertLine, ExpertLink, Panel};

/// `GET …/experts/{expert}/revoke`.
pub async fn revoke(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<OfExpert>,
) -> Answer {
    let read = async {
        let (panel, expert) = at.ids()?;
        panels::expert(&state.service, &admin, panel, expert).await
    };
    let (panel, one) = read.await.map_err(|error| ctx.failure(error))?;
    Ok(ask(&ctx, &panel, one, "", FieldErrors::new()))
}

/// The question, with what was typed and what to mend.
pub fn ask(
    ctx: &PageContext,
    panel: &Panel,
    one: ExpertLine,
    reason: &str,
    errors: FieldErrors,
) -> Response {
    let page = below(panel, "Take an expert out").narrow();
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    let back = format!("/panels/{}", panel.id);
    let action = format!("{back}/experts/{}/revoke", one.id);
    let reason = reason.to_owned();
    shell::page(ctx, page, move || {
        view! {
            <ErrorSummary errors=errors.clone()/>
            <h1>"Take "{one.name.clone()}" out?"</h1>
            <p>
                "The link to "{one.email.clone()}" stops working. What they rated is kept, but counts no more. This \
                cannot be undone, and no mail is sent."
            </p>
            <p>
                "A panel is only worth something if nobody is taken out for what they rated. Say why; the dossier prints \
                the reason without the name."
            </p>
            <form method="post" action=action>
                <Field name="reason" label="Reason" value=reason error=errors.of("reason") required=true maxlength=300
                    hint="Such as “asked to be taken out” or “helped to write the questions”."/>
                <div class="bar actions">
                    <button class="button main">"Take them out"</button>
                    <a class="button plain" href=back>"Keep them"</a>
                </div>
            </form>
        }
    })
}

/// The link, to be copied. Shown in answer to a form only: it never stands in a page's address or in a list.
pub fn link(ctx: &PageContext, found: ExpertLink) -> Response {
    let back = format!("/panels/{}", found.panel.id);
    let page = below(&found.panel, "Personal link")
        .narrow()
        .islands(Bundle::Staff);
    shell::page(ctx, page, || {
        view! {
            <h1>"The link of "{found.expert.name}</h1>
            <Notice tone=Tone::Care>
                "Whoever has this link can rate in this expert's name. Pass it on to "{found.expert.email}" only. The audit \
                log notes that you looked at it."
            </Notice>
            <div class="field">
                <label for="f-link">"Personal link"</label>
                <p class="hint" id="f-link-hint">"It works until the panel is closed. A new link makes it worthless."</p>
                <input id="f-link" type="text" readonly value=found.url aria-describedby="f-link-hint"/>
            </div>
            <CopyButton field="f-link".to_owned() label="Copy".to_owned() copied="Copied.".to_owned()
                selected="The link is selected: copy it with the keyboard or the menu.".to_owned()/>
            <p><a class="button" href=back>"Back to the panel"</a></p>
        }
    })
}
