//! The set-up of a fresh installation: the first admin, for whoever holds the token that the server printed.

use crate::failure::Answer;
use crate::shell::{self, Page, PageContext};
use crate::state::AppState;
use crate::ui::{ErrorSummary, Field, FieldErrors};
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;
use service::Error;

/// `GET /setup`; there is no such page once there are accounts.
pub async fn page(ctx: PageContext, State(state): State<AppState>) -> Answer {
    match service::accounts::setup_open(&state.service).await {
        Ok(true) => Ok(shell::page(&ctx, Page::plain("Set up"), || {
            Typed::default().view()
        })),
        Ok(false) => Err(ctx.failure(Error::NotFound)),
        Err(error) => Err(ctx.failure(error)),
    }
}

/// What was typed; never the password.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub token: String,
    pub name: String,
    pub email: String,
    pub errors: FieldErrors,
}

impl Typed {
    /// The page again with 422.
    pub fn again(self, ctx: &PageContext) -> Response {
        shell::page(ctx, Page::plain("Set up").invalid(), || self.view())
    }

    fn view(self) -> AnyView {
        let of = |name: &str| self.errors.of(name);
        view! {
            <h1>"Set up"</h1>
            <p>"Make the first admin account. The one-time token stands in the output of the server."</p>
            <ErrorSummary errors=self.errors.clone()/>
            <form method="post" action="/setup">
                <Field name="token" label="Setup token" required=true autocomplete="off" value=self.token.clone() error=of("token")/>
                <Field name="name" label="Your name" required=true autocomplete="name" value=self.name.clone() error=of("name")/>
                <Field name="email" label="E-mail" kind="email" required=true autocomplete="username" value=self.email.clone()
                    error=of("email")/>
                <Field name="password" label="Password" kind="password" required=true autocomplete="new-password"
                    hint="At least 12 characters. A few words in a row are easy to remember." error=of("password")/>
                <div class="bar actions"><button class="button main">"Make the account and sign in"</button></div>
            </form>
        }
        .into_any()
    }
}
