//! A bank as a file: the choice of a format, what that format does not carry, and the download.

use crate::auth::AsRecruiter;
use crate::failure::Answer;
use crate::pages::imports::format_words;
use crate::pages::intakes::refused;
use crate::pages::results::files::download;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Choice, Notice, Select, Tone};
use axum::extract::{Path, Query, State};
use exchange::conversion::FileFormat;
use leptos::prelude::*;
use serde::Deserialize;
use service::Error;
use service::banks::{self, Bank, LossGroup};

/// So many questions are named for one loss; the others are counted.
const NAMED: usize = 5;

/// The format whose losses are shown.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    format: String,
}

/// `GET /banks/{bank}/export`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let service = &state.service;
    let format = FileFormat::from_name(&asked.format);
    let (bank, losses) = match format {
        None => (banks::bank(service, &recruiter, &slug).await, None),
        Some(format) => match banks::losses(service, &recruiter, &slug, format).await {
            Ok((bank, losses)) => (Ok(bank), Some((format, losses))),
            Err(error) => (Err(error), None),
        },
    };
    let bank = match bank {
        Ok(bank) => bank,
        Err(error) => return refused(&ctx, &format!("/banks/{slug}"), error),
    };
    let page = Page::staff("Export the bank", Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&bank.info.title, format!("/banks/{slug}"))
        .narrow();
    Ok(shell::page(&ctx, page, || view(&bank, losses)))
}

/// `GET /banks/{bank}/export/{format}`: the file.
pub async fn file(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path((slug, format)): Path<(String, String)>,
) -> Answer {
    let format = FileFormat::from_name(&format).ok_or_else(|| ctx.failure(Error::NotFound))?;
    match banks::export(&state.service, &recruiter, &slug, format).await {
        Ok(file) => Ok(download(file.content_type, &file.file_name, file.bytes)),
        Err(error) => refused(&ctx, &format!("/banks/{slug}"), error),
    }
}

fn view(bank: &Bank, losses: Option<(FileFormat, Vec<LossGroup>)>) -> AnyView {
    let path = format!("/banks/{}/export", bank.info.id);
    let chosen = losses
        .as_ref()
        .map_or(FileFormat::Yaml, |(format, _)| *format);
    let formats = FileFormat::ALL
        .map(|format| Choice::new(format.name(), format_words(format)))
        .to_vec();
    let shown = losses.map(|(format, losses)| result(&path, format, losses));
    view! {
        <h1>"Export the bank"</h1>
        <p>{format!("{} questions, version {}, without retired ones. The key is in the file: keep it as you keep the bank.",
            bank.questions, bank.version)}</p>
        <form method="get" action=path.clone() class="card">
            <Select name="format" label="Format" choices=formats value=chosen.name()
                hint="Only Attune's own files carry everything. Others are for other programs and spreadsheets."/>
            <button class="button">"Show what it carries"</button>
        </form>
        {shown}
    }
    .into_any()
}

fn result(path: &str, format: FileFormat, losses: Vec<LossGroup>) -> AnyView {
    let href = format!("{path}/{}", format.name());
    let words = format!("Download as {}", format_words(format));
    let button = view! { <p><a class="button main" href=href download="">{words}</a></p> };
    let body = match losses.is_empty() {
        true => view! { <Notice tone=Tone::Good>"Everything is carried: read again, the file gives the same bank."</Notice> }
            .into_any(),
        false => table(losses),
    };
    view! {
        <section class="gap">
            <h2>{format!("What {} does not carry as it is", format_words(format))}</h2>
            {body}
            {button}
        </section>
    }
    .into_any()
}

fn table(losses: Vec<LossGroup>) -> AnyView {
    let rows = losses
        .into_iter()
        .map(|loss| {
            let of = match loss.questions.len() {
                0 => "the bank".to_owned(),
                count if count <= NAMED => loss.questions.join(", "),
                count => format!(
                    "{} and {} more",
                    loss.questions[..NAMED].join(", "),
                    count - NAMED
                ),
            };
            view! {
                <tr>
                    <th scope="row" data-label="What">{loss.field.replace('_', " ")}</th>
                    <td data-label="How">{loss.how}</td>
                    <td data-label="Of">{of}</td>
                    <td data-label="Why">{loss.why}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Losses">
            <table class="cards">
                <thead><tr>
                    <th scope="col">"What"</th><th scope="col">"How"</th><th scope="col">"Of"</th><th scope="col">"Why"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
