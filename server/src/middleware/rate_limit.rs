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
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

const WINDOW_MILLIS: i64 = 60_000;
/// One link, a minute: a person opens it a few times, a scanner a dozen times.
const PER_LINK: u32 = 60;
/// One address, a minute, over all links.
const LINKS_PER_ADDRESS: u32 = 9_000;
/// One address, a minute, at the sign-in, set-up and reset forms together.
const SIGN_IN_PER_ADDRESS: u32 = 600;
/// Keys counted at all. Beyond it only those are counted that are counted already: a flood from everywhere costs a few
/// megabytes, never more.
const MOST_KEPT: usize = 250_000;

pub struct RateLimit {
    clock: Arc<dyn Clock>,
    /// Keys are hashed: what strangers ask for may be long, and takes eight bytes here.
    hasher: RandomState,
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    counted: HashMap<u64, (i64, u32)>,
    swept_at: i64,
}

impl Windows {
    /// Drops what is over, once a window, so that a flood cannot make each request search through all of them.
    fn sweep(&mut self, now: i64) {
        if now - self.swept_at >= WINDOW_MILLIS {
            self.swept_at = now;
            self.counted
                .retain(|_, (started, _)| now - *started < WINDOW_MILLIS);
        }
    }
}

impl RateLimit {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            hasher: RandomState::new(),
            windows: Mutex::default(),
        }
    }

    /// Counts a hit; seconds to wait when it is over the ceiling.
    fn hit(&self, kind: &str, subject: &[u8], ceiling: u32) -> Option<u64> {
        let now = self.clock.now().0;
        let key = self.hasher.hash_one((kind, subject));
        let mut windows = self
            .windows
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        windows.sweep(now);
        if windows.counted.len() >= MOST_KEPT && !windows.counted.contains_key(&key) {
            return None;
        }
        let (started, hits) = windows.counted.entry(key).or_insert((now, 0));
        if now - *started >= WINDOW_MILLIS {
            (*started, *hits) = (now, 0);
        }
        *hits = hits.saturating_add(1);
        let left = (*started + WINDOW_MILLIS - now).max(1_000);
        (*hits > ceiling).then(|| u64::try_from(left / 1_000).unwrap_or(1))
    }

    /// The address comes first: one that guesses at links adds no more of them once it is over its ceiling.
    fn check(&self, path: &str, address: IpAddr) -> Option<u64> {
        let address = network(address);
        let mut parts = path.trim_start_matches('/').split('/');
        match (parts.next(), parts.next()) {
            (Some(area @ ("i" | "e" | "reports" | "reset" | "adjustments")), Some(id)) => self
                .hit("links", &address, LINKS_PER_ADDRESS)
                .or_else(|| self.hit(area, id.as_bytes(), PER_LINK)),
            (Some("login" | "setup" | "forgot"), _) => {
                self.hit("sign-in", &address, SIGN_IN_PER_ADDRESS)
            }
            _ => None,
        }
    }
}

/// What counts as one address: of the sixth version the first half, because a single machine has all of the second.
fn network(address: IpAddr) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = match address.to_canonical() {
        IpAddr::V6(address) => address.octets(),
        IpAddr::V4(address) => {
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&address.octets());
            bytes
        }
    };
    [a, b, c, d, e, f, g, h]
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    struct At(std::sync::atomic::AtomicI64);

    impl Clock for At {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(std::sync::atomic::Ordering::SeqCst))
        }
    }

    fn at(millis: i64) -> (Arc<At>, RateLimit) {
        let clock = Arc::new(At(millis.into()));
        (Arc::clone(&clock), RateLimit::new(clock))
    }

    fn v4(last: u32) -> IpAddr {
        IpAddr::V4(last.into())
    }

    #[test]
    fn a_flood_of_invented_links_is_counted_by_address_and_takes_little_memory() {
        let (clock, limits) = at(0);
        let long = "x".repeat(60_000);
        for link in 0..LINKS_PER_ADDRESS + 500 {
            let waits = limits
                .check(&format!("/i/{link}-{long}/token"), v4(1))
                .is_some();
            assert_eq!(waits, link >= LINKS_PER_ADDRESS, "{link}");
        }
        let counted = || limits.windows.lock().unwrap().counted.len();
        // One for the address, one for each link until the ceiling.
        assert_eq!(counted(), LINKS_PER_ADDRESS as usize + 1);
        for address in 0..1_000 {
            limits.check(&format!("/i/{address}/token"), v4(2 + address));
        }
        clock
            .0
            .store(WINDOW_MILLIS, std::sync::atomic::Ordering::SeqCst);
        limits.check("/i/one-more/token", v4(1));
        assert_eq!(counted(), 2, "what is over is forgotten");
    }

    #[test]
    fn a_flood_from_everywhere_has_an_end() {
        let (clock, limits) = at(0);
        for address in 0..200_000 {
            limits.check(&format!("/i/{address}/token"), v4(address));
        }
        assert_eq!(limits.windows.lock().unwrap().counted.len(), MOST_KEPT);
        assert_eq!(limits.check("/login", v4(0)), None);
        clock
            .0
            .store(WINDOW_MILLIS, std::sync::atomic::Ordering::SeqCst);
        limits.check("/login", v4(0));
        assert_eq!(limits.windows.lock().unwrap().counted.len(), 1);
    }

    #[test]
    fn one_machine_of_the_sixth_version_is_one_address() {
        let (_, limits) = at(0);
        let v6 = |text: &str| text.parse::<IpAddr>().unwrap();
        for host in 0..SIGN_IN_PER_ADDRESS {
            assert_eq!(
                limits.check("/login", v6(&format!("2001:db8:1:2::{host:x}"))),
                None
            );
        }
        assert!(limits.check("/login", v6("2001:db8:1:2:ffff::1")).is_some());
        assert!(limits.check("/login", v6("2001:db8:1:3::1")).is_none());
        assert_eq!(network(v6("::ffff:10.0.0.1")), network(v6("10.0.0.1")));
    }
}
