//! A new intake, and changing one: names and days.

use super::{below_assessment, field_errors, refused};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::forms::intakes::IntakeForm;
use crate::pages::results::InIntake;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::FieldError;
use service::intakes::{self, Stage};

/// GET /assessments/{assessment}/intakes/new
pub async fn create(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
) -> Answer {
    let assessment = on.assessment().to_string();
    match intakes::may_create(&state.service, &on).await {
        Ok(title) => Ok(new_form(
            &ctx,
            &assessment,
            &title,
            IntakeForm::default(),
            Vec::new(),
        )),
        Err(error) => refused(&ctx, &format!("/assessments/{assessment}"), error),
    }
}

/// GET …/intakes/{intake}/edit
pub async fn edit(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let page = intakes::page(&state.service, &on, id)
        .await
        .map_err(|error| ctx.failure(error))?;
    if page.intake.stage == Stage::Closed {
        let why = "This intake is closed and cannot be changed.";
        return refused(&ctx, &at.path(), service::Error::Refused(why.into()));
    }
    let day = |at: Option<_>| {
        at.map(|at| intakes::day(&state.service, at))
            .unwrap_or_default()
    };
    let values = IntakeForm {
        name: page.intake.name.clone(),
        site: page.intake.site.clone(),
        hiring_manager: page.intake.hiring_manager.clone(),
        opens_on: day(page.intake.opens_at),
        closes_on: day(page.intake.closes_at),
    };
    Ok(edit_form(
        &ctx,
        &at,
        &page.assessment_title,
        &page.intake.name,
        values,
        Vec::new(),
    ))
}

/// The form for a new intake, with what was typed and what to mend.
pub fn new_form(
    ctx: &PageContext,
    assessment: &str,
    assessment_title: &str,
    values: IntakeForm,
    errors: Vec<FieldError>,
) -> Response {
    let mut page = below_assessment("New intake", assessment, assessment_title).narrow();
    if !errors.is_empty() {
        page = page.invalid();
    }
    let (action, back) = (
        format!("/assessments/{assessment}/intakes/new"),
        format!("/assessments/{assessment}"),
    );
    shell::page(ctx, page, || {
        view! {
            <h1>"New intake"</h1>
            <p>
                "An intake is one hiring round. People are invited to it and ranked within it; closing it freezes its \
                ranking."
            </p>
            {form(action, "Create the intake", back, values, errors)}
        }
    })
}

/// The form for an intake that is there, with what was typed and what to mend.
pub fn edit_form(
    ctx: &PageContext,
    at: &InIntake,
    assessment_title: &str,
    intake: &str,
    values: IntakeForm,
    errors: Vec<FieldError>,
) -> Response {
    let mut page = below_assessment("Change the intake", &at.assessment, assessment_title)
        .crumb(intake, at.path())
        .narrow();
    if !errors.is_empty() {
        page = page.invalid();
    }
    let (action, back) = (format!("{}/edit", at.path()), at.path());
    shell::page(ctx, page, || {
        view! {
            <h1>"Change the intake"</h1>
            <p>
                "A later last day also moves the links that ran until the old one. An earlier one shortens all links that \
                ran longer. Nobody is written to: tell the people yourself."
            </p>
            {form(action, "Save the changes", back, values, errors)}
        }
    })
}

fn form(
    action: String,
    button: &'static str,
    back: String,
    values: IntakeForm,
    errors: Vec<FieldError>,
) -> AnyView {
    let errors = field_errors(errors);
    let of = |field: &str| errors.of(field);
    view! {
        <ErrorSummary errors=errors.clone()/>
        <form method="post" action=action>
            <Field name="name" label="Name" value=values.name hint="Such as “Spring 2027”. Candidates do not see it."
                error=of("name") required=true maxlength=120/>
            <Field name="site" label="Site (optional)" value=values.site hint="Where the people will work."
                error=of("site") maxlength=120/>
            <Field name="hiring_manager" label="Hiring manager (optional)" value=values.hiring_manager
                error=of("hiring_manager") maxlength=120/>
            <Field name="opens_on" label="First day (optional)" kind="date" value=values.opens_on
                hint="Nobody can start before. Without one, people can start as soon as they have their link."
                error=of("opens_on")/>
            <Field name="closes_on" label="Last day (optional)" kind="date" value=values.closes_on
                hint="Until midnight. Without one, the intake is open until you close it." error=of("closes_on")/>
            <div class="bar actions">
                <button class="button main">{button}</button>
                <a class="button plain" href=back>"Back without saving"</a>
            </div>
        </form>
    }
    .into_any()
}
