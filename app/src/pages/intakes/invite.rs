//! Inviting: one person, a pasted list or a CSV file. All three lead to the preview; nothing is sent from here.

use super::{below_assessment, field_errors, refused};
use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::pages::results::InIntake;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, TextArea};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::FieldError;
use service::intakes::IntakePage;
use service::invitations::may_invite;

/// What was typed, to come back with the errors. A chosen file cannot come back.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub name: String,
    pub email: String,
    pub people: String,
}

/// GET …/invite
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    match may_invite(&state.service, &on, id).await {
        Ok(intake) => Ok(form(&ctx, &at, &intake, Typed::default(), Vec::new())),
        Err(error) => refused(&ctx, &at.path(), error),
    }
}

/// The three ways to say whom, with what was typed and what to mend.
pub fn form(
    ctx: &PageContext,
    at: &InIntake,
    intake: &IntakePage,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Response {
    let mut page = below_assessment("Invite people", &at.assessment, &intake.assessment_title)
        .crumb(&intake.intake.name, at.path())
        .narrow();
    if !errors.is_empty() {
        page = page.invalid();
    }
    shell::page(ctx, page, || {
        view(&format!("{}/invite", at.path()), "10,000", typed, errors)
    })
}

/// The three forms; they lead to `action`. `most` says how many rows a file may have.
pub fn view(action: &str, most: &str, typed: Typed, errors: Vec<FieldError>) -> AnyView {
    let errors = field_errors(errors);
    let of = |field: &str| errors.of(field);
    let action = action.to_owned();
    view! {
        <h1>"Invite people"</h1>
        <p>"Choose one way. You see who will be invited before anything is sent."</p>
        <ErrorSummary errors=errors.clone()/>
        <div class="stack">
            <form method="post" action=action.clone() enctype="multipart/form-data" class="card">
                <h2>"One person"</h2>
                <Field name="name" label="Name" value=typed.name error=of("name") maxlength=200/>
                <Field name="email" label="E-mail" kind="email" value=typed.email error=of("email") required=true
                    maxlength=254/>
                <button class="button main">"Preview the invitation"</button>
            </form>
            <form method="post" action=action.clone() enctype="multipart/form-data" class="card">
                <h2>"Paste a list"</h2>
                <TextArea name="people" label="People, one a line" value=typed.people rows=8 error=of("people")
                    required=true
                    hint="Such as “Ana Ruiz <ana@example.org>”, “Ana Ruiz, ana@example.org”, or cells copied from a spreadsheet."/>
                <button class="button">"Preview the list"</button>
            </form>
            <form method="post" action=action enctype="multipart/form-data" class="card">
                <h2>"Choose a CSV file"</h2>
                <Field name="file" label="File" kind="file" error=of("file") required=true
                    hint=format!("With a column for e-mail addresses and one for names, or for first and last names; other columns are left aside. Any usual delimiter and encoding, up to {most} rows.")/>
                <button class="button">"Preview the file"</button>
            </form>
        </div>
    }
    .into_any()
}
