//! The workshop's forms of drafts: begin, save, step, comment. Those of banks are in [`super::banks`].

pub(super) mod reading;

use crate::auth::{AsAdmin, AsRecruiter};
use crate::dates;
use crate::failure::{Answer, Failure, see_other};
use crate::flash::see_other_saying;
use crate::forms::typed::Typed;
use crate::pages::intakes::refused;
use crate::pages::workshop::draft::{Collision, faults, view};
use crate::pages::workshop::draft_aside::panel;
use crate::shell::{self, PageContext};
use crate::state::AppState;
use crate::ui::{FieldErrors, Tone};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use domain::ids::DraftId;
use domain::workshop::difference::differences;
use domain::workshop::life::{State as Life, Step as LifeStep};
use reading::{draft_of, revision, step_of};
use service::banks::by_code;
use service::principal::{Admin, Recruiter};
use service::workshop::{self, Begin};
use service::{Error, Service};

pub(super) fn incomplete() -> Error {
    Error::Refused(
        "This form arrived incomplete. Nothing was changed. Reload the page and try again.".into(),
    )
}

/// A refusal, a conflict or a field that is not on the page, said on `path`.
pub(super) fn told(ctx: &PageContext, path: &str, error: Error) -> Answer {
    match error {
        Error::Invalid(fields) => {
            let words: Vec<String> = fields.into_iter().map(|field| field.message).collect();
            Ok(see_other_saying(path, Tone::Care, &words.join(" ")))
        }
        other => refused(ctx, path, other),
    }
}

/// `POST /banks/{bank}/drafts`
pub async fn begin(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let version = typed.get("version").and_then(|id| id.parse().ok());
    let begin = match (typed.get("begin"), version) {
        (Some("empty"), _) => Some(Begin::Empty),
        (Some("change"), Some(id)) => Some(Begin::Change(id)),
        (Some("copy"), Some(id)) => Some(Begin::Copy(id)),
        _ => None,
    };
    let begin = begin.ok_or_else(|| ctx.failure(incomplete()))?;
    let into = match begin {
        Begin::Copy(_) => typed.or("into", &bank),
        _ => bank,
    };
    let id = workshop::begin(&state.service, &admin, &into, begin).await;
    let id = id.map_err(|error| ctx.failure(error))?;
    Ok(see_other(&format!("/banks/{into}/drafts/{id}")))
}

/// `POST /banks/{bank}/drafts/{draft}`
pub async fn save(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let service = &state.service;
    let id = draft_id(&ctx, &id)?;
    let draft = draft_of(&typed).ok_or_else(|| ctx.failure(incomplete()))?;
    let step = match typed.get("step") {
        None => None,
        Some(step) => Some(step_of(step).ok_or_else(|| ctx.failure(incomplete()))?),
    };
    let path = format!("/banks/{bank}/drafts/{id}");
    let saved = workshop::save(
        service,
        &admin,
        &bank,
        id,
        revision(&typed),
        draft.clone(),
        step,
    );
    match saved.await {
        Ok(saved) if ctx.wants_json => {
            let page = workshop::draft(service, &recruiter, &bank, id, None).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let shown = shell::fragment(|| panel(&page));
            let at = dates::time(service, saved.at);
            let told = serde_json::json!({ "revision": saved.revision, "at": at, "panel": shown });
            Ok(Json(told).into_response())
        }
        // A step takes what was typed with it.
        Ok(saved) if typed.get("life").is_some() => {
            let step = typed.get("life").and_then(by_code);
            let step = step.ok_or_else(|| ctx.failure(incomplete()))?;
            let at = (bank.as_str(), id, saved.revision);
            take(&ctx, service, (&admin, &recruiter), at, step).await
        }
        Ok(_) if typed.get("then").is_some() => Ok(see_other(&format!("{path}?check=1"))),
        Ok(_) if step.is_some() => Ok(see_other(&format!("{path}#f-options"))),
        Ok(_) => Ok(see_other_saying(&path, Tone::Good, "The draft is saved.")),
        Err(Error::Conflict(words)) if !ctx.wants_json => {
            let failed = |error| ctx.failure(error);
            let stored = workshop::draft(service, &recruiter, &bank, id, None).await;
            let stored = stored.map_err(failed)?;
            let mut draft = draft;
            draft.fixed_id = stored.draft.fixed_id;
            draft.kept.clone_from(&stored.draft.kept);
            if draft.fixed_id {
                draft.id.clone_from(&stored.draft.id);
            }
            let differences = differences(&stored.draft.question(), &draft.question());
            let page = workshop::draft(service, &recruiter, &bank, id, Some(draft)).await;
            let page = page.map_err(failed)?;
            let collision = Some(Collision { words, differences });
            Ok(view(
                &ctx,
                service,
                &recruiter,
                &page,
                FieldErrors::new(),
                collision,
            ))
        }
        Err(error) => refused(&ctx, &path, error),
    }
}

/// `POST /banks/{bank}/drafts/{draft}/step`
pub async fn step(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    AsRecruiter(recruiter): AsRecruiter,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let id = draft_id(&ctx, &id)?;
    let step = typed.get("life").and_then(by_code);
    let step = step.ok_or_else(|| ctx.failure(incomplete()))?;
    let at = (bank.as_str(), id, revision(&typed));
    take(&ctx, &state.service, (&admin, &recruiter), at, step).await
}

/// Takes a step on a draft at a revision and says where it led.
async fn take(
    ctx: &PageContext,
    service: &Service,
    (admin, recruiter): (&Admin, &Recruiter),
    (bank, id, revision): (&str, DraftId, i64),
    step: LifeStep,
) -> Answer {
    let path = format!("/banks/{bank}/drafts/{id}");
    match workshop::step(service, admin, bank, id, revision, step, "").await {
        Ok(taken) => {
            let words = match taken.state {
                Life::Draft => "It can be changed now.",
                Life::InReview => "It is in review now.",
                Life::Ready => {
                    "It is a version of its question now. Published assessments keep what they have."
                }
                Life::Retired => "It is put aside. You can take it up again.",
            };
            let path = match taken.version {
                Some(version) => format!("/banks/{bank}/questions/{version}"),
                None => path,
            };
            Ok(see_other_saying(&path, Tone::Good, words))
        }
        // What is wrong stands beside the fields.
        Err(error @ (Error::Refused(_) | Error::Invalid(_))) => {
            let page = workshop::draft(service, recruiter, bank, id, None).await;
            let page = page.map_err(|error| ctx.failure(error))?;
            let path = match faults(&page).is_empty() {
                true => path,
                false => format!("{path}?check=1"),
            };
            told(ctx, &path, error)
        }
        Err(error) => told(ctx, &path, error),
    }
}

/// `POST /banks/{bank}/drafts/{draft}/comment`
pub async fn comment(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let id = draft_id(&ctx, &id)?;
    let path = format!("/banks/{bank}/drafts/{id}");
    let body = typed.get("body").unwrap_or_default();
    match workshop::comment(&state.service, &admin, &bank, id, body).await {
        Ok(()) => Ok(see_other_saying(&path, Tone::Good, "The comment is added.")),
        Err(error) => told(&ctx, &path, error),
    }
}

fn draft_id(ctx: &PageContext, id: &str) -> Result<DraftId, Failure> {
    id.parse().map_err(|_| ctx.failure(Error::NotFound))
}
