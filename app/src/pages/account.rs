//! Pages around one's own account: signing in, the first admin, a forgotten password, sessions and password.

pub mod forgot;
pub mod login;
pub mod own;
pub mod reset;
pub mod setup;

use crate::auth::Session;
use crate::failure::see_other;
use axum::Extension;
use axum::response::Response;
use service::principal::Staff;

/// The start page leads on: staff to their work, everybody else to the sign-in.
pub async fn start(session: Option<Extension<Session>>) -> Response {
    see_other(match session {
        Some(Extension(Session(Ok(staff)))) => home(&staff),
        _ => "/login",
    })
}

/// Where somebody's work begins.
pub fn home(staff: &Staff) -> &'static str {
    let roles = staff.roles();
    if roles.admin || roles.recruiter {
        "/assessments"
    } else {
        "/account"
    }
}
