//! What the forms about assessments do.

mod draft;
mod keys;
mod publish;

pub use draft::{add, save_selection, save_settings};
pub use keys::adopt_keys;
pub use publish::publish;

use crate::auth::{AsRecruiter, WithAccess};
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::pages::assessments as pages;
use crate::pages::intakes::refused;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, State};
use service::Error;
use service::assessments::{self, New};

/// `POST /assessments/new`
pub async fn create(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    typed: Typed,
) -> Answer {
    let new = New {
        title: typed.or("title", ""),
        job_title: typed.or("job_title", ""),
    };
    let made = match typed.or("blueprint", "").as_str() {
        "" => assessments::create(&state.service, &recruiter, new)
            .await
            .map(|id| see_other(&format!("/assessments/{id}/edit"))),
        blueprint => assessments::create_from(&state.service, &recruiter, new, blueprint)
            .await
            .map(|(id, blueprint)| {
                let words = format!(
                    "Started from “{}”: {} questions, about {} minutes. Change what you like.",
                    blueprint.title, blueprint.count, blueprint.minutes
                );
                see_other_saying(&format!("/assessments/{id}/edit"), Tone::Good, &words)
            }),
    };
    match made {
        Ok(response) => Ok(response),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            pages::new::form(&ctx, &state, &recruiter, &typed, field_errors(&errors)).await
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /assessments/{assessment}/trial`
pub async fn start_trial(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    match assessments::start_trial(&state.service, &on).await {
        Ok(path) => Ok(see_other(&path)),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let found = assessments::assessment(&state.service, &on).await;
            let found = found.map_err(|error| ctx.failure(error))?;
            Ok(pages::trial::form(&ctx, &found, &errors))
        }
        Err(error) => refused(&ctx, &pages::path(&on), error),
    }
}

/// `POST /assessments/{assessment}/share`
pub async fn share(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    typed: Typed,
) -> Answer {
    let path = format!("{}/share", pages::path(&on));
    match assessments::share(&state.service, &on, typed.get("email").unwrap_or_default()).await {
        Ok(name) => Ok(see_other_saying(
            &path,
            Tone::Good,
            &format!("{name} can work with it now."),
        )),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            pages::share::form(&ctx, &state.service, &on, &typed, field_errors(&errors)).await
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /assessments/{assessment}/share/{account}/end`
pub async fn unshare(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path((_, account)): Path<(String, String)>,
) -> Answer {
    let account = account.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let done = assessments::unshare(&state.service, &on, account).await;
    done.map_err(|error| ctx.failure(error))?;
    let path = format!("{}/share", pages::path(&on));
    Ok(see_other_saying(
        &path,
        Tone::Good,
        "It is not shared with them any more.",
    ))
}

/// `POST /assessments/{assessment}/duplicate`
pub async fn duplicate(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    typed: Typed,
) -> Answer {
    match assessments::duplicate(&state.service, &on, typed.get("title").unwrap_or_default()).await
    {
        Ok(id) => {
            let words = "This is the new draft. The one it was made from stays as it is.";
            Ok(see_other_saying(
                &format!("/assessments/{id}/edit"),
                Tone::Good,
                words,
            ))
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let found = assessments::assessment(&state.service, &on).await;
            let found = found.map_err(|error| ctx.failure(error))?;
            Ok(pages::duplicate::form(
                &ctx,
                &found,
                &typed,
                field_errors(&errors),
            ))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /assessments/{assessment}/close`
pub async fn close(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let path = pages::path(&on);
    match assessments::close(&state.service, &on).await {
        Ok(()) => Ok(see_other_saying(
            &path,
            Tone::Good,
            "The assessment is closed.",
        )),
        Err(error) => refused(&ctx, &path, error),
    }
}
