//! Signing in and out, the first admin, and ending sessions.

use super::field_errors;
use crate::auth::{ClientAddress, Session, SignedIn};
use crate::failure::{Answer, see_other};
use crate::flash::see_other_saying;
use crate::pages::account::{login as login_page, setup as setup_page};
use crate::shell::{PageContext, local_path};
use crate::state::{AppState, cookie};
use crate::ui::Tone;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Form};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use service::Error;
use service::accounts::{self, Login, SESSION_SECONDS, Setup, SignIn};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /login`.
pub async fn login(
    ctx: PageContext,
    State(state): State<AppState>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Answer {
    let input = Login {
        email: form.email.clone(),
        password: form.password.into(),
        address: address.0.to_string(),
        user_agent: user_agent(&headers),
        previous: cookie(&headers, state.cookies.session()).map(str::to_owned),
    };
    let next = local_path(&form.next).to_owned();
    let typed = login_page::Typed {
        email: form.email,
        next: next.clone(),
        ..Default::default()
    };
    match accounts::login(&state.service, input).await {
        Ok(opened) => Ok(with_session(&state, &opened, see_other(&next))),
        Err(Error::Invalid(fields)) => Ok(login_page::Typed {
            errors: field_errors(&fields),
            ..typed
        }
        .again(&ctx)),
        Err(Error::TooMany { retry_after }) => Ok(login_page::Typed {
            wait: Some(retry_after),
            ..typed
        }
        .again(&ctx)),
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /logout`: the session ends on the server, and the browser forgets its cookie either way.
pub async fn logout(
    ctx: PageContext,
    State(state): State<AppState>,
    session: Option<Extension<Session>>,
) -> Answer {
    if let Some(Extension(Session(Ok(staff)))) = session {
        accounts::logout(&state.service, &staff)
            .await
            .map_err(|error| ctx.failure(error))?;
    }
    let mut response = see_other_saying("/login", Tone::Good, "You are signed out.");
    set_cookie(
        &mut response,
        &state.cookies.set(state.cookies.session(), "", 0),
    );
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetupForm {
    token: String,
    name: String,
    email: String,
    password: String,
}

/// `POST /setup`.
pub async fn setup(
    ctx: PageContext,
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(form): Form<SetupForm>,
) -> Answer {
    let input = Setup {
        token: form.token.clone().into(),
        name: form.name.clone(),
        email: form.email.clone(),
        password: form.password.into(),
        user_agent: user_agent(&headers),
    };
    match accounts::setup(&state.service, input).await {
        Ok(opened) => {
            let on = see_other_saying(
                "/assessments",
                Tone::Good,
                "The first admin account is made, and you are signed in.",
            );
            Ok(with_session(&state, &opened, on))
        }
        Err(Error::Invalid(fields)) => {
            let errors = field_errors(&fields);
            Ok(setup_page::Typed {
                token: form.token,
                name: form.name,
                email: form.email,
                errors,
            }
            .again(&ctx))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /account/sessions/{session}/end`.
pub async fn end(
    ctx: PageContext,
    State(state): State<AppState>,
    SignedIn(staff): SignedIn,
    Path(id): Path<String>,
) -> Answer {
    let ended = async {
        let id = id.parse().map_err(|_| Error::NotFound)?;
        accounts::revoke_session(&state.service, &staff, id).await
    };
    ended.await.map_err(|error| ctx.failure(error))?;
    Ok(see_other_saying(
        "/account",
        Tone::Good,
        "That browser is signed out.",
    ))
}

/// `POST /account/sessions/end-others`.
pub async fn end_others(
    ctx: PageContext,
    State(state): State<AppState>,
    SignedIn(staff): SignedIn,
) -> Answer {
    let ended = accounts::revoke_other_sessions(&state.service, &staff).await;
    ended.map_err(|error| ctx.failure(error))?;
    Ok(see_other_saying(
        "/account",
        Tone::Good,
        "You are signed out everywhere else.",
    ))
}

fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

fn with_session(state: &AppState, opened: &SignIn, mut response: Response) -> Response {
    set_cookie(
        &mut response,
        &state
            .cookies
            .set(state.cookies.session(), &opened.token, SESSION_SECONDS),
    );
    response
}

pub(super) fn set_cookie(response: &mut Response, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
