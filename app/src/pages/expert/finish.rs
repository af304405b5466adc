//! Before the end: what is rated, what is not, and what finishing does.

use super::{elsewhere, path, questions};
use crate::auth::AsExpert;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::State;
use leptos::prelude::*;
use service::experts::{self, Closing};
use service::principal::Expert;

/// `GET /rate/{expert}/finish`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsExpert(expert): AsExpert,
) -> Answer {
    if let Some(response) = elsewhere(&expert) {
        return Ok(response);
    }
    let closing = experts::closing(&state.service, &expert)
        .await
        .map_err(|error| ctx.failure(error))?;
    let page = Page::candidate("Finish").job(closing.panel.clone());
    Ok(shell::page(&ctx, page, || view(&expert, &closing)))
}

fn view(expert: &Expert, closing: &Closing) -> AnyView {
    let first = closing.open.first().copied();
    let open = (!closing.open.is_empty()).then(|| {
        let links = closing
            .open
            .iter()
            .map(|number| {
                let href = path(expert, &format!("q/{number}"));
                view! { <li><a href=href>{*number}<span class="vis-hidden">", not rated in full"</span></a></li> }
            })
            .collect_view();
        let words = format!(
            "{} not rated in full. They count without you if you finish now.",
            if closing.open.len() == 1 { "1 question is".to_owned() } else { format!("{} questions are", closing.open.len()) }
        );
        view! {
            <Notice tone=Tone::Info><p>{words}</p></Notice>
            <nav class="gap" aria-label="Questions that are left"><ol class="steps">{links}</ol></nav>
        }
    });
    let back = first.unwrap_or(1);
    let back = path(expert, &format!("q/{back}"));
    let end = if closing.rated == 0 {
        view! { <p>"Rate at least one question before you finish."</p> }.into_any()
    } else {
        view! {
            <p>"After that nothing can be changed any more."</p>
            <form method="post">
                <div class="bar actions">
                    <button class="button main">"Finish and hand in my ratings"</button>
                    <a class="button" href=back.clone()>"Back to the questions"</a>
                </div>
            </form>
        }
        .into_any()
    };
    let lone = (closing.rated == 0)
        .then(|| view! { <p><a class="button main" href=back>"To the questions"</a></p> });
    view! {
        <h1>"Finish"</h1>
        <p>{format!("You have rated {} in full.", questions(closing.rated))}</p>
        {open}
        {end}
        {lone}
    }
    .into_any()
}
