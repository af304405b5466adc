//! Asking for a link to choose a new password. Says the same whether or not the address has an account.

use crate::shell::{self, Page, PageContext};
use crate::ui::{Field, Notice, Tone};
use axum::response::Response;
use leptos::prelude::*;

/// `GET /forgot`.
pub async fn page(ctx: PageContext) -> Response {
    shell::page(&ctx, Page::plain("New password"), || {
        view! {
            <h1>"New password"</h1>
            <p>"We send you a link to choose one. It works once and for one hour."</p>
            <form method="post" action="/forgot">
                <Field name="email" label="E-mail" kind="email" required=true autocomplete="username"/>
                <div class="bar actions">
                    <button class="button main">"Send the link"</button>
                    <a href="/login">"Back to sign in"</a>
                </div>
            </form>
        }
    })
}

/// What is said after asking.
pub fn asked(ctx: &PageContext, email: String) -> Response {
    shell::page(ctx, Page::plain("Look into your mail"), || {
        view! {
            <h1>"Look into your mail"</h1>
            <Notice tone=Tone::Good live=true>
                "If there is an account for " <strong>{email}</strong> ", a link is on its way. It can take a few minutes."
            </Notice>
            <p class="quiet">"No mail? Look into the folder for unwanted mail, or ask an administrator whether you have an account."</p>
            <p><a class="button" href="/login">"Back to sign in"</a></p>
        }
    })
}
