//! Adopting other keys for a published assessment.

use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::pages::assessments::keys::{adopt as page, choices, path};
use crate::pages::intakes::refused;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::{FieldErrors, Tone};
use axum::extract::State;
use service::Error;
use service::rescoring::{self, Adopt};

/// `POST /assessments/{assessment}/keys/adopt`
pub async fn adopt_keys(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let wanted = Adopt {
        state: typed.or("state", ""),
        choices: choices(&typed).unwrap_or_default(),
        reason: typed.or("reason", ""),
    };
    let (errors, conflict) = match rescoring::adopt(service, &on, wanted.clone()).await {
        Ok(()) => {
            let words = "The keys are adopted. Scores and rankings follow in the next minutes.";
            return Ok(see_other_saying(&path(&on), Tone::Good, words));
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => (field_errors(&errors), None),
        Err(Error::Conflict(words)) if !ctx.wants_json => (FieldErrors::new(), Some(words)),
        Err(error) => return refused(&ctx, &path(&on), error),
    };
    // As it stands now, with the reason that was typed.
    match rescoring::to_adopt(service, &on, &wanted.choices).await {
        Ok(plan) => Ok(page::form(&ctx, &on, &plan, &typed, errors, conflict)),
        Err(error) => {
            let error = conflict.map_or(error, Error::Conflict);
            refused(&ctx, &path(&on), error)
        }
    }
}
