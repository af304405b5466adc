//! What every handler is given: the use cases and the names of this installation's cookies.

use service::Service;
use std::sync::Arc;

#[derive(Clone)]
pub struct AppState {
    pub service: Arc<Service>,
    pub cookies: CookieNames,
}

/// Cookies follow the public URL: https gives `__Host-` and `Secure`, http on loopback a plain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CookieNames {
    secure: bool,
}

impl CookieNames {
    pub fn for_public_url(url: &str) -> Self {
        Self {
            secure: url.starts_with("https://"),
        }
    }

    /// The staff session.
    pub fn session(self) -> &'static str {
        if self.secure {
            "__Host-attune"
        } else {
            "attune"
        }
    }

    /// Carries the token of a password link from its address to the form.
    pub fn reset(self) -> &'static str {
        if self.secure {
            "__Host-attune-reset"
        } else {
            "attune-reset"
        }
    }

    /// One cookie an invitation, so that two people can share a browser without mixing.
    pub fn candidate(self, invitation: &str) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}attune-{invitation}")
    }

    /// One cookie an expert of a panel.
    pub fn expert(self, expert: &str) -> String {
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}attune-expert-{expert}")
    }

    /// A `Set-Cookie` value; `max_age` in seconds, 0 removes it.
    pub fn set(self, name: &str, value: &str, max_age: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}")
    }
}

/// The value of a cookie in the request's `Cookie` headers.
pub fn cookie<'h>(headers: &'h http::HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_follow_the_public_url() {
        let plain = CookieNames::for_public_url("http://127.0.0.1:3000");
        let https = CookieNames::for_public_url("https://hire.example.org");
        assert_eq!(plain.session(), "attune");
        assert_eq!(https.candidate("x"), "__Host-attune-x");
        assert!(!plain.set("a", "b", 1).contains("Secure"));
        assert_eq!(
            https.set("a", "b", 0),
            "a=b; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
        );
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = http::HeaderMap::new();
        headers.append(
            "cookie",
            http::HeaderValue::from_static("xattune=1; attune=2"),
        );
        headers.append("cookie", http::HeaderValue::from_static("other=3"));
        assert_eq!(cookie(&headers, "attune"), Some("2"));
        assert_eq!(cookie(&headers, "other"), Some("3"));
        assert_eq!(cookie(&headers, "none"), None);
    }
}
