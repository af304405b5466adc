//! What an expiring link to a report opens: a page that says what it is, with a button that downloads the PDF.

use super::files::pdf_response;
use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Notice, Tone};
use axum::extract::{Path, State};
use leptos::prelude::*;
use serde::Deserialize;
use service::reports::{self, Opened};
use service::{Error, Result, Service};

/// The report and the token of its link.
#[derive(Debug, Clone, Deserialize)]
pub struct Link {
    report: String,
    token: String,
}

impl Link {
    async fn open(&self, service: &Service) -> Result<Opened> {
        let id = self.report.parse().map_err(|_| Error::NotFound)?;
        reports::open(service, id, &self.token).await
    }
}

/// GET /reports/{report}/{token}
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    Path(link): Path<Link>,
) -> Answer {
    let opened = link
        .open(&state.service)
        .await
        .map_err(|error| ctx.failure(error))?;
    let until = dates::date(&state.service, opened.expires_at);
    let file = format!("/reports/{}/{}/report.pdf", link.report, link.token);
    Ok(shell::page(&ctx, Page::plain("A report for you"), || {
        let pilot = opened.report.pilot.then(|| {
            view! { <Notice tone=Tone::Care><p>"This is a pilot. Do not base a selection decision on it."</p></Notice> }
        });
        view! {
            <h1>{opened.report.title.clone()}</h1>
            <p>{opened.report.subtitle.clone()}</p>
            {pilot}
            <p><a class="button main" href=file download="">"Download the report (PDF)"</a></p>
            <p class="quiet">
                {format!("This link works until {until}, for anyone who has it. Please do not pass it on, and keep the report as \
                you would keep an application.")}
            </p>
        }
    }))
}

/// GET /reports/{report}/{token}/report.pdf
pub async fn pdf(
    ctx: PageContext,
    State(state): State<AppState>,
    Path(link): Path<Link>,
) -> Answer {
    let opened = link
        .open(&state.service)
        .await
        .map_err(|error| ctx.failure(error))?;
    let pdf = reports::pdf(&state.service, opened.report)
        .await
        .map_err(|error| ctx.failure(error))?;
    Ok(pdf_response(pdf))
}
