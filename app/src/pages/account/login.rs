//! The sign-in page.

use super::home;
use crate::auth::Session;
use crate::failure::{Answer, see_other};
use crate::shell::{self, Page, PageContext, local_path};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors, Notice, Tone};
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub struct LoginQuery {
    /// A path of this site to go to afterwards.
    #[serde(default)]
    next: String,
}

/// `GET /login`. A fresh installation leads to the set-up.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    session: Option<Extension<Session>>,
    Query(query): Query<LoginQuery>,
) -> Answer {
    if let Some(Extension(Session(Ok(staff)))) = session {
        return Ok(see_other(home(&staff)));
    }
    let fresh = service::accounts::setup_open(&state.service).await;
    if fresh.map_err(|error| ctx.failure(error))? {
        return Ok(see_other("/setup"));
    }
    let form = Typed {
        next: local_path(&query.next).to_owned(),
        ..Typed::default()
    };
    Ok(shell::page(&ctx, Page::plain("Sign in"), || form.view()))
}

/// What was typed, and what is wrong with it. Never the password.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub email: String,
    pub next: String,
    pub errors: FieldErrors,
    /// Seconds until the next try is taken.
    pub wait: Option<u64>,
}

impl Typed {
    /// The page again, with what was typed: 422, or 429 with `Retry-After`.
    pub fn again(self, ctx: &PageContext) -> Response {
        let wait = self.wait;
        let page = Page::plain("Sign in").invalid();
        let page = if wait.is_some() {
            page.status(StatusCode::TOO_MANY_REQUESTS)
        } else {
            page
        };
        let mut response = shell::page(ctx, page, || self.view());
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn view(self) -> AnyView {
        let wait = self.wait.map(|seconds| {
            view! {
                <Notice tone=Tone::Care live=true>
                    {format!("There were many tries for this address. Please wait {}, or choose a new password below.", minutes(seconds))}
                </Notice>
            }
        });
        view! {
            <h1>"Sign in"</h1>
            {wait}
            <ErrorSummary errors=self.errors.clone()/>
            <form method="post" action="/login">
                <input type="hidden" name="next" value=self.next/>
                <Field name="email" label="E-mail" kind="email" autocomplete="username" required=true value=self.email/>
                <Field name="password" label="Password" kind="password" autocomplete="current-password" required=true
                    error=self.errors.of("password")/>
                <div class="bar actions">
                    <button class="button main">"Sign in"</button>
                    <a href="/forgot">"I have forgotten my password"</a>
                </div>
            </form>
            <p class="quiet gap">"Invited to answer questions? You need no account: open the link in your mail."</p>
        }
        .into_any()
    }
}

/// "a minute", "12 minutes"; never less than what is left.
fn minutes(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "a minute".into(),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_whole_minutes() {
        assert_eq!(minutes(1), "a minute");
        assert_eq!(minutes(61), "2 minutes");
        assert_eq!(minutes(900), "15 minutes");
    }

    #[test]
    fn the_page_keeps_the_address_and_says_when_to_come_back() {
        let typed = Typed {
            email: "a\"@example.org".into(),
            wait: Some(100),
            ..Typed::default()
        };
        let response = typed.again(&PageContext::bare("n", "/login"));
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "100");
    }
}
