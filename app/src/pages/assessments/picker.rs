//! Choosing questions for a draft: search, filter, tick several, add them.

use super::{Tab, below, tabs};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::pages::banks::filter::{FilterQuery, Offer, toolbar};
use crate::pages::banks::rows;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{Empty, ErrorSummary, FieldErrors, Notice, Pagination, Tone, field_id};
use axum::extract::{Query, State};
use domain::assessment::Status;
use leptos::prelude::*;
use service::assessments;
use service::banks;
use service::principal::OnAssessment;
use service::{Error, Service};

/// `GET /assessments/{assessment}/questions`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Query(query): Query<FilterQuery>,
) -> Answer {
    answer(&ctx, &state.service, &on, query, FieldErrors::new()).await
}

/// The page, with what was wrong with the last choice.
pub async fn answer(
    ctx: &PageContext,
    service: &Service,
    on: &OnAssessment,
    query: FilterQuery,
    errors: FieldErrors,
) -> Answer {
    let failed = |error: Error| ctx.failure(error);
    let assessment = assessments::assessment(service, on).await.map_err(failed)?;
    if assessment.status != Status::Draft {
        return Ok(crate::failure::see_other(&format!(
            "{}/edit",
            super::path(on)
        )));
    }
    let recruiter = on.recruiter();
    let banks = banks::banks(service, recruiter).await.map_err(failed)?;
    let sectors = banks::sectors(service, recruiter).await.map_err(failed)?;
    let found = banks::search(service, recruiter, &query.filter(), query.page())
        .await
        .map_err(failed)?;
    let path = format!("{}/questions", super::path(on));
    let page = below("Add questions", &assessment);
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    Ok(shell::page(ctx, page, || {
        let chosen: Vec<_> = assessment
            .definition
            .questions
            .iter()
            .map(|one| one.version)
            .collect();
        let count = match chosen.len() {
            0 => "None chosen yet.".to_owned(),
            1 => "1 question chosen.".to_owned(),
            more => format!("{more} questions chosen."),
        };
        let tick = |listed: &banks::Listed| {
            if chosen.contains(&listed.version.id) {
                return Some(view! { <span class="tag on">"chosen"</span> }.into_any());
            }
            let label = format!("Choose {}", listed.version.question.title);
            let id = listed.version.id.to_string();
            Some(view! { <input type="checkbox" name="add" value=id aria-label=label/> }.into_any())
        };
        let action = format!("{}{}", query.link(&path), query.page());
        let list = if found.total == 0 {
            let what = "No question fits. Take a filter away or use other words.";
            view! { <Empty what=what>""</Empty> }.into_any()
        } else {
            view! {
                <form method="post" action=action id=field_id("add")>
                    <div class="bar actions">
                        <button class="button main">"Add the ticked questions"</button>
                        <a class="button" href=format!("/assessments/{}/edit", assessment.id)>"Back to the draft"</a>
                        <span class="quiet">{count}</span>
                    </div>
                    {rows("Questions to choose from", found.questions, Some("Choose"), tick)}
                    <div class="bar actions gap"><button class="button">"Add the ticked questions"</button></div>
                </form>
                <Pagination current=query.page() pages=found.pages link=query.link(&path)/>
            }
            .into_any()
        };
        let several = (found.pages > 1).then(|| {
            view! { <Notice tone=Tone::Info><p>"Add what you ticked before you turn the page."</p></Notice> }
        });
        view! {
            <h1>"Add questions"</h1>
            {tabs(&assessment, Tab::Questions)}
            <ErrorSummary errors/>
            {toolbar(&path, &query, Offer { sectors, banks })}
            {several}
            {list}
        }
    }))
}
