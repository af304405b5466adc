//! The mailbox of the demo, where every mail lies that would have been sent. There is no such page elsewhere.

use crate::dates;
use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::Empty;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use leptos::prelude::*;
use service::Error;
use service::ports::MailboxEntry;

async fn entries(
    ctx: &PageContext,
    state: &AppState,
) -> Result<Vec<MailboxEntry>, crate::failure::Failure> {
    if !state.service.settings.demo {
        return Err(ctx.failure(Error::NotFound));
    }
    Ok(state.service.mailer.mailbox().await)
}

async fn entry(
    ctx: &PageContext,
    state: &AppState,
    id: &str,
) -> Result<MailboxEntry, crate::failure::Failure> {
    let entries = entries(ctx, state).await?;
    entries
        .into_iter()
        .find(|entry| entry.id == id)
        .ok_or_else(|| ctx.failure(Error::NotFound))
}

/// `GET /mailbox`, newest first.
pub async fn page(ctx: PageContext, State(state): State<AppState>) -> Answer {
    let entries = entries(&ctx, &state).await?;
    let rows: Vec<(String, MailboxEntry)> = entries
        .into_iter()
        .map(|entry| (dates::date_time(&state.service, entry.at), entry))
        .collect();
    Ok(shell::page(&ctx, Page::plain("Demo mailbox"), || {
        let list = if rows.is_empty() {
            view! { <Empty what="No mail has been sent yet.">""</Empty> }.into_any()
        } else {
            let rows = rows
                .into_iter()
                .map(|(at, entry)| {
                    let href = format!("/mailbox/{}", crate::failure::encode(&entry.id));
                    view! {
                        <tr>
                            <th scope="row" data-label="Subject"><a href=href>{entry.subject}</a></th>
                            <td data-label="To">{entry.to}</td>
                            <td data-label="Sent">{at}</td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <section class="card scroll" tabindex="0" aria-label="Mails">
                    <table class="cards">
                        <thead><tr><th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"Sent"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </section>
            }
            .into_any()
        };
        view! {
            <h1>"Demo mailbox"</h1>
            <p class="quiet">"In this demo no mail leaves the machine. Everything that would have been sent lies here."</p>
            {list}
        }
    }))
}

/// `GET /mailbox/{mail}`.
pub async fn mail(
    ctx: PageContext,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Answer {
    let entry = entry(&ctx, &state, &id).await?;
    let at = dates::date_time(&state.service, entry.at);
    let own = state.service.settings.public_url.clone();
    let page = Page::plain(entry.subject.clone()).crumb("Demo mailbox", "/mailbox");
    Ok(shell::page(&ctx, page, || {
        let lines = entry
            .text
            .lines()
            .map(|line| text_line(line, &own))
            .collect_view();
        let attachments = entry
            .attachments
            .into_iter()
            .enumerate()
            .map(|(number, attachment)| {
                let href = format!("/mailbox/{}/{number}", crate::failure::encode(&entry.id));
                view! { <li><a href=href>{attachment.file_name}</a></li> }
            })
            .collect_view();
        view! {
            <h1>{entry.subject}</h1>
            <p class="quiet">"To " {entry.to} " · " {at}</p>
            <div class="card">{lines}</div>
            <ul>{attachments}</ul>
        }
    }))
}

/// A line of the text; a link of this installation can be followed.
fn text_line(line: &str, own: &str) -> AnyView {
    let line = line.trim_end().to_owned();
    if line.is_empty() {
        ().into_any()
    } else if line.starts_with(&format!("{own}/")) && !line.contains(char::is_whitespace) {
        let href = line.clone();
        view! { <p><a href=href>{line}</a></p> }.into_any()
    } else {
        view! { <p>{line}</p> }.into_any()
    }
}

/// `GET /mailbox/{mail}/{attachment}`: always saved, never shown as a page of this site.
pub async fn attachment(
    ctx: PageContext,
    State(state): State<AppState>,
    Path((id, number)): Path<(String, usize)>,
) -> Answer {
    let entry = entry(&ctx, &state, &id).await?;
    let found = entry.attachments.into_iter().nth(number);
    let attachment = found.ok_or_else(|| ctx.failure(Error::NotFound))?;
    let name: String = attachment
        .file_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let kind = match attachment.content_type.as_str() {
        "application/pdf" => HeaderValue::from_static("application/pdf"),
        _ => HeaderValue::from_static("application/octet-stream"),
    };
    let mut response: Response = attachment.bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
