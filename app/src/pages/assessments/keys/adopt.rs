//! What adopting other keys will do, asked before it is done.

use super::{choices, count, hidden, nothing, query};
use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::forms::typed::Typed;
use crate::pages::assessments::below;
use crate::pages::intakes::refused;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, FieldErrors, Notice, TextArea, Tone};
use axum::extract::{Query, State};
use axum::response::Response;
use leptos::prelude::*;
use service::principal::OnAssessment;
use service::rescoring::{self, Planned, REASON_TO};

/// `GET /assessments/{assessment}/keys/adopt?key-2=…`: the newest keys when none is named.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let keys = rescoring::keys(&state.service, &on).await;
    let Some(keys) = keys.map_err(|error| ctx.failure(error))? else {
        return Ok(see_other(&crate::pages::assessments::path(&on)));
    };
    let chosen = choices(&Typed::from_iter(asked));
    if chosen.is_none() && keys.newest().is_empty() {
        let page = below("Adopt other keys", &keys.assessment);
        return Ok(shell::page(&ctx, page, || {
            view! { <h1>"Adopt other keys"</h1>{nothing(&keys)} }
        }));
    }
    let chosen = chosen.unwrap_or_else(|| keys.newest());
    match rescoring::to_adopt(&state.service, &on, &chosen).await {
        Ok(plan) => Ok(form(
            &ctx,
            &on,
            &plan,
            &Typed::default(),
            FieldErrors::new(),
            None,
        )),
        Err(error) => refused(&ctx, &super::path(&on), error),
    }
}

/// The form, with what was typed, and the sentence of a conflict.
pub fn form(
    ctx: &PageContext,
    on: &OnAssessment,
    plan: &Planned,
    typed: &Typed,
    errors: FieldErrors,
    conflict: Option<String>,
) -> Response {
    let path = super::path(on);
    let page = below("Adopt other keys", &plan.keys.assessment)
        .narrow()
        .crumb("Newer keys", path.clone());
    let page = if errors.is_empty() && conflict.is_none() {
        page
    } else {
        page.invalid()
    };
    let keys = count(plan.chosen.len(), "other key", "other keys");
    let people = usize::try_from(plan.to_follow).unwrap_or(0);
    shell::page(ctx, page, || {
        let list = plan
            .chosen
            .iter()
            .map(|one| {
                let words = format!(
                    "Question {}, “{}”: the key of version {} instead of {}",
                    one.number, one.title, one.to, one.from
                );
                view! { <li>{words}</li> }
            })
            .collect_view();
        let dry_run = format!("{path}/dry-run?{}", query(&plan.chosen));
        let conflict = conflict.clone().map(|words| {
            let href = dry_run.clone();
            view! {
                <Notice tone=Tone::Care live=true>
                    <p>{words} " " <a href=href>"Look at the dry run as it is now"</a></p>
                </Notice>
            }
        });
        view! {
            <h1>{format!("Adopt {keys}?")}</h1>
            {conflict}
            <ErrorSummary errors=errors.clone()/>
            <ul>{list}</ul>
            <h2>"What that does"</h2>
            <ul>
                <li>{format!("{} in open intakes will be scored by these keys: ended ones in the next minutes, others at their \
                    end. The ranking of each open intake is made again.", count(people, "attempt", "attempts"))}</li>
                <li>"Every earlier score card stays on record, with its ledger. Reports that were made stay as they are."</li>
                <li>"Closed intakes keep their scores, their final ranking and their decisions."</li>
                <li>"Decisions made in open intakes stand. They cite the ranking they rest on; look at them again yourself."</li>
                <li>"What people are asked stays the same, and so do weights and limits of time."</li>
                <li>"The log names you and your reason. You can go back to an earlier key in the same way."</li>
            </ul>
            <form method="post" action=format!("{path}/adopt")>
                <input type="hidden" name="state" value=plan.keys.state.clone()/>
                {hidden(&plan.chosen)}
                <TextArea name="reason" label="Why this is the better key" rows=4 required=true value=typed.or("reason", "")
                    maxlength=u32::try_from(REASON_TO).unwrap_or(u32::MAX) error=errors.of("reason")
                    hint="What the key rests on, not who gains from it. Kept with your name, beside every new score."/>
                <div class="bar actions">
                    <button class="button main">{format!("Adopt {keys} and score again")}</button>
                    <a class="button plain" href=dry_run>"Back to the dry run"</a>
                </div>
            </form>
        }
    })
}
