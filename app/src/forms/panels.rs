//! What admins' forms about expert panels do.

use super::field_errors;
use super::invitations::upload::Posted;
use super::typed::Typed;
use crate::auth::AsAdmin;
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::pages::intakes::invite::Typed as TypedPeople;
use crate::pages::intakes::refused;
use crate::pages::panels::adopt::chosen;
use crate::pages::panels::{InPanel, OfExpert, expert, invite, new};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, Request, State};
use service::invitations::Sending;
use service::panels::{self, NewPanel};
use service::{Error, FieldError};

/// `POST /banks/{bank}/panels/new`.
pub async fn start(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(bank): Path<String>,
    typed: Typed,
) -> Answer {
    let wanted = NewPanel {
        title: typed.or("title", ""),
        purpose: typed.or("purpose", ""),
        questions: typed
            .all("question")
            .filter_map(|id| id.parse().ok())
            .collect(),
    };
    match panels::start(&state.service, &admin, &bank, &wanted).await {
        Ok(id) => Ok(see_other(&format!("/panels/{id}/invite"))),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let offer = panels::offer(&state.service, &admin, &bank)
                .await
                .map_err(|error| ctx.failure(error))?;
            Ok(new::form(&ctx, offer, &typed, field_errors(&errors)))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /panels/{panel}/invite`: shows what the list would do; writes nothing.
pub async fn preview(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
    request: Request,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let panel = match panels::may_invite(&state.service, &admin, id).await {
        Ok(panel) => panel,
        Err(error) => return refused(&ctx, &at.path(), error),
    };
    let posted = Posted::read(request)
        .await
        .map_err(|error| ctx.failure(error))?;
    let (field, list) = posted.list();
    let found = panels::preview(&state.service, &admin, id, &list).await;
    let at_field = |message: String| FieldError {
        field: field.into(),
        message,
    };
    let errors: Vec<FieldError> = match found {
        // One person who cannot be invited is an error of the form, not a row of a list.
        Ok(found) if field == "email" && !found.errors.is_empty() => {
            let messages = found.errors.into_iter().map(|error| error.message);
            messages.map(at_field).collect()
        }
        Ok(found) => return Ok(invite::preview(&ctx, &panel, &found)),
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let messages = errors.into_iter().map(|error| error.message);
            messages.map(at_field).collect()
        }
        Err(error) => return refused(&ctx, &at.path(), error),
    };
    let typed = TypedPeople {
        name: posted.text("name"),
        email: posted.text("email"),
        people: posted.text("people"),
    };
    Ok(invite::form(&ctx, &panel, typed, errors))
}

/// `POST /panels/{panel}/invite/send`: the list comes back from the preview and is checked again.
pub async fn send(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
    request: Request,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    if let Err(error) = panels::may_invite(&state.service, &admin, id).await {
        return refused(&ctx, &at.path(), error);
    }
    let posted = Posted::read(request)
        .await
        .map_err(|error| ctx.failure(error))?;
    let how = match posted.text("how").as_str() {
        "link" => Sending::LinkOnly,
        _ => Sending::Mail,
    };
    let list = posted.bytes("people");
    let sent = async {
        let found = panels::preview(&state.service, &admin, id, list).await?;
        if found.to_invite.is_empty() {
            return Err(Error::Refused(
                "Everybody in this list is invited already.".into(),
            ));
        }
        panels::send(&state.service, &admin, id, &found.to_invite, how).await
    }
    .await;
    let words = match (&sent, how) {
        (Ok(sent), Sending::Mail) if sent.invited == 1 => "1 invitation is on its way.".to_owned(),
        (Ok(sent), Sending::Mail) => format!("{} invitations are on their way.", sent.invited),
        (Ok(sent), _) if sent.invited == 1 => {
            "1 expert is invited. Copy the link below and pass it on.".to_owned()
        }
        (Ok(sent), _) => format!(
            "{} experts are invited. Copy their links below and pass them on.",
            sent.invited
        ),
        (Err(_), _) => String::new(),
    };
    back(&ctx, &at, sent.map(drop), &words)
}

/// `POST /panels/{panel}/remind`: everybody who has not finished and was never reminded.
pub async fn remind_all(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let done = panels::remind_all(&state.service, &admin, id).await;
    let words = match done {
        Ok(0) => "There is nobody left to remind.".to_owned(),
        Ok(1) => "1 reminder is on its way.".to_owned(),
        Ok(count) => format!("{count} reminders are on their way."),
        Err(_) => String::new(),
    };
    back(&ctx, &at, done.map(drop), &words)
}

/// `POST /panels/{panel}/close`.
pub async fn close(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    match panels::close(&state.service, &admin, id).await {
        Ok(()) => Ok(see_other_saying(
            &format!("{}/results", at.path()),
            Tone::Good,
            "The panel is closed. Its ratings stand still now.",
        )),
        Err(error) => refused(&ctx, &at.path(), error),
    }
}

/// `POST /panels/{panel}/reopen`.
pub async fn reopen(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let done = panels::reopen(&state.service, &admin, id).await;
    back(
        &ctx,
        &at,
        done,
        "The panel is open again. The same links work.",
    )
}

/// `POST /panels/{panel}/adopt`: the questions and the state of the panel come back from the page that asked.
pub async fn adopt(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<InPanel>,
    typed: Typed,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let as_of = typed.get("as_of").and_then(|text| text.parse().ok());
    // Without it nothing was confirmed.
    let as_of = as_of.unwrap_or(i64::MIN);
    let results = format!("{}/results", at.path());
    match panels::adopt(&state.service, &admin, id, &chosen(&typed), as_of).await {
        Ok(count) => {
            let words = match count {
                1 => "1 key is taken over. The bank has a new version.".to_owned(),
                more => format!("{more} keys are taken over. The bank has a new version."),
            };
            Ok(see_other_saying(&results, Tone::Good, &words))
        }
        Err(error) => refused(&ctx, &results, error),
    }
}

/// `POST …/experts/{expert}/remind`.
pub async fn remind(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<OfExpert>,
) -> Answer {
    let (panel, expert) = at.ids().map_err(|error| ctx.failure(error))?;
    let done = panels::remind(&state.service, &admin, panel, expert).await;
    let words = "The reminder is on its way, with the same link.";
    back(&ctx, &at.in_panel(), done, words)
}

/// `POST …/experts/{expert}/resend`.
pub async fn resend(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<OfExpert>,
) -> Answer {
    let (panel, expert) = at.ids().map_err(|error| ctx.failure(error))?;
    let done = panels::resend(&state.service, &admin, panel, expert).await;
    let words = "A new link is on its way. The old one does not work any more.";
    back(&ctx, &at.in_panel(), done, words)
}

/// `POST …/experts/{expert}/link`: shows the link.
pub async fn link(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<OfExpert>,
) -> Answer {
    let (panel, id) = at.ids().map_err(|error| ctx.failure(error))?;
    match panels::link(&state.service, &admin, panel, id).await {
        Ok(found) => Ok(expert::link(&ctx, found)),
        Err(error) => refused(&ctx, &at.in_panel().path(), error),
    }
}

/// `POST …/experts/{expert}/revoke`.
pub async fn revoke(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(at): Path<OfExpert>,
    typed: Typed,
) -> Answer {
    let (panel, id) = at.ids().map_err(|error| ctx.failure(error))?;
    let reason = typed.or("reason", "");
    match panels::revoke(&state.service, &admin, panel, id, &reason).await {
        Err(Error::Invalid(errors)) if !ctx.wants_json => {
            let (panel, one) = panels::expert(&state.service, &admin, panel, id)
                .await
                .map_err(|error| ctx.failure(error))?;
            let errors = field_errors(&errors);
            Ok(expert::ask(&ctx, &panel, one, &reason, errors))
        }
        done => back(
            &ctx,
            &at.in_panel(),
            done,
            "They are taken out. Their link does not work any more.",
        ),
    }
}

/// Back to the panel, saying what was done or why not.
fn back(ctx: &PageContext, at: &InPanel, done: service::Result<()>, words: &str) -> Answer {
    match done {
        Ok(()) => Ok(see_other_saying(&at.path(), Tone::Good, words)),
        Err(error) => refused(ctx, &at.path(), error),
    }
}
