//! One uploaded file: being read or written, refused, or ready to be confirmed with all that it would do. While a job
//! works on it the page loads itself again.

use super::confirm;
use super::format_words;
use super::lines;
use crate::auth::AsAdmin;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::forms::typed::Typed;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, FieldErrors, Notice, Tone};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use exchange::conversion::FileFormat;
use http::HeaderValue;
use leptos::prelude::*;
use serde::Deserialize;
use service::Error;
use service::banks::by_code;
use service::banks::uploads::{self, Kind, State as Stands, Upload};

/// Seconds until a page of work in progress loads itself again.
const REFRESH: u64 = 2;

/// Which lines are shown.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: Option<u32>,
}

/// `GET /imports/{upload}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let failed = |error| ctx.failure(error);
    let id = id.parse().map_err(|_| failed(Error::NotFound))?;
    let shown = asked.page.unwrap_or(1);
    let upload = uploads::page(&state.service, &admin, id, by_code(&asked.kind), shown).await;
    let upload = upload.map_err(failed)?;
    Ok(answer(
        &ctx,
        &upload,
        shown,
        &Typed::default(),
        FieldErrors::new(),
    ))
}

/// The page as the upload stands; an imported one leads to its bank.
pub fn answer(
    ctx: &PageContext,
    upload: &Upload,
    shown: u32,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    if let (Stands::Done, Some(bank)) = (upload.state, &upload.result) {
        let words = format!("Imported. {}", upload.message.clone().unwrap_or_default());
        return see_other_saying(&format!("/banks/{bank}"), Tone::Good, &words);
    }
    let working = matches!(
        upload.state,
        Stands::Uploading | Stands::Reading | Stands::Writing
    );
    let mut page = Page::staff(title(upload.state), Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb("Import questions", "/imports");
    if !errors.is_empty() {
        page = page.invalid();
    }
    let mut response = shell::page(ctx, page, || {
        let head = head(upload);
        let body = match upload.state {
            Stands::Ready => ready(upload, shown, typed, errors),
            Stands::Refused => refused(upload, shown),
            Stands::Overtaken => overtaken(upload),
            _ => progress(upload),
        };
        view! { <h1>{title(upload.state)}</h1> {head} {body} }
    });
    if working {
        response
            .headers_mut()
            .insert("refresh", HeaderValue::from(REFRESH));
    }
    response
}

/// Back to the form, after a cancel.
pub fn cancelled() -> Response {
    see_other_saying(
        "/imports",
        Tone::Good,
        "The file was dropped. Nothing was written.",
    )
}

/// Where the upload's page is.
pub fn path(upload: &Upload) -> String {
    format!("/imports/{}", upload.id)
}

/// To the upload's page.
pub fn back(id: impl std::fmt::Display) -> Response {
    see_other(&format!("/imports/{id}"))
}

fn title(state: Stands) -> &'static str {
    match state {
        Stands::Uploading | Stands::Reading => "Reading the file",
        Stands::Writing => "Importing the file",
        Stands::Refused => "The file cannot be imported",
        Stands::Overtaken => "Somebody changed the bank first",
        Stands::Ready | Stands::Done | Stands::Cancelled => "Check what the file would change",
    }
}

fn head(upload: &Upload) -> AnyView {
    let format = FileFormat::from_name(&upload.format).map_or("", format_words);
    let size = match upload.size {
        bytes if bytes < 10 * 1024 => format!("{bytes} bytes"),
        bytes if bytes < 10 * 1024 * 1024 => format!("{} KB", bytes / 1024),
        bytes => format!("{} MB", bytes / (1024 * 1024)),
    };
    let into = match &upload.bank {
        Some(bank) => view! {
            <a href=format!("/banks/{}", bank.info.id)>{bank.info.title.clone()}</a>
            {format!(", version {}", bank.version)}
        }
        .into_any(),
        None => view! { "A new bank" }.into_any(),
    };
    view! {
        <dl class="facts">
            <dt>"File"</dt><dd class="typed">{upload.file_name.clone()}</dd>
            <dt>"Format"</dt><dd>{format!("{format}, {size}")}</dd>
            <dt>"Into"</dt><dd>{into}</dd>
        </dl>
    }
    .into_any()
}

fn progress(upload: &Upload) -> AnyView {
    let words = match (upload.state, upload.total) {
        (Stands::Writing, total) => format!(
            "{} of {total} written. The bank stays as it is until the last one.",
            upload.done
        ),
        (_, 0) => "The file is being read and checked.".to_owned(),
        (_, total) => format!("{} of {total} compared.", upload.done),
    };
    // Without a value the bar says only that something is going on.
    let (value, most) = match upload.total {
        0 => (None, None),
        total => (Some(upload.done.to_string()), Some(total.to_string())),
    };
    view! {
        <div class="card">
            <p role="status">{words}</p>
            <progress value=value max=most aria-label="Progress"></progress>
            <p class="quiet">
                "This page loads itself again. You can leave it: the work goes on, also after the server was started anew, \
                and stands under Import questions."
            </p>
            {decision(upload, None)}
        </div>
    }
    .into_any()
}

/// One button beside the one that drops the file.
pub(super) fn decision(upload: &Upload, more: Option<AnyView>) -> AnyView {
    view! {
        <form method="post" action=path(upload)>
            <div class="bar actions">
                {more}
                <button class="button danger" name="do" value="cancel">"Cancel and drop the file"</button>
            </div>
        </form>
    }
    .into_any()
}

fn overtaken(upload: &Upload) -> AnyView {
    let again =
        view! { <button class="button main" name="do" value="again">"Compare it again"</button> };
    let words = upload.message.clone().unwrap_or_default();
    view! {
        <Notice tone=Tone::Care>{words}</Notice>
        {decision(upload, Some(again.into_any()))}
    }
    .into_any()
}

fn refused(upload: &Upload, shown: u32) -> AnyView {
    let count = upload
        .summary
        .as_ref()
        .map_or(0, |summary| summary.count(Kind::Error));
    let words = upload.message.clone().unwrap_or_else(|| match count {
        1 => "There is one error. Mend it and upload the file again; nothing was written.".into(),
        count => format!(
            "There are {count} errors. Mend them and upload the file again; nothing was written."
        ),
    });
    let bank = upload
        .bank
        .as_ref()
        .map_or_else(String::new, |bank| format!("?bank={}", bank.info.id));
    let again = view! { <a class="button main" href=format!("/imports{bank}")>"Choose the mended file"</a> };
    view! {
        <Notice tone=Tone::Bad>{words}</Notice>
        {decision(upload, Some(again.into_any()))}
        {lines::section(upload, shown)}
    }
    .into_any()
}

fn ready(upload: &Upload, shown: u32, typed: &Typed, errors: FieldErrors) -> AnyView {
    let Some(summary) = &upload.summary else {
        return progress(upload);
    };
    view! {
        <ErrorSummary errors=errors.clone()/>
        <p>{confirm::sentence(upload, summary)}" Nothing has been written yet."</p>
        {confirm::form(upload, summary, typed, &errors)}
        {lines::about_bank(upload)}
        {lines::section(upload, shown)}
    }
    .into_any()
}
