//! Who an assessment is shared with.

use super::{Tab, below, tabs};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, ErrorSummary, Field, FieldErrors};
use axum::extract::State;
use leptos::prelude::*;
use service::Service;
use service::assessments;
use service::ports::Colleague;
use service::principal::OnAssessment;

/// `GET /assessments/{assessment}/share`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    form(
        &ctx,
        &state.service,
        &on,
        &Typed::default(),
        FieldErrors::new(),
    )
    .await
}

/// The page.
pub async fn form(
    ctx: &PageContext,
    service: &Service,
    on: &OnAssessment,
    typed: &Typed,
    errors: FieldErrors,
) -> Answer {
    let failed = |error| ctx.failure(error);
    let assessment = assessments::assessment(service, on).await.map_err(failed)?;
    let people = assessments::shared_with(service, on)
        .await
        .map_err(failed)?;
    let page = below("Sharing", &assessment).narrow();
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    Ok(shell::page(ctx, page, || {
        let base = format!("/assessments/{}/share", assessment.id);
        let owner = on.is_owner();
        let add = owner.then(|| {
            view! {
                <form method="post" action=base.clone()>
                    <Field name="email" label="E-mail of a recruiter" kind="email" required=true
                        hint="They work with it as you do, but cannot share or close it."
                        value=typed.or("email", "") error=errors.of("email")/>
                    <div class="bar actions"><button class="button main">"Share it"</button></div>
                </form>
            }
        });
        let not_owner = (!owner).then(|| {
            view! { <p class="quiet">"Its owner and administrators decide who it is shared with."</p> }
        });
        view! {
            <h1>{assessment.definition.title.clone()}</h1>
            {tabs(&assessment, Tab::Sharing)}
            <ErrorSummary errors=errors.clone()/>
            <p>{format!("{} owns it. Administrators can open every assessment.", assessment.owner_name)}</p>
            {list(people, &base, owner)}
            {not_owner}
            {add}
        }
    }))
}

fn list(people: Vec<Colleague>, base: &str, owner: bool) -> AnyView {
    if people.is_empty() {
        return view! { <Empty what="It is shared with nobody yet.">""</Empty> }.into_any();
    }
    let rows = people
        .into_iter()
        .map(|one| {
            let end = owner.then(|| {
                let label = format!("Stop sharing with {}", one.name);
                view! {
                    <form method="post" action=format!("{base}/{}/end", one.id)>
                        <button class="button plain danger" aria-label=label>"Stop sharing"</button>
                    </form>
                }
            });
            view! { <tr><th scope="row" data-label="Name">{one.name}</th><td data-label="E-mail">{one.email}</td><td data-label="">{end}</td></tr> }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Shared with">
            <table class="cards">
                <thead><tr><th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col"><span class="vis-hidden">"Action"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
