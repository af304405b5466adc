//! A new panel: what for, and which questions of the bank.

use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::pages::banks::{about, keys};
use crate::pages::candidate::minutes;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, ErrorSummary, Field, FieldErrors, Notice, TextArea, Tone, field_id};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::panel::LEAST_EXPERTS;
use leptos::prelude::*;
use service::panels::{self, Offer};
use std::collections::BTreeSet;

/// `GET /banks/{bank}/panels/new`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
) -> Answer {
    let offer = panels::offer(&state.service, &admin, &bank)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(form(&ctx, offer, &Typed::default(), FieldErrors::new()))
}

/// The form, with what was typed and what to mend.
pub fn form(ctx: &PageContext, offer: Offer, typed: &Typed, errors: FieldErrors) -> Response {
    let page = Page::staff("New expert panel", Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&offer.bank_title, format!("/banks/{}", offer.bank));
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || view(&offer, typed, errors))
}

fn view(offer: &Offer, typed: &Typed, errors: FieldErrors) -> AnyView {
    if offer.questions.is_empty() {
        return view! {
            <h1>"New expert panel"</h1>
            <Empty what="This bank holds no question to ask about.">""</Empty>
        }
        .into_any();
    }
    let words = format!(
        "At least {LEAST_EXPERTS} experts must rate a question before its key can be taken over; ten to fifteen leave \
         room for those who do not finish. All {} questions usually take one expert {}.",
        offer.questions.len(),
        minutes(offer.minutes)
    );
    view! {
        <h1>"New expert panel"</h1>
        <p>
            "People who know the work rate every reply of the questions you choose: blind, alone, in an order of their \
            own. Where they agree, their mean rating can replace the present key."
        </p>
        <Notice tone=Tone::Info><p>{words}</p></Notice>
        <ErrorSummary errors=errors.clone()/>
        <form method="post" class="gap">
            <Field name="title" label="Name of the panel" hint="Experts see it. Such as “Customer care, spring 2026”."
                value=typed.or("title", "") error=errors.of("title") required=true maxlength=120/>
            <TextArea name="purpose" label="What the key will be used for" rows=4
                hint="Experts read it before they begin, and the dossier prints it. Such as the job and the decisions that answers will inform."
                value=typed.or("purpose", "") error=errors.of("purpose") required=true maxlength=2000/>
            {table(offer, typed, &errors)}
            <div class="bar actions">
                <button class="button main">"Start the panel and invite experts"</button>
                <a class="button plain" href=format!("/banks/{}", offer.bank)>"Back"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Every question with a box; all are ticked at first.
fn table(offer: &Offer, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let chosen: BTreeSet<&str> = typed.all("question").collect();
    let fresh = *typed == Typed::default();
    let error = errors
        .of("questions")
        .map(|error| view! { <p class="error">{error}</p> });
    let rows = (0..)
        .zip(&offer.questions)
        .map(|(at, version)| {
            let id = version.id.to_string();
            let ticked = fresh || chosen.contains(id.as_str());
            let field = (at == 0).then(|| field_id("questions"));
            let label = format!("Ask about {}", version.question.title);
            let href = format!("/banks/{}/questions/{id}", offer.bank);
            view! {
                <tr>
                    <td data-label="Ask">
                        <input type="checkbox" id=field name="question" value=id.clone() checked=ticked aria-label=label/>
                    </td>
                    <th scope="row" data-label="Question"><a href=href>{version.question.title.clone()}</a></th>
                    <td data-label="Measures">{about(&version.question)}</td>
                    <td data-label="Present key">{keys(&version.key)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>"Questions to ask about"</legend>
            {error}
            <div class="card scroll tall" tabindex="0" role="region" aria-label="Questions">
                <table class="cards">
                    <thead><tr>
                        <th scope="col">"Ask"</th><th scope="col">"Question"</th><th scope="col">"Measures"</th>
                        <th scope="col">"Present key"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </fieldset>
    }
    .into_any()
}
