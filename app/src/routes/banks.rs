//! Question banks: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get};
use crate::pages::banks as pages;

pub fn routes() -> Vec<Route> {
    vec![
        get("/banks", Access::Recruiter, pages::list::page),
        get("/banks/{bank}", Access::Recruiter, pages::bank::page),
        get(
            "/banks/{bank}/questions/{question_version}",
            Access::Recruiter,
            pages::question::page,
        ),
    ]
}
