//! Forms of a bank in the workshop: make it and describe it, change several questions at once, bring them back, move
//! one. Drafts are in [`super::workshop`].

use crate::auth::AsAdmin;
use crate::failure::{Answer, Failure};
use crate::flash::see_other_saying;
use crate::forms::field_errors;
use crate::forms::typed::Typed;
use crate::forms::workshop::reading::{description, tags};
use crate::forms::workshop::{incomplete, told};
use crate::pages::intakes::refused;
use crate::pages::workshop::bank_form;
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, State};
use domain::ids::QuestionVersionId;
use service::{Error, workshop};

/// `POST /banks/new`
pub async fn create_bank(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    typed: Typed,
) -> Answer {
    let described = description(&typed);
    match workshop::create_bank(&state.service, &admin, described.clone()).await {
        Ok(bank) => {
            let words =
                "The bank is made. Write its first question, or duplicate one of another bank.";
            Ok(see_other_saying(
                &format!("/banks/{bank}/drafts"),
                Tone::Good,
                words,
            ))
        }
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let errors = field_errors(&errors);
            Ok(bank_form::form(&ctx, None, &described, &typed, errors))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /banks/{bank}/settings`
pub async fn describe(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let described = description(&typed);
    match workshop::describe(&state.service, &admin, &bank, described.clone()).await {
        Ok(()) => Ok(see_other_saying(
            &format!("/banks/{bank}"),
            Tone::Good,
            "The settings are saved.",
        )),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let errors = field_errors(&errors);
            Ok(bank_form::form(
                &ctx,
                Some(&bank),
                &described,
                &typed,
                errors,
            ))
        }
        Err(error) => refused(&ctx, &format!("/banks/{bank}/settings"), error),
    }
}

/// `POST /banks/{bank}/questions`
pub async fn bulk(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let ids = chosen(&ctx, &typed)?;
    let path = format!("/banks/{bank}");
    let count = match ids.len() {
        1 => "1 question".to_owned(),
        count => format!("{count} questions"),
    };
    match typed.get("do") {
        Some("retire") => match workshop::retire(&state.service, &admin, &bank, &ids).await {
            Ok(done) => {
                let path = format!("{path}/retired?since={}", done.version);
                let words =
                    format!("{count} retired. They are ticked below: bring them back to undo it.");
                Ok(see_other_saying(&path, Tone::Good, &words))
            }
            Err(error) => told(&ctx, &path, error),
        },
        Some("tag") => {
            match workshop::tag(&state.service, &admin, &bank, &ids, &tags(&typed)).await {
                Ok(done) => {
                    let words = format!("{} of {count} changed.", done.new.len());
                    Ok(see_other_saying(&path, Tone::Good, &words))
                }
                Err(error) => told(&ctx, &path, error),
            }
        }
        _ => Err(ctx.failure(incomplete())),
    }
}

/// `POST /banks/{bank}/retired`
pub async fn bring_back(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let ids = chosen(&ctx, &typed)?;
    match workshop::bring_back(&state.service, &admin, &bank, &ids).await {
        Ok(_) => {
            let words = "They are back in the bank, as they were.";
            Ok(see_other_saying(
                &format!("/banks/{bank}"),
                Tone::Good,
                words,
            ))
        }
        Err(error) => told(&ctx, &format!("/banks/{bank}/retired"), error),
    }
}

/// `POST /banks/{bank}/questions/{question_version}/move`
pub async fn move_to(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path((bank, id)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let id = id.parse().map_err(|_| ctx.failure(Error::NotFound))?;
    let target = typed.get("target").unwrap_or_default();
    match workshop::move_to(&state.service, &admin, &bank, id, target).await {
        Ok(version) => Ok(see_other_saying(
            &format!("/banks/{target}/questions/{version}"),
            Tone::Good,
            "The question is in this bank now. Assessments keep the version they have.",
        )),
        Err(error) => told(&ctx, &format!("/banks/{bank}/questions/{id}"), error),
    }
}

fn chosen(ctx: &PageContext, typed: &Typed) -> Result<Vec<QuestionVersionId>, Failure> {
    let ids: Option<Vec<_>> = typed.all("question").map(|id| id.parse().ok()).collect();
    ids.ok_or_else(|| ctx.failure(incomplete()))
}
