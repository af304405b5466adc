//! The shell: from a view to a whole HTML response.
//!
//! Every page is a plain axum handler: take the principal, call one use case, hand a Leptos view to [`page`]. The view is
//! rendered to a string at once; nothing streams and nothing needs JavaScript. Islands inside the view hydrate when the
//! page asks for a bundle with [`Page::islands`].
//!
//! ```
//! use app::{shell::{self, Page, PageContext}, ui::{Notice, Tone}};
//! use axum::response::Response;
//! use leptos::prelude::*;
//!
//! // ctx is an extractor: async fn closed(ctx: PageContext, who: Recruiter, ...) -> Response
//! fn closed(ctx: PageContext) -> Response {
//!     let (title, submitted) = ("Spring intake", 54); // what the use case returned: owned values, no references
//!     shell::page(&ctx, Page::staff("Intake closed", shell::Area::Assessments), || view! {
//!         <h1>{title} " is closed"</h1>
//!         <Notice tone=Tone::Good>{submitted} " people submitted. The ranking is frozen."</Notice>
//!     })
//! }
//! # let html = closed(PageContext::bare("n", "/"));
//! # assert_eq!(html.status(), 200);
//! ```
//!
//! A form that was not accepted comes back with [`Page::invalid`] (422, "Error:" before the title) and the same view, with
//! the typed values and the messages as arguments.
//!
//! This module never contains the content of a page, a cookie or a rule. Add to it only what every page needs.

mod context;
mod document;
mod theme;

use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

pub use context::{Flash, PageContext, Theme, Viewer};
pub use theme::{THEME_COOKIE, THEME_PATH, ThemeForm, local_path, set_theme};

/// A part of the staff's side that stands in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Assessments, their intakes, candidates and reports.
    Assessments,
    /// Question banks.
    Banks,
    /// Accounts and their roles.
    Accounts,
    /// Outbox, audit and the state of the installation.
    System,
    /// The viewer's own account; it stands apart from the others.
    Account,
}

/// Which islands a page loads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bundle {
    /// No script at all.
    #[default]
    None,
    /// The islands of `frontend/candidate`.
    Candidate,
    /// The islands of `frontend/staff`.
    Staff,
}

/// Which style sheet a page loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Few components, small enough for a first paint on a slow line.
    Candidate,
    /// Everything.
    Staff,
}

#[derive(Debug, Clone)]
enum Frame {
    Candidate { job: Option<String> },
    Staff { area: Area },
    Plain,
}

/// One step above the page: its words and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// The link's words.
    pub label: String,
    /// Its path.
    pub href: String,
}

/// What a page is, apart from its content.
#[derive(Debug, Clone)]
pub struct Page {
    title: String,
    frame: Frame,
    status: StatusCode,
    bundle: Bundle,
    crumbs: Vec<Crumb>,
    wide: bool,
    invalid: bool,
}

impl Page {
    fn new(title: impl Into<String>, frame: Frame) -> Self {
        let wide = matches!(frame, Frame::Staff { .. });
        let (status, bundle) = (StatusCode::OK, Bundle::None);
        Self {
            title: title.into(),
            frame,
            status,
            bundle,
            crumbs: Vec::new(),
            wide,
            invalid: false,
        }
    }

    /// A page for a candidate: the small style sheet, one narrow column, a header without navigation.
    pub fn candidate(title: impl Into<String>) -> Self {
        Self::new(title, Frame::Candidate { job: None })
    }

    /// A page for staff: navigation with the current area, the account and the way out.
    pub fn staff(title: impl Into<String>, area: Area) -> Self {
        Self::new(title, Frame::Staff { area })
    }

    /// A page for somebody who is not signed in, such as sign-in or set-up: brand and one narrow column.
    pub fn plain(title: impl Into<String>) -> Self {
        Self::new(title, Frame::Plain)
    }

    /// The job a candidate applies for, shown beside the brand. Other pages ignore it.
    pub fn job(mut self, title: impl Into<String>) -> Self {
        if let Frame::Candidate { job } = &mut self.frame {
            *job = Some(title.into());
        }
        self
    }

    /// The status instead of 200.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A form that was not accepted: 422, and "Error:" before the title, so that a screen reader says so first.
    pub fn invalid(mut self) -> Self {
        self.invalid = true;
        self.status(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// Loads a bundle, for a page that contains islands.
    pub fn islands(mut self, bundle: Bundle) -> Self {
        self.bundle = bundle;
        self
    }

    /// One column of reading width instead of the full width staff pages have.
    pub fn narrow(mut self) -> Self {
        self.wide = false;
        self
    }

    /// A step above this page; call it from the top step down.
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: href.into(),
        });
        self
    }

    fn sheet(&self) -> Sheet {
        match self.frame {
            Frame::Candidate { .. } => Sheet::Candidate,
            Frame::Staff { .. } | Frame::Plain => Sheet::Staff,
        }
    }
}

/// Renders a view inside the shell, as a complete response with its headers.
///
/// The view is made inside the closure, so that everything reactive in it belongs to this response and is freed with it.
/// It must own what it shows: clone names and texts into it.
pub fn page<V: IntoView>(ctx: &PageContext, page: Page, body: impl FnOnce() -> V) -> Response {
    let html = render(|| document::document(ctx, &page, body().into_any()));
    respond(ctx, page.status, html)
}

/// Renders a part of a page, for an island that puts it in place of an older one.
pub fn fragment<V: IntoView>(body: impl FnOnce() -> V) -> String {
    render(|| body().into_any())
}

/// A small page that says what went wrong, in words a person can act on, with the request's id for those who ask for help.
///
/// `message` is one or two plain sentences; never the text of an internal error.
pub fn error_page(ctx: &PageContext, status: StatusCode, title: &str, message: &str) -> Response {
    let (heading, message, request_id) =
        (title.to_owned(), message.to_owned(), ctx.request_id.clone());
    let staff = ctx.viewer.is_some();
    let page = Page {
        status,
        ..Page::candidate(title)
    };
    let html = render(|| {
        document::document(
            ctx,
            &page,
            document::error(status, heading, message, request_id, staff),
        )
    });
    respond(ctx, status, html)
}

/// Runs a view in an owner of its own and frees all that the view made.
fn render(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    owner.unset_with_forced_cleanup();
    html
}

fn respond(ctx: &PageContext, status: StatusCode, html: String) -> Response {
    let mut response = Response::new(html.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        content_security_policy(&ctx.nonce),
    );
    response
}

/// The one policy of all pages. Without a usable nonce no inline script runs at all.
fn content_security_policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let usable = !nonce.is_empty()
        && nonce
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b));
    let strict = HeaderValue::from_static(
        "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    );
    if usable {
        HeaderValue::from_str(&policy).unwrap_or(strict)
    } else {
        strict
    }
}

#[cfg(test)]
mod tests;
