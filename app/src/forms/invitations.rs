//! What the forms about invitations do. Lists come as multipart, because files do; what is too much is read past, not
//! kept, so that the answer can say so.

pub mod upload;

use crate::auth::WithAccess;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::pages::intakes::invitation::ids;
use crate::pages::intakes::invite::{Typed, form};
use crate::pages::intakes::{invitation, preview as preview_page, refused};
use crate::pages::results::{InIntake, OfCandidate};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::{Path, Request, State};
use service::invitations::{self, Sending};
use service::{Error, FieldError};
use upload::Posted;

/// POST …/invite: shows what the list would do; writes nothing.
pub async fn preview(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    request: Request,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    let intake = match invitations::may_invite(&state.service, &on, id).await {
        Ok(intake) => intake,
        Err(error) => return refused(&ctx, &at.path(), error),
    };
    let posted = Posted::read(request)
        .await
        .map_err(|error| ctx.failure(error))?;
    let (field, list) = posted.list();
    let found = invitations::preview(&state.service, &on, id, &list).await;
    let errors = match found {
        // One person who cannot be invited is an error of the form, not a row of a list.
        Ok(found) if field == "email" && !found.errors.is_empty() => found
            .errors
            .into_iter()
            .map(|error| FieldError {
                field: field.into(),
                message: error.message,
            })
            .collect(),
        Ok(found) => return Ok(preview_page::page(&ctx, &at, &found)),
        Err(Error::Invalid(errors)) if !ctx.wants_json => errors
            .into_iter()
            .map(|error| FieldError {
                field: field.into(),
                ..error
            })
            .collect(),
        Err(error) => return refused(&ctx, &at.path(), error),
    };
    let typed = Typed {
        name: posted.text("name"),
        email: posted.text("email"),
        people: if field == "people" {
            posted.text("people")
        } else {
            String::new()
        },
    };
    Ok(form(&ctx, &at, &intake, typed, errors))
}

/// POST …/invite/send: the list comes back from the preview and is checked again.
pub async fn send(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
    request: Request,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    if let Err(error) = invitations::may_invite(&state.service, &on, id).await {
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
        let found = invitations::preview(&state.service, &on, id, list).await?;
        if found.to_invite.is_empty() {
            return Err(Error::Refused(
                "Everybody in this list is invited already.".into(),
            ));
        }
        invitations::send(&state.service, &on, id, &found.to_invite, how).await
    }
    .await;
    match sent {
        Ok(sent) => {
            let words = match (how, sent.invited) {
                (Sending::Mail, 1) => "1 invitation is on its way.".to_owned(),
                (Sending::Mail, n) => format!("{n} invitations are on their way."),
                (_, 1) => "1 person is invited. Copy the link below and pass it on.".to_owned(),
                (_, n) => {
                    format!("{n} people are invited. Copy their links below and pass them on.")
                }
            };
            Ok(see_other_saying(&at.path(), Tone::Good, &words))
        }
        Err(error) => refused(&ctx, &at.path(), error),
    }
}

/// POST …/remind: everybody who has not started and was never reminded.
pub async fn remind_all(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<InIntake>,
) -> Answer {
    let id = at.id().map_err(|error| ctx.failure(error))?;
    match invitations::remind_all(&state.service, &on, id).await {
        Ok(0) => Ok(see_other_saying(
            &at.path(),
            Tone::Info,
            "There is nobody left to remind.",
        )),
        Ok(1) => Ok(see_other_saying(
            &at.path(),
            Tone::Good,
            "1 reminder is on its way.",
        )),
        Ok(n) => Ok(see_other_saying(
            &at.path(),
            Tone::Good,
            &format!("{n} reminders are on their way."),
        )),
        Err(error) => refused(&ctx, &at.path(), error),
    }
}

/// POST …/invitations/{invitation}/remind
pub async fn remind(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
) -> Answer {
    let (intake, id) = ids(&ctx, &at)?;
    let done = invitations::remind(&state.service, &on, intake, id).await;
    back(
        &ctx,
        &at,
        done,
        "The reminder is on its way, with the same link.",
    )
}

/// POST …/invitations/{invitation}/resend
pub async fn resend(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
) -> Answer {
    let (intake, id) = ids(&ctx, &at)?;
    let done = invitations::resend(&state.service, &on, intake, id).await;
    back(
        &ctx,
        &at,
        done,
        "A new link is on its way. The old one does not work any more.",
    )
}

/// POST …/invitations/{invitation}/revoke
pub async fn revoke(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
) -> Answer {
    let (intake, id) = ids(&ctx, &at)?;
    let done = invitations::revoke(&state.service, &on, intake, id).await;
    back(
        &ctx,
        &at,
        done,
        "The invitation is taken back. Its link does not work any more.",
    )
}

/// POST …/invitations/{invitation}/reopen
pub async fn reopen(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
) -> Answer {
    let (intake, id) = ids(&ctx, &at)?;
    let done = invitations::reopen(&state.service, &on, intake, id).await;
    back(
        &ctx,
        &at,
        done,
        "The attempt is open again. A mail with the same link is on its way.",
    )
}

/// POST …/invitations/{invitation}/link: shows the link.
pub async fn link(
    ctx: PageContext,
    State(state): State<AppState>,
    WithAccess(on): WithAccess,
    Path(at): Path<OfCandidate>,
) -> Answer {
    let (intake, id) = ids(&ctx, &at)?;
    match invitations::link(&state.service, &on, intake, id).await {
        Ok(found) => Ok(invitation::link(&ctx, &state.service, &at, found)),
        Err(error) => refused(&ctx, &at.in_intake().path(), error),
    }
}

/// Back to the intake, saying what was done or why not.
fn back(ctx: &PageContext, at: &OfCandidate, done: service::Result<()>, words: &str) -> Answer {
    let path = at.in_intake().path();
    match done {
        Ok(()) => Ok(see_other_saying(&path, Tone::Good, words)),
        Err(error) => refused(ctx, &path, error),
    }
}
