//! What a page knows about the request it answers, put together by the middleware.

use std::{convert::Infallible, str::FromStr, sync::Arc};

use axum::extract::FromRequestParts;
use http::{StatusCode, request::Parts};

use crate::{assets::Assets, ui::Tone};

/// What every page needs to know about the request and the installation. Middleware puts one into the request's
/// extensions; a handler takes it as an extractor argument.
#[derive(Debug, Clone)]
pub struct PageContext {
    /// At least 128 random bits in base64 or hex, new for every response: the content security policy lets scripts run
    /// that carry it.
    pub nonce: String,
    /// The id under which this request stands in the log; shown on error pages.
    pub request_id: String,
    /// BCP 47 tag of the page's language, such as `en` or `pt-BR`.
    pub lang: String,
    /// The path and query of the request, for links back to this page.
    pub path: String,
    /// The colours the person chose.
    pub theme: Theme,
    /// The files of this build.
    pub assets: Arc<Assets>,
    /// The address under which people reach the installation, without a trailing slash.
    pub public_url: Arc<str>,
    /// The signed-in member of staff, if any. Never a candidate.
    pub viewer: Option<Viewer>,
    /// A message left by the previous request.
    pub flash: Option<Flash>,
    /// The request asked for `application/json`: answer data, not a page.
    pub wants_json: bool,
}

impl PageContext {
    /// A context with nothing in it but the defaults: English, automatic colours, nobody signed in, no assets.
    /// For tests and for errors so early that no middleware has run.
    pub fn bare(nonce: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            nonce: nonce.into(),
            request_id: String::new(),
            lang: "en".to_owned(),
            path: path.into(),
            theme: Theme::Auto,
            assets: Arc::new(Assets::none()),
            public_url: Arc::from(""),
            viewer: None,
            flash: None,
            wants_json: false,
        }
    }

    /// The writing direction of [`Self::lang`]: `rtl` for the languages written from right to left, else `ltr`.
    pub fn direction(&self) -> &'static str {
        let primary = self.lang.split('-').next().unwrap_or_default();
        match primary {
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ku" | "ps" | "sd" | "syr" | "ug"
            | "ur" | "yi" => "rtl",
            _ => "ltr",
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PageContext {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<PageContext>().cloned().ok_or((
            StatusCode::INTERNAL_SERVER_ERROR,
            "This page is not set up: no page context.",
        ))
    }
}

/// The member of staff who looks at a page: what the header shows and which areas it offers. It opens no doors; that is
/// the principal's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The name shown in the header.
    pub name: String,
    /// Has the role admin.
    pub admin: bool,
    /// Has the role recruiter.
    pub recruiter: bool,
    /// Has the role rater.
    pub rater: bool,
}

/// One message for the next page, after a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// One or two plain sentences.
    pub text: String,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device has it.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    /// The value in the cookie, in the form and in `data-theme`.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The value of `<meta name="color-scheme">`.
    pub(super) fn color_scheme(self) -> &'static str {
        match self {
            Theme::Auto => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = Infallible;

    /// Anything unknown, for instance an old cookie, is [`Theme::Auto`].
    fn from_str(value: &str) -> Result<Self, Infallible> {
        Ok(match value {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direction_follows_the_primary_language() {
        let mut ctx = PageContext::bare("n", "/");
        assert_eq!(ctx.direction(), "ltr");
        for (lang, direction) in [
            ("ar", "rtl"),
            ("he-IL", "rtl"),
            ("fa-AF", "rtl"),
            ("pt-BR", "ltr"),
            ("arn", "ltr"),
        ] {
            ctx.lang = lang.to_owned();
            assert_eq!(ctx.direction(), direction, "{lang}");
        }
    }

    #[test]
    fn themes_survive_the_cookie() {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            assert_eq!(theme.as_str().parse(), Ok(theme));
        }
        assert_eq!("<script>".parse(), Ok(Theme::Auto));
    }
}
