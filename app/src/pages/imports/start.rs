//! The form that takes a file, templates to fill in, and the admin's files that wait for a decision.

use super::format_words;
use crate::auth::AsAdmin;
use crate::dates;
use crate::failure::{Answer, Failure};
use crate::pages::results::files::download;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, ErrorSummary, Field, FieldErrors, Select};
use axum::extract::{Query, State};
use axum::response::Response;
use exchange::conversion::FileFormat;
use leptos::prelude::*;
use serde::Deserialize;
use service::banks::uploads::{self, LARGEST, State as Stands, Waiting};
use service::banks::{self, Bank};
use service::principal::Admin;

/// What was chosen beside the file.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    pub bank: String,
    #[serde(default)]
    pub format: String,
}

/// `GET /imports`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Query(chosen): Query<Chosen>,
) -> Answer {
    form(&ctx, &state, &admin, chosen, FieldErrors::new()).await
}

/// `GET /imports/template.csv`.
pub async fn template_csv(ctx: PageContext, AsAdmin(admin): AsAdmin) -> Answer {
    template(&ctx, &admin, FileFormat::Csv)
}

/// `GET /imports/template.xlsx`.
pub async fn template_xlsx(ctx: PageContext, AsAdmin(admin): AsAdmin) -> Answer {
    template(&ctx, &admin, FileFormat::Xlsx)
}

fn template(ctx: &PageContext, admin: &Admin, format: FileFormat) -> Answer {
    let file = banks::template(admin, format).map_err(|error| ctx.failure(error))?;
    Ok(download(file.content_type, &file.file_name, file.bytes))
}

/// The page with what was chosen and what is wrong with it.
pub async fn form(
    ctx: &PageContext,
    state: &AppState,
    admin: &Admin,
    chosen: Chosen,
    errors: FieldErrors,
) -> Result<Response, Failure> {
    let service = &state.service;
    let failed = |error| ctx.failure(error);
    let all = banks::banks(service, &admin.recruiter())
        .await
        .map_err(failed)?;
    let waiting = uploads::waiting(service, admin).await.map_err(failed)?;
    let waiting: Vec<(Waiting, String)> = waiting
        .into_iter()
        .map(|one| {
            let at = dates::date_time(service, one.at);
            (one, at)
        })
        .collect();
    let mut page = Page::staff("Import questions", Area::Banks)
        .crumb("Question banks", "/banks")
        .narrow();
    if !errors.is_empty() {
        page = page.invalid();
    }
    Ok(shell::page(ctx, page, || {
        view(&all, chosen, waiting, errors)
    }))
}

fn view(
    all: &[Bank],
    chosen: Chosen,
    waiting: Vec<(Waiting, String)>,
    errors: FieldErrors,
) -> AnyView {
    let own = Choice::new("", "By the end of the file's name");
    let formats = FileFormat::ALL.map(|format| Choice::new(format.name(), format_words(format)));
    let formats = std::iter::once(own).chain(formats).collect();
    let banks = all
        .iter()
        .map(|bank| Choice::new(&bank.info.id, &bank.info.title));
    let banks = std::iter::once(Choice::new("", "A new bank"))
        .chain(banks)
        .collect();
    let hint = format!(
        "YAML, JSON, CSV, XLSX, a QTI package, Moodle XML or GIFT, up to {} MB and 20,000 questions.",
        LARGEST / (1024 * 1024)
    );
    view! {
        <h1>"Import questions"</h1>
        <p>"You see what the file would change, question by question, before anything is written."</p>
        <ErrorSummary errors=errors.clone()/>
        {waiting_list(waiting)}
        <form method="post" action="/imports" enctype="multipart/form-data" class="card">
            <Select name="bank" label="Into" choices=banks value=chosen.bank error=errors.of("bank")/>
            <Select name="format" label="Format" choices=formats value=chosen.format error=errors.of("format")
                hint="A .zip is taken for QTI, an .xml for Moodle XML or one QTI item, a .txt for GIFT."/>
            <Field name="file" label="File" kind="file" required=true hint=hint error=errors.of("file")/>
            <button class="button main">"Upload and check"</button>
        </form>
        <h2>"A table to fill in"</h2>
        <p>"One question a row, with an example. Several names in one cell are parted by semicolons."</p>
        <div class="bar actions">
            <a class="button" href="/imports/template.xlsx" download="">"Excel template"</a>
            <a class="button" href="/imports/template.csv" download="">"CSV template"</a>
        </div>
    }
    .into_any()
}

fn waiting_list(waiting: Vec<(Waiting, String)>) -> Option<AnyView> {
    if waiting.is_empty() {
        return None;
    }
    let rows = waiting
        .into_iter()
        .map(|(one, at)| {
            let href = format!("/imports/{}", one.id);
            let into = one.bank.unwrap_or_else(|| "a new bank".into());
            let words = match one.state {
                Stands::Ready => "waits for you to confirm it",
                Stands::Refused => "has errors",
                Stands::Overtaken => "is to be compared again",
                Stands::Writing => "is being imported",
                _ => "is being read",
            };
            view! { <li><a href=href>{one.file_name}</a>{format!(" for {into}, of {at}, {words}")}</li> }
        })
        .collect_view();
    Some(
        view! {
            <section class="card">
                <h2>"Files that wait"</h2>
                <ul>{rows}</ul>
                <p class="quiet">"A file that nobody touches for a day is erased."</p>
            </section>
        }
        .into_any(),
    )
}
