//! The application as one axum router: the route table of `app`, the files of this build, health, and the middleware
//! around them. Tests drive this very router.

use crate::assets;
use crate::middleware::{context, headers, rate_limit};
use app::assets::{ASSET_PATH, Assets};
use app::routes::banks::IMPORTS;
use app::shell::{self, PageContext, error_page};
use app::state::{AppState, CookieNames};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, extract::FromRequestParts};
use http::{HeaderValue, Method, StatusCode, header};
use service::Service;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

/// What the middleware needs beside the handlers' state.
pub struct Application {
    pub state: AppState,
    pub assets: Arc<Assets>,
    pub public_url: Arc<str>,
    pub trusted_proxies: Vec<IpAddr>,
}

/// Bodies are small but for uploads, which set their own limit.
const BODY_LIMIT: usize = 256 * 1024;

impl Application {
    pub fn new(service: Arc<Service>, assets: Assets, trusted_proxies: Vec<IpAddr>) -> Arc<Self> {
        let public_url: Arc<str> = Arc::from(service.settings.public_url.as_str());
        let cookies = CookieNames::for_public_url(&public_url);
        Arc::new(Self {
            state: AppState { service, cookies },
            assets: Arc::new(assets),
            public_url,
            trusted_proxies,
        })
    }

    /// The whole application.
    pub fn router(self: &Arc<Self>) -> Router {
        let https = headers::Https(self.public_url.starts_with("https://"));
        let limits = Arc::new(rate_limit::RateLimit::new(Arc::clone(
            &self.state.service.clock,
        )));
        let csrf = CsrfLayer::new();
        let csrf = csrf
            .clone()
            .add_trusted_origin(&*self.public_url)
            .unwrap_or(csrf);
        let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
        app::routes::router()
            .route(shell::THEME_PATH, post(shell::set_theme))
            .route("/health/live", get(|| async { "alive" }))
            .route("/health/ready", get(ready))
            .fallback(not_found)
            .with_state(self.state.clone())
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .layer(csrf)
            .layer(from_fn_with_state(limits, rate_limit::limit))
            .layer(from_fn(catch_panics))
            .layer(from_fn(limit_time))
            .layer(from_fn(style_plain_errors))
            .layer(from_fn_with_state(Arc::clone(self), context::attach))
            .layer(compression)
            .route(&format!("{ASSET_PATH}{{name}}"), get(assets::file))
            .layer(from_fn_with_state(https, headers::add))
    }
}

async fn ready(State(state): State<AppState>) -> Response {
    match state.service.store.ping().await {
        Ok(()) => "ready".into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database cannot be reached",
        )
            .into_response(),
    }
}

async fn not_found(context: PageContext) -> Response {
    context.failure(service::Error::NotFound).into_response()
}

/// Extractors and layers of the libraries answer in bare text (a body too large, a field that is no number, another
/// site's form, a method that an address does not have): people get a page, islands get JSON.
async fn style_plain_errors(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let context = PageContext::from_request_parts(&mut parts, &())
        .await
        .ok()
        .filter(|context| !context.path.starts_with("/health/"));
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match context {
        Some(context) if plain && (status.is_client_error() || status.is_server_error()) => {
            let mut page = styled(&context, status);
            if let Some(methods) = response.headers().get(header::ALLOW) {
                page.headers_mut().insert(header::ALLOW, methods.clone());
            }
            if status == StatusCode::SERVICE_UNAVAILABLE {
                let soon = HeaderValue::from_static("2");
                page.headers_mut().insert(header::RETRY_AFTER, soon);
            }
            page
        }
        _ => response,
    }
}

fn styled(context: &PageContext, status: StatusCode) -> Response {
    let (title, message) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("That is too much at once", "Send a smaller file or text.")
        }
        StatusCode::METHOD_NOT_ALLOWED => (
            "This address works in another way",
            "Go back and use the buttons on the page.",
        ),
        StatusCode::FORBIDDEN => (
            "This came from another site",
            "For your safety, forms are accepted from our own pages only. Open the page again and repeat.",
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::BAD_REQUEST
        | StatusCode::UNPROCESSABLE_ENTITY => (
            "We could not read that",
            "Something in the form was missing or damaged. Go back and try again; nothing was changed.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => (
            "This took too long",
            "Nothing may have been changed. Please try again in a moment.",
        ),
        _ => ("This did not work", "Please go back and try again."),
    };
    if context.wants_json {
        let body = serde_json::json!({
            "error": message, "fields": [], "request_id": context.request_id,
        });
        return (status, axum::Json(body)).into_response();
    }
    error_page(context, status, title, message)
}

/// A page has half a minute, a file on its way ten: a large one over a slow line takes that long.
async fn limit_time(request: Request, next: Next) -> Response {
    let upload = request.method() == Method::POST && request.uri().path() == IMPORTS;
    let limit = Duration::from_secs(if upload { 600 } else { 30 });
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// A defect in one request ends that request only.
async fn catch_panics(mut request: Request, next: Next) -> Response {
    let context = request
        .extensions_mut()
        .get::<PageContext>()
        .cloned()
        .unwrap_or_else(|| PageContext::bare("", "/"));
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(cause) => {
            tracing::error!(%cause, request_id = context.request_id, "a request handler panicked");
            context.failure(service::Error::Internal).into_response()
        }
    }
}
