//! Question banks and the workshop: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::{banks, imports, reviews, workshop as forms};
use crate::pages::imports::{start, upload};
use crate::pages::{banks as pages, workshop};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;

/// Where files of banks are sent, which may take longer than other requests.
pub const IMPORTS: &str = "/imports";
/// What an upload may send. Far more than is kept: a file that is too large is read to its end and refused in words,
/// where cutting the connection would leave a browser with an error of its own.
const UPLOAD: usize = 256 * 1024 * 1024;

pub fn routes() -> Vec<Route> {
    let receive = imports::receive.layer(DefaultBodyLimit::max(UPLOAD));
    vec![
        get(IMPORTS, Access::Admin, start::page),
        post(IMPORTS, Access::Admin, receive),
        get("/imports/template.csv", Access::Admin, start::template_csv),
        get(
            "/imports/template.xlsx",
            Access::Admin,
            start::template_xlsx,
        ),
        get("/imports/{upload}", Access::Admin, upload::page),
        post("/imports/{upload}", Access::Admin, imports::decide),
        get(
            "/banks/{bank}/export",
            Access::Recruiter,
            pages::export::page,
        ),
        get(
            "/banks/{bank}/export/{format}",
            Access::Recruiter,
            pages::export::file,
        ),
        get("/banks", Access::Recruiter, pages::list::page),
        get("/banks/new", Access::Admin, workshop::bank_form::new),
        post("/banks/new", Access::Admin, banks::create_bank),
        get("/banks/{bank}", Access::Recruiter, pages::bank::page),
        post("/banks/{bank}/questions", Access::Admin, banks::bulk),
        get(
            "/banks/{bank}/settings",
            Access::Admin,
            workshop::bank_form::settings,
        ),
        post("/banks/{bank}/settings", Access::Admin, banks::describe),
        get(
            "/banks/{bank}/retired",
            Access::Recruiter,
            workshop::retired::page,
        ),
        post("/banks/{bank}/retired", Access::Admin, banks::bring_back),
        get(
            "/banks/{bank}/alerts",
            Access::Recruiter,
            pages::look_at::page,
        ),
        post("/banks/{bank}/alerts", Access::Admin, reviews::set_undated),
        get(
            "/banks/{bank}/drafts",
            Access::Recruiter,
            workshop::drafts::page,
        ),
        post("/banks/{bank}/drafts", Access::Admin, forms::begin),
        get(
            "/banks/{bank}/drafts/{draft}",
            Access::Recruiter,
            workshop::draft::page,
        ),
        post("/banks/{bank}/drafts/{draft}", Access::Admin, forms::save),
        post(
            "/banks/{bank}/drafts/{draft}/step",
            Access::Admin,
            forms::step,
        ),
        post(
            "/banks/{bank}/drafts/{draft}/comment",
            Access::Admin,
            forms::comment,
        ),
        get(
            "/banks/{bank}/questions/{question_version}",
            Access::Recruiter,
            pages::question::page,
        ),
        get(
            "/banks/{bank}/questions/{question_version}/since/{earlier}",
            Access::Recruiter,
            workshop::changes::page,
        ),
        get(
            "/banks/{bank}/questions/{question_version}/review",
            Access::Admin,
            pages::review::page,
        ),
        post(
            "/banks/{bank}/questions/{question_version}/review",
            Access::Admin,
            reviews::set,
        ),
        post(
            "/banks/{bank}/questions/{question_version}/move",
            Access::Admin,
            banks::move_to,
        ),
    ]
}
