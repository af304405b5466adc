//! A new assessment: its title, then the questions.

use crate::auth::AsRecruiter;
use crate::failure::Answer;
use crate::forms::typed::Typed;
use crate::shell::{self, Area, Page, PageContext};
use crate::ui::{ErrorSummary, Field, FieldErrors};
use axum::response::Response;
use leptos::prelude::*;

/// `GET /assessments/new`.
pub async fn page(ctx: PageContext, AsRecruiter(_): AsRecruiter) -> Answer {
    Ok(form(&ctx, &Typed::default(), FieldErrors::new()))
}

/// The form.
pub fn form(ctx: &PageContext, typed: &Typed, errors: FieldErrors) -> Response {
    let page = Page::staff("New assessment", Area::Assessments)
        .crumb("Assessments", "/assessments")
        .narrow();
    let page = if errors.is_empty() {
        page
    } else {
        page.invalid()
    };
    shell::page(ctx, page, || {
        view! {
            <h1>"New assessment"</h1>
            <ErrorSummary errors=errors.clone()/>
            <form method="post" action="/assessments/new">
                <Field name="title" label="Title" hint="Candidates see it. The job is often enough: “Customer care associate”."
                    value=typed.or("title", "") error=errors.of("title") required=true maxlength=120/>
                <Field name="job_title" label="Job title" hint="The job people apply for. You can add it later."
                    value=typed.or("job_title", "") error=errors.of("job_title") maxlength=120/>
                <div class="bar actions">
                    <button class="button main">"Make it and choose questions"</button>
                    <a class="button plain" href="/assessments">"Back"</a>
                </div>
            </form>
        }
    })
}
