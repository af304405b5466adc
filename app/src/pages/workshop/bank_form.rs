//! A new bank, and what an existing one is called and how its questions become ready.

use crate::auth::{AsAdmin, AsRecruiter};
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Checkbox, ErrorSummary, Field, FieldErrors, TextArea};
use axum::extract::{Path, State};
use axum::response::Response;
use leptos::prelude::*;
use service::banks;
use service::workshop::{self, Description};

/// `GET /banks/new`.
pub async fn new(ctx: PageContext, AsAdmin(_): AsAdmin) -> Answer {
    let begun = Description {
        locale: "en".into(),
        licence: "Proprietary".into(),
        ..Description::default()
    };
    Ok(form(
        &ctx,
        None,
        &begun,
        &Typed::default(),
        FieldErrors::new(),
    ))
}

/// `GET /banks/{bank}/settings`.
pub async fn settings(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(_): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path(slug): Path<String>,
) -> Answer {
    let failed = |error| ctx.failure(error);
    let bank = banks::bank(&state.service, &recruiter, &slug)
        .await
        .map_err(failed)?;
    let second_person = workshop::second_person(&state.service, &recruiter, &slug).await;
    let stored = Description {
        id: bank.info.id,
        title: bank.info.title,
        description: bank.info.description,
        locale: bank.info.locale,
        licence: bank.info.licence,
        authors: bank.info.authors.join("\n"),
        second_person: second_person.map_err(failed)?,
    };
    Ok(form(
        &ctx,
        Some(&slug),
        &stored,
        &Typed::default(),
        FieldErrors::new(),
    ))
}

/// The form; without `bank` of a new one.
pub fn form(
    ctx: &PageContext,
    bank: Option<&str>,
    stored: &Description,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let (title, path, button) = match bank {
        None => (
            "New question bank",
            "/banks/new".to_owned(),
            "Make the bank",
        ),
        Some(bank) => (
            "Bank settings",
            format!("/banks/{bank}/settings"),
            "Save the settings",
        ),
    };
    let mut page = Page::staff(title, Area::Banks)
        .crumb("Question banks", "/banks")
        .narrow();
    if let Some(bank) = bank {
        page = page.crumb(&stored.title, format!("/banks/{bank}"));
    }
    if !errors.is_empty() {
        page = page.invalid();
    }
    let back = bank.map_or_else(|| "/banks".to_owned(), |bank| format!("/banks/{bank}"));
    shell::page(ctx, page, || {
        let id = bank.is_none().then(|| {
            view! {
                <Field name="id" label="Id" hint="Lower-case letters, digits and hyphens. It stays." value=typed.or("id", &stored.id)
                    error=errors.of("id") required=true maxlength=64/>
            }
        });
        let private = bank.is_none().then(|| {
            view! { <p>"Its keys are private: only recruiters and admins here read them. They are provisional until your own experts have rated the replies."</p> }
        });
        view! {
            <h1>{title}</h1>
            <ErrorSummary errors=errors.clone()/>
            {private}
            <form method="post" action=path>
                {id}
                <Field name="title" label="Title" value=typed.or("title", &stored.title) error=errors.of("title") required=true maxlength=120/>
                <TextArea name="description" label="Description" rows=3 value=typed.or("description", &stored.description)
                    error=errors.of("description")/>
                <Field name="locale" label="Language of the questions" hint="A language tag such as en or pt-BR."
                    value=typed.or("locale", &stored.locale) error=errors.of("locale") required=true maxlength=20/>
                <Field name="licence" label="Licence" value=typed.or("licence", &stored.licence) error=errors.of("licence") required=true
                    maxlength=100/>
                <TextArea name="authors" label="Authors" hint="One a line." rows=3 value=typed.or("authors", &stored.authors)
                    error=errors.of("authors") required=true/>
                <Checkbox name="second_person" label="A second person makes questions ready"
                    checked=typed.ticked("second_person", stored.second_person)/>
                <div class="bar actions">
                    <button class="button main">{button}</button>
                    <a class="button plain" href=back>"Back"</a>
                </div>
            </form>
        }
    })
}
