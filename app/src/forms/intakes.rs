//! What the forms about intakes do.

use crate::auth::WithAccess;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::pages::intakes::{edit as pages, refused};
use crate::pages::results::InIntake;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::Form;
use axum::extract::{Path, State};
use serde::Deserialize;
use service::Error;
use service::intakes::{self, IntakeFields};

/// An intake as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IntakeForm {
    pub name: String,
    pub site: String,
    pub hiring_manager: String,
    pub opens_on: String,
    pub closes_on: String,
}

impl IntakeForm {
    fn fields(&self) -> IntakeFields {
        IntakeFields {
            name: self.name.clone(),
            site: self.site.clone(),
            hiring_manager: self.hiring_manager.clone(),
            opens_on: self.opens_on.clone(),
            closes_on: self.closes_on.clone(),
        }
    }
}

/// POST /assessments/{assessment}/intakes/new
pub async fn create(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Form(form): Form<IntakeForm>,
) -> Answer {
    let above = format!("/assessments/{}", on.assessment());
    match intakes::create(&state.service, &on, &form.fields()).await {
        Ok(id) => Ok(see_other(&format!("{above}/intakes/{id}"))),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let title = intakes::may_create(&state.service, &on)
                .await
                .map_err(|error| ctx.failure(error))?;
            Ok(pages::new_form(
                &ctx,
                &on.assessment().to_string(),
                &title,
                form,
                errors,
            ))
        }
        Err(error) => refused(&ctx, &above, error),
    }
}

/// POST …/intakes/{intake}/edit
pub async fn edit(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    Form(form): Form<IntakeForm>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    match intakes::edit(&state.service, &on, id, &form.fields()).await {
        Ok(()) => Ok(see_other_saying(
            &at.path(),
            Tone::Good,
            "The changes are saved.",
        )),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let page = intakes::page(&state.service, &on, id)
                .await
                .map_err(|error| ctx.failure(error))?;
            Ok(pages::edit_form(
                &ctx,
                &at,
                &page.assessment_title,
                &page.intake.name,
                form,
                errors,
            ))
        }
        Err(error) => refused(&ctx, &at.path(), error),
    }
}

/// POST …/close
pub async fn close(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    match intakes::close(&state.service, &on, id).await {
        Ok(()) => {
            let words = "The intake is closed. Its ranking is frozen.";
            Ok(see_other_saying(
                &format!("{}/ranking", at.path()),
                Tone::Good,
                words,
            ))
        }
        Err(error) => refused(&ctx, &at.path(), error),
    }
}
