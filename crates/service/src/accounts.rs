//! Accounts: who may sign in and as what. Sign-in, sessions, passwords and their reset, the first admin, and what
//! admins do with accounts.
//!
//! Never answers differently for an e-mail address that has no account. To add an act: a function in the file of its
//! kind; whatever it changes leaves an audit line in the same unit.

mod create;
mod login;
mod manage;
mod password;
mod reset;
mod sessions;
mod setup;

pub use create::{NewAccount, create_account, create_from_command_line};
pub use login::{Login, SignIn, login};
pub use manage::{
    Account, EditAccount, disable_account, edit_account, enable_account, get_account, list_accounts,
};
pub use password::{LONGEST, SHORTEST, change_password};
pub use reset::{request_reset, reset_open, reset_password};
pub(crate) use sessions::IDLE_MILLIS;
pub use sessions::{
    SESSION_SECONDS, SessionView, authenticate, list_sessions, logout, revoke_other_sessions,
    revoke_session,
};
pub use setup::{Setup, ensure_setup_token, setup, setup_open};

use crate::principal::Roles;

/// The most characters of a name.
const LONGEST_NAME: usize = 200;
const NO_ROLE: &str = "Choose at least one role.";

/// A name in one line, or what to do about it.
fn checked_name(name: &str) -> std::result::Result<String, &'static str> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        Err("Enter a name.")
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        Err("Enter a name of at most 200 letters, in one line.")
    } else {
        Ok(name)
    }
}

/// "admin, recruiter"
fn in_words(roles: Roles) -> String {
    [
        (roles.admin, "admin"),
        (roles.recruiter, "recruiter"),
        (roles.rater, "rater"),
    ]
    .into_iter()
    .filter_map(|(held, name)| held.then_some(name))
    .collect::<Vec<_>>()
    .join(", ")
}
