//! Before the trial: what it is, and what keeps the draft from being taken.

use super::{below, path};
use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::shell::{self, PageContext};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use domain::assessment::Status;
use leptos::prelude::*;
use service::FieldError;
use service::assessments::{self, Assessment};

/// `GET /assessments/{assessment}/trial`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let found = assessments::assessment(&state.service, &on)
        .await
        .map_err(|error| ctx.failure(error))?;
    if found.status != Status::Draft {
        return Ok(see_other(&path(&on)));
    }
    Ok(form(&ctx, &found, &[]))
}

/// The page, with what was in the way.
pub fn form(ctx: &PageContext, assessment: &Assessment, problems: &[FieldError]) -> Response {
    let page = below("Take it yourself", assessment).narrow();
    let page = if problems.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        let lines = problems
            .iter()
            .map(|problem| view! { <li>{problem.message.clone()}</li> })
            .collect_view();
        let problems = (!problems.is_empty()).then(|| {
            view! {
                <section class="note bad" role="alert" aria-labelledby="problems">
                    <h2 id="problems">"It cannot be taken yet"</h2>
                    <ul>{lines}</ul>
                </section>
            }
        });
        let base = format!("/assessments/{}", assessment.id);
        let tried = assessment
            .is_tried()
            .then(|| view! { <p>"It was taken in its present shape. You may take it again."</p> });
        view! {
            <h1>"Take it yourself"</h1>
            {problems}
            <p>"You get the pages that candidates get, with your own link: welcome, practice, questions, review and receipt. Nobody sees your answers, and no report is sent. Submit it at the end; then the draft can be published."</p>
            <p>"If you change questions, formats, order, words or time afterwards, take it again. Weights and rules may change without that."</p>
            {tried}
            <form method="post" action=format!("{base}/trial")>
                <div class="bar actions">
                    <button class="button main">"Start as a candidate"</button>
                    <a class="button plain" href=format!("{base}/edit")>"Back to the draft"</a>
                </div>
            </form>
        }
    })
}
