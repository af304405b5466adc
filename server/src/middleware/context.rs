//! Gives every request its id, its page context, the address it came from and who is signed in.

use app::auth::{ClientAddress, Session};
use app::flash;
use app::shell::{PageContext, THEME_COOKIE, Theme, Viewer};
use app::state::cookie;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use service::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::application::Application;

pub async fn attach(
    State(application): State<Arc<Application>>,
    mut request: Request,
    next: Next,
) -> Response {
    let request_id = request_id(&application);
    let path = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string);
    let headers = request.headers();
    let session = session(&application, headers, &path, &request_id).await;
    let context = PageContext {
        nonce: random_hex::<16>(&application),
        lang: "en".to_owned(),
        theme: cookie(headers, THEME_COOKIE)
            .and_then(|value| value.parse().ok())
            .unwrap_or(Theme::Auto),
        assets: Arc::clone(&application.assets),
        public_url: Arc::clone(&application.public_url),
        viewer: session.as_ref().ok().map(|staff| Viewer {
            name: staff.name().to_owned(),
            admin: staff.roles().admin,
            recruiter: staff.roles().recruiter,
            rater: staff.roles().rater,
        }),
        flash: cookie(headers, flash::FLASH_COOKIE).and_then(flash::parse),
        wants_json: headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/json")),
        request_id: request_id.clone(),
        path,
    };
    let address = client_address(&application, &request);
    let had_flash = context.flash.is_some();
    let extensions = request.extensions_mut();
    extensions.insert(ClientAddress(address));
    extensions.insert(Session(session));
    extensions.insert(context);
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    if had_flash && !response.status().is_redirection() {
        response
            .headers_mut()
            .append(header::SET_COOKIE, HeaderValue::from_static(flash::CLEARED));
    }
    response
}

/// Candidates' pages and files need no session; asking for none saves a query each.
fn needs_session(path: &str) -> bool {
    !["/t/", "/i/", "/rate/", "/e/", "/assets/", "/health/"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
}

async fn session(
    application: &Application,
    headers: &HeaderMap,
    path: &str,
    request_id: &str,
) -> Result<service::principal::Staff, Error> {
    let token = cookie(headers, application.state.cookies.session())
        .filter(|_| needs_session(path))
        .ok_or(Error::SignInNeeded)?;
    service::accounts::authenticate(&application.state.service, token, request_id).await
}

fn request_id(application: &Application) -> String {
    random_hex::<8>(application)
}

fn random_hex<const N: usize>(application: &Application) -> String {
    let mut bytes = [0_u8; N];
    application.state.service.entropy.fill(&mut bytes);
    service::tokens::hex(&bytes)
}

/// The peer, or, walking `X-Forwarded-For` from the right through trusted proxies, the first address that is not one.
fn client_address(application: &Application, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if !application.trusted_proxies.contains(&peer) {
        return peer;
    }
    let forwarded: Vec<IpAddr> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    forwarded
        .into_iter()
        .rev()
        .find(|address| !application.trusted_proxies.contains(address))
        .unwrap_or(peer)
}
