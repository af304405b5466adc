//! Choosing a password by the link from a mail. The link's address holds a token, so it answers at once with the
//! address without it; a short-lived cookie carries the token to the form.

use crate::failure::{Answer, see_other};
use crate::shell::{self, Page, PageContext};
use crate::state::{AppState, cookie};
use crate::ui::{ErrorSummary, Field, FieldErrors};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::AccountId;
use http::{HeaderMap, HeaderValue, header};
use leptos::prelude::*;
use service::Error;

/// How long the cookie lives, in seconds: as long as the link of a forgotten password.
const MAX_AGE: i64 = 3600;

/// `GET /reset/{account}/{token}`. Looking uses nothing up: mail scanners look too.
pub async fn link(
    State(state): State<AppState>,
    Path((account, token)): Path<(String, String)>,
) -> Response {
    let mut response = see_other("/reset");
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if plain(&account) && plain(&token) {
        let value = state.cookies.set(
            state.cookies.reset(),
            &format!("{account}.{token}"),
            MAX_AGE,
        );
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// The account and token that the cookie carries.
///
/// # Errors
/// [`Error::Gone`] without a cookie.
pub fn carried(state: &AppState, headers: &HeaderMap) -> Result<(AccountId, String), Error> {
    cookie(headers, state.cookies.reset())
        .and_then(|value| value.split_once('.'))
        .and_then(|(account, token)| Some((account.parse().ok()?, token.to_owned())))
        .ok_or_else(|| {
            Error::Gone("Open the link from your mail again, in this browser. You can also ask for a new one.".into())
        })
}

/// `GET /reset`.
pub async fn page(ctx: PageContext, State(state): State<AppState>, headers: HeaderMap) -> Answer {
    let open = async {
        let (account, token) = carried(&state, &headers)?;
        service::accounts::reset_open(&state.service, account, &token).await
    };
    open.await.map_err(|error| ctx.failure(error))?;
    Ok(shell::page(&ctx, Page::plain("Choose a password"), || {
        form(FieldErrors::new())
    }))
}

/// The page again with 422.
pub fn again(ctx: &PageContext, errors: FieldErrors) -> Response {
    shell::page(ctx, Page::plain("Choose a password").invalid(), || {
        form(errors)
    })
}

fn form(errors: FieldErrors) -> AnyView {
    view! {
        <h1>"Choose a password"</h1>
        <ErrorSummary errors=errors.clone()/>
        <form method="post" action="/reset">
            <Field name="password" label="New password" kind="password" required=true autocomplete="new-password"
                hint="At least 12 characters. A few words in a row are easy to remember." error=errors.of("password")/>
            <p class="quiet">"You are signed out everywhere else."</p>
            <div class="bar actions"><button class="button main">"Save the password"</button></div>
        </form>
    }
    .into_any()
}
