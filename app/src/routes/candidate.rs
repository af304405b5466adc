//! The candidate's side: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::attempts as forms;
use crate::pages::candidate::{
    adjust, contact, done, practice, question, requests, review, submit, welcome,
};

pub fn routes() -> Vec<Route> {
    let access = Access::Candidate;
    vec![
        get("/i/{invitation}/{token}", Access::Public, forms::open_link),
        get("/t/{invitation}", access, welcome::page),
        get("/t/{invitation}/start", access, forms::start_page),
        post("/t/{invitation}/start", access, forms::start),
        get("/t/{invitation}/practice", access, practice::page),
        get("/t/{invitation}/q/{n}", access, question::page),
        post("/t/{invitation}/q/{n}", access, forms::save),
        get("/t/{invitation}/review", access, review::page),
        get("/t/{invitation}/submit", access, submit::page),
        post("/t/{invitation}/submit", access, forms::submit),
        get("/t/{invitation}/done", access, done::page),
        get("/t/{invitation}/adjust", access, adjust::page),
        post("/t/{invitation}/adjust", access, forms::adjust),
        get(
            "/t/{invitation}/human-review",
            access,
            requests::human_review,
        ),
        post("/t/{invitation}/human-review", access, forms::human_review),
        get("/t/{invitation}/withdraw", access, requests::withdraw),
        post("/t/{invitation}/withdraw", access, forms::withdraw),
        get(
            "/adjustments/{adjustment}/{token}",
            Access::Public,
            contact::page,
        ),
        post(
            "/adjustments/{adjustment}/{token}",
            Access::Public,
            forms::answer_request,
        ),
    ]
}
