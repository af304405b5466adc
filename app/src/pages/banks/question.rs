//! One question: as the candidate sees it, and below it key, reasons, styles, rehearsal, use and history.

use super::live_use;
use super::past::{history, uses};
use super::rows::{about, keys};
use crate::auth::AsRecruiter;
use crate::dates;
use crate::failure::Answer;
use crate::pages::workshop::question_actions::{actions, open_drafts};
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::sentence_case;
use crate::ui::{FieldErrors, Notice, Tone, question as question_view, rehearsal};
use axum::extract::{Path, Query, State};
use domain::question::{Difficulty, Format, Question};
use domain::style;
use leptos::prelude::*;
use serde::Deserialize;
use service::banks::{self, QuestionPage, by_code, code};
use service::live_use::QuestionUse;
use service::{Error, Service, workshop};

/// Keeps the ids of the candidate's controls apart from those of this page.
const SCOPE: &str = "shown-";

/// The format to show it in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    format: String,
    /// Whose answers.
    people: String,
}

/// `GET /banks/{bank}/questions/{question}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, question)): Path<(String, String)>,
    Query(shown): Query<Shown>,
) -> Answer {
    let id = question.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let found = banks::question(
        &state.service,
        &recruiter,
        &bank,
        id,
        by_code(&shown.format),
    )
    .await;
    let found = found.map_err(|error| ctx.failure(error))?;
    let failed = |error| ctx.failure(error);
    let people = live_use::people(&shown.people);
    let used = service::live_use::of_question(&state.service, &recruiter, &found, people);
    let used = used.await.map_err(failed)?;
    let (service, slug) = (&state.service, &found.version.question.id);
    let drafts = workshop::drafts_of(service, &recruiter, &bank, slug).await;
    let drafts = drafts.map_err(failed)?;
    let others = match recruiter.roles().admin {
        true => Some(banks::banks(service, &recruiter).await.map_err(failed)?),
        false => None,
    };
    let page = Page::staff(&found.version.question.title, Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&found.bank.info.title, format!("/banks/{bank}"));
    let admin = ctx.viewer.as_ref().is_some_and(|viewer| viewer.admin);
    Ok(shell::page(&ctx, page, || {
        let work = others.map(|banks| actions(&found, &banks));
        view! { {open_drafts(&bank, &drafts)} {live_use::warning(&used)} {content(service, found, &used, by_code(&shown.format), admin)} {work} }
    }))
}

fn content(
    service: &Service,
    page: QuestionPage,
    used: &QuestionUse,
    asked: Option<Format>,
    admin: bool,
) -> AnyView {
    let path = format!("/banks/{}/questions/{}", page.bank.info.id, page.version.id);
    let old = page.retired_in.map(|version| {
        let newest = page.history.first().filter(|line| line.id != page.version.id && line.retired_in.is_none());
        let newer = newest.map(|line| {
            let href = format!("/banks/{}/questions/{}", page.bank.info.id, line.id);
            view! { " " <a href=href>{format!("See version {}.", line.number)}</a> }
        });
        view! {
            <Notice tone=Tone::Info>
                <p>{format!("This version left the bank with its version {version}. Assessments that use it keep it.")}{newer}</p>
            </Notice>
        }
    });
    let question = &page.version.question;
    let formats = page
        .formats
        .iter()
        .map(|facts| {
            let here = (facts.format == page.candidate.format).then_some("page");
            let href = format!("{path}?format={}", code(&facts.format));
            view! { <li><a href=href aria-current=here>{sentence_case(facts.format.name())}</a></li> }
        })
        .collect_view();
    view! {
        {old}
        <p class="quiet">{format!("Version {} · {}", page.version.number, question.id)}</p>
        <nav class="tabs" aria-label="Answered as"><ul>{formats}</ul></nav>
        <article class="card" aria-label="As the candidate sees it">
            <p class="quiet">"As the candidate sees it"</p>
            <h1>{page.candidate.title.clone()}</h1>
            {question_view::scene(&page.candidate, SCOPE)}
            {question_view::answer_fields(&page.candidate, None, &FieldErrors::new(), SCOPE)}
        </article>
        <h2 class="far">"Key and reasons"</h2>
        <p>{keys(&page.version.key)}</p>
        {from_panel(service, &page, admin)}
        {key_table(question)}
        <div class="pair gap">
            {facts(question, substitute(&page))}
            {scoring(&page)}
        </div>
        {live_use::section(service, &page, used, asked, admin)}
        {page.rehearsal.as_ref().map(rehearsal::section)}
        {uses(&page)}
        {history(service, &page)}
    }
    .into_any()
}

/// Who took the key over from which panel; admins can look at it.
fn from_panel(service: &Service, page: &QuestionPage, admin: bool) -> Option<AnyView> {
    let from = page.from_panel.as_ref()?;
    let words = format!(
        "Taken over from an expert panel on {} by {}.",
        dates::date(service, from.at),
        from.by
    );
    let link = admin.then(|| {
        let href = format!("/panels/{}/results", from.panel);
        view! { " " <a href=href>"See the panel's results"</a> }
    });
    Some(view! { <p>{words}{link}</p> }.into_any())
}

pub fn key_table(question: &Question) -> AnyView {
    let rows = question
        .options
        .iter()
        .enumerate()
        .map(|(position, option)| {
            let style = option.style.map(|style| {
                view! { <div>{sentence_case(style.name())}<div class="quiet">{style::meaning(style)}</div></div> }
            });
            let pinned = option.pinned.then(|| view! { <div class="quiet">"Keeps its place"</div> });
            view! {
                <tr>
                    <th scope="row" data-label="Reply">{domain::attempt::letter(position).to_string()}</th>
                    <td data-label="Value" class="number">{format!("{:.1}", option.value)}</td>
                    <td data-label="Style">{style}{pinned}</td>
                    <td data-label="Reason">{option.reason.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card scroll" tabindex="0" role="region" aria-label="Key">
            <table class="cards">
                <caption>"Values from 1 (harmful) to 7 (very effective). A style is not a value: a calm solution can be the best reply."</caption>
                <thead><tr>
                    <th scope="col">"Reply"</th><th scope="col" class="number">"Value"</th>
                    <th scope="col">"Style"</th><th scope="col">"Reason"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

pub fn facts(question: &Question, substitute: Option<AnyView>) -> AnyView {
    let asks = question
        .asks
        .iter()
        .map(|ask| view! { <div>{ask.text()}</div> })
        .collect_view();
    let difficulty = match question.difficulty {
        Difficulty::Easy => "Guessed as easy",
        Difficulty::Medium => "Guessed as medium",
        Difficulty::Hard => "Guessed as hard",
    };
    view! {
        <section class="card" aria-labelledby="about">
            <h2 id="about">"What it is about"</h2>
            <dl class="facts">
                <dt>"Measures"</dt><dd>{about(question)}</dd>
                <dt>"Turns on"</dt><dd>{asks}</dd>
                <dt>"Difficulty"</dt><dd>{difficulty}</dd>
                <dt>"Time"</dt><dd>{format!("about {} seconds to read and answer", question.reading_seconds)}</dd>
                {substitute}
            </dl>
        </section>
    }
    .into_any()
}

/// What is asked in its place of somebody who would rather not answer it.
fn substitute(page: &QuestionPage) -> Option<AnyView> {
    let id = page.version.question.substitute.clone()?;
    let named = match &page.substitute {
        Some(found) => {
            let href = format!("/banks/{}/questions/{}", page.bank.info.id, found.id);
            view! { <a href=href>{found.question.title.clone()}</a> }.into_any()
        }
        None => view! { {id} " (no longer in the bank)" }.into_any(),
    };
    Some(view! { <dt>"Substitute"</dt><dd>{named}</dd> }.into_any())
}

fn scoring(page: &QuestionPage) -> AnyView {
    let rows = page
        .formats
        .iter()
        .map(|facts| {
            let cells = match &facts.scores {
                Ok((chance, (worst, best))) => view! {
                    <td class="number">{format!("{:.0} %", chance * 100.0)}</td>
                    <td class="number">{format!("{:.0}", worst * 100.0)}</td>
                    <td class="number">{format!("{:.0}", best * 100.0)}</td>
                }
                .into_any(),
                Err(why) => {
                    view! { <td colspan="3">{format!("Cannot be scored: {why}.")}</td> }.into_any()
                }
            };
            view! { <tr><th scope="row">{sentence_case(facts.format.name())}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="scores">
            <h2 id="scores">"What it can score"</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="Scores by format">
                <table>
                    <caption>"Random answers earn the chance share and count as 0; the best answer counts as 100."</caption>
                    <thead><tr>
                        <th scope="col">"Answered as"</th><th scope="col" class="number">"Chance"</th>
                        <th scope="col" class="number">"Worst"</th><th scope="col" class="number">"Best"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
