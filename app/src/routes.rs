//! The one table of routes: the router and the authorisation test are both built from it. A `.route(` elsewhere fails
//! a test. To add a page or an action: a line in its area's file below, with who may call it.

pub mod accounts;
pub mod assessments;
pub mod banks;
pub mod candidate;
pub mod experts;
pub mod intakes;
pub mod panels;
pub mod results;

use crate::state::AppState;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone, signed in or not.
    Public,
    /// Any signed-in account.
    Staff,
    /// Recruiters and admins.
    Recruiter,
    Admin,
    /// Recruiters with access to `{assessment}`: its owner, those it is shared with, admins.
    Assessment,
    /// The candidate who holds the link of `{invitation}`.
    Candidate,
    /// The expert who holds the link of `{expert}`.
    Expert,
}

/// One route.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    handler: MethodRouter<AppState>,
}

/// A page.
pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Route {
        method: Method::GET,
        path,
        access,
        handler: on(MethodFilter::GET, handler),
    }
}

/// An action: a form or an island's request.
pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Route {
        method: Method::POST,
        path,
        access,
        handler: on(MethodFilter::POST, handler),
    }
}

/// Every route of the application.
pub fn table() -> Vec<Route> {
    let mut routes = Vec::new();
    routes.extend(accounts::routes());
    routes.extend(banks::routes());
    routes.extend(assessments::routes());
    routes.extend(intakes::routes());
    routes.extend(results::routes());
    routes.extend(candidate::routes());
    routes.extend(panels::routes());
    routes.extend(experts::routes());
    routes
}

/// The router made of the table.
pub fn router() -> Router<AppState> {
    table().into_iter().fold(Router::new(), |router, route| {
        router.route(route.path, route.handler)
    })
}
