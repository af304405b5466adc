//! A browser without a screen: sends requests to the real router, keeps cookies, follows nothing by itself.

use crate::World;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use http::{HeaderMap, Method, Request, StatusCode, header};
use server::application::Application;
use service::Service;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tower::ServiceExt;

/// A response, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body without what differs between two answers of the same page: nonce and request id.
    pub fn comparable(&self) -> String {
        let nonce = between(
            self.headers
                .get(header::CONTENT_SECURITY_POLICY)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default(),
            "'nonce-",
            "'",
        );
        let id = self
            .headers
            .get("x-request-id")
            .and_then(|value| value.to_str().ok());
        let mut body = self.body.clone();
        for part in [nonce, id.map(str::to_owned)].into_iter().flatten() {
            body = body.replace(&part, "");
        }
        body
    }
}

/// The text between two marks, the first time.
pub fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.to_owned())
}

/// The application of a world, as HTTP.
#[derive(Clone)]
pub struct Site {
    router: Router,
}

impl Site {
    pub fn new(world: &World) -> Self {
        Self::of(&world.service, Vec::new())
    }

    /// The application of a service, reached through these proxies.
    pub fn of(service: &Arc<Service>, proxies: Vec<IpAddr>) -> Self {
        let assets = app::assets::Assets::none();
        let application = Application::new(Arc::clone(service), assets, proxies);
        Self {
            router: application.router(),
        }
    }

    /// A new browser with no cookies.
    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            headers: Vec::new(),
            address: None,
        }
    }
}

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    headers: Vec<(&'static str, String)>,
    address: Option<IpAddr>,
}

impl Browser {
    /// This browser with one more header on every request.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name, value.to_owned()));
        other
    }

    /// This browser at another network address.
    #[must_use]
    pub fn at(&self, address: [u8; 4]) -> Self {
        let mut other = self.clone();
        other.address = Some(IpAddr::from(address));
        other
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Method::GET, path, "", "").await
    }

    /// Posts a form as a page of this site would.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let body = form
            .iter()
            .map(|(name, value)| {
                format!(
                    "{}={}",
                    app::failure::encode(name),
                    app::failure::encode(value)
                )
            })
            .collect::<Vec<_>>()
            .join("&");
        self.send(
            Method::POST,
            path,
            "application/x-www-form-urlencoded",
            &body,
        )
        .await
    }

    /// Posts JSON as an island would, asking for JSON.
    pub async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Reply {
        self.with("accept", "application/json")
            .send(Method::POST, path, "application/json", &body.to_string())
            .await
    }

    pub async fn send(&mut self, method: Method, path: &str, kind: &str, body: &str) -> Reply {
        self.send_body(method, path, kind, Body::from(body.to_owned()))
            .await
    }

    /// Sends a body that is no text, or that is made while it is sent.
    ///
    /// # Panics
    /// When the request cannot be built.
    pub async fn send_body(&mut self, method: Method, path: &str, kind: &str, body: Body) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let own = |wanted: &str| self.headers.iter().any(|(name, _)| *name == wanted);
        if !own("host") {
            request = request.header("host", "127.0.0.1:3000");
        }
        if !own("sec-fetch-site") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(address) = self.address {
            request = request.extension(ConnectInfo(SocketAddr::new(address, 50_000)));
        }
        let request = request.body(body).expect("a well-formed request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers");
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all(header::SET_COOKIE) {
            let value = value.to_str().expect("cookies are text");
            let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
            let (name, content) = pair.split_once('=').expect("a cookie has a name");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), content.to_owned());
            }
        }
        let bytes = to_bytes(body, 64 * 1024 * 1024)
            .await
            .expect("the body ends");
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }
}
