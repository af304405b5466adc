//! One account: making it, its name and roles, disabling it.

use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::shell::{self, Area, Page, PageContext};
use crate::state::AppState;
use crate::ui::{Checkbox, ErrorSummary, Field, FieldErrors, field_id};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::AccountId;
use leptos::prelude::*;
use service::accounts::Account;
use service::principal::{Admin, Roles};
use service::{Error, Service};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub errors: FieldErrors,
}

/// `GET /admin/accounts/new`.
pub async fn new(ctx: PageContext, AsAdmin(_): AsAdmin) -> Response {
    let typed = Typed {
        roles: Roles {
            recruiter: true,
            ..Roles::default()
        },
        ..Typed::default()
    };
    shell::page(&ctx, new_page(), || new_view(typed))
}

/// The same page with 422.
pub fn new_again(ctx: &PageContext, typed: Typed) -> Response {
    shell::page(ctx, new_page().invalid(), || new_view(typed))
}

fn new_page() -> Page {
    Page::staff("New account", Area::Accounts)
        .narrow()
        .crumb("Accounts", "/admin/accounts")
}

fn new_view(typed: Typed) -> AnyView {
    let of = |name: &str| typed.errors.of(name);
    view! {
        <h1>"New account"</h1>
        <p>"The person gets a mail with a link to choose a password. The link works for seven days."</p>
        <ErrorSummary errors=typed.errors.clone()/>
        <form method="post" action="/admin/accounts/new">
            <Field name="name" label="Name" required=true autocomplete="off" value=typed.name.clone() error=of("name")/>
            <Field name="email" label="E-mail" kind="email" required=true autocomplete="off" value=typed.email.clone()
                error=of("email")/>
            {roles(typed.roles, of("roles"))}
            <div class="bar actions">
                <button class="button main">"Make the account and send the mail"</button>
                <a class="button" href="/admin/accounts">"Cancel"</a>
            </div>
        </form>
    }
    .into_any()
}

fn roles(roles: Roles, error: Option<String>) -> AnyView {
    let wrong = error.is_some();
    let error = error.map(|message| view! { <p class="error">{message}</p> });
    view! {
        <fieldset class="field" class:wrong=wrong id=field_id("roles") tabindex="-1">
            <legend>"May act as"</legend>
            {error}
            <Checkbox name="recruiter" label="Recruiter" checked=roles.recruiter
                hint="Builds assessments, invites people, reads results they own or share."/>
            <Checkbox name="rater" label="Rater" checked=roles.rater hint="Rates open answers without names."/>
            <Checkbox name="admin" label="Admin" checked=roles.admin
                hint="Sees every assessment, and manages accounts, banks, mail and the audit log."/>
        </fieldset>
    }
    .into_any()
}

/// `GET /admin/accounts/{account}`.
pub async fn page(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
) -> Answer {
    let account = found(&state.service, &admin, &id)
        .await
        .map_err(|error| ctx.failure(error))?;
    let typed = Typed {
        name: account.name.clone(),
        roles: account.roles,
        ..Typed::default()
    };
    Ok(shell::page(&ctx, edit_page(&account), || {
        edit_view(account, typed)
    }))
}

/// The same page with 422.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn again(
    ctx: &PageContext,
    service: &Service,
    admin: &Admin,
    id: &str,
    typed: Typed,
) -> Result<Response, Error> {
    let account = found(service, admin, id).await?;
    Ok(shell::page(ctx, edit_page(&account).invalid(), || {
        edit_view(account, typed)
    }))
}

async fn found(service: &Service, admin: &Admin, id: &str) -> Result<Account, Error> {
    let id: AccountId = id.parse().map_err(|_| Error::NotFound)?;
    service::accounts::get_account(service, admin, id).await
}

fn edit_page(account: &Account) -> Page {
    Page::staff(account.name.clone(), Area::Accounts)
        .narrow()
        .crumb("Accounts", "/admin/accounts")
}

fn edit_view(account: Account, typed: Typed) -> AnyView {
    let path = format!("/admin/accounts/{}", account.id);
    let of = |name: &str| typed.errors.of(name);
    let switch = if account.disabled {
        view! {
            <p>"Nobody can sign in to this account. What its person did is kept."</p>
            <form method="post" action=format!("{path}/enable")><button class="button">"Enable the account"</button></form>
        }
        .into_any()
    } else {
        view! {
            <p>"Disabling ends every session at once. What the person did is kept, and the account can be enabled again."</p>
            <form method="post" action=format!("{path}/disable")>
                <button class="button danger">"Disable the account"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <h1>{account.name}</h1>
        <p class="quiet">{account.email}</p>
        <ErrorSummary errors=typed.errors.clone()/>
        <form method="post" action=path>
            <Field name="name" label="Name" required=true autocomplete="off" value=typed.name.clone() error=of("name")/>
            {roles(typed.roles, of("roles"))}
            <div class="bar actions"><button class="button main">"Save"</button></div>
        </form>
        <h2 class="far">"Access"</h2>
        {switch}
    }
    .into_any()
}
