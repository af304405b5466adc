//! Expert panels: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::panels as forms;
use crate::pages::panels as pages;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;

/// What an upload may send; more than is kept, so that a list that is too large is refused in words.
const UPLOAD: usize = 32 * 1024 * 1024;

pub fn routes() -> Vec<Route> {
    let preview = forms::preview.layer(DefaultBodyLimit::max(UPLOAD));
    let send = forms::send.layer(DefaultBodyLimit::max(UPLOAD));
    let admin = Access::Admin;
    vec![
        get("/panels", admin, pages::list::page),
        get("/banks/{bank}/panels/new", admin, pages::new::page),
        post("/banks/{bank}/panels/new", admin, forms::start),
        get("/panels/{panel}", admin, pages::panel::page),
        get("/panels/{panel}/invite", admin, pages::invite::page),
        post("/panels/{panel}/invite", admin, preview),
        post("/panels/{panel}/invite/send", admin, send),
        post("/panels/{panel}/remind", admin, forms::remind_all),
        get("/panels/{panel}/close", admin, pages::close::page),
        post("/panels/{panel}/close", admin, forms::close),
        post("/panels/{panel}/reopen", admin, forms::reopen),
        get("/panels/{panel}/results", admin, pages::results::page),
        get("/panels/{panel}/adopt", admin, pages::adopt::page),
        post("/panels/{panel}/adopt", admin, forms::adopt),
        get(
            "/panels/{panel}/dossier.pdf",
            admin,
            pages::results::dossier,
        ),
        post(
            "/panels/{panel}/experts/{expert}/remind",
            admin,
            forms::remind,
        ),
        post(
            "/panels/{panel}/experts/{expert}/resend",
            admin,
            forms::resend,
        ),
        post("/panels/{panel}/experts/{expert}/link", admin, forms::link),
        get(
            "/panels/{panel}/experts/{expert}/revoke",
            admin,
            pages::expert::revoke,
        ),
        post(
            "/panels/{panel}/experts/{expert}/revoke",
            admin,
            forms::revoke,
        ),
    ]
}
