//! What admins do with accounts.

use super::field_errors;
use crate::auth::AsAdmin;
use crate::failure::Answer;
use crate::flash::see_other_saying;
use crate::pages::admin::account::{self as account_page, Typed};
use crate::shell::PageContext;
use crate::state::AppState;
use crate::ui::Tone;
use axum::Form;
use axum::extract::{Path, State};
use domain::ids::AccountId;
use serde::Deserialize;
use service::accounts::{self, EditAccount, NewAccount};
use service::principal::Roles;
use service::{Error, FieldError};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewForm {
    name: String,
    email: String,
    admin: Option<String>,
    recruiter: Option<String>,
    rater: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditForm {
    name: String,
    admin: Option<String>,
    recruiter: Option<String>,
    rater: Option<String>,
}

/// Ticked boxes are posted, empty ones are not.
fn ticked(admin: &Option<String>, recruiter: &Option<String>, rater: &Option<String>) -> Roles {
    Roles {
        admin: admin.is_some(),
        recruiter: recruiter.is_some(),
        rater: rater.is_some(),
    }
}

/// `POST /admin/accounts/new`.
pub async fn create(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Form(form): Form<NewForm>,
) -> Answer {
    let roles = ticked(&form.admin, &form.recruiter, &form.rater);
    let input = NewAccount {
        name: form.name.clone(),
        email: form.email.clone(),
        roles,
        password: None,
    };
    match accounts::create_account(&state.service, &admin, input).await {
        Ok(_) => {
            let words = format!(
                "The account is made. A mail is on its way to {}.",
                form.email.trim()
            );
            Ok(see_other_saying("/admin/accounts", Tone::Good, &words))
        }
        Err(Error::Invalid(fields)) => {
            let errors = field_errors(&fields);
            Ok(account_page::new_again(
                &ctx,
                Typed {
                    name: form.name,
                    email: form.email,
                    roles,
                    errors,
                },
            ))
        }
        Err(error) => Err(ctx.failure(error)),
    }
}

/// `POST /admin/accounts/{account}`.
pub async fn edit(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
    Form(form): Form<EditForm>,
) -> Answer {
    let roles = ticked(&form.admin, &form.recruiter, &form.rater);
    let input = EditAccount {
        name: form.name.clone(),
        roles,
    };
    let edited =
        async { accounts::edit_account(&state.service, &admin, parsed(&id)?, input).await };
    let fields = match edited.await {
        Ok(()) => {
            return Ok(see_other_saying(
                "/admin/accounts",
                Tone::Good,
                "The account is saved.",
            ));
        }
        Err(Error::Invalid(fields)) => fields,
        // The last admin's role: said beside the boxes, with what was typed kept.
        Err(Error::Refused(message)) => vec![FieldError {
            field: "roles".into(),
            message,
        }],
        Err(error) => return Err(ctx.failure(error)),
    };
    let typed = Typed {
        name: form.name,
        roles,
        errors: field_errors(&fields),
        ..Typed::default()
    };
    let again = account_page::again(&ctx, &state.service, &admin, &id, typed).await;
    again.map_err(|error| ctx.failure(error))
}

/// `POST /admin/accounts/{account}/disable`.
pub async fn disable(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
) -> Answer {
    let done = async { accounts::disable_account(&state.service, &admin, parsed(&id)?).await };
    done.await.map_err(|error| ctx.failure(error))?;
    Ok(see_other_saying(
        "/admin/accounts",
        Tone::Good,
        "The account is disabled, and its sessions have ended.",
    ))
}

/// `POST /admin/accounts/{account}/enable`.
pub async fn enable(
    ctx: PageContext,
    State(state): State<AppState>,
    AsAdmin(admin): AsAdmin,
    Path(id): Path<String>,
) -> Answer {
    let done = async { accounts::enable_account(&state.service, &admin, parsed(&id)?).await };
    done.await.map_err(|error| ctx.failure(error))?;
    Ok(see_other_saying(
        "/admin/accounts",
        Tone::Good,
        "The account can be signed in to again.",
    ))
}

fn parsed(id: &str) -> Result<AccountId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}
