//! The list of accounts.

use crate::auth::AsAdmin;
use crate::dates;
use crate::failure::Answer;
use crate::pages::account::own::in_words;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use axum::extract::State;
use leptos::prelude::*;

/// `GET /admin/accounts`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
) -> Answer {
    let accounts = service::accounts::list_accounts(&state.service, &admin).await;
    let accounts = accounts.map_err(|error| ctx.failure(error))?;
    let rows = accounts
        .into_iter()
        .map(|account| {
            let since = dates::date(&state.service, account.created_at);
            (format!("/admin/accounts/{}", account.id), since, account)
        })
        .collect::<Vec<_>>();
    Ok(shell::page(
        &ctx,
        Page::staff("Accounts", Area::Accounts),
        || {
            let rows = rows
                .into_iter()
                .map(|(href, since, account)| {
                    let state = match (account.disabled, account.has_password) {
                        (true, _) => view! { <span class="tag">"disabled"</span> }.into_any(),
                        (false, false) => {
                            view! { <span class="tag">"has not chosen a password yet"</span> }
                                .into_any()
                        }
                        (false, true) => view! { <span class="tag on">"active"</span> }.into_any(),
                    };
                    view! {
                        <tr>
                            <th scope="row" data-label="Name"><a href=href>{account.name}</a></th>
                            <td data-label="E-mail">{account.email}</td>
                            <td data-label="Roles">{in_words(account.roles)}</td>
                            <td data-label="State">{state}</td>
                            <td data-label="Since">{since}</td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <div class="bar"><h1>"Accounts"</h1><span class="end"></span><a class="button main" href="/admin/accounts/new">"New account"</a></div>
                <section class="card scroll" tabindex="0" aria-label="Accounts">
                    <table class="cards">
                        <thead><tr>
                            <th scope="col">"Name"</th><th scope="col">"E-mail"</th><th scope="col">"Roles"</th>
                            <th scope="col">"State"</th><th scope="col">"Since"</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </section>
            }
        },
    ))
}
