//! Assessments, from draft to published: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::assessments as forms;
use crate::pages::assessments as pages;

pub fn routes() -> Vec<Route> {
    vec![
        get("/assessments", Access::Recruiter, pages::list::page),
        get("/assessments/new", Access::Recruiter, pages::new::page),
        post("/assessments/new", Access::Recruiter, forms::create),
        get(
            "/assessments/{assessment}",
            Access::Assessment,
            pages::overview::page,
        ),
        get(
            "/assessments/{assessment}/edit",
            Access::Assessment,
            pages::builder::page,
        ),
        post(
            "/assessments/{assessment}/edit",
            Access::Assessment,
            forms::save_selection,
        ),
        get(
            "/assessments/{assessment}/questions",
            Access::Assessment,
            pages::picker::page,
        ),
        post(
            "/assessments/{assessment}/questions",
            Access::Assessment,
            forms::add,
        ),
        get(
            "/assessments/{assessment}/settings",
            Access::Assessment,
            pages::settings::page,
        ),
        post(
            "/assessments/{assessment}/settings",
            Access::Assessment,
            forms::save_settings,
        ),
        get(
            "/assessments/{assessment}/trial",
            Access::Assessment,
            pages::trial::page,
        ),
        post(
            "/assessments/{assessment}/trial",
            Access::Assessment,
            forms::start_trial,
        ),
        get(
            "/assessments/{assessment}/publish",
            Access::Assessment,
            pages::publish::page,
        ),
        post(
            "/assessments/{assessment}/publish",
            Access::Assessment,
            forms::publish,
        ),
        get(
            "/assessments/{assessment}/share",
            Access::Assessment,
            pages::share::page,
        ),
        post(
            "/assessments/{assessment}/share",
            Access::Assessment,
            forms::share,
        ),
        post(
            "/assessments/{assessment}/share/{account}/end",
            Access::Assessment,
            forms::unshare,
        ),
        get(
            "/assessments/{assessment}/duplicate",
            Access::Assessment,
            pages::duplicate::page,
        ),
        post(
            "/assessments/{assessment}/duplicate",
            Access::Assessment,
            forms::duplicate,
        ),
        get(
            "/assessments/{assessment}/close",
            Access::Assessment,
            pages::close::page,
        ),
        post(
            "/assessments/{assessment}/close",
            Access::Assessment,
            forms::close,
        ),
        get(
            "/assessments/{assessment}/audit",
            Access::Assessment,
            pages::history::page,
        ),
    ]
}
