//! A new draft made from an assessment.

use super::below;
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors};
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use service::assessments::{self, Assessment};

/// `GET /assessments/{assessment}/duplicate`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let found = assessments::assessment(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(form(&ctx, &found, &Typed::default(), FieldErrors::new()))
}

/// The form.
pub fn form(
    ctx: &PageContext,
    assessment: &Assessment,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let page = below("Duplicate", assessment).narrow();
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        let base = format!("/assessments/{}", assessment.id);
        let title: String = format!("Copy of {}", assessment.definition.title)
            .chars()
            .take(120)
            .collect();
        view! {
            <h1>"Duplicate this assessment"</h1>
            <ErrorSummary errors=errors.clone()/>
            <p>"You get a new draft with the same questions, weights and settings. It belongs to you and is shared with nobody. This one stays as it is."</p>
            <form method="post" action=format!("{base}/duplicate")>
                <Field name="title" label="Title of the new draft" value=typed.or("title", title) error=errors.of("title")
                    required=true maxlength=120/>
                <div class="bar actions">
                    <button class="button main">"Make the new draft"</button>
                    <a class="button plain" href=base.clone()>"Back"</a>
                </div>
            </form>
        }
    })
}
