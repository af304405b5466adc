//! One draft: the form beside what candidates would see, what is missing, the steps and the thread. Recruiters, and
//! everybody once it is in review or over, read it without the form.

use super::draft_aside::{aside, looks, panel, thread};
use super::draft_form::form as fields;
use super::field_of;
use crate::auth::AsRecruiter;
use crate::dates;
use crate::failure::Answer;
use crate::pages::assessments::builder::autosave;
use crate::shell::{self, Area, Bundle, Page, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, FieldErrors, Notice, Tone};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::bank::Severity;
use domain::workshop::life::State as Life;
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;
use service::principal::Recruiter;
use service::workshop::{self, DraftPage};
use service::{Error, Service};

/// `check` names every problem beside its field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    check: Option<String>,
}

/// Who changed the draft first, and what saving now would change of theirs.
pub struct Collision {
    pub words: String,
    pub differences: Vec<domain::workshop::difference::Difference>,
}

/// `GET /banks/{bank}/drafts/{draft}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, draft)): Path<(String, String)>,
    Query(shown): Query<Shown>,
) -> Answer {
    let id = draft.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let found = workshop::draft(&state.service, &recruiter, &bank, id, None).await;
    let found = found.map_err(|error| ctx.failure(error))?;
    let errors = match shown.check {
        Some(_) => faults(&found),
        None => FieldErrors::new(),
    };
    Ok(view(&ctx, &state.service, &recruiter, &found, errors, None))
}

/// Every error, by the field it stands beside.
pub fn faults(page: &DraftPage) -> FieldErrors {
    let mut errors = FieldErrors::new();
    for problem in &page.problems {
        if problem.severity == Severity::Error {
            errors.add(field_of(&problem.path), problem.message.clone());
        }
    }
    errors
}

pub fn path(page: &DraftPage) -> String {
    format!("/banks/{}/drafts/{}", page.bank.info.id, page.id)
}

/// The page; 409 with a collision.
pub fn view(
    ctx: &PageContext,
    service: &Service,
    recruiter: &Recruiter,
    page: &DraftPage,
    errors: FieldErrors,
    collision: Option<Collision>,
) -> Response {
    let title = match page.draft.title.trim() {
        "" => "A new question".to_owned(),
        title => title.to_owned(),
    };
    let bank = &page.bank.info;
    let mut head = Page::staff(&title, Area::Banks)
        .crumb("Question banks", "/banks")
        .crumb(&bank.title, format!("/banks/{}", bank.id))
        .crumb("Drafts", format!("/banks/{}/drafts", bank.id));
    let admin = recruiter.roles().admin;
    let edits = admin && page.state == Life::Draft;
    if edits {
        head = head.islands(Bundle::Staff);
    }
    if collision.is_some() {
        head = head.status(StatusCode::CONFLICT);
    }
    shell::page(ctx, head, || {
        let saved = dates::date_time(service, page.updated_at);
        let state = format!(
            "{}, last changed by {} on {saved}",
            crate::ui::sentence_case(page.state.name()),
            page.updated_by
        );
        let saving = (edits && collision.is_none()).then(|| autosave("draft", "panel"));
        let form = if edits {
            fields(page, &errors)
        } else {
            reading(page)
        };
        view! {
            <h1>{title.clone()}</h1>
            <p class="quiet">{state}</p>
            <ErrorSummary errors=errors.clone()/>
            {collision.map(|collision| collided(collision, path(page)))}
            {standing(page)}
            <div class="split wide gap">
                <section>{saving}{form}</section>
                <aside class="follow" aria-label="What it comes to">
                    {looks()}
                    <div id="panel">{panel(page)}</div>
                    {aside(page, admin)}
                </aside>
            </div>
            {thread(service, page, admin)}
        }
    })
}

fn collided(collision: Collision, path: String) -> AnyView {
    let rows = collision
        .differences
        .into_iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row" data-label="What">{one.what}</th>
                    <td data-label="Saved" class="typed">{one.before}</td><td data-label="Yours" class="typed">{one.after}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Care live=true>
            <p>{collision.words} " What you typed is below and not saved yet. Save it to put it in place of what was saved, or "
                <a href=path>"open the saved draft"</a> " and leave yours."</p>
        </Notice>
        <div class="card scroll" tabindex="0" role="region" aria-label="Differences">
            <table class="cards">
                <caption>"What saving now would change"</caption>
                <thead><tr><th scope="col">"What"</th><th scope="col">"Saved"</th><th scope="col">"Yours"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Where the draft stands to its question: what uses it, and whether the question changed meanwhile.
fn standing(page: &DraftPage) -> Option<AnyView> {
    let base = page.base.as_ref()?;
    let href = format!("/banks/{}/questions/{}", base.version.bank, base.version.id);
    let begun = view! { "Begun from " <a href=href>{format!("version {} of {}", base.version.number, base.version.question.id)}</a> ". " };
    let moved = match (&base.newer, base.retired_in, page.draft.fixed_id) {
        (Some(newer), _, _) => {
            let href = format!("/banks/{}/questions/{newer}", page.bank.info.id);
            Some(view! { "The question got " <a href=href>"another version"</a> " since. Begin a draft from that one and take over what you need. " }.into_any())
        }
        (None, Some(version), true) => {
            let href = format!("/banks/{}/retired", page.bank.info.id);
            Some(view! { {format!("The question left the bank with its version {version}. ")} <a href=href>"Bring it back"</a> " before this draft becomes ready. " }.into_any())
        }
        _ => None,
    };
    let names: Vec<String> = page
        .uses
        .iter()
        .map(|one| format!("{} ({})", one.title, one.status))
        .collect();
    let uses = match (names.len(), page.used_elsewhere) {
        (0, 0) => "No assessment uses that version.".to_owned(),
        (0, more) => format!("{more} assessments of colleagues use that version and keep it."),
        (_, 0) => format!(
            "Used by {}. Published assessments keep the version they have.",
            names.join(", ")
        ),
        (_, more) => format!(
            "Used by {} and {more} of colleagues. Published assessments keep the version they have.",
            names.join(", ")
        ),
    };
    let tone = if moved.is_some() {
        Tone::Care
    } else {
        Tone::Info
    };
    Some(view! { <Notice tone=tone><p>{begun}{moved}{uses}</p></Notice> }.into_any())
}

/// What the form holds, to read.
fn reading(page: &DraftPage) -> AnyView {
    let why = match page.state {
        Life::Draft => "HR admins write questions; you can read along.",
        Life::InReview => "This draft is in review. Take it back to change it.",
        Life::Ready => "This draft has become a version of its question.",
        Life::Retired => "This draft was put aside.",
    };
    let version = page.version.map(|id| {
        let href = format!("/banks/{}/questions/{id}", page.bank.info.id);
        view! { " " <a href=href>"Open the version"</a> }
    });
    let question = page.draft.question();
    view! {
        <p>{why}{version}</p>
        <h2>"Key and reasons"</h2>
        {crate::pages::banks::question::key_table(&question)}
        {crate::pages::banks::question::facts(&question, None)}
    }
    .into_any()
}
