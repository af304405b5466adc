//! Intakes and invitations: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::{intakes as forms, invitations};
use crate::pages::intakes as pages;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;

/// What an upload may send. Far more than is kept: a list that is too large is read to its end and refused in words,
/// where cutting the connection would leave a browser with an error of its own.
const UPLOAD: usize = 256 * 1024 * 1024;
/// A list that was previewed and comes back.
const CONFIRMED: usize = 6 * 1024 * 1024;

pub fn routes() -> Vec<Route> {
    let preview = invitations::preview.layer(DefaultBodyLimit::max(UPLOAD));
    let send = invitations::send.layer(DefaultBodyLimit::max(CONFIRMED));
    vec![
        get(
            "/assessments/{assessment}/intakes/new",
            Access::Assessment,
            pages::edit::create,
        ),
        post(
            "/assessments/{assessment}/intakes/new",
            Access::Assessment,
            forms::create,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}",
            Access::Assessment,
            pages::intake::page,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/edit",
            Access::Assessment,
            pages::edit::edit,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/edit",
            Access::Assessment,
            forms::edit,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/close",
            Access::Assessment,
            pages::close::page,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/close",
            Access::Assessment,
            forms::close,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/invite",
            Access::Assessment,
            pages::invite::page,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invite",
            Access::Assessment,
            preview,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invite/send",
            Access::Assessment,
            send,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/remind",
            Access::Assessment,
            invitations::remind_all,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invitations/{invitation}/remind",
            Access::Assessment,
            invitations::remind,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invitations/{invitation}/resend",
            Access::Assessment,
            invitations::resend,
        ),
        get(
            "/assessments/{assessment}/intakes/{intake}/invitations/{invitation}/revoke",
            Access::Assessment,
            pages::invitation::revoke,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invitations/{invitation}/revoke",
            Access::Assessment,
            invitations::revoke,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invitations/{invitation}/link",
            Access::Assessment,
            invitations::link,
        ),
        post(
            "/assessments/{assessment}/intakes/{intake}/invitations/{invitation}/reopen",
            Access::Assessment,
            invitations::reopen,
        ),
    ]
}
