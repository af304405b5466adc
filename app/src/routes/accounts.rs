//! Sign-in, accounts, audit, jobs: who may call what. Handlers are in `crate::forms` and `crate::pages`.

use super::{Access, Route, get, post};
use crate::{forms, pages};

pub fn routes() -> Vec<Route> {
    vec![
        get("/", Access::Public, pages::account::start),
        get("/login", Access::Public, pages::account::login::page),
        post("/login", Access::Public, forms::sessions::login),
        // Public, so that leaving works after the session has ended.
        post("/logout", Access::Public, forms::sessions::logout),
        get("/setup", Access::Public, pages::account::setup::page),
        post("/setup", Access::Public, forms::sessions::setup),
        get("/forgot", Access::Public, pages::account::forgot::page),
        post("/forgot", Access::Public, forms::passwords::forgot),
        get(
            "/reset/{account}/{token}",
            Access::Public,
            pages::account::reset::link,
        ),
        get("/reset", Access::Public, pages::account::reset::page),
        post("/reset", Access::Public, forms::passwords::reset),
        get("/account", Access::Staff, pages::account::own::page),
        post("/account/password", Access::Staff, forms::passwords::change),
        post(
            "/account/sessions/end-others",
            Access::Staff,
            forms::sessions::end_others,
        ),
        post(
            "/account/sessions/{session}/end",
            Access::Staff,
            forms::sessions::end,
        ),
        get(
            "/admin/accounts",
            Access::Admin,
            pages::admin::accounts::page,
        ),
        get(
            "/admin/accounts/new",
            Access::Admin,
            pages::admin::account::new,
        ),
        post(
            "/admin/accounts/new",
            Access::Admin,
            forms::accounts::create,
        ),
        get(
            "/admin/accounts/{account}",
            Access::Admin,
            pages::admin::account::page,
        ),
        post(
            "/admin/accounts/{account}",
            Access::Admin,
            forms::accounts::edit,
        ),
        post(
            "/admin/accounts/{account}/disable",
            Access::Admin,
            forms::accounts::disable,
        ),
        post(
            "/admin/accounts/{account}/enable",
            Access::Admin,
            forms::accounts::enable,
        ),
        get("/admin/audit", Access::Admin, pages::admin::audit::page),
        get("/admin/jobs", Access::Admin, pages::admin::jobs::page),
        post(
            "/admin/jobs/retry-all",
            Access::Admin,
            forms::jobs::retry_all,
        ),
        post("/admin/jobs/{job}/retry", Access::Admin, forms::jobs::retry),
        get("/mailbox", Access::Public, pages::admin::mailbox::page),
        get(
            "/mailbox/{mail}",
            Access::Public,
            pages::admin::mailbox::mail,
        ),
        get(
            "/mailbox/{mail}/{attachment}",
            Access::Public,
            pages::admin::mailbox::attachment,
        ),
    ]
}
