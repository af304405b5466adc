//! A ceiling against floods on the sign-in and link endpoints, kept in memory of this server. It is keyed on the link
//! first and on the address only as a high ceiling, so that a room of candidates behind one address gets in; guessing
//! passwords is throttled in the database by `service::accounts`.

use app::auth::ClientAddress;
use app::shell::PageContext;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use service::Error;
use service::ports::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

const WINDOW_MILLIS: i64 = 60_000;
/// One link, a minute: a person opens it a few times, a scanner a dozen times.
const PER_LINK: u32 = 60;
/// One address, a minute, over all links.
const LINKS_PER_ADDRESS: u32 = 9_000;
/// One address, a minute, at the sign-in, set-up and reset forms together.
const SIGN_IN_PER_ADDRESS: u32 = 600;
/// Keys kept before old windows are swept.
const KEPT: usize = 50_000;

pub struct RateLimit {
    clock: Arc<dyn Clock>,
    windows: Mutex<HashMap<String, (i64, u32)>>,
}

impl RateLimit {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            windows: Mutex::new(HashMap::new()),
        }
    }

    /// Counts a hit; seconds to wait when it is over the ceiling.
    fn hit(&self, key: String, ceiling: u32) -> Option<u64> {
        let now = self.clock.now().0;
        let mut windows = self
            .windows
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if windows.len() >= KEPT {
            windows.retain(|_, (started, _)| now - *started < WINDOW_MILLIS);
        }
        let (started, hits) = windows.entry(key).or_insert((now, 0));
        if now - *started >= WINDOW_MILLIS {
            (*started, *hits) = (now, 0);
        }
        *hits = hits.saturating_add(1);
        let left = (*started + WINDOW_MILLIS - now).max(1_000);
        (*hits > ceiling).then(|| u64::try_from(left / 1_000).unwrap_or(1))
    }

    fn check(&self, path: &str, address: std::net::IpAddr) -> Option<u64> {
        let mut parts = path.trim_start_matches('/').split('/');
        match (parts.next(), parts.next()) {
            (Some(area @ ("i" | "reports" | "reset" | "adjustments")), Some(id)) => self
                .hit(format!("{area}:{id}"), PER_LINK)
                .or_else(|| self.hit(format!("links:{address}"), LINKS_PER_ADDRESS)),
            (Some("login" | "setup" | "forgot"), _) => {
                self.hit(format!("sign-in:{address}"), SIGN_IN_PER_ADDRESS)
            }
            _ => None,
        }
    }
}

pub async fn limit(State(limits): State<Arc<RateLimit>>, request: Request, next: Next) -> Response {
    let address = request
        .extensions()
        .get::<ClientAddress>()
        .map(|address| address.0);
    let wait = address.and_then(|address| limits.check(request.uri().path(), address));
    match wait {
        None => next.run(request).await,
        Some(retry_after) => {
            let context = request
                .extensions()
                .get::<PageContext>()
                .cloned()
                .unwrap_or_else(|| PageContext::bare("", "/"));
            context
                .failure(Error::TooMany { retry_after })
                .into_response()
        }
    }
}
