//! The side of experts who rate for a panel: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::forms::experts as forms;
use crate::pages::expert::{done, finish, question, welcome};

pub fn routes() -> Vec<Route> {
    let access = Access::Expert;
    vec![
        get("/e/{expert}/{token}", Access::Public, forms::open_link),
        get("/rate/{expert}", access, welcome::page),
        post("/rate/{expert}", access, forms::begin),
        get("/rate/{expert}/q/{n}", access, question::page),
        post("/rate/{expert}/q/{n}", access, forms::save),
        get("/rate/{expert}/finish", access, finish::page),
        post("/rate/{expert}/finish", access, forms::finish),
        get("/rate/{expert}/done", access, done::page),
    ]
}
