//! A forgotten password, a new one by link, and changing one's own.

use super::{field_errors, sessions::set_cookie};
use crate::auth::{ClientAddress, SignedIn};
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::pages::account::{forgot as forgot_page, own, reset as reset_page};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::extract::State;
use axum::{Extension, Form};
use http::HeaderMap;
use serde::Deserialize;
use service::{Error, accounts};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgotForm {
    email: String,
}

/// `POST /forgot`: says the same for every address.
pub async fn forgot(
    ctx: PageContext,
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    Form(form): Form<ForgotForm>,
) -> Answer {
    let asked = accounts::request_reset(&state.service, &form.email, &address.0.to_string()).await;
    asked.map_err(|error| ctx.failure(error))?;
    Ok(forgot_page::asked(&ctx, form.email))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetForm {
    password: String,
}

/// `POST /reset`.
pub async fn reset(
    ctx: PageContext,
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<ResetForm>,
) -> Answer {
    let set = async {
        let (account, token) = reset_page::carried(&state, &headers)?;
        accounts::reset_password(&state.service, account, &token, form.password.into()).await
    };
    match set.await {
        Ok(()) => {
            let mut response = see_other_saying(
                "/login",
                Tone::Good,
                "Your new password is saved. Please sign in with it.",
            );
            set_cookie(
                &mut response,
                &state.cookies.set(state.cookies.reset(), "", 0),
            );
            set_cookie(
                &mut response,
                &state.cookies.set(state.cookies.session(), "", 0),
            );
            Ok(response)
        }
        Err(Error::Invalid(fields)) => Ok(reset_page::again(&ctx, field_errors(&fields))),
        Err(error) => Err(ctx.failure(error)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeForm {
    current: String,
    password: String,
}

/// `POST /account/password`.
pub async fn change(
    ctx: PageContext,
    State(state): State<AppState>,
    SignedIn(staff): SignedIn,
    Form(form): Form<ChangeForm>,
) -> Answer {
    let service = &state.service;
    match accounts::change_password(service, &staff, form.current.into(), form.password.into())
        .await
    {
        Ok(()) => Ok(see_other_saying(
            "/account",
            Tone::Good,
            "Your new password is saved. Every other browser is signed out.",
        )),
        Err(Error::Invalid(fields)) => own::again(&ctx, service, &staff, field_errors(&fields))
            .await
            .map_err(|error| ctx.failure(error)),
        Err(error) => Err(ctx.failure(error)),
    }
}
