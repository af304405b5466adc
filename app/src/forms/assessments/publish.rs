//! The publish form: it saves what it says about the job, and publishes when that was asked for.

use super::draft::{contact, incomplete, needs, refusal, revision};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::forms::typed::Typed;
use crate::pages::assessments::form_state::FormState;
use crate::pages::assessments::{self as pages, publish as page};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::State;
use domain::assessment::Purpose;
use service::Error;
use service::assessments::{self, Edit, Job, Publish};
use service::banks::by_code;

/// `POST /assessments/{assessment}/publish`
pub async fn publish(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let edit = Edit::Job(job(&typed).ok_or_else(|| failed(incomplete()))?);
    let purpose: Option<Purpose> = typed.get("purpose").and_then(by_code);
    let saved = assessments::save(service, &on, revision(&typed), edit.clone()).await;
    let error = match saved {
        Ok(_) if typed.get("then") != Some("publish") => {
            let path = format!("{}/publish", pages::path(&on));
            return Ok(see_other_saying(
                &path,
                Tone::Good,
                "Your answers are saved. Nothing is published yet.",
            ));
        }
        Ok(saved) => {
            let Some(purpose) = purpose else {
                let error = Error::field("purpose", "Say what it is published for.");
                return again(&ctx, &state, &on, &edit, typed, error).await;
            };
            let acknowledged = typed.all("acknowledge").filter_map(by_code).collect();
            let decision = Publish {
                revision: saved.revision,
                purpose,
                acknowledged,
            };
            match assessments::publish(service, &on, decision).await {
                Ok(()) => {
                    let words = "It is published. Make an intake and invite people.";
                    return Ok(see_other_saying(&pages::path(&on), Tone::Good, words));
                }
                Err(Error::Refused(why)) => Error::field("questions", why),
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    again(&ctx, &state, &on, &edit, typed, error).await
}

async fn again(
    ctx: &PageContext,
    state: &AppState,
    on: &service::principal::OnAssessment,
    edit: &Edit,
    typed: Typed,
    error: Error,
) -> Answer {
    let refusal = refusal(ctx, &state.service, on, edit, typed, error).await?;
    let ready = assessments::readiness(&state.service, on)
        .await
        .map_err(|error| ctx.failure(error))?;
    // Valid answers were saved before publishing was refused: the form goes on from there.
    let saved = refusal.draft.assessment.definition == ready.draft.assessment.definition;
    let revision = if saved {
        ready.draft.assessment.revision
    } else {
        refusal.revision
    };
    Ok(page::form(
        ctx,
        &ready,
        &FormState {
            revision,
            ..refusal
        },
    ))
}

fn job(typed: &Typed) -> Option<Job> {
    Some(Job {
        job_title: typed.get("job_title")?.to_owned(),
        tasks: typed.or("tasks", ""),
        needs: needs(typed)?,
        contact: contact(typed),
        help_rule: typed.or("help_rule", ""),
        retake_rule: typed.or("retake_rule", ""),
    })
}
