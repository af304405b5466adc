//! The choice of light or dark: one form, one cookie, no script.

use axum::{Form, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::Theme;

/// The cookie that keeps the choice. It is no secret and belongs to no session.
pub const THEME_COOKIE: &str = "attune_theme";

/// Where the form posts to.
pub const THEME_PATH: &str = "/theme";

/// The posted choice.
#[derive(Debug, Clone, Deserialize)]
pub struct ThemeForm {
    /// `auto`, `light` or `dark`; anything else counts as `auto`.
    pub theme: String,
    /// The page to go back to: a path on this site.
    #[serde(default)]
    pub back: String,
}

/// Keeps the choice for a year and goes back to the page.
pub async fn set_theme(Form(form): Form<ThemeForm>) -> Response {
    let theme: Theme = form.theme.parse().unwrap_or_default();
    let cookie = format!(
        "{THEME_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax",
        theme.as_str()
    );
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let back =
        HeaderValue::from_str(local_path(&form.back)).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, back);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The path itself if it stays on this site, else `/`.
///
/// Browsers read `//host`, `/\host` and paths with control characters as other sites.
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path[1..].starts_with(['/', '\\'])
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for path in ["/", "/account", "/a/b?c=d&e=%20f"] {
            assert_eq!(local_path(path), path);
        }
        for path in [
            "",
            "account",
            "//evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "https://evil.test",
            "/a\r\nX: y",
            "/é",
        ] {
            assert_eq!(local_path(path), "/", "{path:?}");
        }
    }

    #[tokio::test]
    async fn the_choice_is_kept_and_the_page_comes_back() {
        let form = ThemeForm {
            theme: "dark".into(),
            back: "/account".into(),
        };
        let response = set_theme(Form(form)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], "/account");
        let cookie = response.headers()[header::SET_COOKIE]
            .to_str()
            .expect("ascii");
        assert!(cookie.starts_with("attune_theme=dark; "), "{cookie}");
    }

    #[tokio::test]
    async fn a_made_up_theme_is_automatic() {
        let form = ThemeForm {
            theme: "dark\r\nSet-Cookie: a=b".into(),
            back: "//evil.test".into(),
        };
        let response = set_theme(Form(form)).await;
        assert_eq!(response.headers()[header::LOCATION], "/");
        let cookie = response.headers()[header::SET_COOKIE]
            .to_str()
            .expect("ascii");
        assert!(cookie.starts_with("attune_theme=auto; "), "{cookie}");
    }
}
